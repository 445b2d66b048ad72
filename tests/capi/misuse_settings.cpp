// The rows of the misuse table for settings of an open instance.
#include "tests/capi/misuse.h"

namespace cellaret::test {

namespace {

cellaret_status limit_with(Scene &scene, void (*spoil)(cellaret_limits &)) {
  cellaret_limits limits{};
  limits.struct_size = sizeof limits;
  spoil(limits);
  return cellaret_cache_set_limits(scene.cache, &limits);
}

}  // namespace

void add_settings_rows(std::vector<MisuseRow> &rows) {
  constexpr auto kLimits = "cellaret_cache_set_limits";
  constexpr auto kPolicy = "cellaret_cache_set_policy";
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
