// What `cellaret curve` found: as a table for people, as CSV or as one JSON object for programs.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "tools/curve.h"

namespace cellaret::tool {

struct CurveReport {
  std::vector<std::string> traces;  // as given on the command line
  CurveOptions options;
  std::uint64_t accesses = 0;     // of the whole trace
  std::uint64_t unique_keys = 0;  // estimated from the samples, if there are some
  std::uint64_t whole = 0;        // what 100 % is, in the unit of the sizes
  std::uint32_t keys_in = 1;      // one key in so many was replayed
  std::uint32_t samples = 1;
  std::uint64_t replayed = 0;  // accesses, for each policy and size
  double load_seconds = 0;
  double seconds = 0;  // of all replays
  std::vector<Curve> curves;

  // Fills in what is known once the trace has been read.
  void describe(const TraceSamples &trace, const CurveOptions &given);

  bool is_sampled() const { return keys_in > 1; }
  // Of the whole, between 0 and 1 or above.
  double fraction(std::uint64_t size) const;
  // In the unit of the curve, as people read it.
  std::string size_text(std::uint64_t size) const;
  // The names of the traces without their folders, and what was replayed of them.
  std::string title() const;
  std::string subtitle() const;
};

// Lines of text, the last with its newline.
std::string to_table(const CurveReport &report);

// A heading, and a line for each point; docs/curve.md lists the columns.
std::string to_csv(const CurveReport &report);

// One object; docs/curve.md lists the fields.
std::string to_json(const CurveReport &report);

}  // namespace cellaret::tool
