// Running a measurement in a process of its own, so that measurements do not share memory.
#pragma once

#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <exception>
#include <stdexcept>
#include <type_traits>

namespace cellaret::bench {

// Calls `measure` in a forked child and returns what it returned. The parent must have no other
// thread. Throws std::runtime_error when the child failed, which has then said why.
template <class Result, class Measure>
Result in_child(const Measure &measure) {
  static_assert(std::is_trivially_copyable_v<Result>);
  int ends[2];
  if (pipe(ends) != 0) throw std::runtime_error("no pipe could be made");
  std::fflush(nullptr);
  const pid_t child = fork();
  if (child < 0) throw std::runtime_error("no child process could be made");
  if (child == 0) {
    int code = 1;
    try {
      const Result result = measure();
      code = write(ends[1], &result, sizeof result) == sizeof result ? 0 : 1;
    } catch (const std::exception &error) {
      std::fprintf(stderr, "error: %s\n", error.what());
    }
    _exit(code);  // the memory goes with the process; freeing it would take longer
  }
  close(ends[1]);
  Result result{};
  const bool is_complete = read(ends[0], &result, sizeof result) == sizeof result;
  close(ends[0]);
  int status = 0;
  waitpid(child, &status, 0);
  if (!is_complete || status != 0) throw std::runtime_error("a measurement in a child failed");
  return result;
}

}  // namespace cellaret::bench
