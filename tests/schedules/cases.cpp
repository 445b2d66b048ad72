// The plans. Numbers of keys follow from the table: a group has seven slots, one group holds seven
// entries before it grows, and eight groups hold 45.
#include "tests/schedules/cases.h"

#include "tests/histories/values.h"

namespace cellaret::schedules {

namespace {

using history::Kind;
using history::kStart;
using history::Operation;
using history::Plan;

constexpr std::int64_t kFullGroup = 6;  // with one key of the history
constexpr std::int64_t kEightFullGroups = 44;

// Fills a plan in. Operations of the thread added last, or before all threads.
class Stage {
 public:
  explicit Stage(std::minstd_rand &random) : random_(random) {
    plan_.options.struct_size = sizeof plan_.options;
    plan_.options.clock = CELLARET_CLOCK_MANUAL;
    plan_.options.manual_start_ms = kStart;
    plan_.options.shards = 1;
    plan_.options.seed = 1 + random_() % 64;
    // Readers note hits in a log, in the slots, or nowhere.
    plan_.options.policy = history::kEvicting[random_() % std::size(history::kEvicting)];
  }

  std::uint64_t below(std::uint64_t limit) { return random_() % limit; }
  Plan &plan() { return plan_; }

  Stage &thread() {
    plan_.threads.emplace_back();
    return *this;
  }
  Stage &add(Kind kind, std::uint8_t key = 0, std::int64_t amount = 0) {
    Operation operation;
    operation.kind = kind;
    operation.thread = static_cast<std::uint8_t>(plan_.threads.size());
    operation.key = key;
    operation.amount = amount;
    list().push_back(operation);
    plan_.keys = std::max<std::uint8_t>(plan_.keys, key + 1);
    return *this;
  }
  Stage &get(std::uint8_t key = 0) { return add(Kind::kGet, key); }
  Stage &erase(std::uint8_t key = 0) { return add(Kind::kDelete, key); }
  Stage &set(std::uint8_t key, std::size_t size) {
    add(Kind::kSet, key);
    list().back().written = history::text(history::text_number(++last_number_, size));
    return *this;
  }
  Stage &set_in(std::uint8_t key, std::size_t size, std::int64_t ms) {
    set(key, size);
    list().back().expiry = cellaret_expiry_in(ms);
    return *this;
  }
  Stage &set_if(std::uint8_t condition, std::size_t size) {
    set(0, size);
    list().back().condition = condition;
    return *this;
  }
  Stage &get_and_set(std::size_t size) {
    set(0, size);
    list().back().wants_old = true;
    return *this;
  }
  Stage &set_both(std::size_t size) {
    set(0, size);
    list().back().kind = Kind::kMultiSet;
    list().back().second_key = 1;
    list().back().second_written = history::text(history::text_number(++last_number_, size));
    return *this;
  }
  Stage &rename(std::uint8_t from, std::uint8_t to) {
    add(Kind::kRename, from);
    list().back().second_key = to;
    plan_.keys = std::max<std::uint8_t>(plan_.keys, to + 1);
    return *this;
  }
  // Keys beside those of the history come, or go.
  Stage &fill(std::int64_t from, std::int64_t count) {
    for (; count > 0; --count) add(Kind::kChurn, 0, from++ * 2);
    return *this;
  }
  Stage &empty(std::int64_t from, std::int64_t count) {
    for (; count > 0; --count) add(Kind::kChurn, 0, from++ * 2 + 1);
    return *this;
  }

 private:
  std::vector<Operation> &list() {
    return plan_.threads.empty() ? plan_.before : plan_.threads.back();
  }

  std::minstd_rand &random_;
  Plan plan_;
  std::uint32_t last_number_ = 0;
};

// A write of the same size whose deadline comes later is done where a read finds the entry.
Plan putting_off(std::minstd_rand &random) {
  Stage stage(random);
  stage.set_in(0, 40, 100);
  stage.thread().set_in(0, 40, 200).set_in(0, 40, 300);
  stage.thread().get().get().get();
  if (stage.below(2) == 0) {
    stage.thread().set_in(0, 40, 400).get();
  } else {
    stage.thread().get().add(Kind::kTtl);
  }
  return stage.plan();
}

Plan overwriting(std::minstd_rand &random) {
  Stage stage(random);
  stage.set_in(0, 40, 100);
  stage.thread().set(0, 40).set_in(0, 40, 50);
  stage.thread().get().get().get();
  if (stage.below(2) == 0) {
    stage.thread().add(Kind::kExpire, 0, 70).get();
  } else {
    stage.thread().set(0, 48).get();
  }
  return stage.plan();
}

// What is deleted is freed at once when it is large, else when maintenance asks for it; with a
// small limit the writer waits for readers instead of keeping anything.
Plan deleting(std::minstd_rand &random) {
  Stage stage(random);
  std::size_t size = stage.below(2) == 0 ? 24 : 1100;
  if (stage.below(2) == 0) stage.plan().options.max_bytes = 32 * 1024;
  stage.set(0, size);
  stage.thread().erase().set(0, size).add(Kind::kMaintain).erase();
  stage.thread().get().get().get();
  if (stage.below(2) == 0) {
    stage.thread().get().get();
  } else {
    stage.thread().set(0, size + 8).add(Kind::kMaintain).get();
  }
  return stage.plan();
}

// Blocks of one size are kept when a batch of them is full, for entries that come later: here that
// of the key which is being read, for another one. Those beside it are just as large, and so many
// that the table keeps its size.
Plan serving_again(std::minstd_rand &random) {
  constexpr std::int64_t kBatch = 32;
  constexpr std::uint8_t kShortest = 4;
  Stage stage(random);
  stage.set(0, 16).fill(0, 3 * kBatch);
  stage.thread().erase().empty(0, kBatch - 1).set(kShortest, 16).set(0, 16);
  stage.thread().get().get(kShortest).get();
  if (stage.below(2) == 0) stage.thread().get().set(0, 16).get();
  return stage.plan();
}

Plan growing(std::minstd_rand &random) {
  Stage stage(random);
  bool is_large = stage.below(2) == 0;
  std::int64_t there = is_large ? kEightFullGroups : kFullGroup;
  stage.set(0, 24).fill(0, there);
  stage.thread().fill(there, is_large ? 4 : 2);
  stage.thread().get().get(1).get();
  if (stage.below(2) == 0) {
    stage.thread().get().get();
  } else {
    stage.thread().set(1, 24).set(0, 24).get(1);
  }
  return stage.plan();
}

Plan shrinking(std::minstd_rand &random) {
  Stage stage(random);
  std::int64_t left = 11 - static_cast<std::int64_t>(stage.below(3));
  stage.set(0, 24).fill(0, kEightFullGroups).empty(left, kEightFullGroups - left);
  stage.thread().empty(0, 4);
  stage.thread().get().get();
  if (stage.below(2) == 0) {
    stage.thread().erase().set(0, 24).get();
  } else {
    stage.thread().get().set(1, 40).get();
  }
  return stage.plan();
}

// A table of three groups shrinks to one, which seven entries fill, and grows again. A reader that
// is still in the first must not take the third for the second.
Plan resizing_twice(std::minstd_rand &random) {
  Stage stage(random);
  stage.set(0, 24).fill(0, 11).empty(4, 7);
  stage.thread().empty(3, 1).fill(20, 5);
  stage.thread().get().get();
  return stage.plan();
}

Plan clearing(std::minstd_rand &random) {
  Stage stage(random);
  std::size_t size = stage.below(2) == 0 ? 24 : 1100;
  stage.set(0, size).set(1, 24).fill(0, static_cast<std::int64_t>(stage.below(8)));
  stage.thread().add(Kind::kClear).set(0, size);
  stage.thread().get().get(1).get();
  stage.thread().set(1, 24).get(1).get();
  return stage.plan();
}

Plan writing(std::minstd_rand &random) {
  Stage stage(random);
  if (stage.below(3) == 0) {
    stage.plan().options.max_entries = 2;
    stage.plan().may_evict = true;
    stage.set(1, 24);
  }
  switch (stage.below(3)) {
    case 0:
      stage.thread().set_if(CELLARET_SET_IF_ABSENT, 24).get_and_set(24);
      stage.thread().set_if(CELLARET_SET_IF_ABSENT, 24).erase();
      stage.thread().set_if(CELLARET_SET_IF_PRESENT, 80).set(2, 24);
      break;
    case 1:
      for (int count = 0; count < 3; ++count) {
        stage.thread().add(Kind::kIncrement, 0, 1).add(Kind::kIncrement, 0, 10);
      }
      break;
    default:
      stage.set(0, 24);
      stage.thread().get_and_set(24).get_and_set(80);
      stage.thread().get_and_set(40).erase();
      stage.thread().set(0, 24).get();
  }
  return stage.plan();
}

Plan pinning(std::minstd_rand &random) {
  Stage stage(random);
  std::size_t size = stage.below(2) == 0 ? 200 : 1100;
  if (stage.below(2) == 0) stage.plan().options.max_bytes = 32 * 1024;
  stage.set(0, size);
  stage.thread().set(0, size).set(0, size).get();
  stage.thread().get().get().get();
  if (stage.below(2) == 0) {
    stage.thread().erase().set(0, size);
  } else {
    stage.thread().get().set(0, size + 8);
  }
  return stage.plan();
}

// Entries that found their groups full are brought closer to home when others go.
Plan coming_closer(std::minstd_rand &random) {
  Stage stage(random);
  constexpr std::uint8_t kKeys = 6;
  stage.fill(0, kEightFullGroups - kKeys);
  for (std::uint8_t key = 0; key < kKeys; ++key) stage.set(key, 24);
  stage.thread().empty(static_cast<std::int64_t>(stage.below(30)), 6);
  stage.thread();
  for (int count = 0; count < 5; ++count) stage.get(static_cast<std::uint8_t>(stage.below(kKeys)));
  stage.thread();
  for (int count = 0; count < 3; ++count) {
    auto key = static_cast<std::uint8_t>(stage.below(kKeys));
    stage.get(key);
    if (stage.below(2) == 0) stage.set(key, 24);
  }
  return stage.plan();
}

// Whoever sees one of two keys that were written together sees the other, in one shard and in two.
Plan writing_two_keys(std::minstd_rand &random) {
  Stage stage(random);
  std::size_t size = stage.below(2) == 0 ? 24 : 200;
  stage.plan().options.shards = 1u << stage.below(3);
  if (stage.below(2) == 0) stage.set_both(size);
  stage.thread().set_both(size).set_both(size);
  std::uint8_t first = stage.below(2) == 0 ? 0 : 1;
  stage.thread().get(first).get(1 - first).get(first);
  switch (stage.below(3)) {
    case 0:
      stage.thread().get(1).get(0);
      break;
    case 1:
      stage.thread().set(1, size).get(0);
      break;
    default:
      stage.thread().set_both(size).erase(0);
  }
  stage.plan().keys = 2;
  return stage.plan();
}

// What is renamed is seen under one of its names, whether they are in one shard or in two.
Plan renaming(std::minstd_rand &random) {
  Stage stage(random);
  std::size_t size = stage.below(2) == 0 ? 24 : 200;
  stage.plan().options.shards = 1u << stage.below(3);
  stage.set(0, size);
  if (stage.below(2) == 0) stage.set(1, size);
  stage.thread().rename(0, 1);
  if (stage.below(2) == 0) stage.rename(1, 0);
  std::uint8_t first = stage.below(2) == 0 ? 0 : 1;
  stage.thread().get(first).get(1 - first).get(first);
  switch (stage.below(3)) {
    case 0:
      stage.thread().get(1).get(0);
      break;
    case 1:
      stage.thread().set(0, size).get(1);
      break;
    default:
      stage.thread().erase(1).rename(1, 0);
  }
  return stage.plan();
}

// Who closes waits for calls of both kinds, those that lock and those that read.
Plan closing(std::minstd_rand &random) {
  Stage stage(random);
  std::size_t size = stage.below(2) == 0 ? 24 : 200;
  stage.set(0, size);
  stage.thread().get().add(Kind::kClose);
  stage.thread().get().get();
  if (stage.below(2) == 0) {
    stage.thread().set(0, size).add(Kind::kExists);
  } else {
    stage.thread().add(Kind::kMaintain).erase().add(Kind::kClear);
  }
  return stage.plan();
}

// A few calls of a history of any shape.
Plan anything(std::minstd_rand &random) { return history::make_plan(random(), 12); }

Plan expiring(std::minstd_rand &random) {
  Stage stage(random);
  stage.set_in(0, 24, 5).set_in(1, 24, 5);
  stage.thread().add(Kind::kAdvance, 0, 3).add(Kind::kAdvance, 0, 4).get();
  stage.thread().get().get().get(1);
  if (stage.below(2) == 0) {
    stage.thread().set_in(0, 24, 5).add(Kind::kTtl).get();
  } else {
    stage.thread().add(Kind::kExpire, 0, 6).add(Kind::kMaintain).add(Kind::kPersist, 1);
  }
  return stage.plan();
}

constexpr Case kCases[] = {
    {"read against overwrite in place", true, 1, overwriting},
    {"read against a deadline put off", true, 1, putting_off},
    {"read against delete and reclamation", false, 1, deleting},
    {"read against a block that serves again", false, 1, serving_again},
    {"read against growth", true, 1, growing},
    {"read against shrinking", true, 1, shrinking},
    {"read against resizing twice", true, 4, resizing_twice},
    {"read against clear", false, 1, clearing},
    {"writer against writer", false, 1, writing},
    {"pins against overwrite", true, 1, pinning},
    {"read against expiry", false, 1, expiring},
    {"read against coming closer", true, 1, coming_closer},
    {"read against a write of two keys", true, 1, writing_two_keys},
    {"read against rename", true, 1, renaming},
    {"call against close", false, 1, closing},
    {"anything", true, 1, anything},
};

}  // namespace

std::span<const Case> cases() { return kCases; }

}  // namespace cellaret::schedules
