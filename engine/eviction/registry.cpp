// Name to factory.
#include "engine/eviction/registry.h"

#include <type_traits>

#include "engine/eviction/adaptive.h"
#include "engine/eviction/lfu.h"
#include "engine/eviction/lru.h"
#include "engine/eviction/noeviction.h"
#include "engine/eviction/random_eviction.h"
#include "engine/eviction/s3_fifo.h"
#include "engine/eviction/sieve.h"
#include "engine/eviction/volatile_random.h"
#include "engine/eviction/volatile_ttl.h"
#include "engine/eviction/w_tinylfu.h"

namespace cellaret::engine {

namespace {

// A policy takes of table and seed what it needs.
template <class P>
Owned<Policy> make([[maybe_unused]] Residents &residents, [[maybe_unused]] std::uint64_t seed) {
  if constexpr (std::is_constructible_v<P, Residents &, std::uint64_t>) {
    return make_owned<P>(residents, seed);
  } else if constexpr (std::is_constructible_v<P, Residents &>) {
    return make_owned<P>(residents);
  } else {
    return make_owned<P>();
  }
}

using Hits = PolicyKind::Hits;

// name, hits, mark_cap, volatile_only, make
constexpr PolicyKind kPolicies[] = {
    {"allkeys-lru", Hits::kLog, 0, false, &make<Lru>},
    {"allkeys-lfu", Hits::kEveryHit, 0, false, &make<Lfu>},
    {"allkeys-random", Hits::kNone, 0, false, &make<RandomEviction>},
    {"volatile-lru", Hits::kLog, 0, true, &make<Lru>},
    {"volatile-lfu", Hits::kEveryHit, 0, true, &make<Lfu>},
    {"volatile-random", Hits::kNone, 0, true, &make<VolatileRandom>},
    {"volatile-ttl", Hits::kNone, 0, true, &make<VolatileTtl>},
    {"noeviction", Hits::kNone, 0, false, &make<NoEviction>},
    {"sieve", Hits::kMarks, 1, false, &make<Sieve>},
    {"s3-fifo", Hits::kMarks, S3Fifo::kMarkCap, false, &make<S3Fifo>},
    {"w-tinylfu", Hits::kEveryHit, 0, false, &make<WTinyLfu>},
    {"adaptive", Hits::kMarksAndSample, Adaptive::kMarkCap, false, &make<Adaptive>},
};

}  // namespace

const PolicyKind *find_policy(std::string_view name) {
  for (const PolicyKind &kind : kPolicies) {
    if (name == kind.name) return &kind;
  }
  return nullptr;
}

const PolicyKind *default_policy() { return &kPolicies[0]; }

}  // namespace cellaret::engine
