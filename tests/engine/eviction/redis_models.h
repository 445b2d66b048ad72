// Redis's policies, slowly: an order of use, and a counter for each entry.
#pragma once

#include <cstdint>
#include <list>
#include <map>
#include <tuple>

#include "engine/base/random.h"
#include "tests/engine/eviction/policy_model.h"

namespace cellaret::engine {

class LruModel final : public PolicyModel {
 public:
  void insert(EntryId entry, std::uint64_t, std::uint32_t) override { order_.push_back(entry); }
  void hit(EntryId entry) override {
    order_.remove(entry);
    order_.push_back(entry);
  }
  void remove(EntryId entry) override { order_.remove(entry); }
  EntryId victim(EntryId keep) override {
    for (EntryId entry : order_) {
      if (entry != keep) return entry;
    }
    return kNoEntry;
  }

 private:
  std::list<EntryId> order_;
};

// Every counter by itself; each minute takes one from all of them.
class LfuModel final : public PolicyModel {
  struct Counter {
    std::uint32_t count;
    std::int64_t zero_since;  // a minute, of a counter at zero
    std::uint64_t change;     // when it was last raised
    std::tuple<std::uint32_t, std::int64_t, std::uint64_t> rank() const {
      return {count, zero_since, change};
    }
  };

 public:
  LfuModel(const std::int64_t &now_ms, std::uint64_t seed)
      : now_ms_(now_ms), random_(seed), minute_(now_ms / 60000) {}

  void insert(EntryId entry, std::uint64_t, std::uint32_t) override {
    pass_minutes();
    counters_[entry] = {5, 0, ++changes_};
  }
  void hit(EntryId entry) override {
    pass_minutes();
    Counter &counter = counters_.at(entry);
    std::uint64_t base = counter.count > 5 ? counter.count - 5 : 0;
    if (counter.count < 255 && random_.below(base * 10 + 1) == 0) {
      counter = {counter.count + 1, 0, ++changes_};
    }
  }
  void remove(EntryId entry) override { counters_.erase(entry); }
  EntryId victim(EntryId keep) override {
    pass_minutes();
    EntryId found = kNoEntry;
    for (const auto &[entry, counter] : counters_) {
      if (entry == keep) continue;
      if (found == kNoEntry || counter.rank() < counters_.at(found).rank()) found = entry;
    }
    return found;
  }

 private:
  void pass_minutes() {
    for (; minute_ < now_ms_ / 60000; ++minute_) {
      for (auto &[entry, counter] : counters_) {
        if (counter.count > 0 && --counter.count == 0) counter.zero_since = minute_ + 1;
      }
    }
  }
  const std::int64_t &now_ms_;
  Random random_;
  std::int64_t minute_;
  std::uint64_t changes_ = 0;
  std::map<EntryId, Counter> counters_;
};

}  // namespace cellaret::engine
