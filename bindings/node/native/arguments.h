// Reading a call's arguments: text and bytes, numbers, the key, the expiry.
#pragma once

#include <node_api.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <new>
#include <string_view>

#include "cellaret/cellaret.h"
#include "environment.h"
#include "text.h"

namespace cellaret::node {

// The most arguments a native function takes.
inline constexpr std::size_t kMaxArguments = 8;

// One call of a function of a cache. The hot functions are made for each cache with its handle as
// their data, so that they look into no object; the others are methods of a class and find it in
// their receiver. A handle is no address, and one that is closed is answered with CLOSED.
class Call {
 public:
  Call(napi_env env, napi_callback_info info) : env_(env), count_(kMaxArguments) {
    is_received_ =
        napi_get_cb_info(env, info, &count_, arguments_.data(), &receiver_, &data_) == napi_ok;
    is_valid_ =
        is_received_ && (data_ != nullptr || napi_unwrap(env, receiver_, &data_) == napi_ok);
  }

  napi_env env() const { return env_; }
  // Whether there are arguments, and whether there is a cache as well.
  bool is_received() const { return is_received_; }
  bool is_valid() const { return is_valid_; }
  cellaret_cache *cache() const { return static_cast<cellaret_cache *>(data_); }
  bool has(std::size_t at) const { return at < count_; }
  napi_value receiver() const { return receiver_; }
  // Undefined, not null, for an argument that was not passed.
  napi_value operator[](std::size_t at) const { return arguments_[at]; }

 private:
  napi_env env_;
  std::size_t count_;
  bool is_received_;
  bool is_valid_;
  napi_value receiver_ = nullptr;
  void *data_ = nullptr;
  std::array<napi_value, kMaxArguments> arguments_;
};

enum class TextStatus { kOk, kNotText, kLoneSurrogate, kOutOfMemory };

// The UTF-8 of a string argument. Strings of up to InlineUnits units need no allocation. They are
// read as UTF-16: the other ways to read one truncate or replace what they cannot hold.
template <std::size_t InlineUnits>
class TextArgument {
 public:
  TextStatus read(napi_env env, napi_value value) {
    std::size_t length = 0;
    if (napi_get_value_string_utf16(env, value, units_, InlineUnits + 1, &length) != napi_ok) {
      return TextStatus::kNotText;
    }
    if (length == InlineUnits) return read_long(env, value);
    return encode({units_, length}, bytes_);
  }

  const char *data() const { return data_; }
  std::size_t size() const { return size_; }

 private:
  TextStatus read_long(napi_env env, napi_value value) {
    std::size_t length = 0;
    if (napi_get_value_string_utf16(env, value, nullptr, 0, &length) != napi_ok) {
      return TextStatus::kNotText;
    }
    const std::unique_ptr<char16_t[]> units(new (std::nothrow) char16_t[length + 1]);
    if (units == nullptr) return TextStatus::kOutOfMemory;
    if (napi_get_value_string_utf16(env, value, units.get(), length + 1, &length) != napi_ok) {
      return TextStatus::kNotText;
    }
    const std::u16string_view text(units.get(), length);
    heap_.reset(new (std::nothrow) char[is_ascii(text) ? length : length * kMaxBytesPerUnit]);
    return heap_ == nullptr ? TextStatus::kOutOfMemory : encode(text, heap_.get());
  }

  TextStatus encode(std::u16string_view units, char *out) {
    data_ = out;
    size_ = units.size();
    if (is_ascii(units)) {
      narrow_ascii(units, out);
      return TextStatus::kOk;
    }
    return encode_utf8(units, out, &size_) ? TextStatus::kOk : TextStatus::kLoneSurrogate;
  }

  const char *data_ = nullptr;
  std::size_t size_ = 0;
  std::unique_ptr<char[]> heap_;
  char16_t units_[InlineUnits + 1];
  char bytes_[InlineUnits * kMaxBytesPerUnit];
};

// The bytes of a Uint8Array (a Buffer is one), where they are; false for anything else.
bool read_bytes(napi_env env, napi_value value, std::string_view *out_bytes);

// A number that is an integer, or a BigInt, within int64; the TypeScript part has checked that.
bool read_int64(napi_env env, napi_value value, std::int64_t *out_number);

// The key of a call: a string, or a Uint8Array of the same bytes.
class KeyArgument {
 public:
  // False after throwing.
  bool read(napi_env env, napi_value value, const char *operation) {
    value_ = value;
    const TextStatus status = text_.read(env, value);
    if (status == TextStatus::kOk) [[likely]] {
      data_ = text_.data();
      size_ = text_.size();
      return true;
    }
    return read_otherwise(env, status, operation);
  }

  const void *data() const { return data_; }
  std::size_t size() const { return size_; }
  // As JavaScript passed it.
  napi_value value() const { return value_; }

 private:
  static constexpr std::size_t kInlineUnits = 128;

  bool read_otherwise(napi_env env, TextStatus status, const char *operation);

  const char *data_ = nullptr;
  std::size_t size_ = 0;
  napi_value value_ = nullptr;
  std::unique_ptr<char[]> copy_;
  TextArgument<kInlineUnits> text_;
};

// What becomes of integers: numbers if they are safe, or BigInts all of them.
enum class Integers { kNumbers, kBigInts };

// The argument `bigint`, which may be missing.
Integers read_integers(const Call &call, std::size_t at);

// Arguments `at` to `at` + 3: kind, ms, time of the day with a byte each for hour, minute and
// second, UTC offset in minutes; DEFAULT when they were not passed. False after throwing.
bool read_expiry(const Call &call, std::size_t at, const char *operation,
                 cellaret_expiry *out_expiry);

}  // namespace cellaret::node
