// Processes that end with open instances whose maintenance threads are at work: by the end of main,
// by exit() elsewhere, with more memory to give back than there is time for. They end with 0.
//
// usage: exit_open [PROCESSES]
#include <cellaret/cellaret.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <string>

namespace {

cellaret_cache *open() {
  cellaret_options options{};
  options.struct_size = sizeof options;
  options.maintenance_ms = 1;
  cellaret_cache *cache = nullptr;
  if (cellaret_cache_open(&options, &cache) != CELLARET_OK) _exit(3);
  return cache;
}

// Entries that expire while the process ends.
[[noreturn]] void live_and_exit(int number) {
  cellaret_cache *caches[] = {open(), open()};
  for (int at = 0; at < 5000; ++at) {
    const std::string key = std::to_string(at);
    cellaret_set_options options{};
    options.struct_size = sizeof options;
    options.expiry = cellaret_expiry_in(1 + at % 20);
    const cellaret_status status =
        cellaret_set(caches[at % 2], key.data(), key.size(), "value", 5, &options, nullptr);
    if (status != CELLARET_OK) _exit(4);
  }
  usleep(static_cast<useconds_t>(number % 8 * 1000));
  // One of them may be closed, too.
  if (number % 2 == 0) cellaret_cache_close(caches[0]);
  std::exit(0);
}

}  // namespace

int main(int count, char **arguments) {
  const int processes = count > 1 ? std::atoi(arguments[1]) : 40;
  for (int number = 0; number < processes; ++number) {
    const pid_t child = fork();
    if (child == 0) {
      alarm(60);
      live_and_exit(number);
    }
    int status = 0;
    if (child < 0 || waitpid(child, &status, 0) != child || status != 0) {
      std::printf("process %d ended with status %#x\n", number, static_cast<unsigned>(status));
      return 1;
    }
  }
  // And this one, by the end of main.
  open();
  std::printf("%d processes ended with open instances\n", processes + 1);
  return 0;
}
