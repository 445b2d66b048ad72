// The two queues of `adaptive`.
#include "engine/eviction/adaptive.h"

#include <algorithm>

namespace cellaret::engine {

namespace {

constexpr std::uint32_t kHitsToStay = 2;
constexpr int kPromotedAtOnce = 4;
constexpr int kMaxRounds = 64;  // entries that one call sends round for their marks
// Additions between two halvings of the frequencies: so many for an entry, and so many at least.
// Loops are told from scans only by what outlasts several of their rounds.
constexpr std::uint64_t kPeriod = 20;
constexpr std::uint64_t kMinPeriod = 8192;

}  // namespace

bool Adaptive::reserve(unsigned half, std::uint32_t slots) {
  return nodes_.allocate(half, slots) && sketch_.reserve(half, slots);
}

void Adaptive::release(unsigned half, OldPages &old) {
  nodes_.retire(half, old);
  sketch_.release(half, old);
}

std::uint64_t Adaptive::window_limit() const {
  if (has_no_window()) return 0;
  double share = static_cast<double>(capacity()) * trials_.best_window();
  return std::max<std::uint64_t>(static_cast<std::uint64_t>(share), 1);
}

// Or will be by what comes next: where bytes count several go before that.
bool Adaptive::is_window_full() const {
  return !has_no_window() && window_.weight + refill_.evicted() >= window_limit();
}

void Adaptive::on_insert(SlotRef slot, std::uint64_t hash, std::uint32_t weight) {
  ++entries_;
  refill_.on_insert(weight);
  Node &node = nodes_[slot];
  node.key = key_of(hash) & kKeyMask;
  sketch_.add(node.key);
  trials_.on_insert(node.key);
  trials_.on_access(node.key, false, sketch_);
  node.is_main = has_no_window() ? 1 : 0;
  Queue &queue = queue_of(slot);
  queue.list.push_newest(nodes_, slot);
  queue.weight += weight;
  // Below the limit nothing is evicted, and nothing is refused by the main queue.
  if (limit_ == 0 || capacity() < limit_ - limit_ / 8) shrink_window();
}

// One of the sample; its mark is counted elsewhere.
void Adaptive::on_hit(SlotRef slot) {
  if (SlotList<Node>::is_linked(nodes_, slot)) trials_.on_access(nodes_[slot].key, true, sketch_);
}

// The key begins at the second bit of the hash.
std::uint64_t Adaptive::sample_mask() const {
  if (!trials_.are_hits_wanted()) return kNoSample;
  return std::uint64_t{trials_.mask()} << 1 & kMaxSampleMask;
}

void Adaptive::on_resize(SlotRef slot, std::uint32_t from, std::uint32_t to) {
  Queue &queue = queue_of(slot);
  queue.weight = queue.weight - from + to;
}

void Adaptive::on_remove(SlotRef slot, std::uint32_t weight) {
  --entries_;
  trials_.on_remove(nodes_[slot].key);
  Queue &queue = queue_of(slot);
  queue.list.unlink(nodes_, slot);
  queue.weight -= weight;
}

void Adaptive::on_move(SlotRef from, SlotRef to) {
  queue_of(from).list.move(nodes_, from, to);
  sketch_.on_move();
}

void Adaptive::promote(SlotRef slot, std::uint32_t weight) {
  window_.list.unlink(nodes_, slot);
  window_.weight -= weight;
  nodes_[slot].is_main = 1;
  main_.list.push_newest(nodes_, slot);
  main_.weight += weight;
}

std::uint32_t Adaptive::count_marks(SlotRef slot) {
  std::uint32_t marks = residents_.marks(slot);
  if (marks == 0) return 0;
  residents_.set_marks(slot, 0);
  sketch_.add(nodes_[slot].key, marks);
  return marks;
}

// The one that the window is full with stays, to be compared, and so does what came in place of
// what was evicted. (Where one entry that weighs 1 goes for each that comes, the limit is met
// exactly.)
void Adaptive::shrink_window() {
  std::uint64_t limit = window_limit();
  for (int left = kPromotedAtOnce; left > 0 && window_.weight > limit; --left) {
    SlotRef slot = window_.list.oldest();
    std::uint32_t weight = residents_.weight(slot);
    if (window_.weight - limit < std::max<std::uint64_t>(weight, refill_.surplus())) return;
    count_marks(slot);
    promote(slot, weight);
  }
}

std::array<Policy::Ahead, 2> Adaptive::ahead() const {
  SlotRef candidate = window_.list.oldest();
  if (candidate != kNoSlot) sketch_.prefetch(nodes_[candidate].key);
  return {look_ahead(nodes_, candidate), look_ahead(nodes_, main_.list.oldest())};
}

SlotRef Adaptive::victim(Residents &, Random &, SlotRef keep) {
  limit_ = std::max(capacity(), limit_ - limit_ / 256);
  sketch_.set_period(std::max(entries_ * kPeriod, kMinPeriod));
  trials_.on_full(sketch_);
  shrink_window();
  SlotRef slot = is_window_full() ? window_victim(keep) : kNoSlot;
  if (slot == kNoSlot) slot = main_victim(keep);
  return slot != kNoSlot ? slot : window_.list.oldest_but(keep, nodes_);
}

SlotRef Adaptive::window_victim(SlotRef keep) {
  for (int rounds = 0;; ++rounds) {
    SlotRef candidate = window_.list.oldest_but(keep, nodes_);
    if (candidate == kNoSlot) return kNoSlot;
    if (count_marks(candidate) >= kHitsToStay && rounds < kMaxRounds) {
      promote(candidate, residents_.weight(candidate));
      if (!is_window_full()) return kNoSlot;
      continue;
    }
    SlotRef loser = main_victim(keep);
    if (loser == kNoSlot ||
        sketch_.estimate(nodes_[candidate].key) <= sketch_.estimate(nodes_[loser].key)) {
      return candidate;
    }
    promote(candidate, residents_.weight(candidate));
    return loser;
  }
}

SlotRef Adaptive::main_victim(SlotRef keep) {
  SlotRef slot = main_.list.oldest_but(keep, nodes_);
  for (int rounds = 0; slot != kNoSlot && rounds < kMaxRounds; ++rounds) {
    if (count_marks(slot) == 0) break;
    main_.list.make_newest(nodes_, slot);
    slot = main_.list.oldest_but(keep, nodes_);
  }
  return slot;
}

}  // namespace cellaret::engine
