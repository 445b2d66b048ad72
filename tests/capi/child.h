// Running part of a test in the child of a fork.
#pragma once

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

namespace cellaret::test {

inline constexpr unsigned kWatchdogSeconds = 20;

// Runs `body` in a child and gives the exit code that it returns; a child that hangs is killed by
// its alarm.
template <class Body>
int in_child(Body body) {
  pid_t child = fork();
  if (child == 0) {
    alarm(kWatchdogSeconds);
    _exit(body());
  }
  EXPECT_GT(child, 0);
  int status = 0;
  EXPECT_EQ(waitpid(child, &status, 0), child);
  EXPECT_FALSE(WIFSIGNALED(status)) << "signal " << WTERMSIG(status);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

}  // namespace cellaret::test
