// Which size of window would be best right now: several small caches, each with another window, see
// a sample of the keys, and the one with the most hits of late is followed.
//
// The sample is by key (Waldspurger, Saemundsson, Ahmad, Park 2017, "Cache Modeling and
// Optimization using Miniature Simulations", USENIX ATC): one key in 2^k, for caches of one entry
// in 2^k, and k so that no cache holds more than 128. Every cache sees the same accesses, so what
// counts are those where two differ. One is followed instead of another when it has come to lead by
// more than chance explains (so many standard deviations of a random walk over the differences) and
// by more than changing over costs: a part of what has to be replaced. Then the share goes one step
// in its direction. Leads are forgotten with a horizon of some capacities, so phases are followed.
//
// Where a contest takes long, since the cache is large, what it begins with counts. So the first
// share is chosen when the cache is full for the first time, by the hits until then that a small
// window would have missed. Many keys that were hit once or twice mean that recency decides: there
// is no frequency to tell one from another. Few keys hit often, or none, are for the filter.
//
// Cost: 5 KiB; nothing for keys outside the sample. Hits of the sample come by the shard's log, as
// long as misses pay for it: see sample_mask().
#pragma once

#include <bit>
#include <cstdint>

#include "engine/eviction/frequency_sketch.h"
#include "engine/eviction/trial_cache.h"

namespace cellaret::engine {

class WindowTrials {
 public:
  WindowTrials();

  // The share of the window to follow; 1: no window at all.
  [[nodiscard]] double best_window() const;

  // A key, as bits of its hash, was asked for.
  void on_access(std::uint32_t key, bool is_hit, const FrequencySketch &sketch) {
    if (is_sampled(key)) on_sample(key, is_hit, sketch);
  }
  // A key came to the cache or left it.
  void on_insert(std::uint32_t key) {
    ++residents_[level_of(key)];
    sampled_ += is_sampled(key) ? 1 : 0;
  }
  void on_remove(std::uint32_t key) {
    --residents_[level_of(key)];
    sampled_ -= is_sampled(key) ? 1 : 0;
  }
  // The cache is full with what it holds. Asked for every eviction.
  void on_full(const FrequencySketch &sketch) {
    if (size_ == 0 || is_too_thick() || is_too_thin()) resample(sketch);
  }

  // Keys that have none of these bits are in the sample. Hits need only be told while there
  // are_hits_wanted(): a miss in the sample pays for so many hits, and a cache that misses nothing
  // has nothing to learn.
  [[nodiscard]] std::uint32_t mask() const { return (1u << thinning_) - 1; }
  [[nodiscard]] bool are_hits_wanted() const { return paid_hits_ > 0; }

 private:
  static constexpr std::uint32_t kTrials = 4;
  static constexpr unsigned kMaxThinning = 24;

  // How far the sample can be thinned out before a key is no longer in it.
  [[nodiscard]] static unsigned level_of(std::uint32_t key) {
    return static_cast<unsigned>(std::countr_zero(key | 1u << kMaxThinning));
  }
  [[nodiscard]] bool is_sampled(std::uint32_t key) const { return (key & mask()) == 0; }
  [[nodiscard]] bool is_too_thick() const {
    return sampled_ > TrialCache::kMaxKeys && thinning_ < kMaxThinning;
  }
  // A cache that has become much smaller needs a larger part of the keys.
  [[nodiscard]] bool is_too_thin() const {
    return thinning_ > 0 && sampled_ + residents_[thinning_ - 1] <= TrialCache::kMaxKeys / 2;
  }
  void resample(const FrequencySketch &sketch);
  void follow_size(const FrequencySketch &sketch);
  void choose_first();
  void on_sample(std::uint32_t key, bool is_hit, const FrequencySketch &sketch);
  void thin_out();
  void compare(const bool (&hits)[kTrials]);

  // How far a trial is ahead of the one that is followed, and the accesses they differed in.
  struct Lead {
    double hits = 0;
    double differences = 0;
  };

  TrialCache trials_[kTrials];
  Lead leads_[kTrials];
  double memory_ = 1;  // what a hit counts for at the next access
  std::uint32_t best_;
  bool is_begun_ = false;  // it was full once
  unsigned thinning_ = 0;
  std::uint32_t residents_[kMaxThinning + 1] = {};  // keys in the cache, by level
  std::uint32_t sampled_ = 0;                       // those of the sample
  double size_ = 0;  // of late, of the sample in the cache; 0: not full yet
  std::uint32_t capacity_ = TrialCache::kMaxKeys;
  std::uint32_t paid_hits_ = 0;
};

}  // namespace cellaret::engine
