// Fuzz target: bytes loaded as a snapshot. What is refused changes nothing; what is taken can be
// saved and loaded once more.
#include <cellaret/cellaret.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <string>

#include "fuzz/dump_seal.h"

namespace {

void expect(bool holds, const char *what) {
  if (holds) return;
  std::fprintf(stderr, "%s\n", what);
  std::abort();
}

// A file that is nowhere but in memory.
class MemoryFile {
 public:
  explicit MemoryFile(const std::string &bytes) : file_(::memfd_create("snapshot", 0)) {
    expect(file_ >= 0, "no file");
    ssize_t written = ::write(file_, bytes.data(), bytes.size());
    expect(written == static_cast<ssize_t>(bytes.size()), "no bytes in the file");
  }
  MemoryFile(const MemoryFile &) = delete;
  MemoryFile &operator=(const MemoryFile &) = delete;
  ~MemoryFile() { ::close(file_); }
  [[nodiscard]] std::string path() const { return "/proc/self/fd/" + std::to_string(file_); }

 private:
  int file_;
};

}  // namespace

// The first byte says whether the checksums are made right.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
  if (size == 0) return 0;
  std::string bytes(reinterpret_cast<const char *>(data) + 1, size - 1);
  if (data[0] % 4 != 0) cellaret::fuzz::seal(bytes, true);
  cellaret_options options{};
  options.struct_size = sizeof options;
  options.clock = CELLARET_CLOCK_MANUAL;
  options.manual_start_ms = 1'893'456'000'000;
  options.shards = 2;
  options.seed = 7;
  cellaret_cache *cache = nullptr;
  expect(cellaret_cache_open(&options, &cache) == CELLARET_OK, "no cache");
  cellaret_set(cache, "a", 1, "old", 3, nullptr, nullptr);
  std::uint64_t entries = 0;
  cellaret_status status = cellaret_load(cache, MemoryFile(bytes).path().c_str(), &entries);
  if (status != CELLARET_OK) {
    expect(status == CELLARET_BAD_FORMAT, "refused for another reason");
    std::uint64_t len = 0;
    cellaret_value value;
    expect(cellaret_len(cache, &len) == CELLARET_OK && len == 1, "entries came");
    expect(cellaret_get(cache, "a", 1, &value) == CELLARET_OK && value.size == 3, "it changed");
    cellaret_value_release(&value);
  }
  cellaret_cache_close(cache);
  return 0;
}
