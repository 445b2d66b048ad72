// An instance of cellaret with the calls the benches make, through the public C API alone.
#pragma once

#include <cellaret/cellaret.h>

#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>

namespace cellaret::bench {

struct InstanceOptions {
  std::string policy;
  std::uint64_t max_entries = CELLARET_UNLIMITED;
  std::uint32_t clock = CELLARET_CLOCK_DEFAULT;
  std::uint64_t seed = 1;
  std::uint32_t shards = 0;          // 0: as many as the library chooses
  std::uint32_t maintenance_ms = 0;  // 0: no thread
};

class Instance {
 public:
  using Value = cellaret_value;

  explicit Instance(const InstanceOptions &options) {
    cellaret_options wanted{};
    wanted.struct_size = sizeof wanted;
    wanted.clock = options.clock;
    wanted.max_bytes = CELLARET_UNLIMITED;
    wanted.max_entries = options.max_entries;
    wanted.policy = options.policy.c_str();
    wanted.shards = options.shards;
    wanted.manual_start_ms = options.clock == CELLARET_CLOCK_MANUAL ? 1 : 0;
    wanted.seed = options.seed;
    wanted.maintenance_ms = options.maintenance_ms;
    require(cellaret_cache_open(&wanted, &cache_), "cellaret_cache_open");
  }
  Instance(const Instance &) = delete;
  Instance &operator=(const Instance &) = delete;
  ~Instance() { cellaret_cache_close(cache_); }

  Instance &on(unsigned) { return *this; }
  cellaret_cache *handle() const { return cache_; }

  // Every answer is looked at: a call that fails is quick and would look good.
  bool get(std::string_view key, Value &value) const {
    const cellaret_status status = cellaret_get(cache_, key.data(), key.size(), &value);
    if (status == CELLARET_MISS) return false;
    require(status, "cellaret_get");
    if (value.is_pinned != 0) cellaret_value_release(&value);
    return true;
  }
  // Values as cellaret_multi_get leaves them; how many keys were found.
  std::size_t multi_get(const cellaret_key *keys, std::size_t count, Value *values) const {
    require(cellaret_multi_get(cache_, keys, count, values), "cellaret_multi_get");
    std::size_t found = 0;
    for (std::size_t at = 0; at < count; ++at) {
      if (values[at].type != CELLARET_TYPE_NONE) ++found;
      if (values[at].is_pinned != 0) cellaret_value_release(&values[at]);
    }
    return found;
  }
  void set(std::string_view key, std::string_view value,
           const cellaret_set_options *options = nullptr) {
    require(
        cellaret_set(cache_, key.data(), key.size(), value.data(), value.size(), options, nullptr),
        "cellaret_set");
  }
  bool erase(std::string_view key) {
    const cellaret_status status = cellaret_delete(cache_, key.data(), key.size());
    if (status == CELLARET_MISS) return false;
    require(status, "cellaret_delete");
    return true;
  }
  void set_int(std::string_view key, std::int64_t value,
               const cellaret_set_options *options = nullptr) {
    require(cellaret_int_set(cache_, key.data(), key.size(), value, options, nullptr),
            "cellaret_int_set");
  }
  std::int64_t increment(std::string_view key) {
    std::int64_t sum = 0;
    require(cellaret_int_increment(cache_, key.data(), key.size(), 1, nullptr, &sum),
            "cellaret_int_increment");
    return sum;
  }
  void advance_clock(std::int64_t ms) {
    require(cellaret_clock_advance(cache_, ms), "cellaret_clock_advance");
  }
  cellaret_stats stats() const {
    cellaret_stats stats{};
    stats.struct_size = sizeof stats;
    require(cellaret_stats_read(cache_, &stats), "cellaret_stats_read");
    return stats;
  }

 private:
  static void require(cellaret_status status, const char *call) {
    if (status == CELLARET_OK) [[likely]] {
      return;
    }
    throw std::runtime_error(std::string(call) + ": " + cellaret_status_text(status));
  }

  cellaret_cache *cache_ = nullptr;
};

// Options of a write that lets the key expire so many milliseconds from now.
inline cellaret_set_options expiring_in(std::int64_t ms) {
  cellaret_set_options options{};
  options.struct_size = sizeof options;
  options.expiry = cellaret_expiry_in(ms);
  return options;
}

}  // namespace cellaret::bench
