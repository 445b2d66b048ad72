// The types of a value and a view of a scalar one.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace cellaret::engine {

// Numbers as in CELLARET_TYPE_...; they are stored in three bits of an entry.
enum class Type : std::uint8_t {
  kNone = 0,
  kString = 1,
  kInt = 2,
  kDouble = 3,
  kList = 4,
  kSet = 5
};

// An entry of such a type holds the address of a Collection.
constexpr bool is_collection(Type type) { return type >= Type::kList; }

// A scalar, to write or as read: bytes, or a number that is stored as its 8 bytes.
class ScalarView {
 public:
  ScalarView() = default;
  static ScalarView of_bytes(std::string_view bytes) {
    ScalarView view;
    view.type_ = Type::kString;
    view.bytes_ = bytes;
    return view;
  }
  static ScalarView of_int(std::int64_t value) {
    return of_word(Type::kInt, static_cast<std::uint64_t>(value));
  }
  static ScalarView of_double(double value) {
    std::uint64_t word = 0;
    std::memcpy(&word, &value, sizeof word);
    return of_word(Type::kDouble, word);
  }
  static ScalarView of_word(Type type, std::uint64_t word) {
    ScalarView view;
    view.type_ = type;
    view.word_ = word;
    return view;
  }

  [[nodiscard]] Type type() const { return type_; }
  // Of a string.
  [[nodiscard]] std::string_view bytes() const { return bytes_; }
  // Of a number: its 8 bytes as they are stored.
  [[nodiscard]] std::uint64_t word() const { return word_; }
  [[nodiscard]] std::int64_t integer() const { return static_cast<std::int64_t>(word_); }
  [[nodiscard]] double number() const {
    double value = 0;
    std::memcpy(&value, &word_, sizeof value);
    return value;
  }
  [[nodiscard]] std::size_t stored_size() const {
    return type_ == Type::kString ? bytes_.size() : sizeof word_;
  }

 private:
  Type type_ = Type::kNone;
  std::uint64_t word_ = 0;
  std::string_view bytes_;
};

}  // namespace cellaret::engine
