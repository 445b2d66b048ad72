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

bool List::push_slowly(End end, PackedElement &element) {
  if (!element.make_separate()) return false;
  Place place{0, 0};
  if (end == End::kRight && ring_.count() != 0) {
    place.block = ring_.count() - 1;
    place.at = ring_.block(place.block)->count();
  }
  return insert_at(place, element);
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
  note_separate(place.block, element);
  ++size_;
  return true;
}

bool List::reserve_entry() {
  if (ring_.has_room()) [[likely]]
    return true;
  std::size_t before = ring_.bytes();
  if (!ring_.reserve()) return false;
  add_bytes(ring_.bytes());
  drop_bytes(before);
  return true;
}

bool List::add_block(std::uint32_t at) {
  if (!reserve_entry()) return false;
  PackedBlock *block = ring_.take_spare();
  if (block == nullptr) {
    block = PackedBlock::make(ring_.count() == 0 ? kFirstBlockRoom : kBlockRoom);
    if (block == nullptr) return false;
    add_bytes(block_size(block));
  }
  // What comes before a full block is likely to be followed by more of its kind.
  if (at == 0 && ring_.count() != 0) block->leave_front(ring_.block(0)->count());
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
  bool can_grow = block.room() < kBlockRoom && block.used() + size <= kBlockRoom;
  if (block.has_room(size)) {
    bool is_at_end = place.at == 0 ? place.block == 0
                                   : place.block + 1 == ring_.count() && place.at == block.count();
    if (!block.is_tight(size) || (!can_grow && !is_at_end)) return true;
    // What there is room for does not fail for want of memory.
    if (can_grow) static_cast<void>(widen(place, block.used() + size));
    if (!can_grow && add_block(place.at == 0 ? 0 : ring_.count()) && place.at != 0) {
      place = {ring_.count() - 1, 0};
    }
    return true;
  }
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
  if (ring_.separate_bytes(place.block) != 0) {
    std::size_t bytes = left.separate_bytes(kept, moved);
    ring_.drop_separate_bytes(place.block, bytes);
    ring_.add_separate_bytes(place.block + 1, bytes);
  }
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
  free_separate(place);
  if (!block.overwrite(place.at, packed)) {
    block.erase(place.at, 1);
    block.insert(place.at, packed);
  }
  note_separate(place.block, packed);
  return true;
}

std::size_t List::growth_bound(std::uint64_t index, const ElementLoad &load) const {
  std::uint64_t needed = load.packed_bytes;
  std::size_t given_back = 0;
  bool can_grow = ring_.count() == 0;
  if (ring_.count() != 0) {
    const PackedBlock &block =
        *ring_.block(index >= size_ ? ring_.count() - 1 : ring_.find(index, size_));
    can_grow = block.room() < kBlockRoom;
    bool is_inside = index != 0 && index < size_ && !can_grow;
    std::uint32_t spare = is_inside ? 0 : block.room() / 8;
    if (block.fits_gap(needed) || needed + spare <= block.room() - block.used()) {
      return load.separate_bytes;
    }
    needed += block.used();
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
  std::uint64_t made = blocks - (ring_.spare() != nullptr ? 1 : 0);
  return load.separate_bytes + made * block_bound(kMaxPackedBytes) + ring_.growth_bound(blocks);
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

// An element with a block of its own.
void List::pop_slowly(End end) {
  Place place{end == End::kLeft ? 0 : ring_.count() - 1, 0};
  PackedBlock &block = *ring_.block(place.block);
  if (end == End::kRight) place.at = block.count() - 1;
  free_separate(place);
  block.erase(place.at, 1);
  ring_.shift(place.block, -1);
  --size_;
  settle(place.block);
}

void List::note_separate(std::uint32_t block, const PackedElement &element) {
  std::size_t bytes = element.separate_bytes();
  if (bytes == 0) [[likely]]
    return;
  add_bytes(bytes);
  ring_.add_separate_bytes(block, bytes);
}

void List::free_separate(Place place) {
  SeparateBytes *separate = ring_.block(place.block)->separate(place.at);
  if (separate == nullptr) [[likely]]
    return;
  drop_bytes(block_size(separate));
  ring_.drop_separate_bytes(place.block, block_size(separate));
  deallocate(separate);
}

// Of a block without elements.
void List::drop_block(std::uint32_t at) {
  PackedBlock *block = ring_.block(at);
  ring_.erase(at);
  bool is_kept = ring_.count() != 0 && block->room() >= kBlockRoom && ring_.keep_spare(block);
  if (!is_kept) {
    drop_bytes(block_size(block));
    deallocate(block);
  }
  shrink_ring();
}

void List::drop_spare() {
  PackedBlock *spare = ring_.take_spare();
  if (spare == nullptr) [[likely]]
    return;
  drop_bytes(block_size(spare));
  deallocate(spare);
  shrink_ring();
}

void List::shrink_ring() {
  if (!ring_.wants_shrinking()) [[likely]]
    return;
  drop_bytes(ring_.bytes());
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
    drop_spare();
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
  ring_.add_separate_bytes(left, ring_.separate_bytes(left + 1));
  ring_.shift(left + 1, -std::int64_t{moved});
  ring_.shift(left, moved);
  drop_block(left + 1);
}

void List::trim(std::uint64_t first, std::uint64_t count, Remains &remains) {
  if (first + count < size_) cut_right(first + count, remains);
  if (first != 0) cut_left(first, remains);
  shrink_ring();
  if (size_ == 0) return;
  settle(ring_.count() - 1);
  settle(0);
}

// The part of a block that goes, then the whole blocks behind it, of which only the ring is read.
void List::cut_right(std::uint64_t kept, Remains &remains) {
  Place place = find(kept);
  std::uint32_t whole = place.block;
  if (place.at != 0) {
    cut_in(place, ring_.block(place.block)->count() - place.at, remains);
    ++whole;
  }
  for (std::uint32_t at = whole; at < ring_.count(); ++at) bury_block(at, remains);
  ring_.truncate(whole);
  size_ = kept;
}

void List::cut_left(std::uint64_t count, Remains &remains) {
  std::uint32_t whole = ring_.count();
  if (count < size_) {
    Place place = find(count);
    whole = place.block;
    if (place.at != 0) cut_in({place.block, 0}, place.at, remains);
  }
  for (std::uint32_t at = 0; at < whole; ++at) bury_block(at, remains);
  ring_.drop_front(whole);
  size_ -= count;
}

// Elements at one end of a block, beyond which whole blocks go: the numbers of none that stay
// change, but for its own.
void List::cut_in(Place place, std::uint32_t count, Remains &remains) {
  PackedBlock &block = *ring_.block(place.block);
  std::size_t before = remains.bytes();
  for (std::uint32_t at = place.at; at < place.at + count; ++at) {
    SeparateBytes *separate = block.separate(at);
    if (separate != nullptr) remains.add(separate);
  }
  drop_bytes(remains.bytes() - before);
  ring_.drop_separate_bytes(place.block, remains.bytes() - before);
  block.erase(place.at, count);
  if (place.at == 0) ring_.skip(place.block, count);
}

void List::bury_block(std::uint32_t at, Remains &remains) {
  std::size_t before = remains.bytes();
  remains.add(ring_.block(at), ring_.separate_bytes(at));
  drop_bytes(remains.bytes() - before);
}

std::uint64_t List::remove(const Element &element, std::uint64_t count, End from,
                           Remains &remains) {
  PackedElement wanted(element);
  std::uint64_t removed = 0;
  for (std::uint32_t step = 0; step < ring_.count() && removed < count; ++step) {
    std::uint32_t number = from == End::kLeft ? step : ring_.count() - 1 - step;
    removed += remove_in(number, wanted, count - removed, from, remains);
  }
  if (removed == 0) return 0;
  size_ -= removed;
  join_blocks(remains);
  shrink_ring();
  if (ring_.count() == 1) settle(0);
  return removed;
}

// Leaves the numbers of the blocks to join_blocks().
std::uint64_t List::remove_in(std::uint32_t number, const PackedElement &wanted,
                              std::uint64_t count, End from, Remains &remains) {
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
    if (SeparateBytes *separate = block.separate(at)) {
      drop_bytes(block_size(separate));
      ring_.drop_separate_bytes(number, block_size(separate));
      remains.add(separate);
    }
    block.erase(at, 1);
    ++removed;
  }
  return removed;
}

// One pass over all blocks after elements of any of them went: empty ones go, sparse ones join the
// one before.
void List::join_blocks(Remains &remains) {
  ring_.sift([&](PackedBlock *block, std::size_t separate_bytes, std::uint32_t last) {
    if (block->count() != 0) {
      if (last == BlockRing::kNone) return true;
      PackedBlock &into = *ring_.block(last);
      bool is_sparse = block->used() <= block->room() / 4 || into.used() <= into.room() / 4;
      if (!is_sparse || into.used() + block->used() > into.room() / 2) return true;
      block->move_tail(0, into);
      ring_.add_separate_bytes(last, separate_bytes);
    }
    drop_bytes(block_size(block));
    remains.add(block, 0);
    return false;
  });
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
  std::size_t bytes = block_size(this) + ring_.bytes() + block_size(ring_.spare());
  for (std::uint32_t number = 0; number < ring_.count(); ++number) {
    const PackedBlock &block = *ring_.block(number);
    bytes += block_size(&block);
    for (std::uint32_t at = 0; at < block.count(); ++at) bytes += block_size(block.separate(at));
  }
  return bytes;
}

bool List::free_blocks(std::uint32_t steps) {
  drop_spare();
  for (std::uint32_t left = ring_.count(); left > 0 && steps > 0;) {
    PackedBlock &block = *ring_.block(left - 1);
    drop_bytes(block.dismantle(steps));
    if (block.count() != 0) continue;
    drop_bytes(block_size(&block));
    deallocate(&block);
    ring_.truncate(--left);
  }
  return ring_.count() == 0;
}

}  // namespace cellaret::engine
