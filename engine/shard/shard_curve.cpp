// What a shard tells the estimate of its miss-ratio curve.
#include <utility>

#include "engine/shard/shard.h"

namespace cellaret::engine {

std::uint64_t Shard::curve_bytes() const {
  return curve_ == nullptr ? 0 : curve_->bytes() + block_size(curve_.get());
}

Status Shard::reserve_curve(WriteContext &context, Owned<CurveSampler> &made) {
  auto bytes = static_cast<std::int64_t>(made->bytes() + block_size(made.get()));
  if (!obtain(context, {bytes, 0})) return Status::kFull;
  static_cast<void>(take_curve());
  room_.bytes -= bytes;
  charged_ += static_cast<std::uint64_t>(bytes);
  curve_ = std::move(made);
  return Status::kOk;
}

void Shard::start_curve() {
  if (curve_ == nullptr) return;
  write_check_mask_ = 0;
  update_curve();
  set_next_due(next_due_.load(std::memory_order_relaxed));
}

Owned<CurveSampler> Shard::take_curve() {
  curve_threshold_.store(0, std::memory_order_relaxed);
  write_check_mask_ = kWritesPerTimerCheck - 1;
  if (curve_ == nullptr) return nullptr;
  std::uint64_t bytes = curve_bytes();
  Owned<CurveSampler> taken = std::move(curve_);
  std::int64_t due = next_due_.load(std::memory_order_relaxed);
  set_next_due(due == kNothingDue ? INT64_MAX : due);
  add_freed(bytes);
  environment_.budget.trim(room_);
  return taken;
}

std::uint64_t Shard::all_entry_bytes() const {
  if (contents_ == nullptr) return 0;
  std::uint64_t others =
      charged_sides_ + contents_->limbo.bytes() + contents_->graveyard.bytes() + curve_bytes();
  return charged_ > others ? charged_ - others : 0;
}

void Shard::note_watched_read(std::uint64_t hash, SlotRef slot, Moment &moment) {
  if (!is_watched(hash)) return;
  CurveSampler::Resident resident;
  if (slot != kNoSlot) {
    resident = {entry_bytes(slot), entry(slot).deadline(), entries(), all_entry_bytes()};
  }
  curve_->on_read(hash, resident, moment);
  update_curve();
}

void Shard::note_watched_write(SlotRef slot) {
  std::uint64_t hash = contents_->hash(slot);
  if (!is_watched(hash)) return;
  curve_->on_write(hash, entry_bytes(slot), entry(slot).deadline());
  update_curve();
}

void Shard::note_watched_deadline(SlotRef slot) {
  std::uint64_t hash = contents_->hash(slot);
  if (is_watched(hash)) curve_->on_deadline(hash, entry(slot).deadline());
}

void Shard::note_watched_removal(SlotRef slot) {
  std::uint64_t hash = contents_->hash(slot);
  if (is_watched(hash)) curve_->on_remove(hash);
}

// Readers have the line; it is written only when it has to be.
void Shard::update_curve() {
  std::uint64_t threshold = curve_->threshold();
  if (threshold == curve_threshold_.load(std::memory_order_relaxed)) return;
  curve_threshold_.store(threshold, std::memory_order_relaxed);
}

}  // namespace cellaret::engine
