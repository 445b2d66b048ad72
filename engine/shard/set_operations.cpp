// Reading and changing one set.
#include "engine/shard/set_operations.h"

#include <algorithm>

namespace cellaret::engine {

namespace {

Set &set_of(const FoundCollection &found) { return static_cast<Set &>(*found.collection); }

// Which of many members a call has added, a bit each, to take them out again.
class AddedMembers {
 public:
  [[nodiscard]] bool reserve(std::uint64_t members) {
    return members <= 64 || many_.allocate((members + 63) / 64);
  }
  void note(std::uint64_t at) { words()[at / 64] |= std::uint64_t{1} << at % 64; }
  [[nodiscard]] bool has(std::uint64_t at) { return (words()[at / 64] >> at % 64 & 1) != 0; }

 private:
  std::uint64_t *words() { return many_ ? many_.get() : &few_; }

  std::uint64_t few_ = 0;
  ZeroedArray<std::uint64_t> many_;
};

// What is left of the shard's room while a set that loses many members takes some of it for a
// while.
class Spare {
 public:
  Spare(const Set &set, std::size_t bytes) : set_(set), limit_(set.bytes() + bytes) {}
  [[nodiscard]] std::size_t left(const Remains &remains) const {
    std::size_t taken = set_.bytes() + remains.bytes();
    return limit_ > taken ? limit_ - taken : 0;
  }

 private:
  const Set &set_;
  std::size_t limit_;
};

// All or none of them.
Change add_all(Set &set, ElementSpan members, std::uint64_t &added, Remains &remains) {
  AddedMembers done;
  if (!done.reserve(members.count)) return Change::kNoMemory;
  NumberText text;
  for (std::uint64_t at = 0; at < members.count; ++at) {
    Set::Added result = set.add(members.at(at, text));
    if (result == Set::Added::kYes) {
      done.note(at);
      ++added;
    } else if (result == Set::Added::kNoMemory) {
      while (at-- > 0) {
        if (done.has(at)) set.remove(members.at(at, text), 0, remains);
      }
      return Change::kNoMemory;
    }
  }
  return added == 0 ? Change::kNone : Change::kMade;
}

bool collect_all(const Set &set, ValuesBuilder &values) {
  bool done = values.reserve(set.size(), set.size() * 16);
  set.visit([&](const Element &member) {
    done = done && values.add(member);
    return done;
  });
  return done;
}

// Knuth, The Art of Computer Programming, volume 2, 3.4.2, algorithm S: each member in turn is
// taken with the probability that leaves every choice of `count` equally likely. O(size).
bool collect_in_one_pass(const Set &set, std::uint64_t count, Random &random,
                         ValuesBuilder &values) {
  std::uint64_t left = set.size();
  bool done = true;
  set.visit([&](const Element &member) {
    if (random.below(left--) >= count) return true;
    --count;
    done = values.add(member);
    return done && count > 0;
  });
  return done;
}

// Draws until `count` different positions are there; few draws repeat an earlier one. O(count log
// count).
bool collect_by_drawing(const Set &set, std::uint64_t count, Random &random,
                        ValuesBuilder &values) {
  ZeroedArray<std::uint64_t> positions;
  if (!positions.allocate(count)) return false;
  std::uint64_t *end = positions.get();
  while (end != positions.get() + count) {
    while (end != positions.get() + count) *end++ = set.sample_position(random);
    std::sort(positions.get(), end);
    end = std::unique(positions.get(), end);
  }
  for (std::uint64_t at = 0; at < count; ++at) {
    if (!values.add(set.at_position(positions[at]))) return false;
  }
  return true;
}

// Up to `count` members that differ, every choice equally likely.
bool collect_some(const Set &set, std::uint64_t count, Random &random, ValuesBuilder &values) {
  if (count >= set.size()) return collect_all(set, values);
  if (!values.reserve(count, count * 16)) return false;
  if (count == 0) return true;
  if (count > set.size() / 8 || set.size() < 16) {
    return collect_in_one_pass(set, count, random, values);
  }
  return collect_by_drawing(set, count, random, values);
}

bool collect_with_repetition(const Set &set, std::uint64_t count, Random &random,
                             ValuesBuilder &values) {
  bool done = values.reserve(count, count * 16);
  for (std::uint64_t at = 0; at < count && done; ++at) done = values.add(set.sample(random));
  return done;
}

Status give(bool done, ValuesBuilder &values, Values *&out) {
  Values *made = done ? values.finish() : nullptr;
  if (made == nullptr) return Status::kNoMemory;
  out = made;
  return Status::kOk;
}

void describe(ValuesBuilder &values, const Entry &entry) {
  values.describe(entry.codec(), entry.stamp());
}

// The short way of most additions, which need no room. False: nothing was done.
bool add_one(Shard &shard, WriteContext &context, const HashedKey &key, FoundCollection &found,
             const Element &member, std::uint64_t &out_added) CELLARET_REQUIRES(shard.lock()) {
  if (shard.is_held(found.collection, context)) return false;
  Set::Added added = set_of(found).add_as_is(member);
  if (added == Set::Added::kNoMemory) return false;
  out_added = added == Set::Added::kYes ? 1 : 0;
  if (added == Set::Added::kWasThere) return true;
  ++shard.counters().sets;
  shard.restamp(key, found.slot);
  return true;
}

}  // namespace

Status add_to_set(Shard &shard, WriteContext &context, const HashedKey &key, ElementSpan members,
                  const CollectionWrite &write, std::uint64_t &out_added) {
  shard.tend(context.moment);
  FoundCollection found;
  Status status = find_collection(shard, key, context.moment, Type::kSet, found);
  if (is_error(status)) return status;
  NumberText text;
  bool is_plain = members.count == 1 && write.deadline.action == DeadlineAction::kKeep;
  if (status == Status::kOk && is_plain &&
      add_one(shard, context, key, found, members.at(0, text), out_added)) {
    return Status::kOk;
  }
  MemberLoad load;
  for (std::uint64_t at = 0; at < members.count; ++at) load.add(members.at(at, text));
  std::uint64_t added = 0;
  if (status == Status::kMiss) {
    std::size_t growth = Set::new_bound(load, shard.secret());
    status = shard.obtain_for(context, kNoSlot, nullptr, growth);
    if (status != Status::kOk) return status;
    Set *set = Set::make(shard.secret());
    if (set == nullptr) return Status::kNoMemory;
    Remains remains;
    if (add_all(*set, members, added, remains) != Change::kMade) {
      Collection::free_all(set);
      return Status::kNoMemory;
    }
    status = store_collection(shard, context, key, kNoSlot, set, write);
  } else {
    Set &set = set_of(found);
    // What is there already takes no room.
    if (members.count == 1 && set.contains(members.at(0, text))) load = {};
    std::size_t growth = load.members == 0 ? 0 : set.growth_bound(load);
    status = change_collection(shard, context, key, found, growth, write.deadline, [&] {
      shard.lock().assume_held();
      Remains remains;
      Change change = add_all(set, members, added, remains);
      shard.bury(remains);
      return change;
    });
  }
  if (status == Status::kOk) out_added = added;
  return status;
}

Status remove_from_set(Shard &shard, WriteContext &context, const HashedKey &key,
                       ElementSpan members, const DeadlineChange &deadline,
                       std::uint64_t &out_removed) {
  shard.tend(context.moment);
  FoundCollection found;
  Status status = find_collection(shard, key, context.moment, Type::kSet, found);
  if (is_error(status)) return status;
  std::uint64_t removed = 0;
  if (status == Status::kOk) {
    status = change_collection(shard, context, key, found, 0, deadline, [&] {
      shard.lock().assume_held();
      Set &set = set_of(found);
      Spare spare(set, shard.spare_bytes());
      NumberText text;
      Remains remains;
      for (std::uint64_t at = 0; at < members.count; ++at) {
        removed += set.remove(members.at(at, text), spare.left(remains), remains) ? 1 : 0;
      }
      shard.bury(remains);
      return removed == 0 ? Change::kNone : Change::kMade;
    });
    if (status != Status::kOk) return status;
  }
  out_removed = removed;
  return Status::kOk;
}

Status pop_set(Shard &shard, WriteContext &context, const HashedKey &key,
               const DeadlineChange &deadline, ReadValue &out) {
  shard.tend(context.moment);
  FoundCollection found;
  Status status = find_collection(shard, key, context.moment, Type::kSet, found);
  if (status != Status::kOk) return status;
  return change_collection(shard, context, key, found, 0, deadline, [&] {
    shard.lock().assume_held();
    const Entry &entry = shard.entry(found.slot);
    Element member = set_of(found).sample(shard.random());
    if (!out.copy(member, entry.codec(), entry.stamp(), shard.pins())) return Change::kNoMemory;
    Remains remains;
    set_of(found).remove(member, shard.spare_bytes(), remains);
    shard.bury(remains);
    return Change::kMade;
  });
}

Status pop_set_many(Shard &shard, WriteContext &context, const HashedKey &key, std::uint64_t count,
                    const DeadlineChange &deadline, Values *&out) {
  shard.tend(context.moment);
  FoundCollection found;
  Status status = find_collection(shard, key, context.moment, Type::kSet, found);
  if (is_error(status)) return status;
  ValuesBuilder values;
  if (status == Status::kMiss || count == 0) return give(true, values, out);
  describe(values, shard.entry(found.slot));
  Set &set = set_of(found);
  Values *popped = nullptr;
  status = give(collect_some(set, count, shard.random(), values), values, popped);
  if (status != Status::kOk) return status;
  if (popped->count == set.size()) {
    ++shard.counters().sets;
    shard.remove(found.slot);
    out = popped;
    return Status::kOk;
  }
  status = change_collection(shard, context, key, found, 0, deadline, [&] {
    shard.lock().assume_held();
    Spare spare(set, shard.spare_bytes());
    Remains remains;
    for (std::uint64_t at = 0; at < popped->count; ++at) {
      const ValueItem &item = popped->items[at];
      Element member({static_cast<const char *>(item.data), item.size});
      set.remove(member, spare.left(remains), remains);
    }
    shard.bury(remains);
    return Change::kMade;
  });
  if (status == Status::kOk) {
    out = popped;
  } else {
    deallocate(popped);
  }
  return status;
}

Status contained_in_set(Shard &shard, const HashedKey &key, Moment &moment, ElementSpan members,
                        std::uint8_t *out) {
  FoundCollection found;
  Status status = read_collection(shard, key, moment, Type::kSet, found);
  if (is_error(status)) return status;
  NumberText text;
  for (std::uint64_t at = 0; at < members.count; ++at) {
    out[at] = found.collection != nullptr && set_of(found).contains(members.at(at, text)) ? 1 : 0;
  }
  return Status::kOk;
}

Status items_of_set(Shard &shard, const HashedKey &key, Moment &moment, Values *&out) {
  FoundCollection found;
  Status status = read_collection(shard, key, moment, Type::kSet, found);
  if (is_error(status)) return status;
  ValuesBuilder values;
  if (status == Status::kMiss) return give(true, values, out);
  describe(values, shard.entry(found.slot));
  return give(collect_all(set_of(found), values), values, out);
}

Status sample_set(Shard &shard, const HashedKey &key, Moment &moment, ReadValue &out) {
  FoundCollection found;
  Status status = read_collection(shard, key, moment, Type::kSet, found);
  if (status != Status::kOk) return status;
  const Entry &entry = shard.entry(found.slot);
  Element member = set_of(found).sample(shard.random());
  return out.copy(member, entry.codec(), entry.stamp(), shard.pins()) ? Status::kOk
                                                                      : Status::kNoMemory;
}

Status sample_set_many(Shard &shard, const HashedKey &key, Moment &moment, std::uint64_t count,
                       bool with_repetition, Values *&out) {
  FoundCollection found;
  Status status = read_collection(shard, key, moment, Type::kSet, found);
  if (is_error(status)) return status;
  ValuesBuilder values;
  if (status == Status::kMiss) return give(true, values, out);
  describe(values, shard.entry(found.slot));
  const Set &set = set_of(found);
  bool done = with_repetition ? collect_with_repetition(set, count, shard.random(), values)
                              : collect_some(set, count, shard.random(), values);
  return give(done, values, out);
}

}  // namespace cellaret::engine
