// Slow models of the policies with a frequency filter: the rules of the headers on lists of items.
//
// Sketch and trials are the policy's own classes, which have tests of their own; here is all the
// rest: the queues, their shares, and who is compared with whom.
#pragma once

#include <cmath>
#include <list>
#include <set>
#include <utility>

#include "engine/eviction/window_trials.h"
#include "tests/engine/eviction/policy_driver.h"

namespace cellaret::engine {

struct FilterItem {
  EntryId entry;
  std::uint32_t key;
  std::uint64_t weight;
  std::uint32_t hits;
};

// Every entry that went or came lately: what went without an entry between the two, then what came.
class FilterHistory {
 public:
  void evict(std::uint64_t weight) {
    if (has_inserted_) before_ = std::exchange(batch_, 0);
    has_inserted_ = false;
    batch_ += weight;
  }
  void insert(std::uint64_t weight) {
    if (!has_inserted_) {
      came_ = 0;
      surplus_ = std::max(batch_, surplus_ - surplus_ / 16);
    }
    has_inserted_ = true;
    came_ += weight;
  }
  std::uint64_t evicted() const { return has_inserted_ ? 0 : batch_; }
  std::uint64_t unfilled() const {
    if (has_inserted_) return batch_ - std::min(came_, batch_);
    return batch_ + before_ - std::min(came_, before_);
  }
  // The most that went at once, each batch counting a sixteenth less with every one that followed.
  std::uint64_t surplus() const { return surplus_; }

 private:
  bool has_inserted_ = true;
  std::uint64_t before_ = 0;
  std::uint64_t batch_ = 0;
  std::uint64_t came_ = 0;
  std::uint64_t surplus_ = 0;
};

class FilterQueue : public std::list<FilterItem> {
 public:
  [[nodiscard]] std::uint64_t weight() const {
    std::uint64_t sum = 0;
    for (const FilterItem &item : *this) sum += item.weight;
    return sum;
  }
  iterator place(EntryId entry) {
    return std::find_if(begin(), end(),
                        [&](const FilterItem &item) { return item.entry == entry; });
  }
  iterator oldest_but(EntryId keep) {
    return std::find_if(begin(), end(), [&](const FilterItem &item) { return item.entry != keep; });
  }
  void take(FilterQueue &from, iterator item) { splice(end(), from, item); }
};

class WTinyLfuModel final : public PolicyModel {
 public:
  explicit WTinyLfuModel(std::uint32_t slots) {
    EXPECT_TRUE(sketch_.reserve(0, slots) && sketch_.reserve(1, slots));
  }
  void insert(EntryId entry, std::uint64_t hash, std::uint32_t weight) override {
    auto key = static_cast<std::uint32_t>(hash >> 16) & 0x1fffffffu;
    window_.push_back({entry, key, weight, 0});
    history_.insert(weight);
    sketch_.add(key);
    count_use(false);
    bool has_room = limit_ == 0 || capacity() < limit_ - limit_ / 8;
    if (has_room) keep_to_limits();
  }
  void hit(EntryId entry) override {
    FilterQueue &queue = queue_of(entry);
    auto item = queue.place(entry);
    ++item->hits;
    sketch_.add(item->key);
    count_use(true);
    if (&queue != &probation_) {
      queue.take(queue, item);
      return;
    }
    protected_.take(probation_, item);
    while (protected_.weight() > protected_limit() && protected_.front().entry != entry) {
      probation_.take(protected_, protected_.begin());
    }
  }
  void resize(EntryId entry, std::uint32_t weight) override {
    queue_of(entry).place(entry)->weight = weight;
  }
  void remove(EntryId entry) override {
    FilterQueue &queue = queue_of(entry);
    queue.erase(queue.place(entry));
  }
  EntryId victim(EntryId keep) override {
    EntryId entry = choose(keep);
    if (entry != kNoEntry) history_.evict(queue_of(entry).place(entry)->weight);
    return entry;
  }
  EntryId choose(EntryId keep) {
    limit_ = std::max(capacity(), limit_ - limit_ / 256);
    sketch_.set_period(entries() * 10);
    keep_to_limits();
    auto candidate = window_.oldest_but(keep);
    FilterQueue &main = probation_.oldest_but(keep) != probation_.end() ? probation_ : protected_;
    auto loser = main.oldest_but(keep);
    bool has_candidate = candidate != window_.end();
    if (loser == main.end()) return has_candidate ? candidate->entry : kNoEntry;
    if (!has_candidate || window_.weight() + history_.evicted() < window_limit())
      return loser->entry;
    unsigned uses = sketch_.estimate(loser->key);
    if (loser->hits > 0 || uses == 0) ++uses;
    if (sketch_.estimate(candidate->key) <= uses) return candidate->entry;
    EntryId chosen = loser->entry;
    probation_.take(window_, candidate);
    return chosen;
  }

 private:
  FilterQueue &queue_of(EntryId entry) {
    if (window_.place(entry) != window_.end()) return window_;
    return probation_.place(entry) != probation_.end() ? probation_ : protected_;
  }
  std::uint64_t capacity() const {
    return window_.weight() + probation_.weight() + protected_.weight() + history_.unfilled();
  }
  std::uint64_t entries() const { return window_.size() + probation_.size() + protected_.size(); }
  std::uint64_t window_limit() const {
    return std::max<std::uint64_t>(static_cast<std::uint64_t>(double(capacity()) * share_), 1);
  }
  // 80 % of 99 %, less what the window has grown.
  std::uint64_t protected_limit() const {
    return static_cast<std::uint64_t>(double(capacity()) * (0.01 + 0.99 * 0.8 - share_));
  }
  void keep_to_limits() {
    for (int left = 64; left > 0; --left) {
      if (protected_.weight() > protected_limit()) {
        probation_.take(protected_, protected_.begin());
      } else if (window_.weight() > window_limit() &&
                 window_.weight() >=
                     window_limit() + std::max(window_.front().weight, history_.surplus())) {
        probation_.take(window_, window_.begin());
      } else {
        break;
      }
    }
  }
  void count_use(bool is_hit) {
    if (limit_ == 0) return;
    hits_ += is_hit;
    if (++uses_ < std::max<std::uint64_t>(entries() * 10, 1000)) return;
    double ratio = double(hits_) / double(uses_);
    double change = ratio - before_;
    double amount = change >= 0 ? step_ : -0.9 * step_;
    share_ = std::min(std::max(share_ + amount, 0.01), 0.01 + 0.99 * 0.8);
    step_ = std::fabs(change) < 0.05 ? amount : amount > 0 ? 0.0625 : -0.0625;
    before_ = ratio;
    hits_ = uses_ = 0;
  }

  FilterQueue window_;
  FilterQueue probation_;
  FilterQueue protected_;
  FrequencySketch sketch_;
  FilterHistory history_;
  std::uint64_t limit_ = 0;
  double share_ = 0.01;
  double step_ = -0.0625;
  double before_ = 0;
  std::uint64_t hits_ = 0;
  std::uint64_t uses_ = 0;
};

class AdaptiveModel final : public PolicyModel {
 public:
  explicit AdaptiveModel(std::uint32_t slots) {
    EXPECT_TRUE(sketch_.reserve(0, slots) && sketch_.reserve(1, slots));
  }
  void insert(EntryId entry, std::uint64_t hash, std::uint32_t weight) override {
    auto key = static_cast<std::uint32_t>(hash >> 1) & 0x7fffffffu;
    sketch_.add(key);
    trials_.on_insert(key);
    trials_.on_access(key, false, sketch_);
    history_.insert(weight);
    (trials_.best_window() >= 1 ? main_ : window_).push_back({entry, key, weight, 0});
    if (limit_ == 0 || capacity() < limit_ - limit_ / 8) shrink_window();
  }
  void hit(EntryId entry) override {
    FilterItem &item = *queue_of(entry).place(entry);
    item.hits = std::min(item.hits + 1, 3u);
    if (trials_.are_hits_wanted()) trials_.on_access(item.key, true, sketch_);
  }
  void resize(EntryId entry, std::uint32_t weight) override {
    queue_of(entry).place(entry)->weight = weight;
  }
  void remove(EntryId entry) override {
    FilterQueue &queue = queue_of(entry);
    trials_.on_remove(queue.place(entry)->key);
    queue.erase(queue.place(entry));
  }
  EntryId victim(EntryId keep) override {
    EntryId entry = choose(keep);
    if (entry != kNoEntry) history_.evict(queue_of(entry).place(entry)->weight);
    return entry;
  }
  EntryId choose(EntryId keep) {
    std::uint64_t entries = window_.size() + main_.size();
    limit_ = std::max(capacity(), limit_ - limit_ / 256);
    sketch_.set_period(std::max<std::uint64_t>(entries * 20, 8192));
    trials_.on_full(sketch_);
    shares_.insert(trials_.best_window());
    shrink_window();
    EntryId found = is_window_full() ? from_window(keep) : kNoEntry;
    if (found != kNoEntry) return found;
    if (auto loser = main_victim(keep); loser != main_.end()) return loser->entry;
    auto oldest = window_.oldest_but(keep);
    return oldest == window_.end() ? kNoEntry : oldest->entry;
  }
  // Those that were followed.
  const std::set<double> &window_shares() const { return shares_; }

 private:
  FilterQueue &queue_of(EntryId entry) {
    return window_.place(entry) != window_.end() ? window_ : main_;
  }
  std::uint64_t capacity() const { return window_.weight() + main_.weight() + history_.unfilled(); }
  std::uint64_t window_limit() const {
    double share = trials_.best_window();
    if (share >= 1) return 0;
    return std::max<std::uint64_t>(static_cast<std::uint64_t>(double(capacity()) * share), 1);
  }
  bool is_window_full() const {
    return trials_.best_window() < 1 && window_.weight() + history_.evicted() >= window_limit();
  }
  std::uint32_t count_hits(FilterItem &item) {
    std::uint32_t hits = item.hits;
    item.hits = 0;
    if (hits != 0) sketch_.add(item.key, hits);
    return hits;
  }
  void shrink_window() {
    for (int left = 4; left > 0 && window_.weight() > window_limit(); --left) {
      std::uint64_t kept = std::max(window_.front().weight, history_.surplus());
      if (window_.weight() < window_limit() + kept) return;
      count_hits(window_.front());
      main_.take(window_, window_.begin());
    }
  }
  EntryId from_window(EntryId keep) {
    for (int rounds = 0;; ++rounds) {
      auto candidate = window_.oldest_but(keep);
      if (candidate == window_.end()) return kNoEntry;
      if (count_hits(*candidate) >= 2 && rounds < 64) {
        main_.take(window_, candidate);
        if (!is_window_full()) return kNoEntry;
        continue;
      }
      auto loser = main_victim(keep);
      bool is_better =
          loser != main_.end() && sketch_.estimate(candidate->key) > sketch_.estimate(loser->key);
      if (!is_better) return candidate->entry;
      EntryId chosen = loser->entry;
      main_.take(window_, candidate);
      return chosen;
    }
  }
  FilterQueue::iterator main_victim(EntryId keep) {
    for (int rounds = 0;; ++rounds) {
      auto oldest = main_.oldest_but(keep);
      if (oldest == main_.end() || rounds == 64 || count_hits(*oldest) == 0) return oldest;
      main_.take(main_, oldest);
    }
  }

  FilterQueue window_;
  FilterQueue main_;
  FrequencySketch sketch_;
  WindowTrials trials_;
  std::set<double> shares_;
  FilterHistory history_;
  std::uint64_t limit_ = 0;
};

}  // namespace cellaret::engine
