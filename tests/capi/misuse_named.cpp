// Rows of the misuse table for instances that have a name.
#include <string>

#include "tests/capi/misuse.h"

namespace cellaret::test {
namespace {

constexpr auto kOpen = "cellaret_cache_open_named";

// Opens nothing that stays: a handle that should not have been given is closed again.
cellaret_status open(Scene &scene, const void *name, std::size_t size,
                     const cellaret_options *options = nullptr) {
  cellaret_status status =
      cellaret_cache_open_named(name, size, options, &scene.outs.cache, &scene.outs.text);
  if (status == CELLARET_OK) cellaret_cache_close(scene.outs.cache);
  return status;
}

template <class Spoil>
cellaret_status open_with(Scene &scene, Spoil spoil) {
  cellaret_options options{};
  options.struct_size = sizeof options;
  spoil(options);
  return open(scene, "named", 5, &options);
}

}  // namespace

void add_named_rows(std::vector<MisuseRow> &rows) {
  rows.insert(
      rows.end(),
      {
          {kOpen, Misuse::kNullPointer, "name", CELLARET_INVALID,
           [](Scene &s) { return open(s, nullptr, 5); }},
          {kOpen, Misuse::kNullPointer, "name without length", CELLARET_INVALID,
           [](Scene &s) { return open(s, nullptr, 0); }},
          {kOpen, Misuse::kOverLimit, "maintenance_ms", CELLARET_INVALID,
           [](Scene &s) {
             return open_with(s, [](auto &options) { options.maintenance_ms = 60001; });
           }},
          {kOpen, Misuse::kWrongFlag, "reserved", CELLARET_INVALID,
           [](Scene &s) { return open_with(s, [](auto &options) { options.reserved = 1; }); }},
          {kOpen, Misuse::kNullPointer, "out_cache", CELLARET_INVALID,
           [](Scene &s) {
             return cellaret_cache_open_named("named", 5, nullptr, nullptr, &s.outs.text);
           }},
          {kOpen, Misuse::kNullPointer, "out_differing, which may be NULL", CELLARET_OK,
           [](Scene &s) {
             cellaret_status status =
                 cellaret_cache_open_named("named", 5, nullptr, &s.outs.cache, nullptr);
             cellaret_cache_close(s.outs.cache);
             return status;
           }},
          {kOpen, Misuse::kZeroSize, "name", CELLARET_INVALID,
           [](Scene &s) { return open(s, "named", 0); }},
          {kOpen, Misuse::kZeroSize, "struct_size", CELLARET_INVALID,
           [](Scene &s) { return open_with(s, [](auto &o) { o.struct_size = 0; }); }},
          {kOpen, Misuse::kOverLimit, "name", CELLARET_INVALID,
           [](Scene &s) {
             std::string name(CELLARET_MAX_NAME_SIZE + 1, 'n');
             return open(s, name.data(), name.size());
           }},
          {kOpen, Misuse::kOverLimit, "default expiry", CELLARET_BAD_EXPIRY,
           [](Scene &s) {
             return open_with(s, [](auto &o) { o.default_expiry = cellaret_expiry_in(INT64_MAX); });
           }},
          {kOpen, Misuse::kWrongFlag, "clock", CELLARET_INVALID,
           [](Scene &s) { return open_with(s, [](auto &o) { o.clock = UINT32_MAX; }); }},
          {kOpen, Misuse::kNullHandle, "takes no handle"},
          {kOpen, Misuse::kStaleHandle, "takes no handle"},
          {kOpen, Misuse::kNeverHandle, "takes no handle"},
      });
}

}  // namespace cellaret::test
