// The hash table alone: against std::unordered_map, with its invariants checked slot by slot.
#include "engine/shard/table.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <random>
#include <string>
#include <unordered_map>
#include <vector>

namespace cellaret::engine {

// Looks at the groups themselves; a friend of the table.
class TableInspector {
 public:
  TableInspector(const Table &table, const HashSecret &secret) : table_(table), secret_(secret) {}

  // The first invariant that does not hold, or nothing.
  [[nodiscard]] std::string broken() const {
    std::uint64_t entries = 0;
    for (unsigned number = 0; number < 2; ++number) {
      std::string wrong = broken_in(number, entries);
      if (!wrong.empty()) return wrong;
    }
    return entries == table_.size_ ? "" : "size is not the number of entries";
  }

  // Groups that a lookup of a key that is not there visits, on average over all home groups.
  [[nodiscard]] double groups_for_a_miss() const {
    const Table::Half &half = table_.halves_[table_.active_];
    std::uint64_t visited = 0;
    for (std::uint32_t home = 0; home < half.count; ++home) {
      for_each_place(half.groups, half.count, home, [&](std::uint32_t) {
        ++visited;
        return false;
      });
    }
    return static_cast<double>(visited) / half.count;
  }

  [[nodiscard]] std::uint32_t home_of(std::string_view key, std::uint32_t groups) const {
    return home_in(hash_bytes(key, secret_), groups);
  }

 private:
  static std::uint32_t home_in(std::uint64_t hash, std::uint32_t groups) {
    return static_cast<std::uint32_t>(((hash >> 16 & 0xffffffffu) * groups) >> 32);
  }

  std::string broken_in(unsigned number, std::uint64_t &entries) const {
    const Table::Half &half = table_.halves_[number];
    std::vector<std::uint32_t> elsewhere(half.count);
    for (std::uint32_t group = 0; group < half.count; ++group) {
      for (const auto &slot : half.groups[group].slots) {
        std::uint64_t word = slot.load(std::memory_order_relaxed);
        if (word == 0) continue;
        ++entries;
        std::uint64_t hash = hash_bytes(TableGroup::entry_of(word)->key(), secret_);
        std::uint32_t home = home_in(hash, half.count);
        std::uint32_t distance = (group + half.count - home) % half.count;
        if (TableGroup::distance_of(word) != std::min(distance, TableGroup::kFar)) {
          return "a distance is wrong";
        }
        if (word >> 48 != TableGroup::tag_of(hash) >> 48) return "the tag is wrong";
        if (table_.half_for(hash) != number) return "an entry is in the wrong half";
        if (distance == 0) continue;
        if (distance <= TableGroup::kFar) {
          elsewhere[home] += TableGroup::count_unit(distance);
        } else {
          for (std::uint32_t passed = 0; passed < distance; ++passed) {
            elsewhere[(home + passed) % half.count] += TableGroup::kPassed;
          }
        }
      }
    }
    bool is_drained = table_.is_resizing() && number == table_.active_;
    for (std::uint32_t group = 0; group < half.count; ++group) {
      const TableGroup &line = half.groups[group];
      if (line.elsewhere.load(std::memory_order_relaxed) != elsewhere[group]) {
        return "a count is wrong";
      }
      if (elsewhere[group] % TableGroup::kPassed != 0 && line.free_slots() != 0 && !is_drained) {
        return "an entry is not at home although there is room";
      }
    }
    return "";
  }

  const Table &table_;
  const HashSecret &secret_;
};

namespace {

// A table driven as a shard drives it, beside a map from key to entry and a record of positions.
class Driver {
 public:
  ~Driver() {
    for (auto &[key, entry] : reference_) deallocate(entry);
  }

  HashedKey hashed(const std::string &key) const { return {key, hash_bytes(key, secret_)}; }

  void insert(const std::string &key) {
    if (table_.is_resizing()) {
      move(4);
    } else if (table_.wants_growth()) {
      resize(table_.grown_class());
    }
    ASSERT_FALSE(table_.needs_growth());
    Entry *entry = make(key);
    SlotRef slot = table_.insert(hash_bytes(key, secret_), entry);
    reference_[key] = entry;
    positions_[key] = slot;
  }

  void erase(const std::string &key) {
    SlotRef slot = table_.find(hashed(key));
    ASSERT_EQ(slot, positions_.at(key));
    table_.erase(slot, secret_, [this](SlotRef from, SlotRef to) { moved(from, to); });
    deallocate(reference_.at(key));
    reference_.erase(key);
    positions_.erase(key);
    if (table_.is_resizing()) {
      move(4);
    } else if (table_.wants_shrinking()) {
      resize(table_.shrunk_class());
    }
  }

  void replace(const std::string &key) {
    SlotRef slot = table_.find(hashed(key));
    ASSERT_NE(slot, kNoSlot);
    Entry *entry = make(key);
    table_.replace(slot, entry);
    deallocate(reference_.at(key));
    reference_[key] = entry;
  }

  void expect_found(const std::string &key) const {
    auto there = reference_.find(key);
    SlotRef slot = table_.find(hashed(key));
    if (there == reference_.end()) {
      ASSERT_EQ(slot, kNoSlot) << key;
    } else {
      ASSERT_NE(slot, kNoSlot) << key;
      ASSERT_EQ(table_.entry(slot), there->second) << key;
      ASSERT_EQ(slot, positions_.at(key)) << key;
    }
    expect_read(key, there == reference_.end() ? nullptr : there->second, slot);
  }

  // The way of a reader without the lock finds the same.
  void expect_read(const std::string &key, const Entry *wanted, SlotRef slot) const {
    using Found = TableView::Found;
    TableView::Sight sight;
    Found found = view_.look_up(hashed(key), sight);
    ASSERT_EQ(found, wanted == nullptr ? Found::kNothing : Found::kEntry) << key;
    Found at_home = view_.look_home(hashed(key), sight);
    if (at_home != Found::kUndecided) {
      ASSERT_EQ(at_home, found);
    }
    if (wanted == nullptr) return;
    ASSERT_EQ(view_.look_up(hashed(key), sight), Found::kEntry);
    ASSERT_TRUE(sight.holds());
    ASSERT_EQ(sight.entry, wanted) << key;
    ASSERT_EQ(sight.slot, slot) << key;
  }

  void expect_all_right() const {
    ASSERT_EQ(inspector().broken(), "");
    ASSERT_EQ(table_.size(), reference_.size());
    std::size_t visited = 0;
    table_.for_each([&](SlotRef slot) {
      std::string key(table_.entry(slot)->key());
      EXPECT_EQ(reference_.at(key), table_.entry(slot));
      ++visited;
    });
    ASSERT_EQ(visited, reference_.size());
    for (const auto &[key, entry] : reference_) expect_found(key);
  }

  void move(std::uint32_t groups) {
    bool done =
        table_.move_some(groups, secret_, [this](SlotRef from, SlotRef to) { moved(from, to); });
    // No reader is left in it here: freed at once.
    if (done) table_.finish_resizing().reset();
  }
  void start(unsigned size_class) {
    ASSERT_TRUE(table_.start_resizing(size_class));
    table_.publish_resizing();
  }
  // A shard moves some groups right away, too.
  void resize(unsigned size_class) {
    start(size_class);
    if (table_.is_resizing()) move(4);
  }
  void finish_resizing() {
    while (table_.is_resizing()) move(64);
  }

  bool has(const std::string &key) const { return reference_.contains(key); }
  const std::unordered_map<std::string, Entry *> &reference() const { return reference_; }
  Table &table() { return table_; }
  TableInspector inspector() const { return {table_, secret_}; }
  const HashSecret &secret() const { return secret_; }

 private:
  void moved(SlotRef from, SlotRef to) {
    std::string key(table_.entry(to)->key());
    EXPECT_EQ(positions_.at(key), from);
    positions_[key] = to;
  }
  static Entry *make(const std::string &key) {
    EntryShape shape = EntryShape::of(key.size(), 8, {});
    Entry *entry = Entry::create(allocate(shape.size()), shape, key);
    entry->write_value(ScalarView::of_int(1), 0, 1);
    return entry;
  }

  HashSecret secret_{20300101};
  TableView view_;
  Table table_{view_};
  std::unordered_map<std::string, Entry *> reference_;
  std::unordered_map<std::string, SlotRef> positions_;
};

TEST(TableTest, an_empty_table_finds_nothing_and_has_no_sample) {
  Driver driver;
  Random random(1);
  EXPECT_EQ(driver.table().find(driver.hashed("k")), kNoSlot);
  EXPECT_EQ(driver.table().sample(random), kNoSlot);
  EXPECT_EQ(driver.table().bytes(), 0u);
  EXPECT_TRUE(driver.table().needs_growth());
}

TEST(TableTest, equals_a_map_over_random_operations_while_it_grows_and_shrinks) {
  for (unsigned seed = 1; seed <= 4; ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    std::mt19937 random(seed);
    Driver driver;
    for (int step = 0; step < 12000; ++step) {
      // Waves: mostly insertions, then mostly deletions.
      bool grows = step / 3000 % 2 == 0;
      std::string key = "k" + std::to_string(random() % 4000);
      if (!driver.has(key)) {
        if (grows || random() % 8 == 0) driver.insert(key);
      } else if (!grows || random() % 8 == 0) {
        driver.erase(key);
      } else {
        driver.replace(key);
      }
      driver.expect_found(key);
      driver.expect_found("k" + std::to_string(random() % 4000));
      if (step % 97 == 0) driver.expect_all_right();
      if (testing::Test::HasFatalFailure()) return;
    }
    driver.expect_all_right();
  }
}

// One, two and three groups, where every neighbour is soon the group itself.
TEST(TableTest, equals_a_map_when_it_is_tiny) {
  for (unsigned keys : {3u, 8u, 15u, 22u, 40u}) {
    std::mt19937 random(keys);
    Driver driver;
    for (int step = 0; step < 3000; ++step) {
      std::string key = "k" + std::to_string(random() % keys);
      if (driver.has(key)) {
        driver.erase(key);
      } else {
        driver.insert(key);
      }
      driver.expect_all_right();
      if (testing::Test::HasFatalFailure()) return;
    }
  }
}

TEST(TableTest, marks_stay_with_their_entry_and_stop_at_the_cap) {
  Driver driver;
  std::mt19937 random(9);
  std::unordered_map<std::string, std::uint32_t> marks;
  for (int step = 0; step < 6000; ++step) {
    std::string key = "k" + std::to_string(random() % 1500);
    if (!driver.has(key)) {
      driver.insert(key);
      marks[key] = 0;
    } else if (random() % 3 == 0) {
      driver.erase(key);
      marks.erase(key);
    } else {
      driver.table().add_mark(driver.table().find(driver.hashed(key)), 2);
      marks[key] = std::min(marks[key] + 1, 2u);
    }
  }
  for (const auto &[key, count] : marks) {
    SlotRef slot = driver.table().find(driver.hashed(key));
    ASSERT_EQ(driver.table().marks(slot), count) << key;
    driver.table().set_marks(slot, 1);
    ASSERT_EQ(driver.table().marks(slot), 1u);
  }
  driver.expect_all_right();
}

TEST(TableTest, is_right_at_every_step_of_a_resize) {
  for (bool grows : {true, false}) {
    Driver driver;
    for (int number = 0; number < 700; ++number) driver.insert("k" + std::to_string(number));
    driver.finish_resizing();
    Table &table = driver.table();
    if (!grows) {
      for (int number = 100; number < 700; ++number) driver.erase("k" + std::to_string(number));
      driver.finish_resizing();
    }
    driver.start(grows ? table.grown_class() : table.shrunk_class());
    while (table.is_resizing()) {
      driver.expect_all_right();
      driver.move(1);
      if (testing::Test::HasFatalFailure()) return;
    }
    driver.expect_all_right();
  }
}

TEST(TableTest, a_cancelled_resize_leaves_it_as_it_was) {
  Driver driver;
  for (int number = 0; number < 100; ++number) driver.insert("k" + std::to_string(number));
  driver.finish_resizing();
  std::size_t bytes = driver.table().bytes();
  ASSERT_TRUE(driver.table().start_resizing(driver.table().grown_class()));
  EXPECT_GT(driver.table().bytes(), bytes);
  driver.table().cancel_resizing();
  EXPECT_EQ(driver.table().bytes(), bytes);
  driver.expect_all_right();
}

TEST(TableTest, finds_every_entry_when_all_hashes_are_equal) {
  HashSecret secret(1);
  TableView view;
  Table table(view);
  ASSERT_TRUE(table.start_resizing(7));  // 16 groups
  table.publish_resizing();
  constexpr std::uint64_t kHash = 0x123456789abcdef0;
  std::vector<Entry *> entries;
  for (int number = 0; number < 100; ++number) {
    std::string key = "k" + std::to_string(number);
    EntryShape shape = EntryShape::of(key.size(), 0, {});
    entries.push_back(Entry::create(allocate(shape.size()), shape, key));
    table.insert(kHash, entries.back());
  }
  for (int number = 0; number < 100; ++number) {
    std::string key = "k" + std::to_string(number);
    SlotRef slot = table.find({key, kHash});
    ASSERT_NE(slot, kNoSlot);
    EXPECT_EQ(table.entry(slot), entries[number]);
  }
  EXPECT_EQ(table.find({"other", kHash}), kNoSlot);
  for (Entry *entry : entries) deallocate(entry);
}

// Keys of one home group, the last of the table, so that they spill over its end into the first.
TEST(TableTest, a_crowded_home_group_spills_around_the_end_and_back) {
  constexpr unsigned kSizeClass = 5;
  Driver driver;
  driver.start(kSizeClass);
  const std::uint32_t kGroups = groups_of_class(kSizeClass);
  std::vector<std::string> keys;
  for (int number = 0; keys.size() < 40; ++number) {
    std::string key = "k" + std::to_string(number);
    if (driver.inspector().home_of(key, kGroups) == kGroups - 1) keys.push_back(key);
  }
  for (const std::string &key : keys) driver.insert(key);
  driver.expect_all_right();
  std::mt19937 random(5);
  for (int round = 0; round < 500; ++round) {
    const std::string &key = keys[random() % keys.size()];
    driver.erase(key);
    driver.expect_all_right();
    driver.insert(key);
    driver.expect_all_right();
    if (testing::Test::HasFatalFailure()) return;
  }
}

// A cache at its limit replaces entries for ever. What that costs settles within one turnover of
// the entries: nothing is left behind that grows, and emptying the table takes all of it back.
TEST(TableTest, long_churn_costs_lookups_no_more_than_a_short_one) {
  constexpr int kEntries = 4000;
  Driver driver;
  int number = 0;
  for (; number < kEntries; ++number) driver.insert("k" + std::to_string(number));
  driver.finish_resizing();
  std::size_t bytes = driver.table().bytes();
  double fresh = driver.inspector().groups_for_a_miss();
  std::vector<double> groups;
  for (int turnover = 1; turnover <= 20; ++turnover) {
    for (; number < (turnover + 1) * kEntries; ++number) {
      driver.erase("k" + std::to_string(number - kEntries));
      driver.insert("k" + std::to_string(number));
    }
    groups.push_back(driver.inspector().groups_for_a_miss());
  }
  EXPECT_EQ(driver.table().bytes(), bytes);
  EXPECT_LE(*std::max_element(groups.begin(), groups.end()), fresh * 1.1);
  while (!driver.reference().empty()) driver.erase(std::string(driver.reference().begin()->first));
  driver.finish_resizing();
  EXPECT_EQ(driver.inspector().groups_for_a_miss(), 1);
  EXPECT_LT(driver.table().bytes(), bytes / 100);
}

TEST(TableTest, lookups_stay_short_at_every_size_it_grows_through) {
  Driver driver;
  for (int number = 0; number < 60000; ++number) {
    driver.insert("k" + std::to_string(number));
    if (number % 1000 == 999) {
      EXPECT_LT(driver.inspector().groups_for_a_miss(), 3) << number;
    }
  }
}

// Chi-square of 199 degrees of freedom, p = 0.001; once at rest and once in the middle of a resize.
TEST(TableTest, every_entry_is_as_likely_to_be_sampled) {
  constexpr std::uint64_t kSeed = 20300101;
  constexpr int kDraws = 100'000;
  for (bool resizing : {false, true}) {
    Driver driver;
    for (int number = 0; number < 200; ++number) driver.insert("k" + std::to_string(number));
    driver.finish_resizing();
    if (resizing) {
      driver.start(driver.table().grown_class());
      driver.move(driver.table().slots_of(driver.table().active_half()) / Table::kSlotsPerGroup /
                  2);
      ASSERT_TRUE(driver.table().is_resizing());
    }
    Random random(kSeed);
    std::unordered_map<SlotRef, int> drawn;
    for (int draw = 0; draw < kDraws; ++draw) ++drawn[driver.table().sample(random)];
    ASSERT_EQ(drawn.size(), 200u);
    double chi_square = 0;
    for (const auto &[slot, count] : drawn) {
      chi_square += std::pow(count - kDraws / 200.0, 2) / (kDraws / 200.0);
    }
    EXPECT_LT(chi_square, 267) << "seed " << kSeed;
  }
}

TEST(TableTest, a_nearly_empty_table_still_gives_a_sample) {
  Driver driver;
  driver.start(29);  // 32,768 groups
  driver.insert("only");
  Random random(3);
  for (int draw = 0; draw < 100; ++draw) {
    SlotRef slot = driver.table().sample(random);
    ASSERT_NE(slot, kNoSlot);
    EXPECT_EQ(driver.table().entry(slot)->key(), "only");
  }
}

}  // namespace
}  // namespace cellaret::engine
