// What cellaret is measured against: the tables that somebody would use or write instead.
#pragma once

#include <absl/container/flat_hash_map.h>

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <list>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "bench/micro/hash.h"

namespace cellaret::bench {

inline constexpr std::size_t kStripes = 64;

// "limit": what the machine allows an ordinary string map that copies values out. No lock, no
// bound, no expiry.
class LimitMap {
 public:
  using Value = std::string;

  explicit LimitMap(std::uint64_t entries) { map_.reserve(entries); }

  LimitMap &on(unsigned) { return *this; }

  bool get(std::string_view key, Value &value) const {
    const auto found = map_.find(key);
    if (found == map_.end()) return false;
    value.assign(found->second);
    return true;
  }
  void set(std::string_view key, std::string_view value) {
    const auto found = map_.find(key);
    if (found != map_.end()) {
      found->second.assign(value);
    } else {
      map_.emplace(key, value);
    }
  }
  bool erase(std::string_view key) {
    const auto found = map_.find(key);
    if (found == map_.end()) return false;
    map_.erase(found);
    return true;
  }

 private:
  absl::flat_hash_map<std::string, std::string, KeyHash, KeyEqual> map_;
};

// "private": each thread has a limit map of its own, so nothing is shared.
class PrivateMaps {
 public:
  using Value = std::string;

  PrivateMaps(std::uint64_t entries, unsigned threads) {
    for (unsigned thread = 0; thread < threads; ++thread) maps_.emplace_back(entries);
  }

  LimitMap &on(unsigned thread) { return maps_[thread]; }

 private:
  std::vector<LimitMap> maps_;
};

// "lru64": 64 shards of std::unordered_map and std::list under a mutex, as a user would write it.
// A hit moves its entry to the front; a new key in a full shard removes the one at the back.
class Lru64 {
 public:
  using Value = std::string;

  explicit Lru64(std::uint64_t capacity) {
    for (Shard &shard : shards_) shard.capacity = (capacity + kStripes - 1) / kStripes;
  }

  Lru64 &on(unsigned) { return *this; }

  bool get(std::string_view text, Value &value) {
    const HashedKey key(text);
    Shard &shard = shard_of(key);
    const std::lock_guard lock(shard.mutex);
    const auto found = shard.places.find(key);
    if (found == shard.places.end()) return false;
    shard.order.splice(shard.order.begin(), shard.order, found->second);
    value.assign(found->second->second);
    return true;
  }
  void set(std::string_view text, std::string_view value) {
    const HashedKey key(text);
    Shard &shard = shard_of(key);
    const std::lock_guard lock(shard.mutex);
    const auto found = shard.places.find(key);
    if (found != shard.places.end()) {
      shard.order.splice(shard.order.begin(), shard.order, found->second);
      found->second->second.assign(value);
      return;
    }
    if (shard.order.size() >= shard.capacity) {
      shard.places.erase(shard.order.back().first);
      shard.order.pop_back();
    }
    shard.order.emplace_front(text, value);
    shard.places.emplace(shard.order.front().first, shard.order.begin());
  }
  bool erase(std::string_view text) {
    const HashedKey key(text);
    Shard &shard = shard_of(key);
    const std::lock_guard lock(shard.mutex);
    const auto found = shard.places.find(key);
    if (found == shard.places.end()) return false;
    const auto entry = found->second;
    shard.places.erase(found);
    shard.order.erase(entry);
    return true;
  }

 private:
  using Order = std::list<std::pair<std::string, std::string>>;

  struct alignas(64) Shard {
    std::mutex mutex;
    Order order;
    // The keys are those in `order`.
    std::unordered_map<std::string_view, Order::iterator, KeyHash, KeyEqual> places;
    std::size_t capacity = 0;
  };

  Shard &shard_of(const HashedKey &key) { return shards_[key.hash >> 58]; }

  std::array<Shard, kStripes> shards_;
};

// "spin64": counters in 64 shards of absl::flat_hash_map, each under a spin lock.
class SpinCounters {
 public:
  explicit SpinCounters(std::uint64_t entries) {
    for (Shard &shard : shards_) shard.counters.reserve(entries / kStripes * 5 / 4 + 1);
  }

  SpinCounters &on(unsigned) { return *this; }

  std::int64_t increment(std::string_view text) {
    const HashedKey key(text);
    Shard &shard = shards_[key.hash >> 58];
    while (shard.locked.test_and_set(std::memory_order_acquire)) {
      while (shard.locked.test(std::memory_order_relaxed)) __builtin_ia32_pause();
    }
    const auto found = shard.counters.find(key);
    const std::int64_t sum =
        found != shard.counters.end() ? ++found->second : shard.counters[std::string(text)] = 1;
    shard.locked.clear(std::memory_order_release);
    return sum;
  }

 private:
  struct alignas(64) Shard {
    std::atomic_flag locked;
    absl::flat_hash_map<std::string, std::int64_t, KeyHash, KeyEqual> counters;
  };

  std::array<Shard, kStripes> shards_;
};

}  // namespace cellaret::bench
