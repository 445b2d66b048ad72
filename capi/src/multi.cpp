// Several keys at once, and keys that are used more than once.
#include <cellaret/scalar.h>

#include "capi/src/collection.h"

using namespace cellaret::capi;
namespace engine = cellaret::engine;

static_assert(sizeof(cellaret_prepared_key) == 32 && sizeof(cellaret_key) == 16);
static_assert(sizeof(engine::KeyBytes) == sizeof(cellaret_key) &&
              offsetof(engine::KeyBytes, data) == offsetof(cellaret_key, data) &&
              offsetof(engine::KeyBytes, size) == offsetof(cellaret_key, size));
static_assert(sizeof(cellaret_element) == 24 && sizeof(cellaret_pair) == 48);

namespace {

// Arrays of the engine's own, on the stack while they are small.
template <class T>
class Array {
 public:
  explicit Array(std::size_t count) {
    if (count <= kOnStack) return;
    items_ = static_cast<T *>(engine::allocate(count * sizeof(T)));
  }
  ~Array() {
    if (items_ != stack_) engine::deallocate(items_);
  }
  Array(const Array &) = delete;
  Array &operator=(const Array &) = delete;

  [[nodiscard]] T *get() { return items_; }

 private:
  static constexpr std::size_t kOnStack = 32;

  T stack_[kOnStack];
  T *items_ = stack_;
};

Status to_key_value(const cellaret_pair &pair, engine::KeyValue &out) {
  if (!is_bytes(pair.key.data, pair.key.size)) return Status::kInvalid;
  for (std::uint8_t byte : pair.reserved) {
    if (byte != 0) return Status::kInvalid;
  }
  Status status = to_scalar(pair.value, out.value);
  if (status != Status::kOk) return status;
  if (pair.key.size > engine::kMaxKeySize) return Status::kTooLarge;
  out.key = to_bytes(pair.key.data, pair.key.size);
  out.codec = pair.codec;
  return Status::kOk;
}

cellaret_status multi_set(cellaret_cache *cache, const cellaret_pair *pairs, std::size_t count,
                          const cellaret_expiry *expiry, bool if_absent) noexcept {
  return with_cache(cache, [&](engine::Cache &instance) -> Status {
    if (pairs == nullptr && count != 0) return Status::kInvalid;
    Array<engine::KeyValue> made(count);
    if (made.get() == nullptr) return Status::kNoMemory;
    for (std::size_t at = 0; at < count; ++at) {
      engine::KeyValue &pair = *new (made.get() + at) engine::KeyValue();
      Status status = to_key_value(pairs[at], pair);
      if (status != Status::kOk) return status;
    }
    return instance.multi_set(made.get(), count, to_expiry(expiry), if_absent);
  });
}

// Not the handle: an instance can have more than one, and be replaced under one.
std::uint64_t owner_of(engine::Cache &instance) { return instance.registration().number; }

// Runs body(engine::Cache &, const engine::HashedKey &) if the key was prepared for this instance.
template <class Body>
Status with_prepared(engine::Cache &instance, const cellaret_prepared_key *key, Body &&body) {
  if (key == nullptr || key->owner != owner_of(instance) || !is_bytes(key->data, key->size) ||
      key->size > engine::kMaxKeySize) {
    return Status::kInvalid;
  }
  return body(instance, engine::HashedKey{to_bytes(key->data, key->size), key->hash});
}

}  // namespace

cellaret_status cellaret_key_prepare(cellaret_cache *cache, const void *key, std::size_t key_size,
                                     cellaret_prepared_key *out_key) noexcept {
  return with_key(cache, key, key_size, Status::kTooLarge,
                  [&](engine::Cache &instance, std::string_view k) {
                    if (out_key == nullptr) return Status::kInvalid;
                    *out_key = {key, key_size, instance.hashed(k).hash, owner_of(instance)};
                    return Status::kOk;
                  });
}

cellaret_status cellaret_get_k(cellaret_cache *cache, const cellaret_prepared_key *key,
                               cellaret_value *out_value) noexcept {
  return with_reader(cache, [&](engine::Cache &instance, engine::EpochGuard::Reading reading) {
    if (out_value == nullptr) return Status::kInvalid;
    return with_prepared(instance, key, [&](engine::Cache &i, const engine::HashedKey &k) {
      return i.get(reading, k, *to_engine(out_value));
    });
  });
}

cellaret_status cellaret_set_k(cellaret_cache *cache, const cellaret_prepared_key *key,
                               const void *data, std::size_t size) noexcept {
  return with_cache(cache, [&](engine::Cache &instance) {
    if (!is_bytes(data, size)) return Status::kInvalid;
    if (size > engine::kMaxValueSize) return Status::kTooLarge;
    return with_prepared(instance, key, [&](engine::Cache &i, const engine::HashedKey &k) {
      return i.set(k, engine::ScalarView::of_bytes(to_bytes(data, size)),
                   engine::epoch_thread_number());
    });
  });
}

cellaret_status cellaret_int_increment_k(cellaret_cache *cache, const cellaret_prepared_key *key,
                                         std::int64_t delta, std::int64_t *out_value) noexcept {
  return with_cache(cache, [&](engine::Cache &instance) {
    return with_prepared(instance, key, [&](engine::Cache &i, const engine::HashedKey &k) {
      std::int64_t sum = 0;
      Status status = i.increment(k, delta, engine::epoch_thread_number(), sum);
      if (status == Status::kOk && out_value != nullptr) *out_value = sum;
      return status;
    });
  });
}

cellaret_status cellaret_multi_get(cellaret_cache *cache, const cellaret_key *keys,
                                   std::size_t count, cellaret_value *out_values) noexcept {
  return with_reader(cache, [&](engine::Cache &instance, engine::EpochGuard::Reading reading) {
    if ((keys == nullptr || out_values == nullptr) && count != 0) return Status::kInvalid;
    for (std::size_t at = 0; at < count; ++at) {
      if (!is_bytes(keys[at].data, keys[at].size)) return Status::kInvalid;
    }
    instance.multi_get(reading, reinterpret_cast<const engine::KeyBytes *>(keys), count,
                       to_engine(out_values));
    return Status::kOk;
  });
}

cellaret_status cellaret_multi_set(cellaret_cache *cache, const cellaret_pair *pairs,
                                   std::size_t count, const cellaret_expiry *expiry) noexcept {
  return multi_set(cache, pairs, count, expiry, false);
}

cellaret_status cellaret_multi_set_if_absent(cellaret_cache *cache, const cellaret_pair *pairs,
                                             std::size_t count,
                                             const cellaret_expiry *expiry) noexcept {
  return multi_set(cache, pairs, count, expiry, true);
}
