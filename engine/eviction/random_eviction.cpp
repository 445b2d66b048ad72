// Draws victims from the table itself; no state per entry.
#include "engine/eviction/random_eviction.h"

namespace cellaret::engine {

SlotRef RandomEviction::victim(Residents &residents, Random &random, SlotRef keep) {
  std::size_t candidates = keep == kNoSlot ? entries_ : entries_ - 1;
  if (candidates == 0) return kNoSlot;
  // With at least one candidate beside `keep`, each draw succeeds with probability 1/2 or more.
  for (;;) {
    SlotRef slot = residents.sample(random);
    if (slot != keep) return slot;
  }
}

}  // namespace cellaret::engine
