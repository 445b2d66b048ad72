// Reading and changing one list.
#include "engine/shard/list_operations.h"

#include <algorithm>

namespace cellaret::engine {

namespace {

List &list_of(const FoundCollection &found) { return static_cast<List &>(*found.collection); }

Change change_of(bool done) { return done ? Change::kMade : Change::kNoMemory; }

// Indexes below 0 count from the end. kNone when there is no such element.
std::uint64_t index_in(std::int64_t index, std::uint64_t size) {
  if (index < 0) index += static_cast<std::int64_t>(size);
  return index < 0 || static_cast<std::uint64_t>(index) >= size ? List::kNone
                                                                : static_cast<std::uint64_t>(index);
}

struct Range {
  std::uint64_t first = 0;
  std::uint64_t count = 0;
};

// From one index to another, both included, as far as there are elements.
Range range_in(std::int64_t from, std::int64_t to, std::uint64_t size) {
  auto signed_size = static_cast<std::int64_t>(size);
  if (from < 0) from = std::max<std::int64_t>(0, from + signed_size);
  if (to < 0) to += signed_size;
  to = std::min(to, signed_size - 1);
  if (from > to) return {};
  return {static_cast<std::uint64_t>(from), static_cast<std::uint64_t>(to - from) + 1};
}

// All or none of them; `first` is the first one, which is known already.
bool push_all(List &list, List::End end, const Element &first, ElementSpan elements) {
  if (!list.push(end, first)) return false;
  NumberText text;
  for (std::uint64_t at = 1; at < elements.count; ++at) {
    if (list.push(end, elements.at(at, text))) continue;
    for (; at > 0; --at) list.pop(end);
    return false;
  }
  return true;
}

std::uint64_t find_first(const List &list, const Element &element) {
  std::uint64_t found = List::kNone;
  list.find_all(element, List::End::kLeft, List::kNone, [&](std::uint64_t index) {
    found = index;
    return false;
  });
  return found;
}

Values *collect(const Entry &entry, const List &list, Range range) {
  ValuesBuilder values;
  values.describe(entry.codec(), entry.stamp());
  bool done = values.reserve(range.count, range.count * 16);
  list.visit(range.first, range.count, [&](const Element &element) {
    done = done && values.add(element);
    return done;
  });
  return done ? values.finish() : nullptr;
}

}  // namespace

Status push_list(Shard &shard, WriteContext &context, const HashedKey &key, List::End end,
                 ElementSpan elements, bool only_if_exists, const CollectionWrite &write,
                 std::uint64_t &out_size) {
  shard.tend(context.moment);
  FoundCollection found;
  Status status = find_collection(shard, key, context.moment, Type::kList, found);
  if (is_error(status) || (status == Status::kMiss && only_if_exists)) return status;
  NumberText texts[2];
  Element first = elements.at(0, texts[0]);
  ElementLoad load;
  load.add(first);
  for (std::uint64_t at = 1; at < elements.count; ++at) load.add(elements.at(at, texts[1]));
  if (status == Status::kMiss) {
    status = shard.obtain_for(context, kNoSlot, nullptr, List::new_bound(load));
    if (status != Status::kOk) return status;
    List *list = List::make();
    if (list == nullptr) return Status::kNoMemory;
    if (!push_all(*list, end, first, elements)) {
      Collection::free_all(list);
      return Status::kNoMemory;
    }
    status = store_collection(shard, context, key, kNoSlot, list, write);
    if (status == Status::kOk) out_size = elements.count;
    return status;
  }
  List &list = list_of(found);
  std::uint64_t size = list.size() + elements.count;
  std::uint64_t place = end == List::End::kLeft ? 0 : list.size();
  status =
      change_collection(shard, context, key, found, list.growth_bound(place, load), write.deadline,
                        [&] { return change_of(push_all(list, end, first, elements)); });
  if (status == Status::kOk) out_size = size;
  return status;
}

Status pop_list(Shard &shard, WriteContext &context, const HashedKey &key, List::End end,
                const DeadlineChange &deadline, ReadValue &out) {
  shard.tend(context.moment);
  FoundCollection found;
  Status status = find_collection(shard, key, context.moment, Type::kList, found);
  if (status != Status::kOk) return status;
  List &list = list_of(found);
  return change_collection(shard, context, key, found, 0, deadline, [&] {
    shard.lock().assume_held();
    const Entry &entry = shard.entry(found.slot);
    Element element = list.get(end == List::End::kLeft ? 0 : list.size() - 1);
    if (!out.copy(element, entry.codec(), entry.stamp(), shard.pins())) return Change::kNoMemory;
    list.pop(end);
    return Change::kMade;
  });
}

Status pop_list_many(Shard &shard, WriteContext &context, const HashedKey &key, List::End end,
                     std::uint64_t count, const DeadlineChange &deadline, Values *&out) {
  shard.tend(context.moment);
  FoundCollection found;
  Status status = find_collection(shard, key, context.moment, Type::kList, found);
  if (status != Status::kOk) return status;
  List &list = list_of(found);
  count = std::min(count, list.size());
  ValuesBuilder values;
  values.describe(shard.entry(found.slot).codec(), shard.entry(found.slot).stamp());
  if (!values.reserve(count, count * 16)) return Status::kNoMemory;
  for (std::uint64_t at = 0; at < count; ++at) {
    if (!values.add(list.get(end == List::End::kLeft ? at : list.size() - 1 - at))) {
      return Status::kNoMemory;
    }
  }
  // Nothing is popped, so nothing is refreshed.
  if (count != 0) {
    status = change_collection(shard, context, key, found, 0, deadline, [&] {
      shard.lock().assume_held();
      Remains remains;
      list.trim(end == List::End::kLeft ? count : 0, list.size() - count, remains);
      shard.bury(remains);
      return Change::kMade;
    });
  }
  if (status == Status::kOk) out = values.finish();
  return status;
}

Status set_list(Shard &shard, WriteContext &context, const HashedKey &key, std::int64_t index,
                const Element &element, const DeadlineChange &deadline) {
  shard.tend(context.moment);
  FoundCollection found;
  Status status = find_collection(shard, key, context.moment, Type::kList, found);
  if (status != Status::kOk) return status == Status::kMiss ? Status::kNoKey : status;
  List &list = list_of(found);
  std::uint64_t place = index_in(index, list.size());
  if (place == List::kNone) return Status::kOutOfRange;
  ElementLoad load;
  load.add(element);
  return change_collection(shard, context, key, found, list.growth_bound(place, load), deadline,
                           [&] { return change_of(list.set(place, element)); });
}

Status insert_list(Shard &shard, WriteContext &context, const HashedKey &key, const Element &pivot,
                   const Element &element, bool before, const DeadlineChange &deadline,
                   std::uint64_t &out_size) {
  shard.tend(context.moment);
  FoundCollection found;
  Status status = find_collection(shard, key, context.moment, Type::kList, found);
  if (status == Status::kMiss) out_size = 0;
  if (status != Status::kOk) return status == Status::kMiss ? Status::kOk : status;
  List &list = list_of(found);
  std::uint64_t place = find_first(list, pivot);
  bool is_there = place != List::kNone;
  if (is_there && !before) ++place;
  ElementLoad load;
  load.add(element);
  std::uint64_t size = list.size() + 1;
  status = change_collection(shard, context, key, found,
                             is_there ? list.growth_bound(place, load) : 0, deadline, [&] {
                               if (!is_there) return Change::kNone;
                               return change_of(list.insert(place, element));
                             });
  if (status != Status::kOk) return status;
  if (is_there) out_size = size;
  return is_there ? Status::kOk : Status::kMiss;
}

Status remove_list(Shard &shard, WriteContext &context, const HashedKey &key,
                   const Element &element, std::uint64_t count, List::End from,
                   const DeadlineChange &deadline, std::uint64_t &out_removed) {
  shard.tend(context.moment);
  FoundCollection found;
  Status status = find_collection(shard, key, context.moment, Type::kList, found);
  if (is_error(status)) return status;
  std::uint64_t removed = 0;
  if (status == Status::kOk && count != 0) {
    status = change_collection(shard, context, key, found, 0, deadline, [&] {
      shard.lock().assume_held();
      Remains remains;
      removed = list_of(found).remove(element, count, from, remains);
      shard.bury(remains);
      return removed == 0 ? Change::kNone : Change::kMade;
    });
    if (status != Status::kOk) return status;
  }
  out_removed = removed;
  return Status::kOk;
}

Status trim_list(Shard &shard, WriteContext &context, const HashedKey &key, std::int64_t from,
                 std::int64_t to, const DeadlineChange &deadline) {
  shard.tend(context.moment);
  FoundCollection found;
  Status status = find_collection(shard, key, context.moment, Type::kList, found);
  if (status != Status::kOk) return status;
  List &list = list_of(found);
  Range kept = range_in(from, to, list.size());
  if (kept.count == 0) {
    ++shard.counters().sets;
    shard.remove(found.slot);
    return Status::kOk;
  }
  return change_collection(shard, context, key, found, 0, deadline, [&] {
    shard.lock().assume_held();
    if (kept.count == list.size()) return Change::kNone;
    Remains remains;
    list.trim(kept.first, kept.count, remains);
    shard.bury(remains);
    return Change::kMade;
  });
}

Status get_list(Shard &shard, const HashedKey &key, Moment &moment, std::int64_t index,
                ReadValue &out) {
  FoundCollection found;
  Status status = read_collection(shard, key, moment, Type::kList, found);
  if (status != Status::kOk) return status;
  const List &list = list_of(found);
  std::uint64_t place = index_in(index, list.size());
  if (place == List::kNone) return Status::kMiss;
  const Entry &entry = shard.entry(found.slot);
  return out.copy(list.get(place), entry.codec(), entry.stamp(), shard.pins()) ? Status::kOk
                                                                               : Status::kNoMemory;
}

Status range_of_list(Shard &shard, const HashedKey &key, Moment &moment, std::int64_t from,
                     std::int64_t to, Values *&out) {
  FoundCollection found;
  Status status = read_collection(shard, key, moment, Type::kList, found);
  if (is_error(status)) return status;
  Values *values = nullptr;
  if (status == Status::kMiss) {
    values = ValuesBuilder().finish();
  } else {
    const List &list = list_of(found);
    values = collect(shard.entry(found.slot), list, range_in(from, to, list.size()));
  }
  if (values == nullptr) return Status::kNoMemory;
  out = values;
  return Status::kOk;
}

Status position_in_list(Shard &shard, const HashedKey &key, Moment &moment,
                        const PositionQuery &query, Values *&out) {
  FoundCollection found;
  Status status = read_collection(shard, key, moment, Type::kList, found);
  if (status != Status::kOk) return status;
  ValuesBuilder values;
  bool done = true;
  std::uint64_t skipped = 0;
  // The least number has no negative; it looks from the end and skips nothing, as in Redis.
  if (query.rank != INT64_MIN) {
    skipped = static_cast<std::uint64_t>(query.rank > 0 ? query.rank : -query.rank) - 1;
  }
  list_of(found).find_all(query.element, query.rank > 0 ? List::End::kLeft : List::End::kRight,
                          query.max_len == 0 ? List::kNone : query.max_len,
                          [&](std::uint64_t index) {
                            if (skipped > 0) {
                              --skipped;
                              return true;
                            }
                            done = values.add_number(Type::kInt, index);
                            return done && values.count() != query.count;
                          });
  if (!done) return Status::kNoMemory;
  if (values.count() == 0) return Status::kMiss;
  Values *made = values.finish();
  if (made == nullptr) return Status::kNoMemory;
  out = made;
  return Status::kOk;
}

}  // namespace cellaret::engine
