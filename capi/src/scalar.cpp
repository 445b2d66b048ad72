// Strings, integers and doubles.
#include <cellaret/scalar.h>

#include <cmath>

#include "capi/src/collection.h"
#include "engine/shard/scalar_operations.h"

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

// Whether nothing is given but a codec and an expiry in so many milliseconds, not too many for a
// sum with the time.
CELLARET_ALWAYS_INLINE bool is_plain_in(const cellaret_set_options &options) {
  if (options.struct_size != sizeof options) return false;
  const cellaret_expiry &expiry = options.expiry;
  bool is_in = expiry.kind == CELLARET_EXPIRY_IN && expiry.ms >= 1 && expiry.ms < engine::kMaxTime;
  bool has_time_of_day =
      (expiry.hour | expiry.minute | expiry.second | expiry.utc_offset_minutes) != 0;
  return is_in && !has_time_of_day && options.condition == CELLARET_SET_ALWAYS &&
         options.reserved == 0;
}

CELLARET_NEVER_INLINE cellaret_status set_with(cellaret_cache *cache, const void *key,
                                               std::size_t key_size,
                                               const engine::ScalarView &value,
                                               const cellaret_set_options *options,
                                               cellaret_value *out_old) noexcept {
  if (options != nullptr && out_old == nullptr && is_plain_in(*options)) {
    return with_hashed_key(
        cache, key, key_size,
        [&](engine::Cache &instance, const engine::HashedKey &k, std::uint32_t thread)
            CELLARET_INLINE_LAMBDA {
              return instance.set_in(k, value, options->codec, options->expiry.ms, thread);
            });
  }
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
  return with_hashed_key(
      cache, key, key_size,
      [&](engine::Cache &instance, const engine::HashedKey &k, std::uint32_t thread)
          CELLARET_INLINE_LAMBDA { return instance.set(k, value, thread); });
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

// What a read that would set an expiry out of range is answered: as in Redis, what the key holds is
// looked at first.
Status bad_expiry_of(engine::Cache &instance, const void *key, std::size_t key_size) {
  engine::ReadValue value;
  Status status =
      read_key(instance, key, key_size,
               [&](engine::Shard &shard, const engine::HashedKey &k, engine::Moment &moment) {
                 shard.lock().assume_held();
                 return get_scalar(shard, k, moment, value);
               });
  if (status != Status::kOk) return status;
  value.release();
  return Status::kBadExpiry;
}

}  // namespace

cellaret_status cellaret_get(cellaret_cache *cache, const void *key, std::size_t key_size,
                             cellaret_value *out_value) noexcept {
  return with_reader(cache, [&](engine::Cache &instance,
                                engine::EpochGuard::Reading reading) CELLARET_INLINE_LAMBDA {
    if (!is_bytes(key, key_size) || out_value == nullptr) return Status::kInvalid;
    return instance.get(reading, to_bytes(key, key_size), *to_engine(out_value));
  });
}

cellaret_status cellaret_get_and_delete(cellaret_cache *cache, const void *key,
                                        std::size_t key_size, cellaret_value *out_value) noexcept {
  return with_cache(cache, [&](engine::Cache &instance) {
    if (out_value == nullptr) return Status::kInvalid;
    return change_key(instance, key, key_size, nullptr,
                      [&](engine::Shard &shard, engine::WriteContext &context,
                          const engine::HashedKey &k, const engine::DeadlineChange &) {
                        shard.lock().assume_held();
                        return get_and_delete(shard, k, context.moment, *to_engine(out_value));
                      });
  });
}

cellaret_status cellaret_get_and_touch(cellaret_cache *cache, const void *key, std::size_t key_size,
                                       const cellaret_expiry *expiry,
                                       cellaret_value *out_value) noexcept {
  return with_cache(cache, [&](engine::Cache &instance) {
    if (out_value == nullptr) return Status::kInvalid;
    Status status =
        change_key(instance, key, key_size, expiry,
                   [&](engine::Shard &shard, engine::WriteContext &context,
                       const engine::HashedKey &k, const engine::DeadlineChange &deadline) {
                     shard.lock().assume_held();
                     return get_and_touch(shard, context, k, deadline, *to_engine(out_value));
                   });
    return status == Status::kBadExpiry ? bad_expiry_of(instance, key, key_size) : status;
  });
}

cellaret_status cellaret_compare_and_set(cellaret_cache *cache, const void *key,
                                         std::size_t key_size, std::uint64_t expected,
                                         const cellaret_element *value,
                                         const cellaret_write_options *options,
                                         std::uint64_t *out_version) noexcept {
  return with_cache(cache, [&](engine::Cache &instance) {
    engine::ScalarView view;
    Status status = value == nullptr ? Status::kInvalid : to_scalar(*value, view);
    if (status != Status::kOk) return status;
    std::uint64_t version = 0;
    status = make_key(instance, key, key_size, options,
                      [&](engine::Shard &shard, engine::WriteContext &context,
                          const engine::HashedKey &k, const engine::CollectionWrite &write) {
                        shard.lock().assume_held();
                        return compare_and_set(shard, context, k, {expected, view, write.codec},
                                               write.deadline, version);
                      });
    if (status == Status::kOk && out_version != nullptr) *out_version = version;
    return status;
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
  return with_hashed_key(cache, key, key_size,
                         [&](engine::Cache &instance, const engine::HashedKey &k,
                             std::uint32_t thread) CELLARET_INLINE_LAMBDA {
                           std::int64_t sum = 0;
                           Status status = instance.increment(k, delta, thread, sum);
                           if (status == Status::kOk && out_value != nullptr) *out_value = sum;
                           return status;
                         });
}

cellaret_status cellaret_int_decrement(cellaret_cache *cache, const void *key, std::size_t key_size,
                                       std::int64_t delta, const cellaret_expiry *expiry,
                                       std::int64_t *out_value) noexcept {
  if (delta == INT64_MIN) return with_cache(cache, [](auto &) { return Status::kOverflow; });
  return increment(cache, key, key_size, -delta, expiry, out_value);
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
  return increment(cache, key, key_size, delta, expiry, out_value);
}

cellaret_status cellaret_double_decrement(cellaret_cache *cache, const void *key,
                                          std::size_t key_size, double delta,
                                          const cellaret_expiry *expiry,
                                          double *out_value) noexcept {
  return increment(cache, key, key_size, -delta, expiry, out_value);
}
