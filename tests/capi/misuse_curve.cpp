// The rows of the misuse table for the estimate of the miss-ratio curve.
#include "tests/capi/misuse.h"

namespace cellaret::test {

namespace {

cellaret_status start_with(Scene &scene, std::uint32_t struct_size, std::uint32_t sample_keys) {
  cellaret_curve_options options{struct_size, sample_keys};
  return cellaret_curve_start(scene.cache, &options);
}

cellaret_status read_with(Scene &scene, std::uint32_t struct_size) {
  cellaret_curve_info info{};
  info.struct_size = struct_size;
  return cellaret_curve_read(scene.cache, nullptr, 0, &info);
}

// Runs it while the estimate is on, so that nothing but the handle is wrong.
template <class Call>
cellaret_status started(Scene &scene, Call call) {
  cellaret_status status = cellaret_curve_start(scene.cache, nullptr);
  return status == CELLARET_OK ? call() : status;
}

}  // namespace

void add_curve_rows(std::vector<MisuseRow> &rows) {
  constexpr auto kStart = "cellaret_curve_start";
  constexpr auto kRead = "cellaret_curve_read";
  constexpr std::uint32_t kSize = sizeof(cellaret_curve_options);
  rows.insert(rows.end(),
              {
                  {kStart, Misuse::kNullPointer, "options: the defaults", CELLARET_OK,
                   [](Scene &s) { return cellaret_curve_start(s.cache, nullptr); }},
                  {kStart, Misuse::kZeroSize, "struct_size", CELLARET_INVALID,
                   [](Scene &s) { return start_with(s, 0, 0); }},
                  {kStart, Misuse::kOverLimit, "sample_keys", CELLARET_INVALID,
                   [](Scene &s) { return start_with(s, kSize, CELLARET_MAX_CURVE_KEYS + 1); }},
                  {kStart, Misuse::kOverLimit, "struct_size", CELLARET_INVALID,
                   [](Scene &s) { return start_with(s, 4097, 0); }},
                  {kStart, Misuse::kWrongFlag, "takes no flag"},
                  {kRead, Misuse::kNullPointer, "points with a count", CELLARET_INVALID,
                   [](Scene &s) { return cellaret_curve_read(s.cache, nullptr, 1, nullptr); }},
                  {kRead, Misuse::kZeroSize, "no points while it is off", CELLARET_MISS,
                   [](Scene &s) { return cellaret_curve_read(s.cache, nullptr, 0, nullptr); }},
                  {kRead, Misuse::kZeroSize, "struct_size", CELLARET_INVALID,
                   [](Scene &s) { return read_with(s, 0); }},
                  {kRead, Misuse::kOverLimit, "struct_size", CELLARET_INVALID,
                   [](Scene &s) { return read_with(s, 4097); }},
                  {kRead, Misuse::kWrongFlag, "takes no flag"},
              });
  for (Misuse kind :
       {Misuse::kNullPointer, Misuse::kZeroSize, Misuse::kOverLimit, Misuse::kWrongFlag}) {
    rows.push_back({"cellaret_curve_stop", kind, "takes a handle only"});
  }
}

void add_curve_handle_rows(std::vector<HandleRow> &rows) {
  rows.push_back(
      {"cellaret_curve_start", [](Scene &s) { return cellaret_curve_start(s.cache, nullptr); }});
  rows.push_back({"cellaret_curve_stop", [](Scene &s) {
                    return started(s, [&] { return cellaret_curve_stop(s.cache); });
                  }});
  rows.push_back({"cellaret_curve_read", [](Scene &s) {
                    return started(
                        s, [&] { return cellaret_curve_read(s.cache, nullptr, 0, nullptr); });
                  }});
}

}  // namespace cellaret::test
