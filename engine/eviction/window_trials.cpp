// The contest between sizes of the window.
#include "engine/eviction/window_trials.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace cellaret::engine {

namespace {

// From a frequency filter with hardly a window, for loops and scans, to no filter at all, for
// workloads in which only recency counts.
constexpr double kWindows[] = {0.01, 0.1, 0.3, 1.0};
constexpr std::uint32_t kFirst = 1;
constexpr std::uint32_t kMiddle = 2;
constexpr std::uint32_t kNoFilter = 3;
// Keys with hits for the share to be another than kFirst, one in so many of the sample; and the
// hits of each, on average, below which it is that. Less than a second hit for most: recency.
constexpr std::uint32_t kMinReuse = 20;
constexpr double kHitsOfRecency = 2.25;
constexpr double kHitsOfMiddle = 3.5;

constexpr double kHorizon = 20;  // capacities
constexpr double kMinHorizon = 500;
constexpr double kDeviations = 2;
constexpr double kChangeCost = 0.15;  // capacities, for all of the window
// Rounded down, and not up and down again at every turn. Keys.
constexpr double kSizeTolerance = 1.0 / 64;
constexpr double kGrowthTolerance = 0.25;
constexpr double kSizeHorizon = 8;  // capacities
constexpr std::uint32_t kHitsPerMiss = 16;
constexpr std::uint32_t kMaxPaidHits = 256;

}  // namespace

WindowTrials::WindowTrials() : best_(kFirst) {
  for (std::uint32_t trial = 0; trial < kTrials; ++trial) {
    trials_[trial].set_window(kWindows[trial]);
  }
}

double WindowTrials::best_window() const { return kWindows[best_]; }

// Until the cache is full for the first time the trials hold all keys of the sample.
void WindowTrials::resample(const FrequencySketch &sketch) {
  while (is_too_thick()) thin_out();
  while (is_too_thin()) {
    sampled_ += residents_[--thinning_];
    size_ = 0;
  }
  if (size_ != 0) return;
  if (!is_begun_) choose_first();
  follow_size(sketch);
}

// Until now nothing was evicted, and what went on from the window of this trial was hit beyond it.
void WindowTrials::choose_first() {
  is_begun_ = true;
  TrialCache::Reuse reuse = trials_[kFirst].reuse();
  if (reuse.keys == 0 || reuse.keys * kMinReuse < sampled_) return;
  double hits = static_cast<double>(reuse.hits) / reuse.keys;
  best_ = hits < kHitsOfRecency ? kNoFilter : hits < kHitsOfMiddle ? kMiddle : kFirst;
}

// What the cache holds of the sample is a better measure than its part of all entries: the sample
// has more of some keys than of others, and a trial that has room for the whole of a loop which the
// cache does not would find no fault with any window.
void WindowTrials::follow_size(const FrequencySketch &sketch) {
  double size = sampled_;
  bool is_other = size > 2 * size_ || size < size_ / 2;
  size_ = is_other ? size : size_ + (size - size_) / (kSizeHorizon * capacity_);
  bool is_smaller = size_ < capacity_ - kSizeTolerance;
  if (!is_smaller && size_ < capacity_ + 1 + kGrowthTolerance) return;
  auto capacity = static_cast<std::uint32_t>(size_ + kSizeTolerance);
  capacity_ = std::clamp(capacity, 1u, TrialCache::kMaxKeys);
  for (TrialCache &trial : trials_) trial.set_capacity(capacity_, sketch);
  memory_ = 1 - 1 / std::max(kHorizon * capacity_, kMinHorizon);
}

void WindowTrials::thin_out() {
  sampled_ -= residents_[thinning_];
  std::uint32_t bit = 1u << thinning_++;
  size_ /= 2;
  for (TrialCache &trial : trials_) trial.drop_keys(bit);
}

void WindowTrials::on_sample(std::uint32_t key, bool is_hit, const FrequencySketch &sketch) {
  if (is_hit) {
    if (paid_hits_ == 0) return;
    --paid_hits_;
  } else {
    paid_hits_ = std::min(paid_hits_ + kHitsPerMiss, kMaxPaidHits);
  }
  bool hits[kTrials];
  for (std::uint32_t trial = 0; trial < kTrials; ++trial) {
    hits[trial] = trials_[trial].access(key, sketch);
  }
  if (size_ != 0) {
    follow_size(sketch);
  } else if (trials_[0].size() == TrialCache::kMaxKeys) {
    thin_out();
  }
  compare(hits);
}

// A cumulative sum that is never below zero does not hold the past against the one that is behind:
// what counts is the time since it last was (Page 1954, "Continuous Inspection Schemes"). The share
// goes one step towards the leader's, which has to prove itself again for the next: what was good
// once, such as a second pass over something large, may be over, and a far step gives up too much.
void WindowTrials::compare(const bool (&hits)[kTrials]) {
  std::uint32_t leader = best_;
  for (std::uint32_t trial = 0; trial < kTrials; ++trial) {
    Lead &lead = leads_[trial];
    int difference = int{hits[trial]} - int{hits[best_]};
    lead.hits = std::max(lead.hits * memory_ + difference, 0.0);
    lead.differences = lead.differences * memory_ + std::abs(difference);
    double chance = kDeviations * std::sqrt(lead.differences);
    bool is_proved =
        lead.hits >
        chance + kChangeCost * std::abs(kWindows[trial] - kWindows[best_]) * capacity_ + 1;
    if (is_proved && lead.hits > leads_[leader].hits) leader = trial;
  }
  if (leader == best_) return;
  best_ = leader > best_ ? best_ + 1 : best_ - 1;
  std::fill(leads_, leads_ + kTrials, Lead());
}

}  // namespace cellaret::engine
