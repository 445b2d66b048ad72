// What a read gives back: a string, an integer or a double, with its codec tag and version.
#pragma once

#include <cellaret/value.h>

#include <array>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include "error.hpp"

namespace cellaret {

// What a value is stored as. Since: 0.1
enum class Type : std::uint8_t {
  kString = CELLARET_TYPE_STRING,
  kInt = CELLARET_TYPE_INT,
  kDouble = CELLARET_TYPE_DOUBLE,
  kList = CELLARET_TYPE_LIST,  // never the type of a Value
  kSet = CELLARET_TYPE_SET     // never the type of a Value
};

// The tag a writer gives to say what the bytes are; the engine never looks at it. 64 to 127 are
// free for users: static_cast<cellaret::Codec>(64). The rest is reserved. Since: 0.1
enum class Codec : std::uint8_t {
  kNone = CELLARET_CODEC_NONE,
  kUtf8 = CELLARET_CODEC_UTF8,
  kBytes = CELLARET_CODEC_BYTES,
  kJson = CELLARET_CODEC_JSON,
  kNull = CELLARET_CODEC_NULL,
  kPickle = CELLARET_CODEC_PICKLE,
  kMsgpack = CELLARET_CODEC_MSGPACK,
  kUserFirst = CELLARET_CODEC_USER_FIRST,
  kUserLast = CELLARET_CODEC_USER_LAST
};

// A value that was read. It owns what it refers to: values over 64 bytes are shared with the cache
// and stay as they were read, also when the key is overwritten or the cache is closed. Their memory
// comes back when the Value goes, so do not hoard them; to_string() makes a copy.
// Move-only. A Value that was moved from is an empty string.
// Threads: any number of readers; destruction and moving must not overlap with another use.
// Since: 0.1
class Value {
 public:
  Value() noexcept { raw_.type = CELLARET_TYPE_STRING; }
  ~Value() { cellaret_value_release(&raw_); }
  Value(const Value &) = delete;
  Value &operator=(const Value &) = delete;
  Value(Value &&other) noexcept : Value() { swap(other); }
  Value &operator=(Value &&other) noexcept {
    Value taken(std::move(other));
    swap(taken);
    return *this;
  }

  // What the value is stored as. Since: 0.1
  [[nodiscard]] Type type() const noexcept { return static_cast<Type>(raw_.type); }
  [[nodiscard]] bool is_string() const noexcept { return type() == Type::kString; }
  [[nodiscard]] bool is_int() const noexcept { return type() == Type::kInt; }
  [[nodiscard]] bool is_double() const noexcept { return type() == Type::kDouble; }

  // The text, or the bytes, of a string; not terminated, not checked to be UTF-8.
  // Lifetime: until this Value is destroyed, moved or assigned to.
  // Throws: Error with WRONG_TYPE for a number. Since: 0.1
  [[nodiscard]] std::string_view text() const {
    require(Type::kString, "text");
    return {static_cast<const char *>(cellaret_value_data(&raw_)), raw_.size};
  }
  [[nodiscard]] std::span<const std::byte> bytes() const {
    require(Type::kString, "bytes");
    return {static_cast<const std::byte *>(cellaret_value_data(&raw_)), raw_.size};
  }

  // The number that is stored, without any conversion.
  // Throws: Error with WRONG_TYPE for a value of another type. Since: 0.1
  [[nodiscard]] std::int64_t integer() const {
    require(Type::kInt, "integer");
    return raw_.as.integer;
  }
  [[nodiscard]] double number() const {
    require(Type::kDouble, "number");
    return raw_.as.number;
  }

  // The value as text, whatever its type. Numbers are in decimal; a double has the fewest digits
  // that read back, and no exponent. Since: 0.1
  [[nodiscard]] std::string to_string() const;

  // The value as a number, whatever its type; std::nullopt when its text is none. An integer looks
  // like "-12": no plus sign, no leading zeros, no point; a number also like "0.5" or "1e3".
  // Since: 0.1
  [[nodiscard]] std::optional<std::int64_t> to_int() const;
  [[nodiscard]] std::optional<double> to_double() const;

  // The codec tag, as written. Since: 0.1
  [[nodiscard]] Codec codec() const noexcept { return static_cast<Codec>(raw_.codec); }

  // The version of the entry; it grows with every write of the key and is never used again.
  // Since: 0.1
  [[nodiscard]] std::uint64_t version() const noexcept { return raw_.version; }

  // Takes over a value of the C interface, which must not be released any more. NONE becomes the
  // empty string. Since: 0.1
  [[nodiscard]] static Value adopt(const cellaret_value &raw) noexcept {
    Value value;
    if (raw.type != CELLARET_TYPE_NONE) value.raw_ = raw;
    return value;
  }

 private:
  void require(Type type, std::string_view operation) const {
    if (this->type() != type) throw Error(Code::WRONG_TYPE, operation);
  }

  // The struct has no pointer into itself, so its bytes may change places.
  void swap(Value &other) noexcept { std::swap(raw_, other.raw_); }

  cellaret_value raw_{};
};

namespace detail {

inline std::string integer_text(std::int64_t number) {
  std::array<char, 20> buffer{};
  const auto result = std::to_chars(buffer.data(), buffer.data() + buffer.size(), number);
  return std::string(buffer.data(), result.ptr);
}

// The fewest digits that read back, with zeros where an exponent would be: 1e+23 is a 1 and 23
// zeros, while std::chars_format::fixed would show all digits of the nearest binary number.
inline std::string double_text(double number) {
  if (number == 0) return "0";  // -0 too
  std::array<char, 32> buffer{};
  const auto result = std::to_chars(buffer.data(), buffer.data() + buffer.size(), std::abs(number),
                                    std::chars_format::scientific);
  const std::string_view text(buffer.data(), static_cast<std::size_t>(result.ptr - buffer.data()));
  const std::size_t mark = text.find('e');
  std::string digits(text.substr(0, mark));
  if (digits.size() > 1) digits.erase(1, 1);
  int exponent = 0;
  const std::size_t first = text[mark + 1] == '+' ? mark + 2 : mark + 1;
  std::from_chars(text.data() + first, text.data() + text.size(), exponent);
  const auto places = static_cast<std::size_t>(std::abs(exponent));
  if (exponent < 0) {
    digits.insert(0, "0." + std::string(places - 1, '0'));
  } else if (digits.size() <= places + 1) {
    digits.append(places + 1 - digits.size(), '0');
  } else {
    digits.insert(places + 1, 1, '.');
  }
  return std::signbit(number) ? "-" + digits : digits;
}

}  // namespace detail

inline std::string Value::to_string() const {
  if (is_int()) return detail::integer_text(raw_.as.integer);
  if (is_double()) return detail::double_text(raw_.as.number);
  return std::string(text());
}

inline std::optional<std::int64_t> Value::to_int() const {
  if (is_int()) return raw_.as.integer;
  const std::string source = to_string();
  const char *const end = source.data() + source.size();
  std::int64_t number = 0;
  const auto [rest, problem] = std::from_chars(source.data(), end, number);
  // "-0", "007" and the like are read too, but are not what an integer looks like.
  if (problem != std::errc() || rest != end || detail::integer_text(number) != source) return {};
  return number;
}

inline std::optional<double> Value::to_double() const {
  if (is_double()) return raw_.as.number;
  if (is_int()) return static_cast<double>(raw_.as.integer);
  const std::string_view source = text();
  const char *const end = source.data() + source.size();
  double number = 0;
  const auto [rest, problem] = std::from_chars(source.data(), end, number);
  if (problem != std::errc() || rest != end || !std::isfinite(number)) return {};
  return number;
}

}  // namespace cellaret
