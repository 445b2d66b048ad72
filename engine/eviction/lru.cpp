// The recency list of `allkeys-lru`.
#include "engine/eviction/lru.h"

#include "engine/base/platform.h"

namespace cellaret::engine {

// A link of a slot that is not in the list is {0, 0}, as no link of a list can be.
void Lru::push_newest(SlotRef slot) {
  links_[slot] = {newest_, kNoSlot};
  (newest_ != kNoSlot ? links_[newest_].newer : oldest_) = slot;
  newest_ = slot;
}

void Lru::unlink(SlotRef slot) {
  Link link = links_[slot];
  (link.newer != kNoSlot ? links_[link.newer].older : newest_) = link.older;
  (link.older != kNoSlot ? links_[link.older].newer : oldest_) = link.newer;
}

// One after the other. `links` is links_, or its only half.
template <class Links>
CELLARET_ALWAYS_INLINE void Lru::make_newest(const Links &links, const SlotRef *slots,
                                             std::uint32_t count) {
  SlotRef newest = newest_;
  for (const SlotRef *end = slots + count; slots != end; ++slots) {
    SlotRef slot = *slots;
    if (slot == newest || !links.covers(slot)) continue;
    Link link = links[slot];
    if (link.older == link.newer) continue;
    links[link.newer].older = link.older;
    (link.older != kNoSlot ? links[link.older].newer : oldest_) = link.newer;
    links[slot] = {newest, kNoSlot};
    links[newest].newer = slot;
    newest = slot;
  }
  newest_ = newest;
}

void Lru::on_hit(SlotRef slot) { make_newest(links_, &slot, 1); }

// The links of a batch are far apart in memory: where they may not be cached all are asked for
// before the first is needed, and then their neighbours.
void Lru::on_hits(const SlotRef *slots, std::uint32_t count) {
  if (links_.bytes() > kCachedBytes) {
    for (std::uint32_t at = 0; at < count; ++at) {
      if (links_.covers(slots[at])) prefetch(&links_[slots[at]]);
    }
    for (std::uint32_t at = 0; at < count; ++at) {
      if (!links_.covers(slots[at])) continue;
      Link link = links_[slots[at]];
      if (links_.covers(link.older)) prefetch(&links_[link.older]);
      if (links_.covers(link.newer)) prefetch(&links_[link.newer]);
    }
  }
  if (links_.is_split()) {
    make_newest(links_, slots, count);
  } else {
    make_newest(links_.only_half(), slots, count);
  }
}

void Lru::on_remove(SlotRef slot, std::uint32_t) {
  unlink(slot);
  links_[slot] = {0, 0};
}

void Lru::on_move(SlotRef from, SlotRef to) {
  Link link = links_[from];
  links_[from] = {0, 0};
  links_[to] = link;
  (link.newer != kNoSlot ? links_[link.newer].older : newest_) = to;
  (link.older != kNoSlot ? links_[link.older].newer : oldest_) = to;
}

SlotRef Lru::victim(Residents &, Random &, SlotRef keep) {
  if (oldest_ != keep || keep == kNoSlot) return oldest_;
  return links_[oldest_].newer;
}

}  // namespace cellaret::engine
