// The bytes of strings and numbers.
#include "engine/data/value_text.h"

#include <cellaret/text.h>

#include <cmath>

#include "capi/src/collection.h"
#include "engine/shard/text_operations.h"

using namespace cellaret::capi;
namespace engine = cellaret::engine;

static_assert(sizeof(engine::NumberText) <= CELLARET_NUMBER_TEXT_SIZE);

namespace {

// The scalar of a key as an own value; an empty text when there is no key.
Status read_text(engine::Cache &instance, engine::EpochGuard::Reading reading, const void *key,
                 std::size_t key_size, engine::ReadValue &out) {
  if (!is_bytes(key, key_size)) return Status::kInvalid;
  Status status = Status::kMiss;
  if (key_size <= engine::kMaxKeySize) {
    status = instance.get(reading, to_bytes(key, key_size), out);
  }
  if (status != Status::kMiss) return status;
  out.set_none();
  out.type = CELLARET_TYPE_STRING;
  return Status::kOk;
}

// Runs change(Shard &, WriteContext &, const HashedKey &, const TextWrite &, std::uint64_t &).
template <class Change>
cellaret_status change_text(cellaret_cache *cache, const void *key, std::size_t key_size,
                            const void *data, std::size_t size,
                            const cellaret_write_options *options, std::uint64_t *out_len,
                            Change &&change) noexcept {
  return with_cache(cache, [&](engine::Cache &instance) {
    if (!is_bytes(data, size)) return Status::kInvalid;
    std::uint64_t length = 0;
    Status status =
        make_key(instance, key, key_size, options,
                 [&](engine::Shard &shard, engine::WriteContext &context,
                     const engine::HashedKey &k, const engine::CollectionWrite &write) {
                   engine::TextWrite text{to_bytes(data, size), write.codec, write.deadline};
                   return change(shard, context, k, text, length);
                 });
    if (status == Status::kOk && out_len != nullptr) *out_len = length;
    return status;
  });
}

}  // namespace

cellaret_status cellaret_string_len(cellaret_cache *cache, const void *key, std::size_t key_size,
                                    std::uint64_t *out_len) noexcept {
  return with_reader(cache, [&](engine::Cache &instance, engine::EpochGuard::Reading reading) {
    if (out_len == nullptr) return Status::kInvalid;
    engine::ReadValue value;
    Status status = read_text(instance, reading, key, key_size, value);
    if (status != Status::kOk) return status;
    engine::NumberText digits;
    *out_len = text_of(value, digits).size();
    value.release();
    return Status::kOk;
  });
}

cellaret_status cellaret_get_range(cellaret_cache *cache, const void *key, std::size_t key_size,
                                   std::int64_t first, std::int64_t last,
                                   cellaret_value *out_value) noexcept {
  return with_reader(cache, [&](engine::Cache &instance, engine::EpochGuard::Reading reading) {
    if (out_value == nullptr) return Status::kInvalid;
    engine::ReadValue value;
    Status status = read_text(instance, reading, key, key_size, value);
    if (status != Status::kOk) return status;
    if (!cut_to(value, {first, last}, instance.pins())) {
      value.release();
      return Status::kNoMemory;
    }
    *to_engine(out_value) = value;
    return Status::kOk;
  });
}

cellaret_status cellaret_append(cellaret_cache *cache, const void *key, std::size_t key_size,
                                const void *data, std::size_t size,
                                const cellaret_write_options *options,
                                std::uint64_t *out_len) noexcept {
  return change_text(
      cache, key, key_size, data, size, options, out_len,
      [](engine::Shard &shard, engine::WriteContext &context, const engine::HashedKey &k,
         const engine::TextWrite &text, std::uint64_t &length) {
        shard.lock().assume_held();
        return append_text(shard, context, k, text, length);
      });
}

cellaret_status cellaret_set_range(cellaret_cache *cache, const void *key, std::size_t key_size,
                                   std::int64_t offset, const void *data, std::size_t size,
                                   const cellaret_write_options *options,
                                   std::uint64_t *out_len) noexcept {
  if (offset < 0) return with_cache(cache, [](auto &) { return Status::kOutOfRange; });
  return change_text(
      cache, key, key_size, data, size, options, out_len,
      [&](engine::Shard &shard, engine::WriteContext &context, const engine::HashedKey &k,
          const engine::TextWrite &text, std::uint64_t &length) {
        shard.lock().assume_held();
        return set_text_range(shard, context, k, static_cast<std::uint64_t>(offset), text, length);
      });
}

cellaret_status cellaret_double_text(double number, char *out_text,
                                     std::size_t *out_size) noexcept {
  if (out_text == nullptr || out_size == nullptr) return CELLARET_INVALID;
  if (!std::isfinite(number)) return CELLARET_OVERFLOW;
  *out_size = engine::format_double(number, out_text);
  return CELLARET_OK;
}

cellaret_status cellaret_value_text(const cellaret_value *value, char *text, const void **out_data,
                                    std::size_t *out_size) noexcept {
  if (value == nullptr || text == nullptr || out_data == nullptr || out_size == nullptr) {
    return CELLARET_INVALID;
  }
  switch (value->type) {
    case CELLARET_TYPE_NONE:
      return CELLARET_MISS;
    case CELLARET_TYPE_STRING:
      *out_data = cellaret_value_data(value);
      *out_size = value->size;
      return CELLARET_OK;
    case CELLARET_TYPE_INT:
      *out_data = text;
      *out_size = engine::format_int64(value->as.integer, text);
      return CELLARET_OK;
    case CELLARET_TYPE_DOUBLE:
      *out_data = text;
      return cellaret_double_text(value->as.number, text, out_size);
    default:
      return CELLARET_INVALID;
  }
}
