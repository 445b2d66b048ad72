// The recency list of `allkeys-lru`.
#include "engine/eviction/lru.h"

#include "engine/base/platform.h"

namespace cellaret::engine {

// A link of a slot that is not in the list is {0, 0}, as none but that of the oldest can be.
void Lru::push_newest(SlotRef slot) {
  Ends &ends = *ends_;
  links_[slot] = {ends.newest, kNoSlot};
  (ends.newest != kNoSlot ? links_[ends.newest].newer : ends.oldest) = slot;
  ends.newest = slot;
}

void Lru::unlink(SlotRef slot) {
  Ends &ends = *ends_;
  Link link = links_[slot];
  if (slot == ends.oldest) {
    ends.oldest = link.newer;
    if (slot == ends.newest) ends.newest = kNoSlot;
    return;
  }
  links_[link.older].newer = link.newer;
  (slot != ends.newest ? links_[link.newer].older : ends.newest) = link.older;
}

// One after the other. `links` is links_, or its only half.
template <class Links>
CELLARET_ALWAYS_INLINE void Lru::make_newest(const Links &links, const SlotRef *slots,
                                             std::uint32_t count) {
  SlotRef newest = ends_->newest;
  SlotRef oldest = ends_->oldest;
  for (const SlotRef *end = slots + count; slots != end; ++slots) {
    SlotRef slot = *slots;
    if (slot == newest || !links.covers(slot)) continue;
    Link link = links[slot];
    if (slot == oldest) {
      oldest = link.newer;
    } else if (link.older != link.newer) {
      links[link.newer].older = link.older;
      links[link.older].newer = link.newer;
    } else {
      continue;
    }
    links[slot] = {newest, kNoSlot};
    links[newest].newer = slot;
    newest = slot;
  }
  *ends_ = {newest, oldest};
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
  (from != ends_->newest ? links_[link.newer].older : ends_->newest) = to;
  (from != ends_->oldest ? links_[link.older].newer : ends_->oldest) = to;
}

SlotRef Lru::victim(Residents &, Random &, SlotRef keep) {
  SlotRef oldest = ends_->oldest;
  return oldest != keep || keep == kNoSlot ? oldest : links_[oldest].newer;
}

}  // namespace cellaret::engine
