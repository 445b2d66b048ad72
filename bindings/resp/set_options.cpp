// SET's and GETEX's options, in any order, as Redis 7.0 takes them.
#include "bindings/resp/set_options.h"

#include "bindings/resp/arguments.h"

namespace cellaret::resp {
namespace {

constexpr std::int64_t kMostSeconds = std::numeric_limits<std::int64_t>::max() / 1000;

// A word that names a unit may be given again, but not with another one.
bool read_unit(std::string_view word, SetOptions &out) {
  const bool is_in_seconds = is_word(word, "EX") || is_word(word, "EXAT");
  const bool is_absolute = is_word(word, "EXAT") || is_word(word, "PXAT");
  if (!is_in_seconds && !is_absolute && !is_word(word, "PX")) return false;
  if (out.keeps_deadline || out.drops_deadline) return false;
  if (out.time && (out.is_in_seconds != is_in_seconds || out.is_absolute != is_absolute)) {
    return false;
  }
  out.is_in_seconds = is_in_seconds;
  out.is_absolute = is_absolute;
  return true;
}

// One that stands alone and belongs to SET.
bool read_set_flag(std::string_view word, SetOptions &out) {
  if (is_word(word, "NX") && !out.only_if_present) return out.only_if_absent = true;
  if (is_word(word, "XX") && !out.only_if_absent) return out.only_if_present = true;
  if (is_word(word, "GET")) return out.gives_old = true;
  if (is_word(word, "KEEPTTL") && !out.time) return out.keeps_deadline = true;
  return false;
}

bool read_getex_flag(std::string_view word, SetOptions &out) {
  if (is_word(word, "PERSIST") && !out.time) return out.drops_deadline = true;
  return false;
}

template <typename ReadFlag>
std::optional<Reply> read_options(std::span<const std::string_view> arguments, SetOptions &out,
                                  const ReadFlag &read_flag) {
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    if (read_flag(arguments[i], out)) continue;
    if (i + 1 == arguments.size() || !read_unit(arguments[i], out)) return syntax_error();
    out.time = arguments[++i];
  }
  return std::nullopt;
}

}  // namespace

std::optional<Reply> read_set_options(std::span<const std::string_view> arguments,
                                      SetOptions &out) {
  return read_options(arguments, out, read_set_flag);
}

std::optional<Reply> read_getex_options(std::span<const std::string_view> arguments,
                                        SetOptions &out) {
  return read_options(arguments, out, read_getex_flag);
}

std::optional<Reply> read_time(const Call &call, const TimeText &time, cellaret_expiry &out) {
  const auto number = read_integer(time.text);
  if (!number) return not_an_integer();
  if (*number <= 0 || (time.is_in_seconds && *number > kMostSeconds)) return bad_expiry(call);
  const std::int64_t ms = time.is_in_seconds ? *number * 1000 : *number;
  out = time.is_absolute ? cellaret_expiry_at(ms) : cellaret_expiry_in(ms);
  return std::nullopt;
}

}  // namespace cellaret::resp
