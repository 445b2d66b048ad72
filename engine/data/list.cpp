// Filling, splitting, merging and dropping the blocks of a list.
#include "engine/data/list.h"

#include <algorithm>
#include <new>

namespace cellaret::engine {

namespace {

constexpr std::uint32_t kBlockRoom = kMaxPackedBytes - PackedBlock::kHeaderSize;
constexpr std::uint32_t kFirstBlockRoom = 64 - PackedBlock::kHeaderSize;

}  // namespace

void ElementLoad::add(const Element &element) {
  ++elements;
  packed_bytes += PackedElement(element).size();
  if (PackedElement::needs_separate(element)) {
    separate_bytes += SeparateBytes::bound(element.bytes().size());
  }
}

List *List::make() {
  void *memory = allocate(sizeof(List));
  if (memory == nullptr) return nullptr;
  auto *list = new (memory) List();
  list->add_bytes(block_size(memory));
  return list;
}

bool List::push(End end, const Element &element) {
  PackedElement packed(element);
  if (!packed.make_separate()) return false;
  Place place{0, 0};
  if (end == End::kRight && ring_.count() != 0) {
    place.block = ring_.count() - 1;
    place.at = ring_.block(place.block)->count();
  }
  return insert_at(place, packed);
}

bool List::insert(std::uint64_t index, const Element &element) {
  if (index == 0) return push(End::kLeft, element);
  if (index == size_) return push(End::kRight, element);
  PackedElement packed(element);
  return packed.make_separate() && insert_at(find(index), packed);
}

// Takes the element over, or frees its block.
bool List::insert_at(Place place, const PackedElement &element) {
  if (!make_room(place, element.size())) {
    PackedElement unused = element;
    unused.drop_separate();
    return false;
  }
  ring_.block(place.block)->insert(place.at, element);
  ring_.shift(place.block, 1);
  add_bytes(element.separate_bytes());
  ++size_;
  return true;
}

bool List::reserve_entry() {
  std::size_t before = ring_.bytes();
  if (!ring_.reserve()) return false;
  add_bytes(ring_.bytes());
  drop_bytes(before);
  return true;
}

bool List::add_block(std::uint32_t at) {
  if (!reserve_entry()) return false;
  PackedBlock *block = PackedBlock::make(ring_.count() == 0 ? kFirstBlockRoom : kBlockRoom);
  if (block == nullptr) return false;
  add_bytes(block_size(block));
  ring_.insert(at, block);
  return true;
}

bool List::resize_block(std::uint32_t at, std::uint32_t size) {
  PackedBlock *block = ring_.block(at);
  std::size_t before = block_size(block);
  block = block->resized(size);
  if (block == nullptr) return false;
  add_bytes(block_size(block));
  drop_bytes(before);
  ring_.replace(at, block);
  return true;
}

bool List::make_room(Place &place, std::uint32_t size) {
  if (ring_.count() == 0 && !add_block(0)) return false;
  PackedBlock &block = *ring_.block(place.block);
  if (block.has_room(size)) return true;
  bool can_grow = block.room() < kBlockRoom && block.used() + size <= kBlockRoom;
  // At an end a new block, since more is likely to come there; in the middle two halves.
  if (!can_grow && place.block + 1 == ring_.count() && place.at == block.count()) {
    if (!add_block(ring_.count())) return false;
    place = {ring_.count() - 1, 0};
    return true;
  }
  if (!can_grow && place.block == 0 && place.at == 0) return add_block(0);
  return widen(place, block.used() + size) && make_room(place, size);
}

// A larger block, if one with room for `needed` bytes is allowed, or two halves.
bool List::widen(Place &place, std::uint32_t needed) {
  PackedBlock &block = *ring_.block(place.block);
  if (block.room() < kBlockRoom && needed <= kBlockRoom) {
    return resize_block(place.block, std::min(kBlockRoom, needed + needed / 2));
  }
  return split(place);
}

bool List::split(Place &place) {
  if (!add_block(place.block + 1)) return false;
  PackedBlock &left = *ring_.block(place.block);
  std::uint32_t kept = std::max(1u, left.count() / 2);
  std::uint32_t moved = left.count() - kept;
  left.move_tail(kept, *ring_.block(place.block + 1));
  // The new block's first number was that behind the whole left one.
  ring_.shift(place.block, -std::int64_t{moved});
  ring_.shift(place.block + 1, moved);
  if (place.at > kept) place = {place.block + 1, place.at - kept};
  return true;
}

bool List::set(std::uint64_t index, const Element &element) {
  PackedElement packed(element);
  if (!packed.make_separate()) return false;
  Place place = find(index);
  std::uint32_t old_size = PackedElement(get(index)).size();
  for (;;) {
    PackedBlock &block = *ring_.block(place.block);
    std::uint32_t needed = block.used() - old_size + packed.size();
    if (needed <= block.room()) break;
    if (!widen(place, needed)) {
      packed.drop_separate();
      return false;
    }
    place = find(index);
  }
  PackedBlock &block = *ring_.block(place.block);
  free_separates(block, place.at, 1);
  block.erase(place.at, 1);
  block.insert(place.at, packed);
  add_bytes(packed.separate_bytes());
  return true;
}

std::size_t List::growth_bound(std::uint64_t index, const ElementLoad &load) const {
  std::uint64_t needed = load.packed_bytes;
  std::size_t given_back = 0;
  bool can_grow = ring_.count() == 0;
  if (ring_.count() != 0) {
    const PackedBlock &block =
        *ring_.block(index >= size_ ? ring_.count() - 1 : ring_.find(index, size_));
    if (needed <= block.room() - block.used()) return load.separate_bytes;
    needed += block.used();
    can_grow = block.room() < kBlockRoom;
    given_back = block_size(&block);
  }
  if (can_grow && needed <= kBlockRoom) {
    std::uint64_t wanted = std::min<std::uint64_t>(kBlockRoom, needed + needed / 2);
    wanted =
        block_bound(PackedBlock::kHeaderSize + std::max<std::uint64_t>(wanted, kFirstBlockRoom));
    return load.separate_bytes + wanted - std::min<std::uint64_t>(wanted, given_back);
  }
  // A block is left for the next one when an element does not fit, so each but the last holds at
  // least this much; in the middle its block splits as often as it takes.
  constexpr std::uint64_t kLeast = kBlockRoom - kMaxPackedElement - PackedElement::kSlotSize;
  std::uint64_t blocks = load.packed_bytes / kLeast + 1;
  if (index < size_) blocks += 2;
  // The block at the place may still grow to its full size before.
  if (can_grow) ++blocks;
  return load.separate_bytes + blocks * block_bound(kMaxPackedBytes) + ring_.growth_bound(blocks);
}

std::size_t List::new_bound(const ElementLoad &load) {
  List empty;
  return block_bound(sizeof(List)) + empty.growth_bound(0, load);
}

Element List::get(std::uint64_t index) const {
  if (index == 0) return ring_.block(0)->element(0);
  if (index == size_ - 1) {
    const PackedBlock &block = *ring_.block(ring_.count() - 1);
    return block.element(block.count() - 1);
  }
  Place place = find(index);
  return ring_.block(place.block)->element(place.at);
}

void List::pop(End end) {
  std::uint32_t block = end == End::kLeft ? 0 : ring_.count() - 1;
  std::uint32_t at = end == End::kLeft ? 0 : ring_.block(block)->count() - 1;
  erase_in({block, at}, 1);
  settle(block);
}

std::uint32_t List::free_separates(PackedBlock &block, std::uint32_t from, std::uint32_t count) {
  std::uint32_t freed = 0;
  for (std::uint32_t at = from; at < from + count; ++at) {
    SeparateBytes *separate = block.separate(at);
    if (separate == nullptr) [[likely]]
      continue;
    drop_bytes(block_size(separate));
    deallocate(separate);
    ++freed;
  }
  return freed;
}

void List::erase_in(Place place, std::uint32_t count) {
  PackedBlock &block = *ring_.block(place.block);
  free_separates(block, place.at, count);
  block.erase(place.at, count);
  ring_.shift(place.block, -std::int64_t{count});
  size_ -= count;
}

void List::drop_block(std::uint32_t at) {
  drop_bytes(block_size(ring_.block(at)) + ring_.bytes());
  deallocate(ring_.block(at));
  ring_.erase(at);
  ring_.shrink();
  add_bytes(ring_.bytes());
}

// After elements of a block went: an empty block goes, a sparse one joins its neighbour, and a list
// that is small again gets a small block.
void List::settle(std::uint32_t block) {
  PackedBlock &own = *ring_.block(block);
  if (own.count() == 0) {
    drop_block(block);
    return;
  }
  if (own.used() > own.room() / 4) return;
  if (ring_.count() == 1) {
    // Without memory for a smaller block it stays as it is.
    if (own.room() > 2 * kFirstBlockRoom) static_cast<void>(resize_block(0, own.used() * 2));
    return;
  }
  std::uint32_t left = block == 0 ? 0 : block - 1;
  PackedBlock &into = *ring_.block(left);
  PackedBlock &from = *ring_.block(left + 1);
  std::uint32_t moved = from.count();
  if (into.used() + from.used() > into.room() / 2) return;
  from.move_tail(0, into);
  ring_.shift(left + 1, -std::int64_t{moved});
  ring_.shift(left, moved);
  drop_block(left + 1);
}

void List::erase(std::uint64_t index, std::uint64_t count) {
  while (count > 0) {
    Place place = find(index);
    std::uint32_t there = ring_.block(place.block)->count() - place.at;
    auto erased = static_cast<std::uint32_t>(std::min<std::uint64_t>(there, count));
    erase_in(place, erased);
    count -= erased;
    settle(place.block);
  }
}

// From an end inwards, so that blocks that settle do not change the numbers of those to come.
std::uint64_t List::remove(const Element &element, std::uint64_t count, End from) {
  PackedElement wanted(element);
  std::uint64_t removed = 0;
  std::uint32_t blocks = ring_.count();
  for (std::uint32_t step = 0; step < blocks && removed < count; ++step) {
    // Counted from the far end, which stays where it is.
    std::uint32_t left = blocks - 1 - step;
    std::uint32_t number = from == End::kLeft ? ring_.count() - 1 - left : left;
    std::uint64_t went = remove_in(number, wanted, count - removed, from);
    removed += went;
    if (went != 0 && ring_.block(number)->count() == 0) drop_block(number);
  }
  if (removed != 0 && size_ != 0) {
    for (std::uint32_t number = ring_.count(); number-- > 0;) {
      if (number < ring_.count()) settle(number);
    }
  }
  return removed;
}

std::uint64_t List::remove_in(std::uint32_t number, const PackedElement &wanted,
                              std::uint64_t count, End from) {
  PackedBlock &block = *ring_.block(number);
  std::uint64_t removed = 0;
  for (std::uint32_t at = from == End::kLeft ? 0 : block.count(); removed < count;) {
    if (from == End::kLeft) {
      at = block.find(wanted, at);
      if (at == block.count()) break;
    } else {
      while (at > 0 && !block.equals(at - 1, wanted)) --at;
      if (at == 0) break;
      --at;
    }
    free_separates(block, at, 1);
    block.erase(at, 1);
    ++removed;
  }
  if (removed == 0) return 0;
  ring_.shift(number, -static_cast<std::int64_t>(removed));
  size_ -= removed;
  return removed;
}

List *List::copy_elements() const {
  List *made = make();
  if (made == nullptr) return nullptr;
  bool done = true;
  visit(0, size_, [&](const Element &element) {
    done = made->push(End::kRight, element);
    return done;
  });
  if (done) return made;
  free_all(made);
  return nullptr;
}

std::size_t List::recount_blocks() const {
  std::size_t bytes = block_size(this) + ring_.bytes();
  for (std::uint32_t number = 0; number < ring_.count(); ++number) {
    const PackedBlock &block = *ring_.block(number);
    bytes += block_size(&block);
    for (std::uint32_t at = 0; at < block.count(); ++at) bytes += block_size(block.separate(at));
  }
  return bytes;
}

bool List::free_blocks(std::uint32_t steps) {
  constexpr std::uint32_t kElementsPerStep = 16;
  for (std::uint32_t left = ring_.count(); left > 0 && steps > 0;) {
    PackedBlock &block = *ring_.block(left - 1);
    auto count = static_cast<std::uint32_t>(
        std::min<std::uint64_t>(std::uint64_t{steps} * kElementsPerStep, block.count()));
    std::uint32_t freed = free_separates(block, block.count() - count, count);
    block.erase(block.count() - count, count);
    steps -= std::min(steps, freed / kElementsPerStep + 1);
    if (block.count() != 0) continue;
    drop_bytes(block_size(&block));
    deallocate(&block);
    ring_.truncate(--left);
  }
  return ring_.count() == 0;
}

}  // namespace cellaret::engine
