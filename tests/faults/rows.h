// The rows of the table of faults: for every exported symbol, calls that allocate all it can
// allocate.
#pragma once

#include <cellaret/cellaret.h>

#include <vector>

namespace cellaret::test {

struct FaultRow {
  const char *symbol;
  const char *what;
  // One right call, which gives back what it receives.
  cellaret_status (*call)(cellaret_cache *);
  // What is there before the call, beside the scene's own keys; may be null.
  void (*prepare)(cellaret_cache *) = nullptr;
  // What the call leaves behind depends on chance: only its status is compared.
  bool is_random = false;
  // It is made of many writes, and keeps those before the one that fails.
  bool stops_midway = false;
};

// Give back what a call gave. By reference: the call that gives the status writes it.
inline cellaret_status released(cellaret_status status, cellaret_value &value) {
  if (status == CELLARET_OK) cellaret_value_release(&value);
  return status;
}
inline cellaret_status released(cellaret_status status, cellaret_values *const &values) {
  if (status == CELLARET_OK) cellaret_values_release(values);
  return status;
}

inline const cellaret_expiry *in_a_second() {
  static const cellaret_expiry expiry = cellaret_expiry_in(1000);
  return &expiry;
}
inline const cellaret_expiry *next_morning() {
  static const cellaret_expiry expiry = cellaret_expiry_daily(6, 0, 0, 60);
  return &expiry;
}
inline const cellaret_write_options *write_in_a_second() {
  static const cellaret_write_options options{
      sizeof(cellaret_write_options), CELLARET_CODEC_JSON, {}, cellaret_expiry_in(1000)};
  return &options;
}

// Opens an instance with a maintenance thread, and closes it.
cellaret_status open_with_thread(cellaret_cache *);

void add_dump_rows(std::vector<FaultRow> &rows);
void add_event_rows(std::vector<FaultRow> &rows);
void add_instance_rows(std::vector<FaultRow> &rows);
void add_key_rows(std::vector<FaultRow> &rows);
void add_list_rows(std::vector<FaultRow> &rows);
void add_scalar_rows(std::vector<FaultRow> &rows);
void add_scan_rows(std::vector<FaultRow> &rows);
void add_set_rows(std::vector<FaultRow> &rows);

}  // namespace cellaret::test
