// Fingerprints of evicted keys, and their age.
#include "engine/eviction/ghost_queue.h"

#include <algorithm>

namespace cellaret::engine {

bool GhostQueue::reserve(unsigned half, std::uint32_t slots) {
  // A seventh more than one a slot, so that few groups fill up before their keys are old.
  std::uint32_t groups = slots / 14 + 1;
  if (!halves_[half].allocate(groups)) return false;
  groups_[half] = groups;
  active_ = half;
  return true;
}

void GhostQueue::release(unsigned half, OldPages &old) {
  halves_[half].retire(old);
  groups_[half] = 0;
  if (active_ == half) active_ = 1 - half;
}

GhostQueue::Group &GhostQueue::group_of(unsigned half, std::uint64_t hash) const {
  return halves_[half][(hash >> 16 & 0xffffffffu) * groups_[half] >> 32];
}

// From bits of which the group takes none or few, shifted into place; never 0.
std::uint32_t GhostQueue::fingerprint(std::uint64_t hash) {
  std::uint64_t bits = hash * 0x9e3779b97f4a7c15ull >> 43;
  return static_cast<std::uint32_t>(bits | 1) << kAgeBits;
}

void GhostQueue::push(std::uint64_t hash) {
  progress_ += kTicksPerLength;
  std::uint64_t length = std::max<std::uint64_t>(length_, 1);
  tick_ += progress_ / length;
  progress_ %= length;
  Group &group = group_of(active_, hash);
  std::uint32_t oldest = 0;
  for (std::uint32_t at = 0; at < kPerGroup; ++at) {
    if (group.words[at] == 0) {
      oldest = at;
      break;
    }
    if (age(group.words[at]) > age(group.words[oldest])) oldest = at;
  }
  group.words[oldest] = fingerprint(hash) | (static_cast<std::uint32_t>(tick_) & kAgeMask);
}

bool GhostQueue::take(std::uint64_t hash) {
  return take_from(active_, hash) || take_from(1 - active_, hash);
}

bool GhostQueue::take_from(unsigned half, std::uint64_t hash) {
  if (!halves_[half]) return false;
  std::uint32_t wanted = fingerprint(hash);
  for (std::uint32_t &word : group_of(half, hash).words) {
    if (word == 0 || (word & ~kAgeMask) != wanted) continue;
    bool is_remembered = age(word) < kTicksPerLength;
    word = 0;
    return is_remembered;
  }
  return false;
}

}  // namespace cellaret::engine
