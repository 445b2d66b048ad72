// Reads the text form of a trace: one access a line, "key [size [ttl]]".
//
// The key is any bytes but space, tab and newline, 1 to 65,535 of them; size is the value's in
// bytes; ttl is in whole seconds. Columns are parted by spaces or tabs, lines end with LF or CR LF.
// Empty lines are accepted at the end of a file only.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "tools/trace.h"

namespace cellaret::tool {

class InputFile;
class ProgressBar;

// Takes the bytes of one file in pieces of any size. Throws InputError for a line that is not
// allowed; the lines before it are in the trace.
class TraceParser {
 public:
  // access_limit: how many accesses the trace may have in all. Both must outlive the parser.
  TraceParser(std::string file_name, std::uint64_t access_limit, TraceSink &trace);

  // False as soon as the limit is reached: the rest is not wanted.
  bool feed(std::string_view bytes);

  // The file is at its end.
  void finish();

  // Throws InputError for the line that is being read.
  [[noreturn]] void refuse(const std::string &reason) const;

 private:
  void parse_line(std::string_view line);
  void parse_columns(std::string_view key, std::string_view rest);
  void hold_partial_line(std::string_view bytes);
  void refuse_long_line(std::size_t size) const;

  std::string file_name_;
  std::uint64_t access_limit_;
  TraceSink &trace_;
  std::string partial_;            // the beginning of a line whose end has not come yet
  std::uint64_t line_number_ = 0;  // of the last complete line
  std::uint64_t empty_line_ = 0;   // number of the first of the empty lines just seen; 0: none
  std::uint64_t accesses_ = 0;     // of this file
};

// Reads a whole file, or as much of it as the limit allows.
void read_trace(InputFile &file, std::uint64_t access_limit, ProgressBar &progress,
                TraceSink &trace);

}  // namespace cellaret::tool
