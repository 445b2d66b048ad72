// How a shard comes by another policy, and by a smaller table, while it is in use.
#include <utility>

#include "engine/base/epoch.h"
#include "engine/base/limits.h"
#include "engine/shard/shard.h"

namespace cellaret::engine {

// With side arrays for the halves in use; nullptr without memory.
Owned<Changeover> Shard::make_changeover(const PolicyKind &kind) {
  Owned<Policy> next = kind.make(kind, *contents_, random_.next());
  if (next == nullptr) return nullptr;
  Policy &policy = *next;
  Residents &residents = *contents_;
  auto made = make_owned<Changeover>(residents, policy_kind(), kind, std::move(next));
  if (made == nullptr) return nullptr;
  const Table &table = contents_->table;
  // The half that entries move to comes last, as it does when a table is resized.
  for (unsigned half : {table.active_half(), 1 - table.active_half()}) {
    std::uint32_t slots = table.slots_of(half);
    if (slots == 0) continue;
    if (!policy.reserve(half, slots) || !made->reserve_own(half, slots)) return nullptr;
  }
  return made;
}

void Shard::announce_policy() {
  const PolicyKind &kind = policy_kind();
  if (kind.has_log()) {
    hits_.use(contents_->hit_stripes.get(), environment_.hit_stripes,
              kind.hits != PolicyKind::Hits::kLog);
  } else {
    hits_.use_none();
  }
  hits_.use_marks(TableGroup::marks_bits(kind.mark_cap));
  // Of a policy that wants a sample everything, until it says what.
  sample_mask_.store(kind.has_log() ? 0 : kNoSample, std::memory_order_relaxed);
}

// Readers may note hits as the former policy wanted them for a while; the next one passes over what
// it does not know.
Status Shard::start_policy(const PolicyKind &kind, Room &room, Room &shortage) {
  if (contents_ == nullptr) {
    policy_kind_ = &kind;
    return Status::kOk;
  }
  drain_hits();
  Owned<Changeover> made = make_changeover(kind);
  ZeroedArray<HitLog::Stripe> stripes;
  bool wants_stripes = kind.has_log() && !contents_->hit_stripes;
  if (made == nullptr || (wants_stripes && !stripes.allocate(environment_.hit_stripes))) {
    return Status::kNoMemory;
  }
  auto price = static_cast<std::int64_t>(made->bytes() + block_size(made.get()) + stripes.bytes());
  shortage = room.shortage({price, 0});
  if (!shortage.is_empty()) return Status::kFull;
  room.bytes -= price;
  room_.bytes += price;
  contents_->changeover = made.get();
  contents_->handed_over = 0;
  made->begin(std::move(contents_->policy));
  contents_->policy = std::move(made);
  if (stripes) contents_->hit_stripes = std::move(stripes);
  policy_kind_ = &kind;
  announce_policy();
  recharge_sides();
  update_sample();
  return Status::kOk;
}

bool Shard::continue_policy(std::uint32_t steps, Room &room) {
  // A shard that was cleared meanwhile has begun anew with the next policy.
  if (contents_ == nullptr || contents_->changeover == nullptr) return false;
  drain_hits();
  Changeover &both = *contents_->changeover;
  const Table &table = contents_->table;
  SlotRef slot = both.next_in_order();
  for (; steps > 0 && slot != kNoSlot; --steps) {
    both.hand_over(slot);
    slot = both.next_in_order();
  }
  // What has no order goes over in that of the slots.
  SlotRef &at = contents_->handed_over;
  for (; steps > 0 && at != kNoSlot; --steps) {
    if (index_of(at) >= table.slots_of(half_of(at))) {
      at = half_of(at) == 0 ? slot_ref(1, 0) : kNoSlot;
    } else {
      if (table.word_of(at) != 0) both.hand_over(at);
      ++at;
    }
  }
  update_sample();
  if (at != kNoSlot) return true;
  finish_policy(room);
  return false;
}

void Shard::finish_policy(Room &room) {
  std::uint64_t before = charged_sides_;
  Changeover *both = std::exchange(contents_->changeover, nullptr);
  contents_->policy = both->end();
  if (contents_->hit_stripes && !policy_kind().has_log()) {
    // Readers that found the log before may still be writing to it.
    epoch_wait(epoch_seal());
    contents_->hit_stripes.reset();
  }
  recharge_sides();
  auto freed = static_cast<std::int64_t>(before - charged_sides_);
  room_.bytes -= freed;
  room.bytes += freed;
}

bool Shard::shrink_table(Moment &moment, Room &room) {
  if (contents_ == nullptr) return false;
  Table &table = contents_->table;
  bool has_work = table.is_resizing();
  unsigned size_class = table.fitting_class();
  if (has_work) {
    move_some(kGroupsMovedAtOnce);
  } else if (table.is_larger_than(size_class)) {
    // What it will cost about, before anything is allocated in vain.
    std::uint64_t price = charged_sides_ * Table::bytes_for(size_class) / table.bytes();
    if (room.bytes < static_cast<std::int64_t>(price)) return false;
    WriteContext context(moment);
    context.may_evict = false;
    context.grant = std::exchange(room, {});
    has_work = resize(context, size_class) == Status::kOk;
    room_.add(context.grant);
  }
  take_idle(room, 0);
  return has_work;
}

std::uint64_t Shard::fixed_bytes() const {
  if (contents_ == nullptr || entries() == 0) return 0;
  return block_size(contents_.get()) + block_size(contents_->policy.get()) +
         contents_->hit_stripes.bytes() + sizeof(TableGroup);
}

}  // namespace cellaret::engine
