// What can be stored: integers, doubles, text and bytes; and ranges of keys.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <ranges>
#include <span>
#include <stdexcept>
#include <string_view>
#include <type_traits>
#include <utility>

namespace cellaret {

namespace detail {

template <class T, class... Choices>
inline constexpr bool kIsOneOf = (std::same_as<T, Choices> || ...);

}  // namespace detail

// What is stored as a 64-bit integer: every integer type but bool and the character types. An
// unsigned number over 2^63 - 1 is refused with std::invalid_argument. Since: 0.1
template <class T>
concept Integer =
    std::integral<T> &&
    !detail::kIsOneOf<std::remove_cv_t<T>, bool, char, wchar_t, char8_t, char16_t, char32_t>;

// What is stored as a double. Since: 0.1
template <class T>
concept Number = detail::kIsOneOf<std::remove_cv_t<T>, float, double>;

// What is stored as a string: std::string, std::string_view, const char *, literals. Since: 0.1
template <class T>
concept Text = std::convertible_to<const T &, std::string_view> && !std::same_as<T, std::nullptr_t>;

// What is stored as a string too: spans, vectors and arrays of std::byte. Since: 0.1
template <class T>
concept Bytes = std::convertible_to<const T &, std::span<const std::byte>> && !Text<T>;

// What can be written to a cache. Since: 0.1
template <class T>
concept Storable = Integer<T> || Number<T> || Text<T> || Bytes<T>;

// A range of keys that outlive the call. Since: 0.1
template <class R>
concept KeyRange = std::ranges::input_range<R> &&
                   std::convertible_to<std::ranges::range_reference_t<R>, std::string_view> &&
                   (std::is_lvalue_reference_v<std::ranges::range_reference_t<R>> ||
                    std::is_trivially_copyable_v<std::ranges::range_reference_t<R>>);

namespace detail {

template <Integer T>
std::int64_t int64(T value) {
  if (!std::in_range<std::int64_t>(value)) {
    throw std::invalid_argument("cellaret: the integer is over 2^63 - 1");
  }
  return static_cast<std::int64_t>(value);
}

}  // namespace detail
}  // namespace cellaret
