// The rows of the misuse table for settings of an open instance.
#include <string>

#include "tests/capi/misuse.h"

namespace cellaret::test {

namespace {

cellaret_status limit_with(Scene &scene, void (*spoil)(cellaret_limits &)) {
  cellaret_limits limits{};
  limits.struct_size = sizeof limits;
  spoil(limits);
  return cellaret_cache_set_limits(scene.cache, &limits);
}

cellaret_status register_with(const char *name, void (*spoil)(cellaret_policy &)) {
  cellaret_policy policy{};
  policy.struct_size = sizeof policy;
  policy.insert = [](cellaret_policy_view *, std::uint32_t, std::uint64_t, void *) {};
  policy.remove = [](cellaret_policy_view *, std::uint32_t, std::uint32_t, void *) {};
  policy.victim = [](cellaret_policy_view *, std::uint32_t, void *) -> std::uint32_t { return 0; };
  spoil(policy);
  return cellaret_policy_register(name, &policy);
}

}  // namespace

void add_settings_rows(std::vector<MisuseRow> &rows) {
  constexpr auto kLimits = "cellaret_cache_set_limits";
  constexpr auto kPolicy = "cellaret_cache_set_policy";
  constexpr auto kRegister = "cellaret_policy_register";
  for (Misuse kind : {Misuse::kNullHandle, Misuse::kStaleHandle, Misuse::kNeverHandle}) {
    rows.push_back({kRegister, kind, "takes no handle"});
  }
  rows.insert(
      rows.end(),
      {
          {kLimits, Misuse::kNullPointer, "limits", CELLARET_INVALID,
           [](Scene &s) { return cellaret_cache_set_limits(s.cache, nullptr); }},
          {kLimits, Misuse::kZeroSize, "struct_size", CELLARET_INVALID,
           [](Scene &s) { return limit_with(s, [](auto &limits) { limits.struct_size = 0; }); }},
          {kLimits, Misuse::kOverLimit, "struct_size", CELLARET_INVALID,
           [](Scene &s) { return limit_with(s, [](auto &limits) { limits.struct_size = 4097; }); }},
          {kLimits, Misuse::kOverLimit, "max_bytes, from below", CELLARET_INVALID,
           [](Scene &s) { return limit_with(s, [](auto &limits) { limits.max_bytes = 4095; }); }},
          {kLimits, Misuse::kWrongFlag, "reserved", CELLARET_INVALID,
           [](Scene &s) { return limit_with(s, [](auto &limits) { limits.reserved = 1; }); }},
          {kRegister, Misuse::kNullPointer, "name", CELLARET_INVALID,
           [](Scene &) { return register_with(nullptr, [](auto &) {}); }},
          {kRegister, Misuse::kNullPointer, "policy", CELLARET_INVALID,
           [](Scene &) { return cellaret_policy_register("misuse", nullptr); }},
          {kRegister, Misuse::kNullPointer, "a function", CELLARET_INVALID,
           [](Scene &) {
             return register_with("misuse", [](auto &policy) { policy.victim = nullptr; });
           }},
          {kRegister, Misuse::kZeroSize, "struct_size", CELLARET_INVALID,
           [](Scene &) {
             return register_with("misuse", [](auto &policy) { policy.struct_size = 0; });
           }},
          {kRegister, Misuse::kZeroSize, "an empty name", CELLARET_INVALID,
           [](Scene &) { return register_with("", [](auto &) {}); }},
          {kRegister, Misuse::kOverLimit, "entry_bytes", CELLARET_INVALID,
           [](Scene &) {
             return register_with("misuse", [](auto &policy) { policy.entry_bytes = 65; });
           }},
          {kRegister, Misuse::kOverLimit, "shard_bytes", CELLARET_INVALID,
           [](Scene &) {
             return register_with("misuse", [](auto &policy) { policy.shard_bytes = 65537; });
           }},
          {kRegister, Misuse::kOverLimit, "a long name", CELLARET_INVALID,
           [](Scene &) { return register_with(std::string(64, 'a').c_str(), [](auto &) {}); }},
          {kRegister, Misuse::kWrongFlag, "flags", CELLARET_INVALID,
           [](Scene &) { return register_with("misuse", [](auto &policy) { policy.flags = 2; }); }},
          {kRegister, Misuse::kWrongFlag, "a name that is taken", CELLARET_EXISTS,
           [](Scene &) { return register_with("sieve", [](auto &) {}); }},
          {kPolicy, Misuse::kNullPointer, "policy", CELLARET_INVALID,
           [](Scene &s) { return cellaret_cache_set_policy(s.cache, nullptr); }},
          {kPolicy, Misuse::kZeroSize, "an empty name", CELLARET_INVALID,
           [](Scene &s) { return cellaret_cache_set_policy(s.cache, ""); }},
          {kPolicy, Misuse::kOverLimit, "takes no size"},
          {kPolicy, Misuse::kWrongFlag, "an unknown name", CELLARET_INVALID,
           [](Scene &s) { return cellaret_cache_set_policy(s.cache, "allkeys-lru "); }},
      });
}

void add_settings_handle_rows(std::vector<HandleRow> &rows) {
  rows.push_back(
      {"cellaret_cache_set_limits", [](Scene &s) { return limit_with(s, [](auto &) {}); }});
  rows.push_back({"cellaret_cache_set_policy",
                  [](Scene &s) { return cellaret_cache_set_policy(s.cache, "sieve"); }});
}

}  // namespace cellaret::test
