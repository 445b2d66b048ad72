// Each policy names the same victims as a slow model of it, over a million random operations.
#include <gtest/gtest.h>

#include <list>
#include <vector>

#include "engine/eviction/ghost_queue.h"
#include "tests/engine/eviction/filter_models.h"
#include "tests/engine/eviction/policy_driver.h"
#include "tests/engine/eviction/redis_models.h"

namespace cellaret::engine {
namespace {

constexpr std::uint64_t kSteps = 1000000;

// The pseudo code of the paper, with positions in a vector.
class SieveModel final : public PolicyModel {
 public:
  void insert(EntryId entry, std::uint64_t, std::uint32_t) override {
    queue_.push_back({entry, false});
  }
  void hit(EntryId entry) override { queue_[place(entry)].visited = true; }
  void remove(EntryId entry) override {
    std::size_t at = place(entry);
    queue_.erase(queue_.begin() + static_cast<std::ptrdiff_t>(at));
    if (hand_ > at) --hand_;
    // Past the newest entry the paper's hand is null, and begins at the oldest.
    if (hand_ >= queue_.size()) hand_ = 0;
  }
  EntryId victim(EntryId keep) override {
    for (;; ++hand_) {
      if (hand_ >= queue_.size()) hand_ = 0;
      if (queue_[hand_].entry == keep) continue;
      if (!queue_[hand_].visited) return queue_[hand_].entry;
      queue_[hand_].visited = false;
    }
  }

 private:
  struct Item {
    EntryId entry;
    bool visited;
  };
  std::size_t place(EntryId entry) const {
    std::size_t at = 0;
    while (queue_[at].entry != entry) ++at;
    return at;
  }
  std::vector<Item> queue_;
  std::size_t hand_ = 0;
};

// Two queues of entries with their hits; the ghost queue is the policy's, which has its own test.
class S3FifoModel final : public PolicyModel {
 public:
  explicit S3FifoModel(std::uint32_t slots) {
    EXPECT_TRUE(ghosts_.reserve(0, slots) && ghosts_.reserve(1, slots));
  }
  void insert(EntryId entry, std::uint64_t hash, std::uint32_t weight) override {
    (ghosts_.take(hash) ? main_ : small_).push_back({entry, hash, weight, 0});
  }
  void hit(EntryId entry) override {
    Item &item = find(entry);
    item.hits = std::min(item.hits + 1, 3u);
  }
  void resize(EntryId entry, std::uint32_t weight) override { find(entry).weight = weight; }
  void remove(EntryId entry) override {
    auto is_it = [&](const Item &item) { return item.entry == entry; };
    small_.remove_if(is_it);
    main_.remove_if(is_it);
  }
  EntryId victim(EntryId keep) override {
    std::uint64_t tenth = std::max<std::uint64_t>((weight(small_) + weight(main_)) / 10, 1);
    EntryId found = kNoEntry;
    if (weight(small_) >= tenth) found = from_small(keep);
    if (found == kNoEntry) found = from_main(keep);
    if (found == kNoEntry) found = from_small(keep);
    return found;
  }

 private:
  struct Item {
    EntryId entry;
    std::uint64_t hash;
    std::uint32_t weight;
    std::uint32_t hits;
  };
  using Queue = std::list<Item>;

  static std::uint64_t weight(const Queue &queue) {
    std::uint64_t sum = 0;
    for (const Item &item : queue) sum += item.weight;
    return sum;
  }
  static Queue::iterator oldest(Queue &queue, EntryId keep) {
    return std::find_if(queue.begin(), queue.end(),
                        [&](const Item &item) { return item.entry != keep; });
  }
  Item &find(EntryId entry) {
    for (Queue *queue : {&small_, &main_}) {
      for (Item &item : *queue) {
        if (item.entry == entry) return item;
      }
    }
    std::abort();
  }
  EntryId from_small(EntryId keep) {
    for (;;) {
      auto item = oldest(small_, keep);
      if (item == small_.end()) return kNoEntry;
      if (item->hits < 2) {
        ghosts_.set_length((small_.size() + main_.size()) * 9 / 10);
        ghosts_.push(item->hash);
        return item->entry;
      }
      item->hits = 0;
      main_.splice(main_.end(), small_, item);
    }
  }
  EntryId from_main(EntryId keep) {
    for (;;) {
      auto item = oldest(main_, keep);
      if (item == main_.end()) return kNoEntry;
      if (item->hits == 0) return item->entry;
      --item->hits;
      main_.splice(main_.end(), main_, item);
    }
  }

  Queue small_;
  Queue main_;
  GhostQueue ghosts_;
};

TEST(SequenceTest, allkeys_lru_equals_a_recency_list) {
  LruModel model;
  PolicyDriver driver({.policy = "allkeys-lru", .seed = 1, .steps = kSteps});
  driver.run(model);
  // Unless that one has to stay.
  EXPECT_GT(driver.foreseen(), 0.99);
}

TEST(SequenceTest, sieve_equals_the_pseudo_code) {
  SieveModel model;
  PolicyDriver driver({.policy = "sieve", .seed = 2, .steps = kSteps});
  driver.run(model);
  // Unless it was used since the hand came by.
  EXPECT_GT(driver.foreseen(), 0.6);
}

TEST(SequenceTest, s3_fifo_equals_queues_of_items) {
  S3FifoModel model(200);
  PolicyDriver({.policy = "s3-fifo", .seed = 3, .steps = kSteps}).run(model);
}

TEST(SequenceTest, s3_fifo_divides_its_space_by_weight) {
  S3FifoModel model(200);
  PolicyDriver({.policy = "s3-fifo", .seed = 4, .steps = kSteps / 4, .max_weight = 50}).run(model);
}

// A minute in about 300 operations: some counters rise, some reach zero.
TEST(SequenceTest, lfu_equals_counters_that_fall_every_minute) {
  DriverOptions options{.policy = "allkeys-lfu", .seed = 5, .steps = kSteps, .ms_per_step = 200};
  PolicyDriver driver(options);
  LfuModel model(driver.table().now, options.seed);
  driver.run(model);
}

TEST(SequenceTest, lfu_follows_a_clock_that_leaps_by_hours) {
  DriverOptions options{
      .policy = "volatile-lfu", .seed = 6, .steps = 2000, .ms_per_step = 1000 * 60 * 37};
  PolicyDriver driver(options);
  LfuModel model(driver.table().now, options.seed);
  driver.run(model);
}

TEST(SequenceTest, w_tinylfu_equals_segments_of_items) {
  WTinyLfuModel model(200);
  PolicyDriver({.policy = "w-tinylfu", .seed = 7, .steps = kSteps}).run(model);
}

TEST(SequenceTest, w_tinylfu_divides_its_space_by_weight) {
  WTinyLfuModel model(200);
  DriverOptions options{.policy = "w-tinylfu", .seed = 8, .steps = kSteps / 4, .max_weight = 50};
  PolicyDriver(options).run(model);
}

TEST(SequenceTest, w_tinylfu_compares_where_many_go_at_once) {
  WTinyLfuModel model(200);
  DriverOptions options{
      .policy = "w-tinylfu", .seed = 11, .steps = kSteps / 4, .max_weight = 50, .batch = 40};
  PolicyDriver(options).run(model);
}

TEST(SequenceTest, adaptive_equals_queues_of_items) {
  AdaptiveModel model(200);
  PolicyDriver({.policy = "adaptive", .seed = 9, .steps = kSteps}).run(model);
  EXPECT_GE(model.window_shares().size(), 3u);
}

TEST(SequenceTest, adaptive_divides_its_space_by_weight) {
  AdaptiveModel model(200);
  DriverOptions options{.policy = "adaptive", .seed = 10, .steps = kSteps / 4, .max_weight = 50};
  PolicyDriver(options).run(model);
}

TEST(SequenceTest, adaptive_compares_where_many_go_at_once) {
  AdaptiveModel model(200);
  DriverOptions options{
      .policy = "adaptive", .seed = 12, .steps = kSteps / 4, .max_weight = 50, .batch = 40};
  PolicyDriver(options).run(model);
}

}  // namespace
}  // namespace cellaret::engine
