// Loads the shared library late, from a thread that then ends, and uses it from others; the host's
// malloc and operator new stay where they were.
#include <cellaret/cellaret.h>
#include <dlfcn.h>

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <new>
#include <string>
#include <thread>
#include <vector>

namespace {

std::atomic<int> failures = 0;

void expect(bool holds, const char *claim) {
  if (!holds && failures++ < 10) std::printf("FAILED: %s\n", claim);
}

// The file that a symbol of the process comes from.
std::string home_of(const char *symbol) {
  Dl_info info;
  void *address = dlsym(RTLD_DEFAULT, symbol);
  if (address == nullptr || dladdr(address, &info) == 0) return "nowhere";
  return info.dli_fname;
}

struct Library {
  void *handle;
  decltype(&cellaret_cache_open) open;
  decltype(&cellaret_cache_close) close;
  decltype(&cellaret_set) set;
  decltype(&cellaret_get) get;
  decltype(&cellaret_value_release) release;
};

template <class Function>
void find(const Library &library, const char *name, Function &function) {
  function = reinterpret_cast<Function>(dlsym(library.handle, name));
  if (function != nullptr) return;
  std::printf("FAILED: %s is not in the library\n", name);
  std::exit(1);
}

Library load(const char *path) {
  Library library{};
  library.handle = dlopen(path, RTLD_NOW | RTLD_GLOBAL);
  if (library.handle == nullptr) {
    std::printf("FAILED: %s\n", dlerror());
    std::exit(1);
  }
  find(library, "cellaret_cache_open", library.open);
  find(library, "cellaret_cache_close", library.close);
  find(library, "cellaret_set", library.set);
  find(library, "cellaret_get", library.get);
  find(library, "cellaret_value_release", library.release);
  return library;
}

// Writes and reads values small and large, so that blocks of many sizes are made and freed.
void use(const Library &library, cellaret_cache *cache, const std::string &prefix) {
  for (int i = 0; i < 500; i++) {
    std::string key = prefix + std::to_string(i);
    std::string value(static_cast<std::size_t>(i) * 7, 'v');
    cellaret_value out;
    expect(library.set(cache, key.data(), key.size(), value.data(), value.size(), nullptr,
                       nullptr) == CELLARET_OK,
           "a value can be written");
    expect(library.get(cache, key.data(), key.size(), &out) == CELLARET_OK, "it can be read");
    expect(out.size == value.size() &&
               std::memcmp(cellaret_value_data(&out), value.data(), value.size()) == 0,
           "it reads as it was written");
    library.release(&out);
  }
}

}  // namespace

int main(int count, char **arguments) {
  if (count != 2) return 2;
  const char *symbols[] = {"malloc", "free", "calloc", "realloc", "_Znwm", "_ZdlPv"};
  std::vector<std::string> homes;
  for (const char *symbol : symbols) homes.push_back(home_of(symbol));
  expect(homes[0].find("libc.so") != std::string::npos, "malloc is libc's before loading");

  Library library{};
  cellaret_cache *cache = nullptr;
  std::thread([&] {
    library = load(arguments[1]);
    expect(library.open(nullptr, &cache) == CELLARET_OK, "the loading thread can open a cache");
    use(library, cache, "loader");
  }).join();
  std::vector<std::thread> others;
  for (int i = 0; i < 4; i++) {
    others.emplace_back([&, i] { use(library, cache, "other" + std::to_string(i)); });
  }
  for (std::thread &other : others) other.join();
  use(library, cache, "main");
  library.close(cache);

  for (std::size_t i = 0; i < homes.size(); i++) {
    expect(home_of(symbols[i]) == homes[i], "malloc, free and new come from where they did");
  }
  // The library stays: threads that used it may still have to clean up in it.
  std::thread([&] { dlclose(library.handle); }).join();
  expect(library.open(nullptr, &cache) == CELLARET_OK, "it is resident after dlclose");
  library.close(cache);
  std::printf("late load: %d failures\n", failures.load());
  return failures == 0 ? 0 : 1;
}
