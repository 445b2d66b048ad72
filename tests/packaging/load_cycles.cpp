// Loads the shared library, uses it from threads that end before and after it is closed, and lets
// it go, again and again. A library that could be unloaded would leave such a thread code that is
// gone.
//
// usage: load_cycles LIBRARY [CYCLES]
#include <cellaret/cellaret.h>
#include <dlfcn.h>

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <thread>

namespace {

template <class Function>
void find(void *library, const char *name, Function &function) {
  function = reinterpret_cast<Function>(dlsym(library, name));
  if (function != nullptr) return;
  std::printf("%s is not in the library\n", name);
  std::exit(1);
}

// One life of the library; false when a call gave something else than it should.
bool cycle(const char *path, int number) {
  void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) {
    std::printf("%s\n", dlerror());
    return false;
  }
  decltype(&cellaret_cache_open) open = nullptr;
  decltype(&cellaret_cache_close) close = nullptr;
  decltype(&cellaret_int_increment) increment = nullptr;
  find(library, "cellaret_cache_open", open);
  find(library, "cellaret_cache_close", close);
  find(library, "cellaret_int_increment", increment);
  cellaret_cache *cache = nullptr;
  cellaret_options options{};
  options.struct_size = sizeof options;
  options.maintenance_ms = number % 2 == 0 ? 1 : 0;
  if (open(&options, &cache) != CELLARET_OK) return false;
  auto use = [&](const std::string &key) {
    std::int64_t sum = 0;
    for (int round = 0; round < 100; ++round) {
      increment(cache, key.data(), key.size(), 1, nullptr, &sum);
    }
    return sum == 100;
  };
  std::atomic<bool> is_used{false};
  std::atomic<bool> may_end{false};
  std::atomic<bool> is_right{true};
  // It has used the library, and ends when nobody holds it any more.
  std::thread late([&] {
    if (!use("late")) is_right = false;
    is_used = true;
    while (!may_end) std::this_thread::yield();
  });
  std::thread early([&] {
    if (!use("early")) is_right = false;
  });
  early.join();
  while (!is_used) std::this_thread::yield();
  // A thread of the library's own may go on in it, too.
  if (number % 50 != 0) close(cache);
  dlclose(library);
  may_end = true;
  late.join();
  if (!is_right) std::printf("cycle %d: a count is wrong\n", number);
  return is_right;
}

}  // namespace

int main(int count, char **arguments) {
  if (count < 2) return 2;
  int cycles = count > 2 ? std::atoi(arguments[2]) : 300;
  for (int number = 0; number < cycles; ++number) {
    if (!cycle(arguments[1], number)) return 1;
  }
  std::printf("%d cycles of loading and letting go\n", cycles);
  return 0;
}
