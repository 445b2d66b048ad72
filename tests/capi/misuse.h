// The misuse table: for every exported symbol, what each kind of misuse is answered with.
#pragma once

#include <cellaret/cellaret.h>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <vector>

namespace cellaret::test {

enum class Misuse {
  kNullPointer,  // other than the handle
  kZeroSize,     // of a key, a value, a struct, an array, a budget
  kOverLimit,    // a size, a count or a number above what is allowed
  kWrongFlag,    // an unknown enumerator, a reserved field, a value outside its range
  kNullHandle,
  kStaleHandle,
  kNeverHandle,
};
inline constexpr int kMisuseKinds = 7;
const char *name_of(Misuse kind);

// Every out parameter of the API, poisoned before the call, so that a write shows.
struct Outs {
  Outs() { std::memset(static_cast<void *>(this), 0x5a, sizeof *this); }

  cellaret_cache *cache;
  cellaret_value value;
  cellaret_options options;
  cellaret_stats stats;
  std::uint64_t count;
  std::int64_t integer;
  double number;
  std::uint8_t type;
  std::uint8_t flags[2];
  cellaret_values *values;
  const char *text;
  std::uint64_t subscription;
  std::size_t size;
  cellaret_event event;
  int descriptor;
};

// What a row is called on: a cache on a manual clock with "k" = "v" and "n" = 5.
struct Scene {
  cellaret_cache *cache = nullptr;
  Outs outs;
};

struct MisuseRow {
  const char *symbol;
  Misuse kind;
  const char *what;  // what is wrong, or why this kind does not apply
  cellaret_status expected = CELLARET_OK;
  cellaret_status (*call)(Scene &) = nullptr;  // nullptr: does not apply
};

// A call that is right but for its handle: it stands for the three rows of handles.
struct HandleRow {
  const char *symbol;
  cellaret_status (*call)(Scene &);
};

// Rows that stand in files of their own.
void add_curve_rows(std::vector<MisuseRow> &rows);
void add_curve_handle_rows(std::vector<HandleRow> &rows);
void add_named_rows(std::vector<MisuseRow> &rows);
void add_event_rows(std::vector<MisuseRow> &rows);
void add_event_handle_rows(std::vector<HandleRow> &rows);
void add_multi_rows(std::vector<MisuseRow> &rows);
void add_multi_handle_rows(std::vector<HandleRow> &rows);
void add_scan_rows(std::vector<MisuseRow> &rows);
void add_scan_handle_rows(std::vector<HandleRow> &rows);
void add_settings_rows(std::vector<MisuseRow> &rows);
void add_settings_handle_rows(std::vector<HandleRow> &rows);
void add_dump_rows(std::vector<MisuseRow> &rows);
void add_dump_handle_rows(std::vector<HandleRow> &rows);
void add_changes(std::vector<MisuseRow> &rows);
void add_changes(std::vector<HandleRow> &rows);

const std::vector<MisuseRow> &misuse_rows();
const std::vector<HandleRow> &handle_rows();

}  // namespace cellaret::test
