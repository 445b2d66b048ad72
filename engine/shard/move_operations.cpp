// Moves read the source, change the destination, and then take out of the source what is there.
#include "engine/shard/move_operations.h"

#include "engine/shard/copy_operations.h"
#include "engine/shard/deadlines.h"
#include "engine/shard/list_operations.h"
#include "engine/shard/set_operations.h"

namespace cellaret::engine {

namespace {

Element element_of(const ReadValue &value) {
  const void *data = value.is_pinned != 0 ? value.data : value.bytes;
  return Element({static_cast<const char *>(data), value.size});
}

// The source, the type of the destination and whether that is there. Looking for one may move the
// other to another slot.
Status find_both(const KeyPlace &source, const KeyPlace &destination, WriteContext &context,
                 Type type, FoundCollection &from, bool &has_destination) CELLARET_NO_ANALYSIS {
  Moment &moment = context.moment;
  Status status = find_collection(*source.shard, source.key, moment, type, from);
  if (status != Status::kOk) return status;
  // The destination changes before the source does.
  if (source.shard->is_held(from.collection, context)) return Status::kFull;
  FoundCollection to;
  status = find_collection(*destination.shard, destination.key, moment, type, to);
  from.slot = source.shard->slot_of(source.key);
  has_destination = to.slot != kNoSlot;
  return is_error(status) ? status : Status::kOk;
}

// Whether one key appears and the other goes: then the whole collection goes from one to the other,
// so that a reader without the lock does not see both, or none.
bool is_whole(const FoundCollection &from, bool has_destination, const DeadlineChange &deadline) {
  return from.collection->size() == 1 && !has_destination &&
         deadline.action != DeadlineAction::kGone;
}

// Takes one element out of the source, if that has not been evicted for the destination's room.
template <class TakeOut>
Status take_out(const KeyPlace &source, WriteContext &context, Type type,
                TakeOut &&take) CELLARET_NO_ANALYSIS {
  FoundCollection found;
  Status status = find_collection(*source.shard, source.key, context.moment, type, found);
  if (status != Status::kOk) return Status::kOk;
  return change_collection(*source.shard, context, source.key, found, 0, {}, [&] {
    take(*found.collection);
    return Change::kMade;
  });
}

// The only list of a move: an element goes from one end to the other.
Status rotate(const KeyPlace &place, WriteContext &context, FoundCollection &found, ListMove move,
              const Element &element, const DeadlineChange &deadline) CELLARET_NO_ANALYSIS {
  auto &list = static_cast<List &>(*found.collection);
  bool stays = move.from == move.to || list.size() == 1;
  ElementLoad load;
  load.add(element);
  std::uint64_t index = move.to == List::End::kLeft ? 0 : list.size();
  std::size_t growth = stays ? 0 : list.growth_bound(index, load);
  return change_collection(*place.shard, context, place.key, found, growth, deadline, [&] {
    if (stays) return Change::kNone;
    if (!list.push(move.to, element)) return Change::kNoMemory;
    list.pop(move.from);
    return Change::kMade;
  });
}

}  // namespace

Status move_in_lists(const KeyPlace &source, const KeyPlace &destination, WriteContext &context,
                     ListMove move, const CollectionWrite &write, ReadValue &out) {
  source.shard->tend(context.moment);
  FoundCollection from;
  bool has_destination = false;
  Status status = find_both(source, destination, context, Type::kList, from, has_destination);
  if (status != Status::kOk) return status;
  // The element outlives its list, which may be evicted.
  const auto &list = static_cast<const List &>(*from.collection);
  const Entry &entry = source.shard->entry(from.slot);
  Element element = list.get(move.from == List::End::kLeft ? 0 : list.size() - 1);
  ReadValue moved;
  CollectionWrite written = write;
  written.codec = entry.codec();
  if (!moved.copy(element, entry.codec(), entry.stamp(), source.shard->pins())) {
    return Status::kNoMemory;
  }
  if (is_same(source, destination)) {
    status = rotate(source, context, from, move, element_of(moved), write.deadline);
  } else if (is_whole(from, has_destination, write.deadline)) {
    status = move_value(source, destination, context, stored(write.deadline.deadline));
  } else {
    ElementArgument argument{};
    argument.data = moved.is_pinned != 0 ? moved.data : moved.bytes;
    argument.size = moved.size;
    argument.type = static_cast<std::uint8_t>(Type::kString);
    std::uint64_t size = 0;
    status = push_list(*destination.shard, context, destination.key, move.to, {&argument, 1}, false,
                       written, size);
    if (status == Status::kOk) {
      status = take_out(source, context, Type::kList, [&](Collection &collection) {
        static_cast<List &>(collection).pop(move.from);
      });
    }
  }
  if (status == Status::kOk) {
    out = moved;
  } else {
    moved.release();
  }
  return status;
}

Status move_in_sets(const KeyPlace &source, const KeyPlace &destination, WriteContext &context,
                    const Element &member, const CollectionWrite &write) {
  source.shard->tend(context.moment);
  FoundCollection from;
  bool has_destination = false;
  Status status = find_both(source, destination, context, Type::kSet, from, has_destination);
  if (status != Status::kOk) return status;
  if (!static_cast<const Set &>(*from.collection).contains(member)) return Status::kMiss;
  if (is_same(source, destination)) {
    return change_collection(*source.shard, context, source.key, from, 0, write.deadline,
                             [] { return Change::kNone; });
  }
  if (is_whole(from, has_destination, write.deadline)) {
    return move_value(source, destination, context, stored(write.deadline.deadline));
  }
  NumberText text;
  std::string_view bytes = member.as_bytes(text);
  ElementArgument argument{};
  argument.data = bytes.data();
  argument.size = bytes.size();
  argument.type = static_cast<std::uint8_t>(Type::kString);
  CollectionWrite written = write;
  written.codec = source.shard->entry(from.slot).codec();
  std::uint64_t added = 0;
  status = add_to_set(*destination.shard, context, destination.key, {&argument, 1}, written, added);
  if (status != Status::kOk) return status;
  return take_out(source, context, Type::kSet, [&](Collection &collection) {
    source.shard->lock().assume_held();
    Remains remains;
    static_cast<Set &>(collection).remove(member, source.shard->spare_bytes(), remains);
    source.shard->bury(remains);
  });
}

Status pop_first_list(KeyPlaces keys, WriteContext &context, List::End end, std::uint64_t count,
                      const DeadlineChange &deadline, std::uint64_t &out_index, Values *&out) {
  for (std::uint64_t at = 0; at < keys.count; ++at) {
    Status status =
        pop_list_many(*keys[at].shard, context, keys[at].key, end, count, deadline, out);
    if (status == Status::kMiss) continue;
    if (status == Status::kOk) out_index = at;
    return status;
  }
  return Status::kMiss;
}

}  // namespace cellaret::engine
