// Doubly linked lists of slot positions, the order of entries in most policies.
//
// The links of all lists of a policy stand in one side array of nodes, since an entry is in one
// list at a time; a node may carry more than its links. Every operation is O(1) and touches the
// neighbours at most.
//
// Invariant: a node that is in no list has zeros for links, as no node of a list can: there the two
// links are equal only if both are kNoSlot.
#pragma once

#include "engine/base/slot_array.h"

namespace cellaret::engine {

struct SlotLink {
  SlotRef older;
  SlotRef newer;
};

template <class Node = SlotLink>
class SlotList {
 public:
  using Nodes = SlotArray<Node>;

  [[nodiscard]] bool empty() const { return newest_ == kNoSlot; }
  [[nodiscard]] SlotRef newest() const { return newest_; }
  [[nodiscard]] SlotRef oldest() const { return oldest_; }
  // The oldest but one that is to be passed over; kNoSlot when there is no other.
  [[nodiscard]] SlotRef oldest_but(SlotRef keep, const Nodes &nodes) const {
    return oldest_ == keep && keep != kNoSlot ? nodes[keep].newer : oldest_;
  }

  // Whether a position is in any list of these nodes; any number may be asked.
  [[nodiscard]] static bool is_linked(const Nodes &nodes, SlotRef slot) {
    if (!nodes.covers(slot)) return false;
    const Node &node = nodes[slot];
    return node.older != node.newer || node.older == kNoSlot;
  }

  void push_newest(const Nodes &nodes, SlotRef slot) {
    nodes[slot].older = newest_;
    nodes[slot].newer = kNoSlot;
    (newest_ != kNoSlot ? nodes[newest_].newer : oldest_) = slot;
    newest_ = slot;
  }
  void unlink(const Nodes &nodes, SlotRef slot) {
    SlotRef older = nodes[slot].older;
    SlotRef newer = nodes[slot].newer;
    (newer != kNoSlot ? nodes[newer].older : newest_) = older;
    (older != kNoSlot ? nodes[older].newer : oldest_) = newer;
    nodes[slot].older = nodes[slot].newer = 0;
  }
  // The node of `from` goes to `to`.
  void move(const Nodes &nodes, SlotRef from, SlotRef to) {
    const Node node = nodes[from];
    nodes[from].older = nodes[from].newer = 0;
    nodes[to] = node;
    (node.newer != kNoSlot ? nodes[node.newer].older : newest_) = to;
    (node.older != kNoSlot ? nodes[node.older].newer : oldest_) = to;
  }
  // As Policy::expect_moves: asks for what move() will touch.
  static void expect_moves(const Nodes &nodes, SlotRef from, SlotRef to, std::uint32_t count) {
    prefetch_moves(nodes, from, to, count, &Node::older, &Node::newer);
  }
  // All of `other`, which is empty afterwards, comes after what is there.
  void append(const Nodes &nodes, SlotList &other) {
    if (other.empty()) return;
    nodes[other.oldest_].older = newest_;
    (newest_ != kNoSlot ? nodes[newest_].newer : oldest_) = other.oldest_;
    newest_ = other.newest_;
    other = SlotList();
  }
  void make_newest(const Nodes &nodes, SlotRef slot) {
    if (slot == newest_) return;
    unlink(nodes, slot);
    push_newest(nodes, slot);
  }

 private:
  SlotRef newest_ = kNoSlot;
  SlotRef oldest_ = kNoSlot;
};

}  // namespace cellaret::engine
