// Lists and sets in an instance: its accounts to the byte, its limits, and calls without memory.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <string>
#include <vector>

#include "engine/cache/cache.h"
#include "engine/shard/list_operations.h"
#include "engine/shard/move_operations.h"
#include "engine/shard/set_algebra.h"
#include "engine/shard/set_operations.h"
#include "tests/engine/failing_memory.h"

namespace cellaret::engine {
namespace {

constexpr std::int64_t kStart = 1'893'456'000'000;

struct Case {
  const char *policy;
  std::uint32_t shards;
  std::uint64_t max_bytes;
};

Owned<Cache> make_cache(const Case &shape) {
  Options options;
  options.clock = ClockKind::kManual;
  options.manual_start_ms = kStart;
  options.policy_name = shape.policy;
  options.shards = shape.shards;
  options.max_bytes = shape.max_bytes;
  options.seed = 7;
  EXPECT_EQ(resolve_options(options), Status::kOk);
  return Cache::make(options);
}

ElementArgument element_of(const std::string &bytes) {
  ElementArgument argument{};
  argument.data = bytes.data();
  argument.size = bytes.size();
  argument.type = static_cast<std::uint8_t>(Type::kString);
  return argument;
}

// What a key holds, as text to compare.
std::string dump_key(Cache &cache, const std::string &key) {
  Values *values = nullptr;
  Status status = cache.read_key(key, [&](Shard &shard, const HashedKey &k, Moment &moment) {
    shard.lock().assume_held();
    return range_of_list(shard, k, moment, 0, -1, values);
  });
  bool is_set = status == Status::kWrongType;
  if (is_set) {
    status = cache.read_key(key, [&](Shard &shard, const HashedKey &k, Moment &moment) {
      shard.lock().assume_held();
      return items_of_set(shard, k, moment, values);
    });
  }
  if (status != Status::kOk) return "status " + std::to_string(static_cast<int>(status));
  std::vector<std::string> items;
  for (std::uint64_t at = 0; at < values->count; ++at) {
    items.emplace_back(static_cast<const char *>(values->items[at].data), values->items[at].size);
  }
  deallocate(values);
  if (is_set) std::sort(items.begin(), items.end());
  std::string text;
  for (const std::string &item : items) text += item + "\n";
  std::int64_t ttl = -1;
  Status ttl_status = cache.ttl(key, ttl);
  return text + std::to_string(static_cast<int>(ttl_status)) + " " + std::to_string(ttl);
}

// One random operation on a key, the same each time it is run.
class Operation {
 public:
  explicit Operation(Random &random, std::uint32_t keys) {
    kind_ = random.below(25);
    std::uint64_t count = random.below(8) == 0 ? random.below(200) + 1 : random.below(4) + 1;
    for (std::uint64_t at = 0; at < count; ++at) {
      std::uint64_t size = random.below(20) == 0 ? random.below(3000) : random.below(24);
      bytes_.push_back(random.below(2) == 0
                           ? std::to_string(random.below(500))
                           : std::string(size, 'e') + std::to_string(random.below(90)));
    }
    for (const std::string &bytes : bytes_) elements_.push_back(element_of(bytes));
    end_ = random.below(2) == 0 ? List::End::kLeft : List::End::kRight;
    amount_ = random.below(40) == 0 ? 100000 : random.below(6);
    // Keys of lists and keys of sets, and some of any type.
    bool of_lists = kind_ < 10 || kind_ == 20 || kind_ == 21;
    for (std::string &key : keys_) {
      key = random.below(30) == 0 ? "x" : of_lists ? "l" : "s";
      key += std::to_string(random.below(keys));
    }
    if (random.below(6) == 0) {
      expiry_ = {.kind = ExpiryKind::kIn, .ms = static_cast<std::int64_t>(1 + random.below(300))};
    }
    if (random.below(60) == 0) expiry_ = {.kind = ExpiryKind::kAt, .ms = 5};
    if (random.below(20) == 0) expiry_ = {.kind = ExpiryKind::kNever};
  }

  // What the keys of the operation hold.
  [[nodiscard]] std::string dump(Cache &cache) const {
    std::string text;
    for (const std::string &key : keys_) text += dump_key(cache, key) + "\n";
    return text;
  }

  Status run(Cache &cache) {
    if (kind_ == 19) return set_string(cache);
    if (kind_ >= 20) return several(cache);
    return cache.change_key(keys_[0], expiry_,
                            [&](Shard &shard, WriteContext &context, const HashedKey &key,
                                const DeadlineChange &deadline) {
                              shard.lock().assume_held();
                              return kind_ < 10 ? list(shard, context, key, deadline)
                                                : set(shard, context, key, deadline);
                            });
  }

 private:
  Status set_string(Cache &cache) {
    ScalarWrite write;
    write.value = ScalarView::of_bytes(bytes_[0]);
    write.expiry = expiry_;
    return cache.set(keys_[0], write, nullptr);
  }

  Status list(Shard &shard, WriteContext &context, const HashedKey &key,
              const DeadlineChange &deadline) CELLARET_REQUIRES(shard.lock()) {
    std::uint64_t number = 0;
    ElementSpan span{elements_.data(), elements_.size()};
    Element first(bytes_[0]);
    switch (kind_) {
      case 0:
      case 1:
      case 2:
        return push_list(shard, context, key, end_, span, false, {0, deadline}, number);
      case 3:
        return insert_list(shard, context, key, first, Element(bytes_.back()), amount_ % 2 == 0,
                           deadline, number);
      case 4:
        return set_list(shard, context, key, static_cast<std::int64_t>(amount_), first, deadline);
      case 5:
        return remove_list(shard, context, key, first, amount_, end_, deadline, number);
      case 6:
        return trim_list(shard, context, key, 1, -2, deadline);
      case 7:
        return many(pop_list_many(shard, context, key, end_, amount_, deadline, values_));
      default:
        return one(pop_list(shard, context, key, end_, deadline, value_));
    }
  }

  Status set(Shard &shard, WriteContext &context, const HashedKey &key,
             const DeadlineChange &deadline) CELLARET_REQUIRES(shard.lock()) {
    std::uint64_t number = 0;
    ElementSpan span{elements_.data(), elements_.size()};
    switch (kind_) {
      case 10:
      case 11:
      case 12:
      case 13:
        return add_to_set(shard, context, key, span, {0, deadline}, number);
      case 14:
        return remove_from_set(shard, context, key, span, deadline, number);
      case 15:
        return many(pop_set_many(shard, context, key, amount_, deadline, values_));
      default:
        return one(pop_set(shard, context, key, deadline, value_));
    }
  }

  Status several(Cache &cache) {
    std::string_view keys[] = {keys_[0], keys_[1], keys_[2]};
    std::uint64_t count = kind_ == 20 || kind_ == 22 ? 2 : 3;
    return cache.change_keys(
        keys, count, kind_ < 23 ? 1 : 0, expiry_, kind_ > 22,
        [&](KeyPlaces places, WriteContext &context, const DeadlineChange &deadline) {
          return on_several(places, context, deadline);
        });
  }

  Status on_several(KeyPlaces places, WriteContext &context,
                    const DeadlineChange &deadline) CELLARET_NO_ANALYSIS {
    std::uint64_t number = 0;
    List::End other = amount_ % 2 == 0 ? List::End::kLeft : List::End::kRight;
    switch (kind_) {
      case 20:
        return one(
            move_in_lists(places[0], places[1], context, {end_, other}, {0, deadline}, value_));
      case 21:
        return many(pop_first_list(places, context, end_, amount_ + 1, deadline, number, values_));
      case 22:
        return move_in_sets(places[0], places[1], context, Element(bytes_[0]), {0, deadline});
      default:
        return store_combined(places, context, static_cast<SetAlgebra>(amount_ % 3), {0, deadline},
                              number);
    }
  }

  Status many(Status status) {
    if (status == Status::kOk) deallocate(values_);
    return status;
  }
  Status one(Status status) {
    if (status == Status::kOk) value_.release();
    return status;
  }

  std::uint64_t kind_ = 0;
  std::vector<std::string> bytes_;
  std::vector<ElementArgument> elements_;
  List::End end_{};
  std::uint64_t amount_ = 0;
  std::string keys_[3];
  ExpiryArgument expiry_;
  Values *values_ = nullptr;
  ReadValue value_{};
};

class CollectionAccountsTest : public testing::TestWithParam<Case> {};

INSTANTIATE_TEST_SUITE_P(
    Limits, CollectionAccountsTest,
    testing::Values(Case{"allkeys-lru", 1, kUnlimited}, Case{"allkeys-lru", 4, kUnlimited},
                    Case{"allkeys-lru", 1, 64 * 1024}, Case{"allkeys-lru", 4, 256 * 1024},
                    Case{"allkeys-random", 1, 200 * 1024}, Case{"noeviction", 1, 64 * 1024},
                    Case{"noeviction", 4, 100 * 1024}, Case{"allkeys-lru", 1, 8192}));

TEST_P(CollectionAccountsTest, equal_a_recount_after_every_operation) {
  const Case &shape = GetParam();
  std::int64_t base = test::live_bytes();
  {
    Owned<Cache> cache = make_cache(shape);
    Random random(shape.shards + 5);
    int full = 0;
    for (int step = 0; step < 12'000; ++step) {
      Operation operation(random, step / 3000 % 2 == 0 ? 6 : 40);
      Status status = operation.run(*cache);
      if (status == Status::kFull) ++full;
      ASSERT_NE(status, Status::kInternal);
      if (random.below(5) == 0) {
        ASSERT_TRUE(cache->clock().advance(static_cast<std::int64_t>(random.below(20))));
      }
      if (random.below(200) == 0) cache->maintain(100);
      if (random.below(3000) == 0) cache->clear();
      Statistics statistics = cache->statistics();
      ASSERT_EQ(statistics.bytes_charged, cache->recount()) << "step " << step;
      ASSERT_LE(statistics.bytes_charged, shape.max_bytes) << "step " << step;
      ASSERT_EQ(statistics.bytes_pinned, 0u);
    }
    if (std::strcmp(shape.policy, "noeviction") == 0) {
      EXPECT_GT(full, 5);
    } else if (shape.max_bytes > 100 * 1024) {
      EXPECT_EQ(full, 0);
    }
    cache->clear();
    EXPECT_EQ(cache->statistics().bytes_charged, 0u);
    EXPECT_EQ(cache->recount(), 0u);
  }
  EXPECT_EQ(test::live_bytes(), base);
}

TEST(CollectionsTest, a_full_instance_keeps_every_collection_as_it_was) {
  Owned<Cache> cache = make_cache({"noeviction", 1, 48 * 1024});
  Random random(17);
  int refused = 0;
  for (int step = 0; step < 12000; ++step) {
    Operation operation(random, 20);
    std::string before = operation.dump(*cache);
    Status status = operation.run(*cache);
    if (status != Status::kFull) continue;
    ++refused;
    ASSERT_EQ(operation.dump(*cache), before) << "step " << step;
  }
  EXPECT_GT(refused, 100);
}

TEST(CollectionsTest, a_call_without_memory_changes_nothing) {
  Owned<Cache> cache = make_cache({"noeviction", 1, kUnlimited});
  Random random(23);
  int refused = 0;
  for (int step = 0; step < 3000; ++step) {
    Operation operation(random, 6);
    std::string before = operation.dump(*cache);
    for (std::int64_t allocations = 0;; ++allocations) {
      test::fail_after(allocations);
      Status status = operation.run(*cache);
      test::fail_after(-1);
      ASSERT_EQ(cache->statistics().bytes_charged, cache->recount()) << "step " << step;
      if (status != Status::kNoMemory) break;
      ++refused;
      ASSERT_EQ(operation.dump(*cache), before) << "step " << step;
    }
  }
  EXPECT_GT(refused, 1000);
}

TEST(CollectionsTest, a_large_one_is_freed_in_steps_and_charged_until_then) {
  Owned<Cache> cache = make_cache({"allkeys-lru", 1, kUnlimited});
  std::vector<std::string> bytes;
  std::vector<ElementArgument> members;
  for (int at = 0; at < 50'000; ++at) bytes.push_back("member " + std::to_string(at));
  for (const std::string &member : bytes) members.push_back(element_of(member));
  std::uint64_t added = 0;
  ASSERT_EQ(cache->change_key("big", {},
                              [&](Shard &shard, WriteContext &context, const HashedKey &key,
                                  const DeadlineChange &deadline) {
                                shard.lock().assume_held();
                                return add_to_set(shard, context, key,
                                                  {members.data(), members.size()}, {0, deadline},
                                                  added);
                              }),
            Status::kOk);
  std::uint64_t full = cache->statistics().bytes_charged;
  std::int64_t blocks = test::live_blocks();
  ASSERT_EQ(cache->erase("big"), Status::kOk);
  EXPECT_EQ(cache->size(), 0u);
  EXPECT_GT(cache->statistics().bytes_charged, full - 10'000);
  EXPECT_LT(blocks - test::live_blocks(), 20);
  int calls = 0;
  for (; cache->statistics().bytes_charged > 20'000; ++calls) {
    blocks = test::live_blocks();
    ASSERT_EQ(cache->erase("other"), Status::kMiss);
    ASSERT_LE(blocks - test::live_blocks(), 200);
    ASSERT_EQ(cache->statistics().bytes_charged, cache->recount());
  }
  EXPECT_GT(calls, 100);
}

TEST(CollectionsTest, what_was_let_go_comes_back_before_anything_is_evicted) {
  Owned<Cache> cache = make_cache({"allkeys-lru", 1, 1024 * 1024});
  ScalarWrite small;
  small.value = ScalarView::of_bytes("kept");
  ASSERT_EQ(cache->set("kept", small, nullptr), Status::kOk);
  std::string large(3000, 'l');
  std::vector<ElementArgument> elements(200, element_of(large));
  for (int round = 0; round < 20; ++round) {
    std::uint64_t size = 0;
    ASSERT_EQ(cache->change_key("list", {},
                                [&](Shard &shard, WriteContext &context, const HashedKey &key,
                                    const DeadlineChange &deadline) {
                                  shard.lock().assume_held();
                                  return push_list(shard, context, key, List::End::kRight,
                                                   {elements.data(), elements.size()}, false,
                                                   {0, deadline}, size);
                                }),
              Status::kOk);
    ASSERT_EQ(cache->erase("list"), Status::kOk);
  }
  EXPECT_EQ(cache->statistics().counters.evictions(), 0u);
}

TEST(CollectionsTest, every_change_gives_the_entry_a_new_version) {
  Owned<Cache> cache = make_cache({"allkeys-lru", 1, kUnlimited});
  std::uint64_t version = 0;
  auto version_of = [&](const std::string &key) {
    Values *values = nullptr;
    EXPECT_EQ(cache->read_key(key,
                              [&](Shard &shard, const HashedKey &k, Moment &moment) {
                                shard.lock().assume_held();
                                return range_of_list(shard, k, moment, 0, 0, values);
                              }),
              Status::kOk);
    std::uint64_t found = values->count == 0 ? 0 : values->items[0].version;
    deallocate(values);
    return found;
  };
  std::string element = "e";
  ElementArgument argument = element_of(element);
  for (int step = 0; step < 50; ++step) {
    std::uint64_t size = 0;
    ASSERT_EQ(cache->change_key("l", {},
                                [&](Shard &shard, WriteContext &context, const HashedKey &key,
                                    const DeadlineChange &deadline) {
                                  shard.lock().assume_held();
                                  return push_list(shard, context, key, List::End::kLeft,
                                                   {&argument, 1}, false, {0, deadline}, size);
                                }),
              Status::kOk);
    std::uint64_t now = version_of("l");
    EXPECT_GT(now, version);
    version = now;
  }
  EXPECT_EQ(version_of("l"), version);
}

}  // namespace
}  // namespace cellaret::engine
