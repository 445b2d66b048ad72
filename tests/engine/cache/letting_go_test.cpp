// Calls that take much out of a list: how many blocks each of them frees, counted, and that what
// waits is charged to the byte.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "engine/cache/cache.h"
#include "engine/shard/list_operations.h"
#include "tests/engine/failing_memory.h"

namespace cellaret::engine {
namespace {

// One call's own blocks and what it frees of those that wait, 16 elements a step.
constexpr std::int64_t kMostFreedByACall = kFreeSteps * 17 + 40;
constexpr std::uint64_t kElements = 60'000;

Owned<Cache> make_cache(std::uint64_t max_bytes) {
  Options options;
  options.clock = ClockKind::kManual;
  options.policy_name = "noeviction";
  options.shards = 1;
  options.max_bytes = max_bytes;
  EXPECT_EQ(resolve_options(options), Status::kOk);
  return Cache::make(options);
}

using Change = Status (*)(Shard &, WriteContext &, const HashedKey &);

struct Case {
  const char *name;
  std::size_t element_size;
  // Whether every third element is "go".
  bool is_mixed;
  Change change;
  std::uint64_t left;
};

Status trim(Shard &shard, WriteContext &context, const HashedKey &key, std::int64_t from,
            std::int64_t to) CELLARET_NO_ANALYSIS {
  return trim_list(shard, context, key, from, to, {});
}

Status trim_to_the_middle(Shard &shard, WriteContext &context, const HashedKey &key) {
  return trim(shard, context, key, 20'000, 20'009);
}
Status trim_a_half(Shard &shard, WriteContext &context, const HashedKey &key) {
  return trim(shard, context, key, 0, 29'999);
}
Status remove_two_thirds(Shard &shard, WriteContext &context,
                         const HashedKey &key) CELLARET_NO_ANALYSIS {
  std::uint64_t removed = 0;
  return remove_list(shard, context, key, Element(std::string(100, 'e')), UINT64_MAX,
                     List::End::kRight, {}, removed);
}
Status remove_equal(Shard &shard, WriteContext &context,
                    const HashedKey &key) CELLARET_NO_ANALYSIS {
  std::uint64_t removed = 0;
  return remove_list(shard, context, key, Element(std::string(600, 'e')), kElements - 5,
                     List::End::kLeft, {}, removed);
}
Status pop_most(Shard &shard, WriteContext &context, const HashedKey &key) CELLARET_NO_ANALYSIS {
  Values *values = nullptr;
  Status status = pop_list_many(shard, context, key, List::End::kRight, 59'000, {}, values);
  deallocate(values);
  return status;
}

class LettingGoTest : public testing::TestWithParam<Case> {
 protected:
  void push_all(Cache &cache, const std::string &element, bool is_mixed) {
    std::string go = "go";
    std::vector<ElementArgument> elements(kElements);
    for (std::uint64_t at = 0; at < kElements; ++at) {
      const std::string &bytes = is_mixed && at % 3 == 0 ? go : element;
      elements[at].data = bytes.data();
      elements[at].size = bytes.size();
      elements[at].type = static_cast<std::uint8_t>(Type::kString);
    }
    std::uint64_t size = 0;
    ASSERT_EQ(cache.change_key("list", {},
                               [&](Shard &shard, WriteContext &context, const HashedKey &key,
                                   const DeadlineChange &deadline) {
                                 shard.lock().assume_held();
                                 return push_list(shard, context, key, List::End::kRight,
                                                  {elements.data(), elements.size()}, false,
                                                  {0, deadline}, size);
                               }),
              Status::kOk);
  }

  static std::uint64_t size_of(Cache &cache) {
    std::uint64_t size = 0;
    EXPECT_EQ(cache.read_key("list",
                             [&](Shard &shard, const HashedKey &key, Moment &moment) {
                               shard.lock().assume_held();
                               return size_of_collection(shard, key, moment, Type::kList, size);
                             }),
              Status::kOk);
    return size;
  }
};

INSTANTIATE_TEST_SUITE_P(Changes, LettingGoTest,
                         testing::Values(Case{"trim_packed", 100, false, trim_to_the_middle, 10},
                                         Case{"trim_separate", 600, false, trim_to_the_middle, 10},
                                         Case{"halve_packed", 100, false, trim_a_half, 30'000},
                                         Case{"halve_separate", 600, false, trim_a_half, 30'000},
                                         Case{"remove_packed", 100, true, remove_two_thirds,
                                              20'000},
                                         Case{"remove_separate", 600, false, remove_equal, 5},
                                         Case{"pop_separate", 600, false, pop_most, 1000}),
                         [](const auto &tested) { return std::string(tested.param.name); });

TEST_P(LettingGoTest, frees_a_bounded_number_of_blocks_a_call_and_charges_the_rest) {
  const Case &shape = GetParam();
  std::int64_t base = test::live_bytes();
  {
    Owned<Cache> cache = make_cache(kUnlimited);
    ASSERT_NO_FATAL_FAILURE(push_all(*cache, std::string(shape.element_size, 'e'), shape.is_mixed));
    std::int64_t blocks = test::live_blocks();
    ASSERT_EQ(cache->change_key(
                  "list", {},
                  [&](Shard &shard, WriteContext &context, const HashedKey &key,
                      const DeadlineChange &) { return shape.change(shard, context, key); }),
              Status::kOk);
    EXPECT_LE(blocks - test::live_blocks(), kMostFreedByACall);
    EXPECT_EQ(cache->statistics().bytes_charged, cache->recount());
    EXPECT_EQ(size_of(*cache), shape.left);
    // It comes back with later calls, a bounded number of blocks with each.
    std::uint64_t charged = cache->statistics().bytes_charged;
    for (std::uint64_t before = 0; charged != before;) {
      before = charged;
      blocks = test::live_blocks();
      ASSERT_EQ(cache->erase("other"), Status::kMiss);
      ASSERT_LE(blocks - test::live_blocks(), kMostFreedByACall);
      charged = cache->statistics().bytes_charged;
      ASSERT_LE(charged, before);
    }
    EXPECT_EQ(charged, cache->recount());
    EXPECT_LE(charged, shape.left * (shape.element_size + 60) + 20'000);
    EXPECT_EQ(size_of(*cache), shape.left);
    cache->clear();
    EXPECT_EQ(cache->statistics().bytes_charged, 0u);
  }
  EXPECT_EQ(test::live_bytes(), base);
}

TEST_F(LettingGoTest, what_a_trim_let_go_is_room_for_the_next_write) {
  Owned<Cache> cache = make_cache(10'000'000);
  ASSERT_NO_FATAL_FAILURE(push_all(*cache, std::string(100, 'e'), false));
  ASSERT_EQ(cache->change_key(
                "list", {},
                [&](Shard &shard, WriteContext &context, const HashedKey &key,
                    const DeadlineChange &) { return trim_to_the_middle(shard, context, key); }),
            Status::kOk);
  EXPECT_GT(cache->statistics().bytes_charged, 5'000'000u);
  ScalarWrite large;
  std::string bytes(9'000'000, 'l');
  large.value = ScalarView::of_bytes(bytes);
  EXPECT_EQ(cache->set("large", large, nullptr), Status::kOk);
  EXPECT_EQ(cache->statistics().bytes_charged, cache->recount());
}

}  // namespace
}  // namespace cellaret::engine
