// The three forms of a set and the ways between them.
#include "engine/data/set.h"

#include <algorithm>
#include <new>

namespace cellaret::engine {

namespace {

constexpr std::uint32_t kPackedRoom = kMaxPackedBytes - PackedBlock::kHeaderSize;
constexpr std::uint32_t kFirstPackedRoom = 64 - PackedBlock::kHeaderSize;

}  // namespace

void MemberLoad::add(const Element &member) {
  ++members;
  packed_bytes += PackedElement(member).size();
  has_others = has_others || !member.is_int();
  NumberText text;
  std::uint64_t block = SeparateBytes::bound(member.as_bytes(text).size());
  block_bytes += block;
  if (PackedElement::needs_separate(member)) separate_bytes += block;
}

Set *Set::make(const HashSecret &secret) {
  void *memory = allocate(sizeof(Set));
  if (memory == nullptr) return nullptr;
  auto *set = new (memory) Set(secret);
  set->add_bytes(block_size(memory));
  return set;
}

inline std::uint64_t Set::hash(const Element &member) const {
  std::int64_t value = member.integer();
  std::string_view of_int(reinterpret_cast<const char *>(&value), sizeof value);
  return hash_bytes(member.is_int() ? of_int : member.bytes(), secret_);
}

inline PackedElement Set::packed(const Element &member) const {
  return PackedElement(member,
                       static_cast<std::uint32_t>(hash(member) >> (64 - PackedElement::kTagBits)));
}

bool Set::contains(const Element &member) const {
  if (size_ == 0) return false;
  switch (form_) {
    case Form::kInts:
      return member.is_int() && in_.ints->find(member.integer()).is_there;
    case Form::kPacked:
      return in_.packed->find_sorted(packed(member)).is_there;
    default:
      return in_.index->find(member, in_.index->hash(member)) != MemberIndex::kNone;
  }
}

Set::Added Set::add(const Element &member) {
  bool done = false;
  if (form_ == Form::kInts) {
    IntArray::Place place{0, false};
    if (member.is_int() && size_ != 0) place = in_.ints->find(member.integer());
    if (place.is_there) return Added::kWasThere;
    if (!fits_ints(member)) return make_room_and_add(member);
    done = add_int(place.at, member.integer());
  } else if (form_ == Form::kPacked) {
    PackedElement element = packed(member);
    PackedBlock::SortedPlace place = in_.packed->find_sorted(element);
    if (place.is_there) return Added::kWasThere;
    if (size_ >= kMaxPackedMembers || in_.packed->used() + element.size() > kPackedRoom) {
      return make_room_and_add(member);
    }
    done = add_packed(place.at, element);
  } else {
    return add_hashed(member);
  }
  if (!done) return Added::kNoMemory;
  ++size_;
  return Added::kYes;
}

Set::Added Set::add_as_is(const Element &member) {
  if (size_ == 0) return Added::kNoMemory;
  if (form_ == Form::kInts) {
    if (!fits_ints(member)) return Added::kNoMemory;
    IntArray::Place place = in_.ints->find(member.integer());
    if (place.is_there) return Added::kWasThere;
    if (!in_.ints->has_room_for(member.integer())) return Added::kNoMemory;
    static_cast<void>(in_.ints->insert(place.at, member.integer()));
  } else if (form_ == Form::kPacked) {
    PackedElement element = packed(member);
    PackedBlock::SortedPlace place = in_.packed->find_sorted(element);
    if (place.is_there) return Added::kWasThere;
    bool fits = size_ < kMaxPackedMembers && !PackedElement::needs_separate(member) &&
                in_.packed->has_room(element.size()) && !in_.packed->is_tight(element.size());
    if (!fits) return Added::kNoMemory;
    in_.packed->insert(place.at, element);
  } else {
    std::uint64_t hash = in_.index->hash(member);
    if (in_.index->find(member, hash) != MemberIndex::kNone) return Added::kWasThere;
    if (!in_.index->insert_as_is(member, hash)) return Added::kNoMemory;
  }
  ++size_;
  return Added::kYes;
}

// Of a member that is not there and for which the form is too small.
Set::Added Set::make_room_and_add(const Element &member) {
  bool is_small = form_ == Form::kInts && size_ < kMaxPackedMembers &&
                  PackedElement(member).size() <= kPackedRoom - size_ * 12;
  if (!(is_small ? make_packed() : make_hashed())) return Added::kNoMemory;
  return add(member);
}

Set::Added Set::add_hashed(const Element &member) {
  std::uint64_t hash = in_.index->hash(member);
  if (in_.index->find(member, hash) != MemberIndex::kNone) return Added::kWasThere;
  std::size_t before = in_.index->bytes();
  bool done = in_.index->insert(member, hash);
  add_bytes(in_.index->bytes() - before);
  if (!done) return Added::kNoMemory;
  ++size_;
  return Added::kYes;
}

bool Set::add_int(std::uint32_t place, std::int64_t value) {
  IntArray *array = in_.ints != nullptr ? in_.ints : IntArray::make();
  if (array == nullptr) return false;
  IntArray *grown = array->insert(place, value);
  change_ints(grown != nullptr ? grown : array);
  return grown != nullptr;
}

void Set::change_ints(IntArray *ints) {
  if (ints == in_.ints) return;
  in_.ints = ints;
  drop_bytes(bytes());
  add_bytes(recount_blocks());
}

bool Set::add_packed(std::uint32_t at, PackedElement &element) {
  if (!element.make_separate()) return false;
  bool has_room = in_.packed->has_room(element.size());
  if (!has_room || (in_.packed->is_tight(element.size()) && in_.packed->room() < kPackedRoom)) {
    std::uint32_t needed = in_.packed->used() + element.size();
    std::size_t before = block_size(in_.packed);
    PackedBlock *grown = in_.packed->resized(std::min(kPackedRoom, needed + needed / 2));
    if (grown == nullptr && !has_room) {
      element.drop_separate();
      return false;
    }
    if (grown != nullptr) {
      in_.packed = grown;
      add_bytes(block_size(in_.packed) - before);
    }
  }
  in_.packed->insert(at, element);
  add_bytes(element.separate_bytes());
  return true;
}

std::size_t Set::growth_bound(const MemberLoad &load) const {
  std::uint64_t members = size_ + load.members;
  if (form_ == Form::kInts && !load.has_others && members <= kMaxSortedInts) {
    return IntArray::make_bound() + block_bound(16 + members * 12);
  }
  if (form_ == Form::kHashed) return load.block_bytes + in_.index->growth_bound(load.members);
  std::uint64_t used = form_ == Form::kPacked ? in_.packed->used() : size_ * 12;
  std::uint64_t needed = used + load.packed_bytes;
  bool becomes_ints = form_ == Form::kInts && !load.has_others;
  if (!becomes_ints && members <= kMaxPackedMembers && needed <= kPackedRoom) {
    std::uint64_t room = std::min<std::uint64_t>(kPackedRoom, needed + needed / 2);
    return load.separate_bytes +
           block_bound(PackedBlock::kHeaderSize + std::max<std::uint64_t>(room, kFirstPackedRoom));
  }
  // Hashed at the end, by way of the other forms: every member gets a block.
  std::uint64_t blocks = bytes_ + size_ * SeparateBytes::bound(kInt64TextSize);
  return load.block_bytes + blocks + block_bound(sizeof(MemberIndex)) +
         MemberIndex::start_bound(members) + block_bound(kMaxPackedBytes) +
         block_bound(16 + kMaxSortedInts * 12);
}

std::size_t Set::new_bound(const MemberLoad &load, const HashSecret &secret) {
  Set empty(secret);
  return block_bound(sizeof(Set)) + empty.growth_bound(load);
}

bool Set::remove(const Element &member, std::size_t spare_bytes, Remains &remains) {
  if (size_ == 0) return false;
  if (form_ == Form::kInts) {
    if (!member.is_int()) return false;
    IntArray::Place place = in_.ints->find(member.integer());
    if (!place.is_there) return false;
    change_ints(in_.ints->erase(place.at));
  } else if (form_ == Form::kPacked) {
    PackedBlock::SortedPlace place = in_.packed->find_sorted(packed(member));
    if (!place.is_there) return false;
    remove_packed(place.at);
  } else {
    MemberIndex::SlotNumber slot = in_.index->find(member, in_.index->hash(member));
    if (slot == MemberIndex::kNone) return false;
    std::size_t before = in_.index->bytes();
    in_.index->erase(slot);
    std::size_t freed = before - in_.index->bytes();
    in_.index->settle(std::max(spare_bytes, spare_bytes + freed));
    add_bytes(in_.index->bytes() - before);
  }
  --size_;
  if (form_ == Form::kHashed && size_ <= kMaxPackedMembers / 2 && std::has_single_bit(size_)) {
    make_small(remains);
  }
  return true;
}

void Set::remove_packed(std::uint32_t at) {
  if (SeparateBytes *separate = in_.packed->separate(at)) {
    drop_bytes(block_size(separate));
    deallocate(separate);
  }
  in_.packed->erase(at, 1);
  if (in_.packed->room() <= 2 * kFirstPackedRoom || in_.packed->used() > in_.packed->room() / 4)
    return;
  std::size_t before = block_size(in_.packed);
  // Without memory for a smaller block it stays as it is.
  PackedBlock *small = in_.packed->resized(in_.packed->used() * 2);
  if (small == nullptr) return;
  in_.packed = small;
  drop_bytes(before - block_size(in_.packed));
}

void Set::drop_form() {
  drop_bytes(form_bytes());
  if (form_ == Form::kHashed) {
    static_cast<void>(in_.index->free_some(UINT32_MAX));
    in_.index->~MemberIndex();
    deallocate(in_.index);
  } else if (form_ == Form::kPacked) {
    for (std::uint32_t at = 0; at < in_.packed->count(); ++at) deallocate(in_.packed->separate(at));
    deallocate(in_.packed);
  } else {
    deallocate(in_.ints);
  }
}

// Of all blocks but the set's own, when they are not being freed.
std::size_t Set::form_bytes() const { return bytes_ - block_size(this); }

// Puts another form in place of the one there is. A table may be far larger than what is in it, if
// it never had the room to shrink.
void Set::become(Form form, void *block, Remains &remains) {
  if (form_ == Form::kHashed) {
    std::size_t before = remains.bytes();
    remains.add(in_.index);
    drop_bytes(remains.bytes() - before);
  } else {
    drop_form();
  }
  form_ = form;
  in_.ints = static_cast<IntArray *>(block);
  add_bytes(recount_blocks() - block_size(this));
}

// From integers, fewer than kMaxPackedMembers.
bool Set::make_packed() {
  auto room = static_cast<std::uint32_t>(size_ * 12);
  PackedBlock *block = PackedBlock::make(std::max(kFirstPackedRoom, room));
  if (block == nullptr) return false;
  visit([&](const Element &member) {
    PackedElement element = packed(member);
    block->insert(block->find_sorted(element).at, element);
    return true;
  });
  Remains none;
  become(Form::kPacked, block, none);
  return true;
}

bool Set::make_hashed() {
  auto index = make_owned<MemberIndex>(secret_);
  bool done = index != nullptr && index->start(size_ + 1);
  std::uint64_t seed = 0;
  visit([&](const Element &member) {
    seed = (seed ^ hash(member)) * 0x9e3779b97f4a7c15u;
    return true;
  });
  if (index != nullptr) index->scatter(seed);
  visit([&](const Element &member) {
    done = done && index->insert(member, index->hash(member));
    return done;
  });
  if (!done) {
    if (index != nullptr) static_cast<void>(index->free_some(UINT32_MAX));
    return false;
  }
  Remains none;
  become(Form::kHashed, index.release(), none);
  return true;
}

// A hashed set with few members takes a small form again, if they fit and there is memory.
void Set::make_small(Remains &remains) {
  bool has_others = false;
  std::uint64_t needed = 0;
  visit([&](const Element &member) {
    has_others = has_others || !member.is_int();
    needed += PackedElement(member).size();
    return true;
  });
  if (needed > kPackedRoom / 2) return;
  bool done = true;
  IntArray *ints = has_others ? nullptr : IntArray::make();
  PackedBlock *block = has_others ? PackedBlock::make(static_cast<std::uint32_t>(needed)) : nullptr;
  if (ints == nullptr && block == nullptr) return;
  visit([&](const Element &member) {
    if (block != nullptr) {
      PackedElement element = packed(member);
      done = element.make_separate();
      if (done) block->insert(block->find_sorted(element).at, element);
    } else {
      IntArray *grown = ints->insert(ints->find(member.integer()).at, member.integer());
      done = grown != nullptr;
      if (done) ints = grown;
    }
    return done;
  });
  if (done) {
    become(has_others ? Form::kPacked : Form::kInts,
           has_others ? static_cast<void *>(block) : static_cast<void *>(ints), remains);
    return;
  }
  for (std::uint32_t at = 0; block != nullptr && at < block->count(); ++at) {
    deallocate(block->separate(at));
  }
  deallocate(block);
  deallocate(ints);
}

Element Set::sample(Random &random) const { return at_position(sample_position(random)); }

std::uint64_t Set::sample_position(Random &random) const {
  return form_ == Form::kHashed ? in_.index->sample(random) : random.below(size_);
}

Element Set::at_position(std::uint64_t position) const {
  switch (form_) {
    case Form::kInts:
      return Element::of_int(in_.ints->at(static_cast<std::uint32_t>(position)));
    case Form::kPacked:
      return in_.packed->element(static_cast<std::uint32_t>(position));
    default:
      return in_.index->member(position);
  }
}

Set *Set::copy_members() const {
  Set *made = make(secret_);
  if (made == nullptr) return nullptr;
  bool done = true;
  visit([&](const Element &member) {
    done = made->add(member) != Added::kNoMemory;
    return done;
  });
  if (done) return made;
  free_all(made);
  return nullptr;
}

std::size_t Set::recount_blocks() const {
  std::size_t bytes = block_size(this);
  if (form_ == Form::kHashed) return bytes + block_size(in_.index) + in_.index->recount();
  if (form_ == Form::kInts) return bytes + block_size(in_.ints);
  bytes += block_size(in_.packed);
  for (std::uint32_t at = 0; at < in_.packed->count(); ++at)
    bytes += block_size(in_.packed->separate(at));
  return bytes;
}

bool Set::free_blocks(std::uint32_t steps) {
  if (form_ == Form::kHashed) {
    std::size_t before = in_.index->bytes();
    bool done = in_.index->free_some(steps);
    drop_bytes(before - in_.index->bytes());
    if (!done) return false;
  }
  drop_form();
  return true;
}

}  // namespace cellaret::engine
