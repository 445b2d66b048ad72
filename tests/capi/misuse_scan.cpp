// The rows of the misuse table for scans, lists of keys and what else concerns all of them.
#include "tests/capi/misuse.h"

namespace cellaret::test {

namespace {

constexpr auto kNullPointer = Misuse::kNullPointer;
constexpr auto kZeroSize = Misuse::kZeroSize;
constexpr auto kOverLimit = Misuse::kOverLimit;
constexpr auto kWrongFlag = Misuse::kWrongFlag;

template <class Spoil>
cellaret_status scan_spoiled(Scene &scene, Spoil spoil) {
  cellaret_scan_options options{};
  options.struct_size = sizeof options;
  spoil(options);
  return cellaret_scan(scene.cache, 0, &options, &scene.outs.count, &scene.outs.values);
}

// Calls with a right answer; it is given back.
cellaret_status scan_once(Scene &scene) {
  cellaret_status status =
      cellaret_scan(scene.cache, 0, nullptr, &scene.outs.count, &scene.outs.values);
  if (status == CELLARET_OK) cellaret_values_release(scene.outs.values);
  return status;
}
cellaret_status list_keys(Scene &scene, const char *pattern, std::size_t size) {
  cellaret_status status = cellaret_keys(scene.cache, pattern, size, &scene.outs.values);
  if (status == CELLARET_OK) cellaret_values_release(scene.outs.values);
  return status;
}
cellaret_status draw(Scene &scene) {
  cellaret_status status = cellaret_random_key(scene.cache, &scene.outs.value);
  if (status == CELLARET_OK) cellaret_value_release(&scene.outs.value);
  return status;
}

void add_scan(std::vector<MisuseRow> &rows) {
  constexpr auto kScan = "cellaret_scan";
  rows.insert(
      rows.end(),
      {{kScan, kNullPointer, "out_cursor", CELLARET_INVALID,
        [](Scene &s) { return cellaret_scan(s.cache, 0, nullptr, nullptr, &s.outs.values); }},
       {kScan, kNullPointer, "out_keys", CELLARET_INVALID,
        [](Scene &s) { return cellaret_scan(s.cache, 0, nullptr, &s.outs.count, nullptr); }},
       {kScan, kNullPointer, "options", CELLARET_OK, [](Scene &s) { return scan_once(s); }},
       {kScan, kNullPointer, "pattern", CELLARET_INVALID,
        [](Scene &s) { return scan_spoiled(s, [](auto &given) { given.pattern_size = 1; }); }},
       {kScan, kZeroSize, "struct_size", CELLARET_INVALID,
        [](Scene &s) { return scan_spoiled(s, [](auto &given) { given.struct_size = 0; }); }},
       {kScan, kOverLimit, "struct_size", CELLARET_INVALID,
        [](Scene &s) {
          return scan_spoiled(s, [](auto &given) { given.struct_size = 1u << 20; });
        }},
       {kScan, kOverLimit, "cursor", CELLARET_INVALID,
        [](Scene &s) {
          return cellaret_scan(s.cache, UINT64_MAX, nullptr, &s.outs.count, &s.outs.values);
        }},
       {kScan, kWrongFlag, "types", CELLARET_INVALID,
        [](Scene &s) { return scan_spoiled(s, [](auto &given) { given.types = 1; }); }},
       {kScan, kWrongFlag, "types", CELLARET_INVALID,
        [](Scene &s) { return scan_spoiled(s, [](auto &given) { given.types = 1u << 31; }); }}});
}

void add_patterns(std::vector<MisuseRow> &rows) {
  constexpr auto kKeys = "cellaret_keys";
  constexpr auto kDelete = "cellaret_delete_matching";
  rows.insert(
      rows.end(),
      {{kKeys, kNullPointer, "pattern", CELLARET_INVALID,
        [](Scene &s) { return cellaret_keys(s.cache, nullptr, 1, &s.outs.values); }},
       {kKeys, kNullPointer, "out_keys", CELLARET_INVALID,
        [](Scene &s) { return cellaret_keys(s.cache, "*", 1, nullptr); }},
       {kKeys, kZeroSize, "pattern_size", CELLARET_OK,
        [](Scene &s) { return list_keys(s, nullptr, 0); }},
       {kKeys, kOverLimit, "a pattern may have any size"},
       {kKeys, kWrongFlag, "takes a pattern only"},
       {kDelete, kNullPointer, "pattern", CELLARET_INVALID,
        [](Scene &s) { return cellaret_delete_matching(s.cache, nullptr, 1, &s.outs.count); }},
       {kDelete, kNullPointer, "out_deleted", CELLARET_OK,
        [](Scene &s) { return cellaret_delete_matching(s.cache, "x*", 2, nullptr); }},
       {kDelete, kZeroSize, "pattern_size", CELLARET_OK,
        [](Scene &s) { return cellaret_delete_matching(s.cache, nullptr, 0, nullptr); }},
       {kDelete, kOverLimit, "a pattern may have any size"},
       {kDelete, kWrongFlag, "takes a pattern only"}});
}

void add_single(std::vector<MisuseRow> &rows) {
  constexpr auto kRandom = "cellaret_random_key";
  constexpr auto kUsage = "cellaret_memory_usage";
  static const std::vector<char> kLong(CELLARET_MAX_KEY_SIZE + 1, 'k');
  rows.insert(rows.end(),
              {{kRandom, kNullPointer, "out_key", CELLARET_INVALID,
                [](Scene &s) { return cellaret_random_key(s.cache, nullptr); }},
               {kRandom, kZeroSize, "takes no size"},
               {kRandom, kOverLimit, "takes no size"},
               {kRandom, kWrongFlag, "takes no flag"},
               {kUsage, kNullPointer, "key", CELLARET_INVALID,
                [](Scene &s) { return cellaret_memory_usage(s.cache, nullptr, 1, &s.outs.count); }},
               {kUsage, kNullPointer, "out_bytes", CELLARET_INVALID,
                [](Scene &s) { return cellaret_memory_usage(s.cache, "k", 1, nullptr); }},
               {kUsage, kZeroSize, "key_size", CELLARET_MISS,
                [](Scene &s) { return cellaret_memory_usage(s.cache, nullptr, 0, &s.outs.count); }},
               {kUsage, kOverLimit, "key_size", CELLARET_MISS,
                [](Scene &s) {
                  return cellaret_memory_usage(s.cache, kLong.data(), kLong.size(), &s.outs.count);
                }},
               {kUsage, kWrongFlag, "takes a key only"}});
}

}  // namespace

void add_scan_rows(std::vector<MisuseRow> &rows) {
  add_scan(rows);
  add_patterns(rows);
  add_single(rows);
}

void add_scan_handle_rows(std::vector<HandleRow> &rows) {
  rows.push_back({"cellaret_scan", scan_once});
  rows.push_back({"cellaret_keys", [](Scene &s) { return list_keys(s, "*", 1); }});
  rows.push_back({"cellaret_delete_matching", [](Scene &s) {
                    return cellaret_delete_matching(s.cache, "x*", 2, &s.outs.count);
                  }});
  rows.push_back({"cellaret_random_key", draw});
  rows.push_back({"cellaret_memory_usage",
                  [](Scene &s) { return cellaret_memory_usage(s.cache, "k", 1, &s.outs.count); }});
}

}  // namespace cellaret::test
