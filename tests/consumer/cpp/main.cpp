// A user's program in C++, built outside the source tree against what was installed.
#include <dlfcn.h>

#include <cellaret/cellaret.hpp>
#include <cstdio>
#include <cstring>
#include <optional>
#include <string>

namespace {

int fail(const char *claim) {
  std::printf("FAILED: %s\n", claim);
  return 1;
}

// In a static program nothing can be asked; the symbols' test covers it.
bool comes_from(const char *symbol, const char *library) {
#ifdef CONSUMER_FULLY_STATIC
  return symbol != library;
#else
  Dl_info info;
  void *address = dlsym(RTLD_DEFAULT, symbol);
  return address != nullptr && dladdr(address, &info) != 0 &&
         std::strstr(info.dli_fname, library) != nullptr;
#endif
}

}  // namespace

int main() {
  cellaret::Cache cache;
  if (cache.get("key").has_value()) return fail("it is empty at first");
  cache.set("key", "value");
  auto value = cache.get("key");
  if (!value.has_value()) return fail("what was written is there");
  if (!comes_from("malloc", "libc.so")) return fail("malloc is libc's");
  if (!comes_from("_Znwm", "libstdc++.so")) return fail("operator new is libstdc++'s");
  std::printf("consumer in C++: %s on %s\n", cellaret_version(), cellaret_allocator());
  return 0;
}
