// A cache of at most 128 keys, without values, that `adaptive` runs on a sample of the keys to
// learn how well one size of its window would do.
//
// It follows the same rules as the policy itself (adaptive.h), and asks the same frequency sketch.
// Entries are numbered nodes of 8 bytes; a key is found by a table of chains.
#pragma once

#include <cstdint>

#include "engine/eviction/frequency_sketch.h"

namespace cellaret::engine {

class TrialCache {
 public:
  static constexpr std::uint32_t kMaxKeys = 128;

  TrialCache();

  // The share of the window; from 1 on there is no window, and new keys go to the main queue.
  void set_window(double share) { window_share_ = share; }
  // How many keys it holds; evicts down to that.
  void set_capacity(std::uint32_t capacity, const FrequencySketch &sketch);

  // A key is asked for, and comes if it is not there; whether it was.
  bool access(std::uint32_t key, const FrequencySketch &sketch);
  [[nodiscard]] std::uint32_t size() const { return queues_[0].size + queues_[1].size; }
  // Forgets the keys that have one of these bits.
  void drop_keys(std::uint32_t bits);

  // Of the keys that went on from the window: how many were hit since, and how often, up to 15
  // times each. Of use until keys are evicted, which takes their marks.
  struct Reuse {
    std::uint32_t keys = 0;
    std::uint32_t hits = 0;
  };
  [[nodiscard]] Reuse reuse() const;

 private:
  using Number = std::uint8_t;
  static constexpr Number kNone = 255;
  static constexpr std::uint32_t kBuckets = kMaxKeys;
  struct Node {
    std::uint32_t key;
    Number older;
    Number newer;
    Number next;  // in the chain of the bucket, or of free nodes
    std::uint8_t marks : 4;
    std::uint8_t is_main : 4;
  };
  static_assert(sizeof(Node) == 8);
  struct Queue {
    Number newest = kNone;
    Number oldest = kNone;
    std::uint8_t size = 0;
  };

  [[nodiscard]] static std::uint32_t bucket_of(std::uint32_t key) {
    return key * 0x9e3779b9u >> 25;
  }
  [[nodiscard]] Number find(std::uint32_t key) const;
  [[nodiscard]] std::uint32_t window_limit() const;
  [[nodiscard]] bool has_no_window() const { return window_share_ >= 1; }
  void push(Number number, bool is_main);
  void unlink(Number number);
  void remove(Number number);
  void promote_oldest();
  void evict(const FrequencySketch &sketch);
  [[nodiscard]] Number main_victim();

  Node nodes_[kMaxKeys];
  Number buckets_[kBuckets];
  Queue queues_[2];  // the window and the main queue
  Number free_ = 0;
  std::uint32_t capacity_ = kMaxKeys;
  double window_share_ = 0;
};

}  // namespace cellaret::engine
