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

constexpr double kHorizon = 20;  // capacities
constexpr double kMinHorizon = 500;
constexpr double kDeviations = 2;
constexpr double kChangeCost = 0.1;  // capacities, for all of the window
constexpr unsigned kMaxThinning = 24;
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
void WindowTrials::set_entries(std::uint64_t entries, const FrequencySketch &sketch) {
  while (entries >> thinning_ > TrialCache::kMaxKeys && thinning_ < kMaxThinning) thin_out();
  // A cache that has become much smaller needs a larger part of the keys.
  while (thinning_ > 0 && entries >> (thinning_ - 1) <= TrialCache::kMaxKeys / 2) --thinning_;
  auto capacity = static_cast<std::uint32_t>((entries + mask() / 2) >> thinning_);
  capacity = std::clamp(capacity, 1u, TrialCache::kMaxKeys);
  if (capacity == capacity_) return;
  capacity_ = capacity;
  for (TrialCache &trial : trials_) trial.set_capacity(capacity, sketch);
  memory_ = 1 - 1 / std::max(kHorizon * capacity, kMinHorizon);
}

void WindowTrials::thin_out() {
  std::uint32_t bit = 1u << thinning_++;
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
  if (capacity_ == TrialCache::kMaxKeys && trials_[0].size() == capacity_) thin_out();
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
