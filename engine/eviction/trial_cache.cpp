// The rules of `adaptive` on a handful of keys.
#include "engine/eviction/trial_cache.h"

#include <algorithm>
#include <iterator>

namespace cellaret::engine {

namespace {

constexpr unsigned kMarkCap = 15;  // what is above the policy's own cap is for reuse() alone
constexpr unsigned kHitsToStay = 2;
constexpr int kTransfersAtOnce = 4;

}  // namespace

TrialCache::TrialCache() {
  std::fill(std::begin(buckets_), std::end(buckets_), kNone);
  for (std::uint32_t number = 0; number < kMaxKeys; ++number) {
    nodes_[number] = {};
    nodes_[number].next = number + 1 == kMaxKeys ? kNone : static_cast<Number>(number + 1);
  }
}

TrialCache::Number TrialCache::find(std::uint32_t key) const {
  Number number = buckets_[bucket_of(key)];
  while (number != kNone && nodes_[number].key != key) number = nodes_[number].next;
  return number;
}

std::uint32_t TrialCache::window_limit() const {
  if (has_no_window()) return 0;
  return std::max(static_cast<std::uint32_t>(window_share_ * capacity_), 1u);
}

void TrialCache::push(Number number, bool is_main) {
  Queue &queue = queues_[is_main];
  Node &node = nodes_[number];
  node.is_main = is_main;
  node.older = queue.newest;
  node.newer = kNone;
  (queue.newest != kNone ? nodes_[queue.newest].newer : queue.oldest) = number;
  queue.newest = number;
  ++queue.size;
}

void TrialCache::unlink(Number number) {
  const Node &node = nodes_[number];
  Queue &queue = queues_[node.is_main];
  (node.newer != kNone ? nodes_[node.newer].older : queue.newest) = node.older;
  (node.older != kNone ? nodes_[node.older].newer : queue.oldest) = node.newer;
  --queue.size;
}

void TrialCache::remove(Number number) {
  unlink(number);
  Number *place = &buckets_[bucket_of(nodes_[number].key)];
  while (*place != number) place = &nodes_[*place].next;
  *place = nodes_[number].next;
  nodes_[number].next = free_;
  free_ = number;
}

void TrialCache::promote_oldest() {
  Number number = queues_[0].oldest;
  unlink(number);
  nodes_[number].marks = 0;
  push(number, true);
}

TrialCache::Number TrialCache::main_victim() {
  for (;;) {
    Number number = queues_[1].oldest;
    if (number == kNone || nodes_[number].marks == 0) return number;
    nodes_[number].marks = 0;
    unlink(number);
    push(number, true);
  }
}

void TrialCache::evict(const FrequencySketch &sketch) {
  Queue &window = queues_[0];
  for (int left = kTransfersAtOnce; left > 0 && window.size > window_limit(); --left) {
    promote_oldest();
  }
  bool is_window_full = !has_no_window() && window.size >= window_limit();
  while (window.size > 0 && (is_window_full || queues_[1].size == 0)) {
    Number candidate = window.oldest;
    if (nodes_[candidate].marks >= kHitsToStay) {
      promote_oldest();
      is_window_full = window.size >= window_limit();
      continue;
    }
    nodes_[candidate].marks = 0;
    Number loser = main_victim();
    bool is_admitted = loser != kNone &&
                       sketch.estimate(nodes_[candidate].key) > sketch.estimate(nodes_[loser].key);
    if (is_admitted) promote_oldest();
    remove(is_admitted ? loser : candidate);
    return;
  }
  remove(main_victim());
}

void TrialCache::set_capacity(std::uint32_t capacity, const FrequencySketch &sketch) {
  capacity_ = std::clamp(capacity, 1u, kMaxKeys);
  while (size() > capacity_) evict(sketch);
}

bool TrialCache::access(std::uint32_t key, const FrequencySketch &sketch) {
  Number number = find(key);
  if (number != kNone) {
    if (nodes_[number].marks < kMarkCap) ++nodes_[number].marks;
    return true;
  }
  if (size() >= capacity_) evict(sketch);
  number = free_;
  Node &node = nodes_[number];
  free_ = node.next;
  node.key = key;
  node.marks = 0;
  node.next = buckets_[bucket_of(key)];
  buckets_[bucket_of(key)] = number;
  push(number, has_no_window());
  while (queues_[0].size > window_limit() && size() < capacity_) promote_oldest();
  return false;
}

void TrialCache::drop_keys(std::uint32_t bits) {
  for (Queue &queue : queues_) {
    for (Number number = queue.oldest; number != kNone;) {
      Number newer = nodes_[number].newer;
      if ((nodes_[number].key & bits) != 0) remove(number);
      number = newer;
    }
  }
}

TrialCache::Reuse TrialCache::reuse() const {
  Reuse result;
  for (Number number = queues_[1].oldest; number != kNone; number = nodes_[number].newer) {
    result.keys += nodes_[number].marks != 0 ? 1 : 0;
    result.hits += nodes_[number].marks;
  }
  return result;
}

}  // namespace cellaret::engine
