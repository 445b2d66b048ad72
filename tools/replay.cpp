// Implementation of replay.h, over the C API.
#include "tools/replay.h"

#include <algorithm>
#include <chrono>
#include <memory>
#include <string_view>
#include <vector>

#include "cellaret/cellaret.h"
#include "tools/process_memory.h"
#include "tools/progress_bar.h"

namespace cellaret::tool {

namespace {

using Clock = std::chrono::steady_clock;

// Between two looks at the statistics and at the progress.
constexpr std::uint64_t kBlockAccesses = 4096;

// How far the clock moves at once where no entry expires.
constexpr std::uint64_t kClockStepMs = 1000;

std::uint64_t nanoseconds_between(Clock::time_point start, Clock::time_point end) {
  const auto elapsed = std::chrono::duration_cast<std::chrono::nanoseconds>(end - start);
  return static_cast<std::uint64_t>(elapsed.count());
}

// The median of many empty measurements.
std::uint64_t measure_clock_cost() {
  LatencyHistogram costs;
  for (int repeat = 0; repeat < 1000; ++repeat) {
    const Clock::time_point start = Clock::now();
    costs.record(nanoseconds_between(start, Clock::now()));
  }
  return costs.percentile(50);
}

// True for one index in sixteen, without a period that a loop in the trace could fall in with:
// Fibonacci hashing.
bool is_timed(std::uint64_t index) { return (index * 0x9E3779B97F4A7C15u) >> 60 == 0; }

// Bytes to fill the cache with: the same on every run, and not compressible.
std::vector<std::uint8_t> make_value_bytes(std::size_t size) {
  std::vector<std::uint8_t> bytes(size);
  std::uint64_t state = 0x243F6A8885A308D3u;
  for (std::uint8_t &byte : bytes) {
    state = state * 6364136223846793005u + 1442695040888963407u;
    byte = static_cast<std::uint8_t>(state >> 56);
  }
  return bytes;
}

void check(cellaret_status status, std::string_view call) {
  if (status >= 0) return;
  throw CacheError(std::string(call) + " failed: " + cellaret_status_text(status) + " (" +
                   cellaret_status_name(status) + ")");
}

class Replay {
 public:
  Replay(const Trace &trace, const ReplayOptions &options)
      : trace_(trace),
        value_size_(options.value_size),
        clock_step_ms_(trace.has_ttl() ? 1 : kClockStepMs),
        ms_per_access_(options.ms_per_access),
        values_(make_value_bytes(std::max(options.value_size, trace.max_value_size()))) {
    result_.clock_cost_ns = measure_clock_cost();
    result_.resident_before = resident_bytes();
    open(options);
    set_options_.struct_size = sizeof set_options_;
  }

  ReplayResult run(const OnProgress &on_progress) {
    Trace::Reader reader(trace_);
    const Clock::time_point start = Clock::now();
    for (Access access; reader.next(access); ++result_.accesses) {
      if (result_.accesses % kBlockAccesses == 0) {
        note_charge();
        on_progress(result_.accesses);
      }
      move_clock();
      if (!get(access.key)) fill(access);
    }
    result_.seconds = static_cast<double>(nanoseconds_between(start, Clock::now())) / 1e9;
    result_.resident_after = resident_bytes();
    read_result();
    return result_;
  }

 private:
  struct Closer {
    void operator()(cellaret_cache *cache) const { cellaret_cache_close(cache); }
  };

  void open(const ReplayOptions &options) {
    cellaret_options cache_options{};
    cache_options.struct_size = sizeof cache_options;
    cache_options.clock = CELLARET_CLOCK_MANUAL;
    cache_options.max_bytes = options.max_bytes;
    cache_options.max_entries = options.max_entries;
    cache_options.policy = options.policy.c_str();
    cache_options.shards = options.shards;
    cache_options.seed = options.seed;
    cellaret_cache *cache = nullptr;
    const cellaret_status status = cellaret_cache_open(&cache_options, &cache);
    if (status == CELLARET_INVALID) {
      throw OptionsError("the cache does not accept these options; does it have the policy \"" +
                         options.policy + "\"?");
    }
    check(status, "opening the cache");
    cache_.reset(cache);
  }

  void move_clock() {
    if (result_.accesses == 0) return;
    behind_ms_ += ms_per_access_;
    if (behind_ms_ < clock_step_ms_) return;
    check(cellaret_clock_advance(cache_.get(), static_cast<std::int64_t>(behind_ms_)),
          "moving the clock");
    behind_ms_ = 0;
  }

  bool get(std::string_view key) {
    cellaret_value value;
    cellaret_status status = CELLARET_OK;
    if (is_timed(result_.accesses)) {
      const Clock::time_point start = Clock::now();
      status = cellaret_get(cache_.get(), key.data(), key.size(), &value);
      result_.get_latency_ns.record(nanoseconds_between(start, Clock::now()));
    } else {
      status = cellaret_get(cache_.get(), key.data(), key.size(), &value);
    }
    if (status == CELLARET_MISS) return false;
    check(status, "get");
    cellaret_value_release(&value);
    return true;
  }

  void fill(const Access &access) {
    set_options_.expiry = access.ttl_ms == 0
                              ? cellaret_expiry_never()
                              : cellaret_expiry_in(static_cast<std::int64_t>(access.ttl_ms));
    const std::size_t size = access.has_value_size ? access.value_size : value_size_;
    const cellaret_status status = cellaret_set(cache_.get(), access.key.data(), access.key.size(),
                                                values_.data(), size, &set_options_, nullptr);
    if (status == CELLARET_FULL || status == CELLARET_TOO_LARGE) {
      ++result_.refused;
    } else {
      check(status, "set");
    }
  }

  cellaret_stats read_stats() const {
    cellaret_stats stats{};
    stats.struct_size = sizeof stats;
    check(cellaret_stats_read(cache_.get(), &stats), "reading the statistics");
    return stats;
  }

  void note_charge() {
    result_.bytes_charged_peak = std::max(result_.bytes_charged_peak, read_stats().bytes_charged);
  }

  void read_result() {
    note_charge();
    const cellaret_stats stats = read_stats();
    result_.hits = stats.hits;
    result_.misses = stats.misses;
    result_.evictions = stats.evictions;
    result_.expirations = stats.expirations;
    result_.entries = stats.entries;
    result_.bytes_charged = stats.bytes_charged;
    result_.max_bytes = stats.max_bytes;
    result_.max_entries = stats.max_entries;
    result_.shards = stats.shards;
    result_.policy = stats.policy != nullptr ? stats.policy : "";
  }

  const Trace &trace_;
  std::uint32_t value_size_;
  std::uint64_t clock_step_ms_;
  std::uint64_t ms_per_access_;
  std::uint64_t behind_ms_ = 0;  // time that the clock has not been moved by yet
  std::vector<std::uint8_t> values_;
  std::unique_ptr<cellaret_cache, Closer> cache_;
  cellaret_set_options set_options_{};
  ReplayResult result_;
};

}  // namespace

double ReplayResult::hit_ratio() const {
  const std::uint64_t reads = hits + misses;
  return reads == 0 ? 0 : static_cast<double>(hits) / static_cast<double>(reads);
}

double ReplayResult::accesses_per_second() const {
  return seconds > 0 ? static_cast<double>(accesses) / seconds : 0;
}

ReplayResult replay(const Trace &trace, const ReplayOptions &options,
                    const OnProgress &on_progress) {
  return Replay(trace, options).run(on_progress);
}

ReplayResult replay(const Trace &trace, const ReplayOptions &options, ProgressBar &progress) {
  return replay(trace, options,
                [&progress](std::uint64_t accesses) { progress.update(accesses, accesses); });
}

}  // namespace cellaret::tool
