// Registering policies of the caller's own.
#include <cellaret/policy.h>

#include <cstddef>

#include "capi/src/call.h"
#include "engine/eviction/registry.h"

using namespace cellaret::capi;
namespace engine = cellaret::engine;

static_assert(engine::kMaxPolicyName == CELLARET_MAX_POLICY_NAME);
static_assert(engine::kMaxPolicyShardBytes == CELLARET_MAX_POLICY_SHARD_BYTES);
static_assert(engine::kMaxPolicyEntryBytes == CELLARET_MAX_POLICY_ENTRY_BYTES);
static_assert(engine::CustomFunctions::kEveryHit == CELLARET_POLICY_EVERY_HIT);

// The engine's structs are the public ones, field for field.
static_assert(sizeof(engine::CustomView) == sizeof(cellaret_policy_view));
static_assert(offsetof(engine::CustomView, records) == offsetof(cellaret_policy_view, records));
static_assert(offsetof(engine::CustomView, capacity) == offsetof(cellaret_policy_view, capacity));
static_assert(offsetof(engine::CustomView, count) == offsetof(cellaret_policy_view, count));
static_assert(offsetof(engine::CustomView, weight) == offsetof(cellaret_policy_view, weight));
static_assert(offsetof(engine::CustomView, expires) == offsetof(cellaret_policy_view, expires));
static_assert(offsetof(engine::CustomView, policy) == offsetof(cellaret_policy_view, reserved));
static_assert(sizeof(engine::CustomFunctions) == sizeof(cellaret_policy));

namespace {

bool is_name(std::string_view name) {
  return !name.empty() && name.size() <= engine::kMaxPolicyName &&
         std::all_of(name.begin(), name.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
         });
}

bool is_complete(const cellaret_policy &policy) {
  return (policy.flags & ~std::uint32_t{CELLARET_POLICY_EVERY_HIT}) == 0 &&
         policy.shard_bytes <= engine::kMaxPolicyShardBytes &&
         policy.entry_bytes <= engine::kMaxPolicyEntryBytes && policy.insert != nullptr &&
         policy.remove != nullptr && policy.victim != nullptr;
}

engine::CustomFunctions to_functions(const cellaret_policy &policy) {
  return {.struct_size = sizeof(engine::CustomFunctions),
          .flags = policy.flags,
          .shard_bytes = policy.shard_bytes,
          .entry_bytes = policy.entry_bytes,
          .insert = policy.insert,
          .remove = policy.remove,
          .victim = policy.victim,
          .hits = policy.hits,
          .resize = policy.resize,
          .user_data = policy.user_data};
}

}  // namespace

cellaret_status cellaret_policy_register(const char *name, const cellaret_policy *policy) noexcept {
  return guarded([&] {
    cellaret_policy given{};
    if (name == nullptr || policy == nullptr || !read_struct(policy, given)) {
      return Status::kInvalid;
    }
    if (!is_name(name) || !is_complete(given)) return Status::kInvalid;
    return engine::register_policy(name, to_functions(given));
  });
}
