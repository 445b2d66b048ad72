// Strings, integers and doubles.
#include <cellaret/scalar.h>

#include <cmath>

#include "capi/src/call.h"

using namespace cellaret::capi;
namespace engine = cellaret::engine;

static_assert(sizeof(cellaret_set_options) == 24);

namespace {

Status to_write(const cellaret_set_options *options, engine::ScalarWrite &write) {
  if (options == nullptr) return Status::kOk;
  cellaret_set_options given{};
  if (!read_struct(options, given)) return Status::kInvalid;
  if (given.condition > CELLARET_SET_IF_PRESENT || given.reserved != 0) return Status::kInvalid;
  write.condition = static_cast<engine::SetCondition>(given.condition);
  write.codec = given.codec;
  write.expiry = to_expiry(given.expiry);
  return Status::kOk;
}

CELLARET_NEVER_INLINE cellaret_status set_with(cellaret_cache *cache, const void *key,
                                               std::size_t key_size,
                                               const engine::ScalarView &value,
                                               const cellaret_set_options *options,
                                               cellaret_value *out_old) noexcept {
  return with_key(cache, key, key_size, Status::kTooLarge,
                  [&](engine::Cache &instance, std::string_view k) {
                    engine::ScalarWrite write;
                    write.value = value;
                    Status status = to_write(options, write);
                    if (status != Status::kOk) return status;
                    return instance.set(k, write, to_engine(out_old));
                  });
}

// Most calls give nothing but the value.
CELLARET_ALWAYS_INLINE cellaret_status set(cellaret_cache *cache, const void *key,
                                           std::size_t key_size, const engine::ScalarView &value,
                                           const cellaret_set_options *options,
                                           cellaret_value *out_old) noexcept {
  if (options != nullptr || out_old != nullptr) {
    engine::ScalarView copy = value;
    return set_with(cache, key, key_size, copy, options, out_old);
  }
  return with_key(cache, key, key_size, Status::kTooLarge,
                  [&](engine::Cache &instance, std::string_view k)
                      CELLARET_INLINE_LAMBDA { return instance.set(k, value); });
}

template <class Number>
cellaret_status increment(cellaret_cache *cache, const void *key, std::size_t key_size,
                          Number delta, const cellaret_expiry *expiry, Number *out_value) noexcept {
  return with_key(cache, key, key_size, Status::kTooLarge,
                  [&](engine::Cache &instance, std::string_view k) {
                    Number sum{};
                    Status status = instance.increment(k, delta, to_expiry(expiry), sum);
                    if (status == Status::kOk && out_value != nullptr) *out_value = sum;
                    return status;
                  });
}

}  // namespace

cellaret_status cellaret_get(cellaret_cache *cache, const void *key, std::size_t key_size,
                             cellaret_value *out_value) noexcept {
  return with_reader(cache, [&](engine::Cache &instance,
                                engine::EpochGuard::Reading reading) CELLARET_INLINE_LAMBDA {
    if (!is_bytes(key, key_size) || out_value == nullptr) return Status::kInvalid;
    if (key_size > engine::kMaxKeySize) return Status::kMiss;
    return instance.get(reading, to_bytes(key, key_size), *to_engine(out_value));
  });
}

cellaret_status cellaret_set(cellaret_cache *cache, const void *key, std::size_t key_size,
                             const void *data, std::size_t size,
                             const cellaret_set_options *options,
                             cellaret_value *out_old) noexcept {
  if (!is_bytes(data, size)) return with_cache(cache, [](auto &) { return Status::kInvalid; });
  if (size > engine::kMaxValueSize) {
    return with_cache(cache, [](auto &) { return Status::kTooLarge; });
  }
  return set(cache, key, key_size, engine::ScalarView::of_bytes(to_bytes(data, size)), options,
             out_old);
}

cellaret_status cellaret_int_set(cellaret_cache *cache, const void *key, std::size_t key_size,
                                 std::int64_t value, const cellaret_set_options *options,
                                 cellaret_value *out_old) noexcept {
  return set(cache, key, key_size, engine::ScalarView::of_int(value), options, out_old);
}

cellaret_status cellaret_int_increment(cellaret_cache *cache, const void *key, std::size_t key_size,
                                       std::int64_t delta, const cellaret_expiry *expiry,
                                       std::int64_t *out_value) noexcept {
  if (expiry != nullptr) return increment(cache, key, key_size, delta, expiry, out_value);
  return with_key(cache, key, key_size, Status::kTooLarge,
                  [&](engine::Cache &instance, std::string_view k) CELLARET_INLINE_LAMBDA {
                    std::int64_t sum = 0;
                    Status status = instance.increment(instance.hashed(k), delta, sum);
                    if (status == Status::kOk && out_value != nullptr) *out_value = sum;
                    return status;
                  });
}

cellaret_status cellaret_double_set(cellaret_cache *cache, const void *key, std::size_t key_size,
                                    double value, const cellaret_set_options *options,
                                    cellaret_value *out_old) noexcept {
  if (!std::isfinite(value)) return with_cache(cache, [](auto &) { return Status::kOverflow; });
  return set(cache, key, key_size, engine::ScalarView::of_double(value), options, out_old);
}

cellaret_status cellaret_double_increment(cellaret_cache *cache, const void *key,
                                          std::size_t key_size, double delta,
                                          const cellaret_expiry *expiry,
                                          double *out_value) noexcept {
  if (!std::isfinite(delta)) return with_cache(cache, [](auto &) { return Status::kOverflow; });
  return increment(cache, key, key_size, delta, expiry, out_value);
}
