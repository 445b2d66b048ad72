// Admission, segments and the climber of `w-tinylfu`.
#include "engine/eviction/w_tinylfu.h"

#include <algorithm>
#include <cmath>

namespace cellaret::engine {

namespace {

constexpr double kFirstWindow = 0.01;
constexpr double kProtectedShare = 0.8;  // of the main space, at first
constexpr double kMaxWindow = kFirstWindow + (1 - kFirstWindow) * kProtectedShare;
constexpr double kFirstStep = 0.0625;
constexpr double kStepDecay = 0.9;
constexpr double kRestartChange = 0.05;
constexpr std::uint64_t kPeriod = 10;     // in entries held: of aging and of climbing
constexpr std::uint64_t kMinUses = 1000;  // of climbing: fewer are mostly chance
constexpr std::uint32_t kTransfersAtOnce = 64;

}  // namespace

bool WTinyLfu::reserve(unsigned half, std::uint32_t slots) {
  return nodes_.allocate(half, slots) && sketch_.reserve(half, slots);
}

void WTinyLfu::release(unsigned half, OldPages &old) {
  nodes_.retire(half, old);
  sketch_.release(half, old);
}

std::uint64_t WTinyLfu::capacity() const {
  return queues_[kWindow].weight + queues_[kProbation].weight + queues_[kProtected].weight +
         refill_.unfilled();
}

std::uint64_t WTinyLfu::window_limit() const {
  return std::max<std::uint64_t>(
      static_cast<std::uint64_t>(static_cast<double>(capacity()) * window_share_), 1);
}

// What the window has beyond its first share it has from the protected segment.
std::uint64_t WTinyLfu::protected_limit() const {
  return static_cast<std::uint64_t>(static_cast<double>(capacity()) * (kMaxWindow - window_share_));
}

void WTinyLfu::transfer(SlotRef slot, Segment to, std::uint32_t weight) {
  Queue &from = queue_of(slot);
  from.list.unlink(nodes_, slot);
  from.weight -= weight;
  nodes_[slot].segment = to & 3u;
  queues_[to].list.push_newest(nodes_, slot);
  queues_[to].weight += weight;
}

bool WTinyLfu::transfer_oldest(Segment from, Segment to) {
  SlotRef slot = queues_[from].list.oldest();
  if (slot == kNoSlot) return false;
  transfer(slot, to, residents_.weight(slot));
  return true;
}

// More than full: it would still be without its oldest entry, and without what came in place of
// what was evicted. Those are not let through, they have to be compared. (Where one entry that
// weighs 1 goes for each that comes, that is no more than "above".)
bool WTinyLfu::is_window_overfull() const {
  const Queue &window = queues_[kWindow];
  std::uint64_t limit = window_limit();
  if (window.weight <= limit) return false;
  std::uint64_t kept = residents_.weight(window.list.oldest());
  return window.weight - limit >= std::max(kept, refill_.surplus());
}

// After the shares have changed, a few entries at a time.
void WTinyLfu::keep_to_limits() {
  for (std::uint32_t left = kTransfersAtOnce; left > 0; --left) {
    if (queues_[kProtected].weight > protected_limit()) {
      transfer_oldest(kProtected, kProbation);
    } else if (is_window_overfull()) {
      transfer_oldest(kWindow, kProbation);
    } else {
      break;
    }
  }
}

void WTinyLfu::on_insert(SlotRef slot, std::uint64_t hash, std::uint32_t weight) {
  ++entries_;
  refill_.on_insert(weight);
  Node &node = nodes_[slot];
  node.hash = bits_of(hash) & kHashMask;
  node.was_hit = 0;
  node.segment = kWindow;
  queues_[kWindow].list.push_newest(nodes_, slot);
  queues_[kWindow].weight += weight;
  sketch_.add(node.hash);
  count_use(false);
  // Below the limit nothing is evicted, and nothing is refused by the main space.
  if (capacity() < limit_ - limit_ / 8 || limit_ == 0) keep_to_limits();
}

void WTinyLfu::on_hit(SlotRef slot) {
  if (!SlotList<Node>::is_linked(nodes_, slot)) return;
  Node &node = nodes_[slot];
  node.was_hit = 1;
  sketch_.add(node.hash);
  count_use(true);
  if (node.segment != kProbation) {
    queue_of(slot).list.make_newest(nodes_, slot);
    return;
  }
  transfer(slot, kProtected, residents_.weight(slot));
  while (queues_[kProtected].weight > protected_limit() &&
         queues_[kProtected].list.oldest() != slot) {
    transfer_oldest(kProtected, kProbation);
  }
}

void WTinyLfu::on_resize(SlotRef slot, std::uint32_t from, std::uint32_t to) {
  Queue &queue = queue_of(slot);
  queue.weight = queue.weight - from + to;
}

void WTinyLfu::on_remove(SlotRef slot, std::uint32_t weight) {
  --entries_;
  Queue &queue = queue_of(slot);
  queue.list.unlink(nodes_, slot);
  queue.weight -= weight;
}

void WTinyLfu::on_move(SlotRef from, SlotRef to) {
  queue_of(from).list.move(nodes_, from, to);
  sketch_.on_move();
}

std::array<Policy::Ahead, 2> WTinyLfu::ahead() const {
  SlotRef candidate = queues_[kWindow].list.oldest();
  if (candidate != kNoSlot) sketch_.prefetch(nodes_[candidate].hash);
  return {look_ahead(nodes_, candidate), look_ahead(nodes_, queues_[kProbation].list.oldest())};
}

SlotRef WTinyLfu::victim(Residents &, Random &, SlotRef keep) {
  limit_ = std::max(capacity(), limit_ - limit_ / 256);
  sketch_.set_period(entries_ * kPeriod);
  keep_to_limits();
  SlotRef candidate = queues_[kWindow].list.oldest_but(keep, nodes_);
  SlotRef in_main = main_victim(keep);
  if (candidate == kNoSlot || in_main == kNoSlot) {
    return candidate != kNoSlot ? candidate : in_main;
  }
  // The window has room for what comes next. Where bytes count several go before that.
  if (queues_[kWindow].weight + refill_.evicted() < window_limit()) return in_main;
  if (!is_better(candidate, in_main)) return candidate;
  transfer(candidate, kProbation, residents_.weight(candidate));
  return in_main;
}

bool WTinyLfu::is_better(SlotRef candidate, SlotRef in_main) const {
  unsigned uses = sketch_.estimate(nodes_[in_main].hash);
  bool has_to_lead = nodes_[in_main].was_hit != 0 || uses == 0;
  return sketch_.estimate(nodes_[candidate].hash) > uses + (has_to_lead ? 1 : 0);
}

SlotRef WTinyLfu::main_victim(SlotRef keep) const {
  SlotRef slot = queues_[kProbation].list.oldest_but(keep, nodes_);
  return slot != kNoSlot ? slot : queues_[kProtected].list.oldest_but(keep, nodes_);
}

SlotRef WTinyLfu::least() const {
  for (Segment segment : {kProbation, kWindow}) {
    if (!queues_[segment].list.empty()) return queues_[segment].list.oldest();
  }
  return queues_[kProtected].list.oldest();
}

void WTinyLfu::count_use(bool is_hit) {
  if (limit_ == 0) return;
  hits_ += is_hit ? 1 : 0;
  if (++uses_ >= std::max(entries_ * kPeriod, kMinUses)) climb();
}

void WTinyLfu::climb() {
  double hit_ratio = static_cast<double>(hits_) / static_cast<double>(uses_);
  double change = hit_ratio - hit_ratio_before_;
  if (change < 0) step_ *= -kStepDecay;
  window_share_ = std::clamp(window_share_ + step_, kFirstWindow, kMaxWindow);
  if (std::abs(change) >= kRestartChange) step_ = std::copysign(kFirstStep, step_);
  hit_ratio_before_ = hit_ratio;
  hits_ = 0;
  uses_ = 0;
}

}  // namespace cellaret::engine
