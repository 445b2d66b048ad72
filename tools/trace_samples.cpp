// Implementation of trace_samples.h.
#include "tools/trace_samples.h"

#include <string_view>

namespace cellaret::tool {

namespace {

// FNV-1a, and a last round that makes every bit depend on every other (Stafford's mix 13 of
// splitmix64).
std::uint64_t hash_of(std::string_view key) {
  std::uint64_t hash = 0xCBF29CE484222325u;
  for (const char character : key) {
    hash = (hash ^ static_cast<unsigned char>(character)) * 0x100000001B3u;
  }
  hash = (hash ^ hash >> 30) * 0xBF58476D1CE4E5B9u;
  hash = (hash ^ hash >> 27) * 0x94D049BB133111EBu;
  return hash ^ hash >> 31;
}

}  // namespace

TraceSamples::TraceSamples(std::uint32_t keys_in, std::uint32_t samples)
    : keys_in_(keys_in), samples_(samples), seen_(samples) {}

void TraceSamples::append(const Access &access) {
  ++accesses_;
  const std::uint64_t hash = hash_of(access.key);
  const std::uint64_t part = (hash >> 32) * keys_in_ >> 32;
  if (part >= samples_.size()) return;
  samples_[part].append(access);
  seen_[part].insert(hash);
}

std::uint64_t TraceSamples::unique_keys() const {
  std::uint64_t keys = 0;
  for (const auto &seen : seen_) keys += seen.size();
  return keys * keys_in_ / samples_.size();
}

double TraceSamples::share(std::size_t sample) const {
  const std::uint64_t whole = unique_keys();
  return whole == 0 ? 0 : static_cast<double>(seen_[sample].size()) / static_cast<double>(whole);
}

}  // namespace cellaret::tool
