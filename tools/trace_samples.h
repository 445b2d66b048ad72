// Samples of a trace by key: all accesses of one key in so many, or of every key.
//
// Whether a key is in a sample is decided by a hash of its bytes, so every access of it is in or
// none is, and a cache of 1/n of the size that sees the keys of 1/n behaves much like the whole
// (Waldspurger, Park, Garthwaite, Ahmad: Efficient MRC Construction with SHARDS, FAST 2015; for
// policies other than LRU: Waldspurger, Saemundsson, Ahmad, Park: Cache Modeling and Optimization
// using Miniature Simulations, ATC 2017). Samples share no key, so how far they differ tells how
// far one of them may be off.
#pragma once

#include <cstdint>
#include <unordered_set>
#include <vector>

#include "tools/trace.h"

namespace cellaret::tool {

class TraceSamples final : public TraceSink {
 public:
  // One key in `keys_in` is in each of `samples`; both 1 keeps the whole trace.
  // samples is at most keys_in.
  TraceSamples(std::uint32_t keys_in, std::uint32_t samples);

  void append(const Access &access) override;

  // Of the whole trace.
  std::uint64_t accesses() const override { return accesses_; }

  const std::vector<Trace> &samples() const { return samples_; }
  std::uint32_t keys_in() const { return keys_in_; }
  // Different keys of the whole trace: counted, or estimated from the samples.
  std::uint64_t unique_keys() const;
  // How much of the whole a sample is, by its keys: about 1 / keys_in.
  double share(std::size_t sample) const;

 private:
  std::uint32_t keys_in_;
  std::uint64_t accesses_ = 0;
  std::vector<Trace> samples_;
  std::vector<std::unordered_set<std::uint64_t>> seen_;  // hashes of the keys in each sample
};

}  // namespace cellaret::tool
