// The accounts, the timers and what is left after a clear.
#include "tests/histories/audit.h"

#include <algorithm>
#include <string_view>

#include "engine/cache/handles.h"
#include "tests/histories/player.h"

namespace cellaret::history {

namespace {

cellaret_stats stats_of(cellaret_cache *cache) {
  cellaret_stats stats{};
  stats.struct_size = sizeof stats;
  cellaret_stats_read(cache, &stats);
  return stats;
}

// Of the instance while nobody else calls it. Each check adds a line when it fails.
class Audit {
 public:
  Audit(cellaret_cache *cache, std::uint8_t keys) : cache_(cache), keys_(keys) {}

  std::string run() {
    check_accounts();
    check_timers();
    cellaret_clear(cache_);
    expect(stats_of(cache_).bytes_charged, 0, "bytes charged after clear");
    return complaint_;
  }

 private:
  void expect(std::uint64_t actual, std::uint64_t expected, const char *what) {
    if (actual == expected) return;
    complaint_ += std::string(what) + ": " + std::to_string(actual) + " instead of " +
                  std::to_string(expected) + "\n";
  }

  void check_accounts() {
    cellaret_stats stats = stats_of(cache_);
    expect(stats.bytes_pinned, 0, "bytes pinned");
    expect(std::min(stats.bytes_charged, stats.max_bytes), stats.bytes_charged, "bytes at most");
    expect(std::min(stats.entries, stats.max_entries), stats.entries, "entries at most");
    engine::EpochGuard guard(*engine::EpochGuard::record_of_thread(),
                             engine::EpochGuard::Kind::kLocking);
    engine::Cache *cache = engine::find_handle(reinterpret_cast<std::uintptr_t>(cache_));
    expect(stats.bytes_charged, cache->recount(), "bytes charged against the recount");
  }

  // Long after all deadlines the wheels alone have to have brought every expired entry back.
  void check_timers() {
    cellaret_clock_advance(cache_, 1'000'000);
    cellaret_maintain(cache_, UINT64_MAX, nullptr);
    std::uint64_t left = stats_of(cache_).entries;
    std::uint64_t alive = 0;
    for (std::uint8_t key = 0; key < keys_; ++key) alive += is_there(key_bytes(key));
    for (std::int64_t number = 0; number < kChurnKeys; ++number) {
      if (alive == left) break;
      alive += is_there("beside " + std::to_string(number));
    }
    expect(left, alive, "entries left by the timers");
  }

  bool is_there(std::string_view key) {
    return cellaret_exists(cache_, key.data(), key.size()) == CELLARET_OK;
  }

  cellaret_cache *cache_;
  std::uint8_t keys_;
  std::string complaint_;
};

}  // namespace

std::string audit(cellaret_cache *cache, std::uint8_t keys) { return Audit(cache, keys).run(); }

bool has_evicted(cellaret_cache *cache) { return stats_of(cache).evictions != 0; }

std::uint64_t retried_reads(cellaret_cache *cache) {
  engine::EpochGuard guard(*engine::EpochGuard::record_of_thread(),
                           engine::EpochGuard::Kind::kLocking);
  return engine::find_handle(reinterpret_cast<std::uintptr_t>(cache))->statistics().reads.retries;
}

}  // namespace cellaret::history
