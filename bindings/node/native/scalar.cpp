// Scalars: reading, writing, counting; over cellaret/scalar.h.
#include <string_view>

#include "arguments.h"
#include "environment.h"
#include "functions.h"
#include "results.h"

namespace cellaret::node {
namespace {

// The bits of the argument `flags` of the store functions: condition, codec, what to give back.
constexpr std::int64_t kConditionMask = 0x3;
constexpr std::int64_t kReturnOld = 0x4;
constexpr std::int64_t kBigInts = 0x8;
constexpr int kCodecShift = 8;

// Values of up to this many UTF-16 units are read without an allocation.
constexpr std::size_t kInlineValueUnits = 1024;

// How to write: (key, value, flags, kind, ms, time of day, UTC offset), the last five optional.
class Storing {
 public:
  Storing(const Call &call, std::uint8_t codec) : call_(call) {
    options_.struct_size = sizeof options_;
    options_.codec = codec;
  }

  // False after throwing.
  bool read() {
    if (call_.has(2) && !read_flags()) return false;
    return key_.read(call_.env(), call_[0], operation_) &&
           read_expiry(call_, 3, operation_, &options_.expiry);
  }

  // `write` is called with the key, the options and where to put the old value, or null.
  template <class Write>
  napi_value run(Write write) {
    cellaret_value old{};
    const cellaret_status status = write(key_, &options_, returns_old_ ? &old : nullptr);
    if (status != CELLARET_OK) {
      cellaret_value_release(&old);
      return fail(call_.env(), status, operation_, key_.value());
    }
    if (!returns_old_) return nullptr;
    napi_value result = value_to_js(call_.env(), old, integers_, operation_, key_.value());
    cellaret_value_release(&old);
    return result;
  }

  napi_value refuse_value(const char *reason) const {
    return refuse(call_.env(), reason, operation_, key_.value());
  }

 private:
  bool read_flags() {
    std::int64_t flags = 0;
    if (!read_int64(call_.env(), call_[2], &flags)) {
      refuse(call_.env(), kArgument, operation_, nullptr);
      return false;
    }
    options_.condition = static_cast<std::uint8_t>(flags & kConditionMask);
    if (flags >> kCodecShift != 0) options_.codec = static_cast<std::uint8_t>(flags >> kCodecShift);
    returns_old_ = (flags & kReturnOld) != 0;
    integers_ = (flags & kBigInts) != 0 ? Integers::kBigInts : Integers::kNumbers;
    operation_ = returns_old_                                    ? "getAndSet"
                 : options_.condition == CELLARET_SET_IF_ABSENT  ? "setIfAbsent"
                 : options_.condition == CELLARET_SET_IF_PRESENT ? "replace"
                                                                 : "set";
    return true;
  }

  const Call &call_;
  const char *operation_ = "set";
  bool returns_old_ = false;
  Integers integers_ = Integers::kNumbers;
  cellaret_set_options options_{};
  KeyArgument key_;
};

}  // namespace

napi_value get(napi_env env, napi_callback_info info) {
  const Call call(env, info);
  KeyArgument key;
  if (!call.is_valid() || !key.read(env, call[0], "get")) return give_up(env);
  cellaret_value value;
  const cellaret_status status = cellaret_get(call.cache(), key.data(), key.size(), &value);
  if (status == CELLARET_MISS) return nullptr;
  if (status != CELLARET_OK) return fail(env, status, "get", key.value());
  napi_value result = value_to_js(env, value, read_integers(call, 1), "get", key.value());
  if (value.is_pinned != 0) cellaret_value_release(&value);
  return result;
}

napi_value store_text(napi_env env, napi_callback_info info) {
  const Call call(env, info);
  Storing storing(call, CELLARET_CODEC_UTF8);
  if (!call.is_valid() || !storing.read()) return give_up(env);
  TextArgument<kInlineValueUnits> text;
  switch (text.read(env, call[1])) {
    case TextStatus::kOk:
      break;
    case TextStatus::kNotText:
      return storing.refuse_value(kArgument);
    case TextStatus::kLoneSurrogate:
      return storing.refuse_value(kValueEncoding);
    case TextStatus::kOutOfMemory:
      return storing.refuse_value(kNoMemory);
  }
  return storing.run(
      [&](const KeyArgument &key, const cellaret_set_options *options, cellaret_value *out_old) {
        return cellaret_set(call.cache(), key.data(), key.size(), text.data(), text.size(), options,
                            out_old);
      });
}

napi_value store_bytes(napi_env env, napi_callback_info info) {
  const Call call(env, info);
  Storing storing(call, CELLARET_CODEC_BYTES);
  if (!call.is_valid() || !storing.read()) return give_up(env);
  std::string_view bytes;
  if (!read_bytes(env, call[1], &bytes)) return storing.refuse_value(kArgument);
  return storing.run(
      [&](const KeyArgument &key, const cellaret_set_options *options, cellaret_value *out_old) {
        return cellaret_set(call.cache(), key.data(), key.size(), bytes.data(), bytes.size(),
                            options, out_old);
      });
}

napi_value store_integer(napi_env env, napi_callback_info info) {
  const Call call(env, info);
  Storing storing(call, CELLARET_CODEC_NONE);
  if (!call.is_valid() || !storing.read()) return give_up(env);
  std::int64_t number = 0;
  if (!read_int64(env, call[1], &number)) return storing.refuse_value(kArgument);
  return storing.run(
      [&](const KeyArgument &key, const cellaret_set_options *options, cellaret_value *out_old) {
        return cellaret_int_set(call.cache(), key.data(), key.size(), number, options, out_old);
      });
}

napi_value store_double(napi_env env, napi_callback_info info) {
  const Call call(env, info);
  Storing storing(call, CELLARET_CODEC_NONE);
  if (!call.is_valid() || !storing.read()) return give_up(env);
  double number = 0;
  if (napi_get_value_double(env, call[1], &number) != napi_ok) {
    return storing.refuse_value(kArgument);
  }
  return storing.run(
      [&](const KeyArgument &key, const cellaret_set_options *options, cellaret_value *out_old) {
        return cellaret_double_set(call.cache(), key.data(), key.size(), number, options, out_old);
      });
}

// (key, delta, bigint, kind, ms, time of day, UTC offset)
napi_value increment(napi_env env, napi_callback_info info) {
  const Call call(env, info);
  KeyArgument key;
  cellaret_expiry expiry;
  std::int64_t delta = 0;
  if (!call.is_valid() || !key.read(env, call[0], "increment") ||
      !read_expiry(call, 3, "increment", &expiry)) {
    return give_up(env);
  }
  if (!read_int64(env, call[1], &delta)) return refuse(env, kArgument, "increment", key.value());
  std::int64_t sum = 0;
  const cellaret_status status =
      cellaret_int_increment(call.cache(), key.data(), key.size(), delta, &expiry, &sum);
  if (status != CELLARET_OK) return fail(env, status, "increment", key.value());
  return integer_to_js(env, sum, read_integers(call, 2), "increment", key.value());
}

// (key, delta, undefined, kind, ms, time of day, UTC offset)
napi_value increment_float(napi_env env, napi_callback_info info) {
  const Call call(env, info);
  KeyArgument key;
  cellaret_expiry expiry;
  double delta = 0;
  if (!call.is_valid() || !key.read(env, call[0], "incrementFloat") ||
      !read_expiry(call, 3, "incrementFloat", &expiry)) {
    return give_up(env);
  }
  if (napi_get_value_double(env, call[1], &delta) != napi_ok) {
    return refuse(env, kArgument, "incrementFloat", key.value());
  }
  double sum = 0;
  const cellaret_status status =
      cellaret_double_increment(call.cache(), key.data(), key.size(), delta, &expiry, &sum);
  if (status != CELLARET_OK) return fail(env, status, "incrementFloat", key.value());
  return double_to_js(env, sum);
}

}  // namespace cellaret::node
