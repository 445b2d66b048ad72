// Name to factory.
#include "engine/eviction/registry.h"

#include <type_traits>

#include "engine/base/limits.h"
#include "engine/eviction/adaptive.h"
#include "engine/eviction/custom.h"
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
Owned<Policy> make(const PolicyKind &, [[maybe_unused]] Residents &residents,
                   [[maybe_unused]] std::uint64_t seed) {
  if constexpr (std::is_constructible_v<P, Residents &, std::uint64_t>) {
    return make_owned<P>(residents, seed);
  } else if constexpr (std::is_constructible_v<P, Residents &>) {
    return make_owned<P>(residents);
  } else {
    return make_owned<P>();
  }
}

using Hits = PolicyKind::Hits;

// name, hits, mark_cap, volatile_only, make, custom
constexpr PolicyKind kPolicies[] = {
    {"allkeys-lru", Hits::kLog, 0, false, &make<Lru>, nullptr},
    {"allkeys-lfu", Hits::kEveryHit, 0, false, &make<Lfu>, nullptr},
    {"allkeys-random", Hits::kNone, 0, false, &make<RandomEviction>, nullptr},
    {"volatile-lru", Hits::kLog, 0, true, &make<Lru>, nullptr},
    {"volatile-lfu", Hits::kEveryHit, 0, true, &make<Lfu>, nullptr},
    {"volatile-random", Hits::kNone, 0, true, &make<VolatileRandom>, nullptr},
    {"volatile-ttl", Hits::kNone, 0, true, &make<VolatileTtl>, nullptr},
    {"noeviction", Hits::kNone, 0, false, &make<NoEviction>, nullptr},
    {"sieve", Hits::kMarks, 1, false, &make<Sieve>, nullptr},
    {"s3-fifo", Hits::kMarks, S3Fifo::kMarkCap, false, &make<S3Fifo>, nullptr},
    {"w-tinylfu", Hits::kEveryHit, 0, false, &make<WTinyLfu>, nullptr},
    {"adaptive", Hits::kMarksAndSample, Adaptive::kMarkCap, false, &make<Adaptive>, nullptr},
};

// Registered ones. A row is complete before it is counted, and then never changes.
struct CustomRow {
  char name[kMaxPolicyName + 1];
  CustomFunctions functions;
  PolicyKind kind;
};
CustomRow custom_rows[kMaxCustomPolicies];
Atomic<std::uint32_t> custom_count;
Lock custom_lock;

}  // namespace

const PolicyKind *find_policy(std::string_view name) {
  for (const PolicyKind &kind : kPolicies) {
    if (name == kind.name) return &kind;
  }
  std::uint32_t count = custom_count.load(std::memory_order_acquire);
  for (std::uint32_t at = 0; at < count; ++at) {
    if (name == custom_rows[at].name) return &custom_rows[at].kind;
  }
  return nullptr;
}

Lock &policy_registry_lock() { return custom_lock; }

Status register_policy(std::string_view name, const CustomFunctions &functions) {
  LockGuard guard(custom_lock);
  if (const PolicyKind *found = find_policy(name)) {
    bool is_same = found->custom != nullptr && *found->custom == functions;
    return is_same ? Status::kOk : Status::kExists;
  }
  std::uint32_t count = custom_count.load(std::memory_order_relaxed);
  if (count == kMaxCustomPolicies) return Status::kLimit;
  CustomRow &row = custom_rows[count];
  name.copy(row.name, name.size());
  row.functions = functions;
  bool wants_repeats = (functions.flags & CustomFunctions::kEveryHit) != 0;
  Hits hits = functions.hits == nullptr ? Hits::kNone
              : wants_repeats           ? Hits::kEveryHit
                                        : Hits::kLog;
  row.kind = {row.name, hits, 0, false, &CustomPolicy::make, &row.functions};
  custom_count.store(count + 1, std::memory_order_release);
  return Status::kOk;
}

const PolicyKind *default_policy() { return &kPolicies[0]; }

}  // namespace cellaret::engine
