// The loops that are timed, the same source for every contestant.
#pragma once

#include <benchmark/benchmark.h>

#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

#include "bench/harness/instance.h"
#include "bench/micro/cell.h"

namespace cellaret::bench {

inline constexpr std::string_view kValue = "a value of exactly thirty-two by";
static_assert(kValue.size() == 32);

// Copies each value out into the same variable.
template <class Store>
Action getting(Store &store) {
  return [&store](const Burst &burst) {
    auto &own = store.on(burst.thread);
    typename Store::Value value{};
    std::uint64_t hits = 0;
    for (const Key &key : burst.keys) {
      hits += own.get(key.view(), value);
      benchmark::DoNotOptimize(value);
    }
    return hits;
  };
}

inline constexpr std::size_t kKeysAtOnce = 16;

// As getting(), in calls for 16 keys.
inline Action getting_many(const Instance &store) {
  return [&store](const Burst &burst) {
    cellaret_key keys[kKeysAtOnce];
    Instance::Value values[kKeysAtOnce];
    std::uint64_t hits = 0;
    for (std::size_t from = 0; from < burst.keys.size(); from += kKeysAtOnce) {
      const std::size_t count = std::min(kKeysAtOnce, burst.keys.size() - from);
      for (std::size_t at = 0; at < count; ++at) {
        const std::string_view key = burst.keys[from + at].view();
        keys[at] = {key.data(), key.size()};
      }
      hits += store.multi_get(keys, count, values);
      benchmark::DoNotOptimize(values);
    }
    return hits;
  };
}

template <class Store>
Action setting(Store &store) {
  return [&store](const Burst &burst) {
    auto &own = store.on(burst.thread);
    for (const Key &key : burst.keys) own.set(key.view(), kValue);
    return std::uint64_t{0};
  };
}

// marks: for each operation whether it writes; as long as the longest burst.
template <class Store>
Action mixing(Store &store, std::shared_ptr<const std::vector<std::uint8_t>> marks) {
  return [&store, marks = std::move(marks)](const Burst &burst) {
    auto &own = store.on(burst.thread);
    typename Store::Value value{};
    const std::uint8_t *mark = marks->data();
    std::uint64_t hits = 0;
    for (const Key &key : burst.keys) {
      if (*mark++ != 0) {
        own.set(key.view(), kValue);
        ++hits;
      } else {
        hits += own.get(key.view(), value);
        benchmark::DoNotOptimize(value);
      }
    }
    return hits;
  };
}

template <class Store>
Action erasing(Store &store) {
  return [&store](const Burst &burst) {
    auto &own = store.on(burst.thread);
    std::uint64_t hits = 0;
    for (const Key &key : burst.keys) hits += own.erase(key.view());
    return hits;
  };
}

template <class Store>
Action incrementing(Store &store) {
  return [&store](const Burst &burst) {
    auto &own = store.on(burst.thread);
    for (const Key &key : burst.keys) {
      std::int64_t sum = own.increment(key.view());
      benchmark::DoNotOptimize(sum);
    }
    return std::uint64_t{0};
  };
}

inline Action setting_expiring(Instance &store, std::int64_t ms) {
  return [&store, options = expiring_in(ms)](const Burst &burst) {
    for (const Key &key : burst.keys) store.set(key.view(), kValue, &options);
    return std::uint64_t{0};
  };
}

}  // namespace cellaret::bench
