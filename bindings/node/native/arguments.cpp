// Implementation of arguments.h: what is not on the path of every call.
#include "arguments.h"

#include <cstring>

namespace cellaret::node {

bool read_bytes(napi_env env, napi_value value, std::string_view *out_bytes) {
  bool is_array = false;
  if (napi_is_typedarray(env, value, &is_array) != napi_ok || !is_array) return false;
  napi_typedarray_type type = napi_int8_array;
  std::size_t length = 0;
  void *data = nullptr;
  if (napi_get_typedarray_info(env, value, &type, &length, &data, nullptr, nullptr) != napi_ok ||
      type != napi_uint8_array) {
    return false;
  }
  *out_bytes = {static_cast<const char *>(data), data == nullptr ? 0 : length};
  return true;
}

bool read_int64(napi_env env, napi_value value, std::int64_t *out_number) {
  const napi_status status = napi_get_value_int64(env, value, out_number);
  if (status == napi_ok) return true;
  bool is_lossless = false;
  return status == napi_number_expected &&
         napi_get_value_bigint_int64(env, value, out_number, &is_lossless) == napi_ok &&
         is_lossless;
}

// Bytes are copied first: another thread may write to a shared array while the engine hashes and
// stores the key.
bool KeyArgument::read_otherwise(napi_env env, TextStatus status, const char *operation) {
  std::string_view bytes;
  if (status == TextStatus::kLoneSurrogate) {
    refuse(env, kKeyEncoding, operation, value_);
  } else if (status == TextStatus::kOutOfMemory) {
    refuse(env, kNoMemory, operation, value_);
  } else if (!read_bytes(env, value_, &bytes)) {
    refuse(env, kKeyType, operation, value_);
  } else {
    copy_.reset(new (std::nothrow) char[bytes.size() + 1]);
    if (copy_ != nullptr) {
      std::memcpy(copy_.get(), bytes.data() == nullptr ? "" : bytes.data(), bytes.size());
      data_ = copy_.get();
      size_ = bytes.size();
      return true;
    }
    refuse(env, kNoMemory, operation, value_);
  }
  return false;
}

Integers read_integers(const Call &call, std::size_t at) {
  bool is_bigint = false;
  const bool is_read =
      call.has(at) && napi_get_value_bool(call.env(), call[at], &is_bigint) == napi_ok;
  return is_read && is_bigint ? Integers::kBigInts : Integers::kNumbers;
}

bool read_expiry(const Call &call, std::size_t at, const char *operation,
                 cellaret_expiry *out_expiry) {
  *out_expiry = cellaret_expiry_default();
  if (!call.has(at)) return true;
  std::int64_t fields[4] = {};
  for (std::size_t field = 0; field < 4; ++field) {
    if (!read_int64(call.env(), call[at + field], &fields[field])) {
      refuse(call.env(), kArgument, operation, nullptr);
      return false;
    }
  }
  const auto [kind, ms, time_of_day, utc_offset_minutes] = fields;
  out_expiry->kind = static_cast<std::uint8_t>(kind);
  out_expiry->ms = ms;
  out_expiry->hour = static_cast<std::uint8_t>(time_of_day >> 16);
  out_expiry->minute = static_cast<std::uint8_t>(time_of_day >> 8);
  out_expiry->second = static_cast<std::uint8_t>(time_of_day);
  out_expiry->utc_offset_minutes = static_cast<std::int32_t>(utc_offset_minutes);
  return true;
}

}  // namespace cellaret::node
