// Name to factory.
#include "engine/eviction/registry.h"

#include "engine/eviction/lru.h"
#include "engine/eviction/noeviction.h"
#include "engine/eviction/random_eviction.h"

namespace cellaret::engine {

namespace {

template <class P>
Owned<Policy> make() {
  return make_owned<P>();
}

using Hits = PolicyKind::Hits;

constexpr PolicyKind kPolicies[] = {
    {"allkeys-lru", Hits::kLog, 0, false, &make<Lru>},
    {"allkeys-random", Hits::kNone, 0, false, &make<RandomEviction>},
    {"noeviction", Hits::kNone, 0, false, &make<NoEviction>},
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
