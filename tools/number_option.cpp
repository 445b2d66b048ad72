// Implementation of number_option.h.
#include "tools/number_option.h"

#include <optional>

#include "cellaret/cache.h"
#include "tools/quantities.h"

namespace cellaret::tool {

namespace {

std::string describe(const NumberRule &rule) {
  std::string text = rule.is_bytes ? "a size such as 64MiB" : "a whole number";
  text += rule.last == UINT64_MAX - 1
              ? ", " + format_count(rule.first) + " or more"
              : " from " + format_count(rule.first) + " to " + format_count(rule.last);
  return text + (rule.may_be_unlimited ? ", nor \"unlimited\"" : "");
}

}  // namespace

std::uint64_t read_number(const std::string &option, const std::string &text,
                          const NumberRule &rule) {
  if (rule.may_be_unlimited && text == "unlimited") return CELLARET_UNLIMITED;
  const std::optional<std::uint64_t> number =
      rule.is_bytes ? parse_byte_size(text) : parse_count(text);
  if (!number || *number < rule.first || *number > rule.last) {
    throw CLI::ValidationError(option, "\"" + text + "\" is not " + describe(rule));
  }
  return *number;
}

}  // namespace cellaret::tool
