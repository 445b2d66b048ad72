// What the tests of the hash table share: a look at its groups, and a table that is driven as a
// shard drives it, beside a map.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <unordered_map>
#include <vector>

#include "engine/shard/table.h"

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

  // When the table is to grow or to shrink, by its sizes of this moment.
  [[nodiscard]] std::string broken_wishes() const {
    const Table::Half &half = table_.halves_[table_.active_];
    std::uint64_t slots = std::uint64_t{half.count} * TableGroup::kSlots;
    bool is_least = half.count <= 1;
    std::uint64_t most = half.count < 512 ? slots / 2 : slots * 13 / 16;
    bool grows = table_.size_ + 1 > (is_least ? slots : most);
    bool shrinks = !is_least && table_.size_ * 5 < slots && table_.size_ < table_.kept_above_;
    bool is_resizing = table_.is_resizing();
    if (table_.wants_growth() != (grows && !is_resizing)) return "it grows at the wrong size";
    if (table_.wants_shrinking() != (shrinks && !is_resizing))
      return "it shrinks at the wrong size";
    return "";
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
    return static_cast<std::uint32_t>(((hash & 0x3fffffffu) * groups) >> 30);
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

// A table driven as a shard drives it, beside a map from key to entry and a record of positions.
class TableDriver {
 public:
  ~TableDriver() {
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
    if (at_home == Found::kEntry) {
      ASSERT_EQ(sight.entry, wanted) << key;
      ASSERT_EQ(sight.slot(), slot) << key;
    }
    if (wanted == nullptr) return;
    ASSERT_EQ(view_.look_up(hashed(key), sight), Found::kEntry);
    ASSERT_TRUE(sight.holds());
    ASSERT_EQ(sight.entry, wanted) << key;
    ASSERT_EQ(sight.slot(), slot) << key;
  }

  void expect_all_right() const {
    ASSERT_EQ(inspector().broken(), "");
    ASSERT_EQ(inspector().broken_wishes(), "");
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
    bool done = table_.move_some(
        groups, secret_, [this](SlotRef from, SlotRef to) { moved(from, to); },
        [](SlotRef, SlotRef) {});
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
  const TableView &view() const { return view_; }
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

}  // namespace cellaret::engine
