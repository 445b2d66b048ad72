// Copies of entries and entries from copies: whole beside writers, exact in the accounts, and
// nothing at all without memory.
#include "engine/cache/entry_copy.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <charconv>
#include <string>
#include <thread>
#include <vector>

#include "engine/shard/list_operations.h"
#include "engine/shard/move_operations.h"
#include "engine/shard/set_operations.h"
#include "tests/engine/failing_memory.h"

namespace cellaret::engine {
namespace {

Owned<Cache> make_cache(std::uint32_t shards, std::uint64_t max_bytes = kUnlimited) {
  Options options;
  options.clock = ClockKind::kManual;
  options.manual_start_ms = 1'893'456'000'000;
  options.policy_name = "noeviction";
  options.shards = shards;
  options.max_bytes = max_bytes;
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

Status push(Cache &cache, const std::string &key, const std::string &element) {
  ElementArgument argument = element_of(element);
  std::uint64_t size = 0;
  return cache.change_key(
      key, {},
      [&](Shard &shard, WriteContext &context, const HashedKey &k, const DeadlineChange &deadline) {
        shard.lock().assume_held();
        return push_list(shard, context, k, List::End::kRight, {&argument, 1}, false, {0, deadline},
                         size);
      });
}

Status add(Cache &cache, const std::string &key, const std::string &member) {
  ElementArgument argument = element_of(member);
  std::uint64_t added = 0;
  return cache.change_key(
      key, {},
      [&](Shard &shard, WriteContext &context, const HashedKey &k, const DeadlineChange &deadline) {
        shard.lock().assume_held();
        return add_to_set(shard, context, k, {&argument, 1}, {0, deadline}, added);
      });
}

Status pop(Cache &cache, const std::string &key) {
  ReadValue value;
  Status status = cache.change_key(
      key, {},
      [&](Shard &shard, WriteContext &context, const HashedKey &k, const DeadlineChange &deadline) {
        shard.lock().assume_held();
        return pop_list(shard, context, k, List::End::kLeft, deadline, value);
      });
  if (status == Status::kOk) value.release();
  return status;
}

std::vector<std::string> elements_in(std::string_view bytes) {
  RecordView record;
  EXPECT_EQ(read_record(bytes, record), Status::kOk);
  EXPECT_EQ(check_payload(record), Status::kOk);
  RecordElements elements(record.payload);
  std::uint64_t count = 0;
  EXPECT_TRUE(elements.read_count(count));
  std::vector<std::string> all;
  std::string_view element;
  while (!elements.is_at_end() && elements.next(element)) all.emplace_back(element);
  EXPECT_EQ(all.size(), count);
  return all;
}

Status restore(Cache &cache, std::string_view key, std::string_view bytes) {
  RecordView record;
  EXPECT_EQ(read_record(bytes, record), Status::kOk);
  EXPECT_EQ(check_payload(record), Status::kOk);
  return restore_entry(cache, key, record, {}, true);
}

// A queue of consecutive numbers, always as many: every copy of it has to be a run of them. It is
// copied in many pieces, between which it is changed.
TEST(EntryCopyTest, a_copy_beside_a_writer_is_of_one_moment) {
  constexpr int kLength = 20'000;
  Owned<Cache> cache = make_cache(2);
  for (int number = 0; number < kLength; ++number) {
    ASSERT_EQ(push(*cache, "queue", std::to_string(1'000'000 + number)), Status::kOk);
  }
  std::atomic<bool> is_done{false};
  std::thread writer([&] {
    for (int number = kLength; !is_done; ++number) {
      ASSERT_EQ(push(*cache, "queue", std::to_string(1'000'000 + number)), Status::kOk);
      ASSERT_EQ(pop(*cache, "queue"), Status::kOk);
      if (number % 64 == 0) std::this_thread::yield();
    }
  });
  for (int round = 0; round < 100; ++round) {
    ByteBuffer bytes;
    ASSERT_EQ(copy_entry(*cache, "queue", false, bytes), Status::kOk);
    std::vector<std::string> copied = elements_in(bytes.view());
    EXPECT_TRUE(copied.size() == kLength || copied.size() == kLength + 1) << copied.size();
    std::int64_t last = 0;
    for (const std::string &element : copied) {
      std::int64_t number = 0;
      std::from_chars(element.data(), element.data() + element.size(), number);
      if (last != 0 && number != last + 1) {
        ADD_FAILURE() << number << " follows " << last;
        break;
      }
      last = number;
    }
  }
  is_done = true;
  writer.join();
}

// A list that is changed all the time is held in the end; nobody else waits for that, and who does
// goes on afterwards.
TEST(EntryCopyTest, writers_of_a_collection_that_is_held_wait_and_others_do_not) {
  Owned<Cache> cache = make_cache(1);
  ASSERT_EQ(push(*cache, "held", "a"), Status::kOk);
  ASSERT_EQ(push(*cache, "other", "a"), Status::kOk);
  Shard &shard = cache->shard(0);
  auto hold = [&] {
    LockGuard guard(shard.lock());
    const Entry &entry = shard.entry(shard.slot_of(cache->hashed("held")));
    EXPECT_TRUE(shard.hold(Collection::of_word(entry.value().word())));
    EXPECT_FALSE(shard.hold(nullptr)) << "one at a time";
  };
  for (bool moves : {false, true}) {
    hold();
    std::atomic<bool> is_done{false};
    std::thread writer([&] {
      if (moves) {
        std::string_view keys[] = {"held", "moved to"};
        ReadValue moved;
        Status status = cache->change_keys(
            keys, 2, 1, {}, false,
            [&](KeyPlaces places, WriteContext &context, const DeadlineChange &deadline) {
              return move_in_lists(places[0], places[1], context,
                                   {List::End::kLeft, List::End::kRight}, {0, deadline}, moved);
            });
        EXPECT_EQ(status, Status::kOk);
        moved.release();
      } else {
        EXPECT_EQ(push(*cache, "held", "b"), Status::kOk);
      }
      is_done = true;
    });
    for (int number = 0; number < 2000; ++number) {
      ASSERT_EQ(push(*cache, "other", "b"), Status::kOk);
      ByteBuffer bytes;
      ASSERT_EQ(copy_entry(*cache, "held", false, bytes), Status::kOk) << "reading is allowed";
    }
    EXPECT_FALSE(is_done);
    {
      LockGuard guard(shard.lock());
      if (moves) {
        cache->forget_others();
      } else {
        shard.let_go();
      }
    }
    writer.join();
  }
  ByteBuffer bytes;
  ASSERT_EQ(copy_entry(*cache, "held", false, bytes), Status::kOk);
  EXPECT_EQ(elements_in(bytes.view()), std::vector<std::string>{"b"});
  ByteBuffer moved;
  ASSERT_EQ(copy_entry(*cache, "moved to", false, moved), Status::kOk);
  EXPECT_EQ(elements_in(moved.view()), std::vector<std::string>{"a"});
}

// Elements longer than a piece, and pieces that end within the size of one.
TEST(EntryCopyTest, pieces_may_end_anywhere) {
  Owned<Cache> cache = make_cache(1);
  std::vector<std::string> all;
  for (std::size_t size : {0u, 1u, 127u, 128u, 32'758u, 32'768u, 100'000u, 40u, 70'000u}) {
    for (int number = 0; number < 7; ++number) all.emplace_back(size + number, 'e');
  }
  for (const std::string &element : all) {
    ASSERT_EQ(push(*cache, "list", element), Status::kOk);
    ASSERT_EQ(add(*cache, "set", element), Status::kOk);
  }
  ByteBuffer list;
  ASSERT_EQ(copy_entry(*cache, "list", true, list), Status::kOk);
  EXPECT_EQ(elements_in(list.view()), all);
  ByteBuffer set;
  ASSERT_EQ(copy_entry(*cache, "set", true, set), Status::kOk);
  std::vector<std::string> members = elements_in(set.view());
  std::sort(members.begin(), members.end());
  std::sort(all.begin(), all.end());
  all.erase(std::unique(all.begin(), all.end()), all.end());
  EXPECT_EQ(members, all);
}

TEST(EntryCopyTest, a_copy_without_memory_leaves_nothing_behind) {
  Owned<Cache> cache = make_cache(1);
  for (int number = 0; number < 30'000; ++number) {
    ASSERT_EQ(push(*cache, "list", std::to_string(number)), Status::kOk);
  }
  std::int64_t blocks = test::live_blocks();
  int refused = 0;
  for (std::int64_t allocations = 0;; ++allocations) {
    ByteBuffer bytes;
    test::fail_after(allocations);
    Status status = copy_entry(*cache, "list", false, bytes);
    test::fail_after(-1);
    if (status == Status::kOk) break;
    ASSERT_EQ(status, Status::kNoMemory);
    ASSERT_EQ(bytes.size(), 0u);
    ++refused;
  }
  EXPECT_GT(refused, 2);
  EXPECT_EQ(test::live_blocks(), blocks);
}

TEST(EntryCopyTest, a_restore_without_memory_or_room_changes_nothing) {
  Owned<Cache> cache = make_cache(1);
  for (int number = 0; number < 600; ++number) {
    ASSERT_EQ(push(*cache, "list", "element " + std::to_string(number)), Status::kOk);
    ASSERT_EQ(add(*cache, "set", "member " + std::to_string(number)), Status::kOk);
  }
  ASSERT_EQ(cache->set("text", ScalarView::of_bytes(std::string(5000, 't'))), Status::kOk);
  for (const char *key : {"list", "set", "text"}) {
    ByteBuffer bytes;
    ASSERT_EQ(copy_entry(*cache, key, false, bytes), Status::kOk);
    for (std::uint64_t max_bytes : {kUnlimited, std::uint64_t{20'000}, std::uint64_t{6000}}) {
      std::int64_t blocks = test::live_blocks();
      {
        Owned<Cache> other = make_cache(1, max_bytes);
        ASSERT_EQ(other->set("k", ScalarView::of_int(5)), Status::kOk);
        for (std::int64_t allocations = 0;; ++allocations) {
          test::fail_after(allocations);
          Status status = restore(*other, "k", bytes.view());
          test::fail_after(-1);
          ASSERT_EQ(other->statistics().bytes_charged, other->recount()) << key;
          ASSERT_LE(other->statistics().bytes_charged, max_bytes);
          Type type{};
          ASSERT_EQ(other->exists("k", type), Status::kOk);
          if (status == Status::kOk) break;
          ASSERT_EQ(type, Type::kInt) << key << ' ' << allocations;
          if (status == Status::kNoMemory) continue;
          ASSERT_TRUE(status == Status::kFull || status == Status::kTooLarge);
          ASSERT_NE(max_bytes, kUnlimited);
          break;
        }
      }
      EXPECT_EQ(test::live_blocks(), blocks) << key;
    }
  }
}

}  // namespace
}  // namespace cellaret::engine
