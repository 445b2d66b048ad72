// What goes wrong: the codes, and the exception that carries one.
//
// The table of codes is made from CELLARET_STATUS_MAP, the one table of the C interface.
#pragma once

#include <cellaret/status.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>

namespace cellaret {

// Some systems' <math.h> has a macro of this name.
#pragma push_macro("OVERFLOW")
#undef OVERFLOW

// The statuses of the C interface under the names they have there, without the prefix. The ones
// above 0 are outcomes; an Error never carries them.
// Since: 0.1
// NOLINTBEGIN(readability-identifier-naming): the names are the C interface's, made by the table.
enum class Code : std::int32_t {
#define CELLARET_CODE_ENUM(name, number, text) name = (number),
  CELLARET_STATUS_MAP(CELLARET_CODE_ENUM)
#undef CELLARET_CODE_ENUM
};
// NOLINTEND(readability-identifier-naming)

#pragma pop_macro("OVERFLOW")

// The name of a code ("WRONG_TYPE"), or "UNKNOWN" for a number that is none.
// Lifetime: static. Threads: any. Since: 0.1
[[nodiscard]] inline std::string_view code_name(Code code) noexcept {
  return cellaret_status_name(static_cast<cellaret_status>(code));
}

// One sentence for people without a full stop, or "unknown status".
// Lifetime: static. Threads: any. Since: 0.1
[[nodiscard]] inline std::string_view code_text(Code code) noexcept {
  return cellaret_status_text(static_cast<cellaret_status>(code));
}

// An Error keeps this many bytes of the key.
inline constexpr std::size_t kErrorKeySize = 100;

// The engine's answer when a call failed. what() holds all of it, bytes of the key that cannot be
// printed as \xHH: `increment("visits"): the value is not a 64-bit integer (NOT_AN_INTEGER)`.
// Threads: any number of readers. Since: 0.1
class Error : public std::runtime_error {
 public:
  // code: below 0. operation: the member function. key: cut at kErrorKeySize bytes.
  Error(Code code, std::string_view operation, std::string_view key = {});

  // Which error. Since: 0.1
  [[nodiscard]] Code code() const noexcept { return details_->code; }

  // The member function that failed, as "increment". Lifetime: the exception's. Since: 0.1
  [[nodiscard]] std::string_view operation() const noexcept { return details_->operation; }

  // The first 100 bytes of the key; empty when the operation has none. Lifetime: the exception's.
  // Since: 0.1
  [[nodiscard]] std::string_view key() const noexcept { return details_->key; }

 protected:
  // more: what else what() says.
  Error(Code code, std::string_view operation, std::string_view key, std::string_view more);

 private:
  struct Details {
    Code code;
    std::string operation;
    std::string key;
  };

  // Shared, because copying an exception must not throw.
  std::shared_ptr<const Details> details_;
};

// Cache::named was asked for another configuration than the one the name is open with; its code is
// DIFFERS and its key the name. Since: 0.1
class DifferentConfiguration : public Error {
 public:
  // option: a string that stays.
  DifferentConfiguration(std::string_view name, std::string_view option)
      : Error(Code::DIFFERS, "named", name, option), option_(option) {}

  // The first option that differs, by its name in the C interface: "max_bytes". Lifetime: static.
  // Since: 0.1
  [[nodiscard]] std::string_view option() const noexcept { return option_; }

 private:
  std::string_view option_;
};

namespace detail {

inline std::string printable(std::string_view bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  for (const char character : bytes) {
    const auto byte = static_cast<unsigned char>(character);
    if (byte < 0x20 || byte >= 0x7f || character == '"' || character == '\\') {
      text.append({'\\', 'x', kDigits[byte >> 4U], kDigits[byte & 0xfU]});
    } else {
      text.push_back(character);
    }
  }
  return text;
}

inline std::string message(Code code, std::string_view operation, std::string_view key) {
  std::string text(operation);
  if (!key.empty()) {
    text.append("(\"").append(printable(key.substr(0, kErrorKeySize))).append("\")");
  }
  return text.append(": ").append(code_text(code)).append(" (").append(code_name(code)) + ")";
}

// INVALID is the one answer that speaks of the arguments alone; the standard has a type for it.
[[noreturn]] inline void fail(Code code, std::string_view operation, std::string_view key) {
  if (code == Code::INVALID) throw std::invalid_argument(message(code, operation, key));
  throw Error(code, operation, key);
}

// Passes success and outcomes on; throws for an error.
inline cellaret_status check(cellaret_status status, std::string_view operation,
                             std::string_view key = {}) {
  if (status < 0) [[unlikely]]
    fail(static_cast<Code>(status), operation, key);
  return status;
}

}  // namespace detail

inline Error::Error(Code code, std::string_view operation, std::string_view key)
    : Error(code, operation, key, {}) {}

inline Error::Error(Code code, std::string_view operation, std::string_view key,
                    std::string_view more)
    : std::runtime_error(
          detail::message(code, operation, key).append(more.empty() ? "" : ": ").append(more)),
      details_(std::make_shared<const Details>(
          Details{code, std::string(operation), std::string(key.substr(0, kErrorKeySize))})) {}

}  // namespace cellaret
