// Fuzz target: bytes restored as a dump. What is refused changes nothing; what is taken can be
// dumped and restored once more, and is the same.
#include <cellaret/cellaret.h>

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

cellaret_cache *open_cache() {
  cellaret_options options{};
  options.struct_size = sizeof options;
  options.clock = CELLARET_CLOCK_MANUAL;
  options.manual_start_ms = 1'893'456'000'000;
  options.shards = 1;
  options.seed = 7;
  cellaret_cache *cache = nullptr;
  expect(cellaret_cache_open(&options, &cache) == CELLARET_OK, "no cache");
  return cache;
}

std::uint64_t charged(cellaret_cache *cache) {
  cellaret_stats stats{};
  stats.struct_size = sizeof stats;
  cellaret_stats_read(cache, &stats);
  return stats.bytes_charged;
}

std::string dump(cellaret_cache *cache, const char *key) {
  cellaret_value value;
  expect(cellaret_dump(cache, key, 1, &value) == CELLARET_OK, "what was restored has no dump");
  std::string bytes(static_cast<const char *>(cellaret_value_data(&value)), value.size);
  cellaret_value_release(&value);
  return bytes;
}

cellaret_status restore(cellaret_cache *cache, const char *key, const std::string &bytes) {
  return cellaret_restore(cache, key, 1, bytes.data(), bytes.size(), CELLARET_RESTORE_REPLACE,
                          nullptr);
}

}  // namespace

// The first byte says whether the checksum is made right.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
  if (size == 0) return 0;
  std::string bytes(reinterpret_cast<const char *>(data) + 1, size - 1);
  if (data[0] % 4 != 0) cellaret::fuzz::seal(bytes, false);
  cellaret_cache *cache = open_cache();
  cellaret_set(cache, "a", 1, "old", 3, nullptr, nullptr);
  std::uint64_t before = charged(cache);
  cellaret_status status = restore(cache, "a", bytes);
  if (status != CELLARET_OK) {
    expect(status == CELLARET_BAD_FORMAT, "refused for another reason");
    expect(charged(cache) == before, "a refused dump changed the cache");
  } else if (cellaret_exists(cache, "a", 1) == CELLARET_OK) {
    // Members have no order, so it is the third that equals the second in everything but that.
    std::string second = dump(cache, "a");
    expect(restore(cache, "b", second) == CELLARET_OK, "its own dump was refused");
    expect(dump(cache, "b").size() == second.size(), "the second dump is another");
  }
  cellaret_cache_close(cache);
  return 0;
}
