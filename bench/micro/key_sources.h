// The three ways in which bursts get their keys.
#pragma once

#include <cstddef>
#include <utility>
#include <vector>

#include "bench/micro/cell.h"

namespace cellaret::bench {

// Stretches of a sequence made in advance, one sequence for each thread.
class StreamKeys : public KeySource {
 public:
  explicit StreamKeys(std::vector<Keys> streams) : streams_(std::move(streams)) {}

  // For two threads, each drawing by itself.
  static StreamKeys drawn(Spread spread, std::uint64_t population, std::uint64_t length) {
    return StreamKeys(
        {drawn_keys(spread, population, length, 11), drawn_keys(spread, population, length, 12)});
  }

  std::span<const Key> burst(unsigned thread, std::uint64_t index, std::uint64_t length) override {
    const Keys &stream = streams_[thread];
    const std::uint64_t places = stream.size() - length + 1;
    return std::span(stream).subspan(index * kStride % places, length);
  }

 private:
  // A large prime: stretches with neighbouring indexes begin far from each other.
  static constexpr std::uint64_t kStride = 2'654'435'761;

  std::vector<Keys> streams_;
};

// Keys that no burst of another index or thread had, from an id on.
class FreshKeys : public KeySource {
 public:
  FreshKeys(std::uint64_t first, unsigned threads) : first_(first), slots_(threads) {}

  std::span<const Key> burst(unsigned thread, std::uint64_t index, std::uint64_t length) override {
    Keys &keys = slots_[thread].keys[index % 2];
    const std::uint64_t place = index * slots_.size() + thread;
    keys = keys_from(first_ + place * kRoom, length);
    return keys;
  }

 private:
  static constexpr std::uint64_t kRoom = 1 << 20;  // ids for one burst

  struct Slot {
    Keys keys[2];  // one for warming up and one for the burst
  };

  std::uint64_t first_;
  std::vector<Slot> slots_;
};

}  // namespace cellaret::bench
