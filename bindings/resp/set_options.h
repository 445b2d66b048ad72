// The options that SET and GETEX share: conditions and times to live.
#pragma once

#include <optional>

#include "bindings/resp/command.h"

namespace cellaret::resp {

struct SetOptions {
  bool only_if_absent = false;
  bool only_if_present = false;
  bool gives_old = false;
  bool keeps_deadline = false;
  bool drops_deadline = false;
  // The unit and the text of a time, if one is given: EX, PX, EXAT, PXAT.
  bool is_in_seconds = false;
  bool is_absolute = false;
  std::optional<std::string_view> time;
};

// A time to live as text, and what it counts.
struct TimeText {
  std::string_view text;
  bool is_in_seconds;
  bool is_absolute;
};

// The options from `arguments`; the reply if they are wrong. Each command has its own words.
std::optional<Reply> read_set_options(std::span<const std::string_view> arguments, SetOptions &out);
std::optional<Reply> read_getex_options(std::span<const std::string_view> arguments,
                                        SetOptions &out);

// The moment a time stands for; the reply if it is no integer or out of range.
std::optional<Reply> read_time(const Call &call, const TimeText &time, cellaret_expiry &out);

}  // namespace cellaret::resp
