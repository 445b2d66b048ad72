// The checker against histories written by hand: what is legal passes, and each way in which a
// cache can be wrong is seen.
#include "tests/histories/checker.h"

#include <gtest/gtest.h>

#include <random>
#include <vector>

#include "tests/histories/key_state.h"

namespace cellaret::history {
namespace {

// Operations by name, with the times of call and return. Threads do not matter to the checker.
class Script {
 public:
  explicit Script(std::uint8_t keys = 1) { history.keys = keys; }

  Operation &add(Kind kind, std::uint64_t call, std::uint64_t back, std::uint8_t key = 0) {
    Operation operation;
    operation.kind = kind;
    operation.call = call;
    operation.back = back;
    operation.key = key;
    return history.operations.emplace_back(operation);
  }
  Operation &set(std::uint64_t call, std::uint64_t back, std::int64_t number,
                 std::uint8_t key = 0) {
    Operation &operation = add(Kind::kSet, call, back, key);
    operation.written = text(number);
    return operation;
  }
  Operation &set_if_absent(std::uint64_t call, std::uint64_t back, std::int64_t number,
                           cellaret_status status) {
    Operation &operation = set(call, back, number);
    operation.condition = CELLARET_SET_IF_ABSENT;
    operation.status = status;
    return operation;
  }
  void set_both(std::uint64_t call, std::uint64_t back, std::int64_t number,
                std::int64_t second_number) {
    Operation &operation = add(Kind::kMultiSet, call, back, 0);
    operation.written = text(number);
    operation.second_key = 1;
    operation.second_written = text(second_number);
  }
  // Of key 0 to key 1.
  void rename(std::uint64_t call, std::uint64_t back, cellaret_status status = CELLARET_OK) {
    Operation &operation = add(Kind::kRename, call, back, 0);
    operation.second_key = 1;
    operation.status = status;
  }
  void get(std::uint64_t call, std::uint64_t back, const Content &seen, std::uint8_t key = 0,
           std::uint64_t version = 0) {
    Operation &operation = add(Kind::kGet, call, back, key);
    operation.seen = seen;
    operation.version = version;
    if (seen.type == CELLARET_TYPE_NONE) operation.status = CELLARET_MISS;
  }
  void miss(std::uint64_t call, std::uint64_t back, std::uint8_t key = 0) {
    get(call, back, {}, key);
  }
  void erase(std::uint64_t call, std::uint64_t back, cellaret_status status) {
    add(Kind::kDelete, call, back).status = status;
  }
  void increment(std::uint64_t call, std::uint64_t back, std::int64_t sum) {
    Operation &operation = add(Kind::kIncrement, call, back);
    operation.amount = 1;
    operation.seen = integer(sum);
  }
  void advance(std::uint64_t call, std::uint64_t back, std::int64_t ms) {
    add(Kind::kAdvance, call, back).amount = ms;
  }
  void step_wall(std::uint64_t call, std::uint64_t back, std::int64_t ms) {
    add(Kind::kStepWall, call, back).amount = ms;
  }

  [[nodiscard]] bool is_legal() const { return judge(history).verdict == Verdict::kLegal; }
  [[nodiscard]] bool is_illegal() const { return judge(history).verdict == Verdict::kIllegal; }

  History history;
};

TEST(CheckerTest, one_thread_sees_what_it_wrote) {
  Script script;
  script.miss(1, 2);
  script.set(3, 4, 1);
  script.get(5, 6, text(1));
  script.set(7, 8, 2);
  script.get(9, 10, text(2));
  script.erase(11, 12, CELLARET_OK);
  script.erase(13, 14, CELLARET_MISS);
  script.miss(15, 16);
  EXPECT_TRUE(script.is_legal());
}

TEST(CheckerTest, what_is_renamed_is_under_one_of_the_names) {
  for (bool is_early : {false, true}) {
    Script script;
    script.history.keys = 2;
    script.set(1, 2, 1);
    script.set(3, 4, 2, 1);
    script.rename(5, 10);
    script.get(6, 7, is_early ? text(1) : Content{});
    script.get(8, 9, text(is_early ? 2 : 1), 1);
    script.rename(11, 12, CELLARET_NO_KEY);
    script.get(13, 14, text(1), 1);
    EXPECT_TRUE(script.is_legal()) << is_early;
  }
}

TEST(CheckerTest, half_a_renaming_is_seen) {
  Script nowhere;
  nowhere.history.keys = 2;
  nowhere.set(1, 2, 1);
  nowhere.rename(3, 8);
  nowhere.miss(4, 5);
  nowhere.miss(6, 7, 1);
  EXPECT_TRUE(nowhere.is_illegal());
  Script twice;
  twice.history.keys = 2;
  twice.set(1, 2, 1);
  twice.rename(3, 8);
  twice.get(4, 5, text(1), 1);
  twice.get(6, 7, text(1));
  EXPECT_TRUE(twice.is_illegal());
}

TEST(CheckerTest, a_read_beside_a_write_may_see_either_value) {
  for (std::int64_t seen : {1, 2}) {
    Script script;
    script.set(1, 2, 1);
    script.set(3, 8, 2);
    script.get(4, 7, text(seen));
    EXPECT_TRUE(script.is_legal());
  }
}

TEST(CheckerTest, a_stale_read_is_seen) {
  Script script;
  script.set(1, 2, 1);
  script.set(3, 4, 2);
  script.get(5, 6, text(1));
  EXPECT_TRUE(script.is_illegal());
}

// Both reads run beside the write, but not beside each other.
TEST(CheckerTest, going_back_to_the_old_value_is_seen) {
  Script script;
  script.set(1, 2, 1);
  script.set(3, 20, 2);
  script.get(4, 6, text(2));
  script.get(7, 9, text(1));
  EXPECT_TRUE(script.is_illegal());
}

TEST(CheckerTest, a_lost_write_is_seen) {
  Script script;
  script.increment(1, 4, 1);
  script.increment(2, 3, 1);
  EXPECT_TRUE(script.is_illegal());

  Script other;
  other.set(1, 2, 1);
  other.set(3, 5, 2);
  other.set(4, 6, 3);
  other.get(7, 8, text(1));
  EXPECT_TRUE(other.is_illegal());
}

TEST(CheckerTest, a_torn_or_foreign_value_is_seen) {
  Script script;
  script.set(1, 4, 1);
  script.get(2, 3, {kTorn, 0});
  EXPECT_TRUE(script.is_illegal());

  Script other;
  other.set(1, 4, 1);
  other.get(2, 3, text(7));
  EXPECT_TRUE(other.is_illegal());
}

TEST(CheckerTest, set_if_absent_succeeds_once) {
  Script script;
  script.set_if_absent(1, 4, 1, CELLARET_OK);
  script.set_if_absent(2, 3, 2, CELLARET_EXISTS);
  script.get(5, 6, text(1));
  EXPECT_TRUE(script.is_legal());

  script.history.operations[1].status = CELLARET_OK;
  EXPECT_TRUE(script.is_illegal());
}

TEST(CheckerTest, a_refused_write_must_leave_the_value) {
  Script script;
  script.set(1, 2, 1);
  script.set_if_absent(3, 4, 2, CELLARET_EXISTS);
  script.get(5, 6, text(2));
  EXPECT_TRUE(script.is_illegal());

  Script replacing;
  Operation &replace = replacing.set(1, 2, 1);
  replace.condition = CELLARET_SET_IF_PRESENT;
  replace.status = CELLARET_MISS;
  replacing.miss(3, 4);
  EXPECT_TRUE(replacing.is_legal());
  replacing.history.operations[0].status = CELLARET_OK;
  EXPECT_TRUE(replacing.is_illegal());
}

TEST(CheckerTest, a_phantom_miss_is_seen_unless_the_instance_evicts) {
  Script script;
  script.set(1, 2, 1);
  script.miss(3, 4);
  EXPECT_TRUE(script.is_illegal());
  script.history.may_evict = true;
  EXPECT_TRUE(script.is_legal());
}

TEST(CheckerTest, a_key_that_was_evicted_does_not_come_back) {
  Script script;
  script.history.may_evict = true;
  script.set(1, 2, 1);
  script.miss(3, 4);
  script.get(5, 6, text(1));
  EXPECT_TRUE(script.is_illegal());
}

TEST(CheckerTest, a_value_after_its_deletion_is_seen) {
  Script script;
  script.set(1, 2, 1);
  script.erase(3, 4, CELLARET_OK);
  script.get(5, 6, text(1));
  EXPECT_TRUE(script.is_illegal());

  Script twice;
  twice.set(1, 2, 1);
  twice.erase(3, 6, CELLARET_OK);
  twice.erase(4, 5, CELLARET_OK);
  EXPECT_TRUE(twice.is_illegal());
}

TEST(CheckerTest, what_was_written_before_a_clear_is_gone_after_it) {
  Script script(2);
  script.set(1, 2, 1, 0);
  script.set(3, 4, 2, 1);
  script.add(Kind::kClear, 5, 10);
  script.get(6, 7, text(2), 1);
  script.miss(8, 9, 0);
  script.miss(11, 12, 1);
  EXPECT_TRUE(script.is_legal());
  script.get(13, 14, text(2), 1);
  EXPECT_TRUE(script.is_illegal());
}

TEST(CheckerTest, the_old_value_is_the_one_that_was_replaced) {
  Script script;
  script.set(1, 2, 1);
  for (std::int64_t number : {2, 3}) {
    Operation &operation = script.set(3, 6, number);
    operation.wants_old = true;
    operation.seen = text(number - 1);
  }
  EXPECT_TRUE(script.is_legal());
  script.history.operations[2].seen = text(1);
  EXPECT_TRUE(script.is_illegal());
}

TEST(CheckerTest, exists_and_type_agree_with_the_value) {
  Script script;
  script.set(1, 2, 1);
  script.add(Kind::kExists, 3, 4);
  script.add(Kind::kType, 5, 6).seen.type = CELLARET_TYPE_STRING;
  EXPECT_TRUE(script.is_legal());
  script.add(Kind::kType, 7, 8).seen.type = CELLARET_TYPE_INT;
  EXPECT_TRUE(script.is_illegal());

  Script other;
  other.add(Kind::kExists, 1, 2);
  EXPECT_TRUE(other.is_illegal());
}

TEST(CheckerTest, a_version_changes_with_every_write) {
  Script script;
  script.set(1, 2, 1);
  script.get(3, 4, text(1), 0, 10);
  script.set(5, 6, 2);
  script.get(7, 8, text(2), 0, 11);
  script.get(9, 10, text(2), 0, 11);
  EXPECT_TRUE(script.is_legal());
  script.get(11, 12, text(2), 0, 12);
  EXPECT_TRUE(script.is_illegal());
}

TEST(CheckerTest, a_missed_version_bump_is_seen) {
  Script script;
  script.set(1, 2, 1);
  script.get(3, 4, text(1), 0, 10);
  script.set(5, 6, 2);
  script.get(7, 8, text(2), 0, 10);
  EXPECT_TRUE(script.is_illegal());
}

// Two writes, nobody saw the first, but there is a version for one only.
TEST(CheckerTest, a_version_missed_between_two_writes_is_seen) {
  Script script;
  script.set(1, 2, 1);
  script.get(3, 4, text(1), 0, 10);
  script.set(5, 6, 2);
  script.set(7, 8, 3);
  script.get(9, 10, text(3), 0, 11);
  EXPECT_TRUE(script.is_illegal());
}

TEST(CheckerTest, a_version_used_again_after_deletion_is_seen) {
  Script script;
  script.set(1, 2, 1);
  script.get(3, 4, text(1), 0, 10);
  script.erase(5, 6, CELLARET_OK);
  script.set(7, 8, 2);
  script.get(9, 10, text(2), 0, 10);
  EXPECT_TRUE(script.is_illegal());
}

TEST(CheckerTest, an_entry_is_seen_up_to_its_deadline) {
  Script script;
  script.set(1, 2, 1).expiry = cellaret_expiry_in(5);
  script.advance(3, 4, 5);
  script.get(5, 6, text(1));
  EXPECT_TRUE(script.is_legal());
}

TEST(CheckerTest, an_expired_value_is_seen) {
  Script script;
  script.set(1, 2, 1).expiry = cellaret_expiry_in(5);
  script.advance(3, 4, 6);
  script.get(5, 6, text(1));
  EXPECT_TRUE(script.is_illegal());
  script.history.operations[2].seen = {};
  script.history.operations[2].status = CELLARET_MISS;
  EXPECT_TRUE(script.is_legal());
}

TEST(CheckerTest, an_entry_that_went_before_its_deadline_is_seen) {
  Script script;
  script.set(1, 2, 1).expiry = cellaret_expiry_in(5);
  script.advance(3, 4, 5);
  script.miss(5, 6);
  EXPECT_TRUE(script.is_illegal());
}

TEST(CheckerTest, beside_a_move_of_the_clock_a_value_may_have_expired_or_not) {
  for (bool is_there : {false, true}) {
    Script script;
    script.set(1, 2, 1).expiry = cellaret_expiry_in(5);
    script.advance(3, 6, 6);
    script.get(4, 5, is_there ? text(1) : Content{});
    EXPECT_TRUE(script.is_legal());
  }
}

TEST(CheckerTest, what_expired_does_not_come_back) {
  Script script;
  script.set(1, 2, 1).expiry = cellaret_expiry_in(5);
  script.advance(3, 20, 6);
  script.miss(4, 5);
  script.get(6, 7, text(1));
  EXPECT_TRUE(script.is_illegal());
}

TEST(CheckerTest, a_wall_deadline_follows_the_wall_clock_alone) {
  Script script;
  script.set(1, 2, 1).expiry = cellaret_expiry_at(kStart + 5);
  script.step_wall(3, 4, 6);
  script.miss(5, 6);
  EXPECT_TRUE(script.is_legal());

  Script steady;
  steady.set(1, 2, 1).expiry = cellaret_expiry_in(5);
  steady.step_wall(3, 4, 6);
  steady.miss(5, 6);
  EXPECT_TRUE(steady.is_illegal());
}

TEST(CheckerTest, changes_of_the_deadline_take_effect) {
  Script script;
  script.set(1, 2, 1);
  script.add(Kind::kExpire, 3, 4).amount = 5;
  script.add(Kind::kTtl, 5, 6).ms = 5;
  script.add(Kind::kPersist, 7, 8);
  script.add(Kind::kTtl, 9, 10).status = CELLARET_NO_EXPIRY;
  script.advance(11, 12, 100);
  script.get(13, 14, text(1));
  EXPECT_TRUE(script.is_legal());
  script.history.operations[2].ms = 4;
  EXPECT_TRUE(script.is_illegal());
}

TEST(CheckerTest, an_increment_keeps_the_deadline_and_a_set_drops_it) {
  Script script;
  Operation &set = script.set(1, 2, 0);
  set.written = integer(4);
  set.expiry = cellaret_expiry_in(5);
  script.increment(3, 4, 5);
  script.advance(5, 6, 6);
  script.miss(7, 8);
  EXPECT_TRUE(script.is_legal());

  Script dropped;
  dropped.set(1, 2, 1).expiry = cellaret_expiry_in(5);
  dropped.set(3, 4, 2);
  dropped.advance(5, 6, 6);
  dropped.miss(7, 8);
  EXPECT_TRUE(dropped.is_illegal());
}

TEST(CheckerTest, two_keys_written_together_are_seen_together) {
  Script script(2);
  script.set_both(1, 2, 1, 2);
  script.set_both(3, 10, 3, 4);
  script.get(4, 5, text(1), 0);
  script.get(6, 7, text(4), 1);
  script.get(8, 9, text(3), 0);
  EXPECT_TRUE(script.is_legal());
}

TEST(CheckerTest, a_half_visible_write_of_two_keys_is_seen) {
  Script script(2);
  script.set_both(1, 2, 1, 2);
  script.set_both(3, 10, 3, 4);
  script.get(4, 5, text(3), 0);
  script.get(6, 7, text(2), 1);
  EXPECT_TRUE(script.is_illegal());
}

// Each key alone has an order of the two writes, but not the same one.
TEST(CheckerTest, two_writes_of_two_keys_that_mix_are_seen) {
  Script script(2);
  script.set_both(1, 4, 1, 2);
  script.set_both(2, 3, 3, 4);
  script.get(5, 6, text(1), 0);
  script.get(7, 8, text(4), 1);
  EXPECT_TRUE(script.is_illegal());
}

TEST(CheckerTest, a_write_of_two_keys_is_not_half_evicted_into_the_old_value) {
  Script script(2);
  script.history.may_evict = true;
  script.set_both(1, 2, 1, 2);
  script.set_both(3, 4, 3, 4);
  script.miss(5, 6, 0);
  script.get(7, 8, text(2), 1);
  EXPECT_TRUE(script.is_illegal());
}

TEST(CheckerTest, two_keys_are_written_if_absent_both_or_not_at_all) {
  Script script(2);
  script.set(1, 2, 1, 1);
  script.set_both(3, 4, 2, 3);
  script.history.operations[1].condition = CELLARET_SET_IF_ABSENT;
  script.history.operations[1].status = CELLARET_EXISTS;
  script.miss(5, 6, 0);
  EXPECT_TRUE(script.is_legal());
  script.history.operations[1].status = CELLARET_OK;
  EXPECT_TRUE(script.is_illegal());
  script.history.operations[1].status = CELLARET_EXISTS;
  script.history.operations[0].kind = Kind::kDelete;
  script.history.operations[0].status = CELLARET_MISS;
  EXPECT_TRUE(script.is_illegal());
}

TEST(CheckerTest, a_read_of_two_keys_is_two_reads) {
  Script script(2);
  script.set_both(1, 2, 1, 2);
  script.set_both(3, 6, 3, 4);
  Operation &read = script.add(Kind::kMultiGet, 4, 5);
  read.second_key = 1;
  read.seen = text(3);
  read.second_seen = text(2);
  EXPECT_TRUE(script.is_legal());
  script.history.operations.back().second_seen = {};
  EXPECT_TRUE(script.is_illegal());
}

TEST(CheckerTest, a_write_refused_for_want_of_room_leaves_the_value) {
  Script script;
  script.set(1, 2, 1);
  script.set(3, 4, 2).status = CELLARET_FULL;
  script.get(5, 6, text(1));
  EXPECT_TRUE(script.is_illegal());
  script.history.may_be_full = true;
  EXPECT_TRUE(script.is_legal());
  script.history.operations[2].seen = text(2);
  EXPECT_TRUE(script.is_illegal());
}

TEST(CheckerTest, closed_is_answered_from_the_close_on_and_no_sooner) {
  Script script;
  script.set(1, 2, 1);
  script.add(Kind::kClose, 3, 8);
  script.get(4, 5, text(1));
  script.erase(6, 7, CELLARET_CLOSED);
  script.erase(9, 10, CELLARET_CLOSED);
  EXPECT_TRUE(script.is_legal());
  script.history.operations[1].call = script.history.operations[1].back = 8;
  EXPECT_TRUE(script.is_illegal());
  script.history.operations[1].call = 3;
  script.get(11, 12, text(1));
  EXPECT_TRUE(script.is_illegal());
}

TEST(CheckerTest, too_much_work_is_no_pass) {
  Script script;
  for (std::int64_t number = 0; number < 24; ++number) script.set(1, 100, number);
  script.get(101, 102, text(77));
  EXPECT_EQ(judge(script.history, 10'000).verdict, Verdict::kUndecided);
}

// Whether some order of the operations, tried one by one, is legal: the definition itself, without
// the checker's search. `done` are bits.
bool has_legal_order(const History &history, std::uint32_t done, const KeyState &state) {
  const std::vector<Operation> &all = history.operations;
  if (done == (1u << all.size()) - 1) return true;
  for (std::size_t next = 0; next < all.size(); ++next) {
    if ((done >> next & 1) != 0) continue;
    bool has_to_wait = false;
    for (std::size_t other = 0; other < all.size(); ++other) {
      has_to_wait |= (done >> other & 1) == 0 && all[other].back < all[next].call;
    }
    if (has_to_wait) continue;
    std::vector<KeyState> after;
    Times still{{kStart}, {kStart}, kStart, kStart};
    apply(all[next], all[next].written, still, {history.may_evict, history.may_be_full}, state,
          after);
    for (const KeyState &one : after) {
      if (has_legal_order(history, done | 1u << next, one)) return true;
    }
  }
  return false;
}

// Few values, so that many of them fit by chance.
Operation random_operation(std::mt19937 &random, std::uint64_t call) {
  static const Kind kKinds[] = {Kind::kGet,       Kind::kGet,    Kind::kSet,
                                Kind::kIncrement, Kind::kDelete, Kind::kExists};
  Operation operation;
  operation.kind = kKinds[random() % std::size(kKinds)];
  operation.call = call;
  operation.back = call + 1 + random() % 7;
  bool is_there = random() % 3 != 0;
  operation.status = is_there || operation.kind == Kind::kIncrement ? CELLARET_OK : CELLARET_MISS;
  if (operation.kind == Kind::kSet) {
    operation.status = CELLARET_OK;
    operation.written = integer(static_cast<std::int64_t>(random() % 2));
  } else if (operation.kind == Kind::kIncrement) {
    operation.amount = 1;
    operation.seen = integer(static_cast<std::int64_t>(1 + random() % 2));
  } else if (operation.kind == Kind::kGet && is_there) {
    operation.seen = integer(static_cast<std::int64_t>(random() % 3));
    operation.version = random() % 2 == 0 ? 0 : 1 + random() % 4;
  }
  return operation;
}

TEST(CheckerTest, small_histories_are_judged_as_trying_every_order_does) {
  std::mt19937 random(7);
  int legal = 0;
  constexpr int kHistories = 20'000;
  for (int round = 0; round < kHistories; ++round) {
    History history;
    history.may_evict = random() % 4 == 0;
    for (std::uint64_t at = 0; at < 3 + random() % 4; ++at) {
      history.operations.push_back(random_operation(random, 1 + at * 2));
    }
    bool expected = has_legal_order(history, 0, {});
    ASSERT_EQ(judge(history).verdict == Verdict::kLegal, expected) << "history " << round;
    legal += expected ? 1 : 0;
  }
  EXPECT_GT(legal, kHistories / 20);
  EXPECT_LT(legal, kHistories / 2);
}

TEST(OverlapTest, only_operations_on_the_same_key_count) {
  Script script(2);
  script.set(1, 4, 1, 0);
  script.set(2, 3, 2, 1);
  script.get(5, 9, text(1), 0);
  script.get(6, 7, text(1), 0);
  script.get(8, 12, text(1), 0);
  script.add(Kind::kMaintain, 1, 12);
  Overlap overlap = count_overlap(script.history);
  EXPECT_EQ(overlap.operations, 5u);
  EXPECT_EQ(overlap.overlapping, 3u);
}

}  // namespace
}  // namespace cellaret::history
