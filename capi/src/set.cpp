// Operations on sets.
#include <cellaret/set.h>

#include "capi/src/collection.h"
#include "engine/shard/set_operations.h"

using namespace cellaret::capi;
namespace engine = cellaret::engine;

using engine::DeadlineChange;
using engine::HashedKey;
using engine::Moment;
using engine::Shard;
using engine::WriteContext;

namespace {

Status contained(engine::Cache &instance, const void *key, std::size_t key_size,
                 const cellaret_element *members, std::size_t count, std::uint8_t *out) {
  Status status = check_elements(members, count);
  if (status != Status::kOk) return status;
  return read_key(instance, key, key_size, [&](Shard &shard, const HashedKey &k, Moment &moment) {
    shard.lock().assume_held();
    return contained_in_set(shard, k, moment, to_elements(members, count), out);
  });
}

cellaret_status sample(cellaret_cache *cache, const void *key, std::size_t key_size,
                       std::int64_t count, bool with_repetition,
                       cellaret_values **out_values) noexcept {
  return with_cache(cache, [&](engine::Cache &instance) {
    if (count < 0 || out_values == nullptr) return Status::kInvalid;
    return read_key(instance, key, key_size, [&](Shard &shard, const HashedKey &k, Moment &moment) {
      shard.lock().assume_held();
      return sample_set_many(shard, k, moment, static_cast<std::uint64_t>(count), with_repetition,
                             *to_engine(out_values));
    });
  });
}

}  // namespace

cellaret_status cellaret_set_add(cellaret_cache *cache, const void *key, std::size_t key_size,
                                 const cellaret_element *members, std::size_t count,
                                 const cellaret_write_options *options,
                                 std::uint64_t *out_added) noexcept {
  return with_cache(cache, [&](engine::Cache &instance) {
    Status status = check_elements(members, count);
    if (status != Status::kOk) return status;
    std::uint64_t added = 0;
    status =
        make_key(instance, key, key_size, options,
                 [&](Shard &shard, WriteContext &context, const HashedKey &k,
                     const engine::CollectionWrite &write) {
                   shard.lock().assume_held();
                   return add_to_set(shard, context, k, to_elements(members, count), write, added);
                 });
    if (status == Status::kOk && out_added != nullptr) *out_added = added;
    return status;
  });
}

cellaret_status cellaret_set_remove(cellaret_cache *cache, const void *key, std::size_t key_size,
                                    const cellaret_element *members, std::size_t count,
                                    const cellaret_expiry *expiry,
                                    std::uint64_t *out_removed) noexcept {
  return with_cache(cache, [&](engine::Cache &instance) {
    Status status = check_elements(members, count);
    if (status != Status::kOk) return status;
    std::uint64_t removed = 0;
    status = change_key(instance, key, key_size, expiry,
                        [&](Shard &shard, WriteContext &context, const HashedKey &k,
                            const DeadlineChange &deadline) {
                          shard.lock().assume_held();
                          return remove_from_set(shard, context, k, to_elements(members, count),
                                                 deadline, removed);
                        });
    if (status == Status::kOk && out_removed != nullptr) *out_removed = removed;
    return status;
  });
}

cellaret_status cellaret_set_contains(cellaret_cache *cache, const void *key, std::size_t key_size,
                                      const cellaret_element *member) noexcept {
  return with_cache(cache, [&](engine::Cache &instance) {
    std::uint8_t is_there = 0;
    Status status = contained(instance, key, key_size, member, 1, &is_there);
    return status == Status::kOk && is_there == 0 ? Status::kMiss : status;
  });
}

cellaret_status cellaret_set_contains_many(cellaret_cache *cache, const void *key,
                                           std::size_t key_size, const cellaret_element *members,
                                           std::size_t count,
                                           std::uint8_t *out_contained) noexcept {
  return with_cache(cache, [&](engine::Cache &instance) {
    if (out_contained == nullptr) return Status::kInvalid;
    return contained(instance, key, key_size, members, count, out_contained);
  });
}

cellaret_status cellaret_set_len(cellaret_cache *cache, const void *key, std::size_t key_size,
                                 std::uint64_t *out_len) noexcept {
  return with_cache(cache, [&](engine::Cache &instance) {
    if (out_len == nullptr) return Status::kInvalid;
    return read_key(instance, key, key_size, [&](Shard &shard, const HashedKey &k, Moment &moment) {
      shard.lock().assume_held();
      return size_of_collection(shard, k, moment, engine::Type::kSet, *out_len);
    });
  });
}

cellaret_status cellaret_set_items(cellaret_cache *cache, const void *key, std::size_t key_size,
                                   cellaret_values **out_values) noexcept {
  return with_cache(cache, [&](engine::Cache &instance) {
    if (out_values == nullptr) return Status::kInvalid;
    return read_key(instance, key, key_size, [&](Shard &shard, const HashedKey &k, Moment &moment) {
      shard.lock().assume_held();
      return items_of_set(shard, k, moment, *to_engine(out_values));
    });
  });
}

cellaret_status cellaret_set_pop_one(cellaret_cache *cache, const void *key, std::size_t key_size,
                                     const cellaret_expiry *expiry,
                                     cellaret_value *out_value) noexcept {
  return with_cache(cache, [&](engine::Cache &instance) {
    if (out_value == nullptr) return Status::kInvalid;
    return change_key(instance, key, key_size, expiry,
                      [&](Shard &shard, WriteContext &context, const HashedKey &k,
                          const DeadlineChange &deadline) {
                        shard.lock().assume_held();
                        return pop_set(shard, context, k, deadline, *to_engine(out_value));
                      });
  });
}

cellaret_status cellaret_set_pop(cellaret_cache *cache, const void *key, std::size_t key_size,
                                 std::int64_t count, const cellaret_expiry *expiry,
                                 cellaret_values **out_values) noexcept {
  return with_cache(cache, [&](engine::Cache &instance) {
    if (count < 0 || out_values == nullptr) return Status::kInvalid;
    return change_key(instance, key, key_size, expiry,
                      [&](Shard &shard, WriteContext &context, const HashedKey &k,
                          const DeadlineChange &deadline) {
                        shard.lock().assume_held();
                        return pop_set_many(shard, context, k, static_cast<std::uint64_t>(count),
                                            deadline, *to_engine(out_values));
                      });
  });
}

cellaret_status cellaret_set_sample_one(cellaret_cache *cache, const void *key,
                                        std::size_t key_size, cellaret_value *out_value) noexcept {
  return with_cache(cache, [&](engine::Cache &instance) {
    if (out_value == nullptr) return Status::kInvalid;
    return read_key(instance, key, key_size, [&](Shard &shard, const HashedKey &k, Moment &moment) {
      shard.lock().assume_held();
      return sample_set(shard, k, moment, *to_engine(out_value));
    });
  });
}

cellaret_status cellaret_set_sample(cellaret_cache *cache, const void *key, std::size_t key_size,
                                    std::int64_t count, cellaret_values **out_values) noexcept {
  return sample(cache, key, key_size, count, false, out_values);
}

cellaret_status cellaret_set_sample_with_replacement(cellaret_cache *cache, const void *key,
                                                     std::size_t key_size, std::int64_t count,
                                                     cellaret_values **out_values) noexcept {
  return sample(cache, key, key_size, count, true, out_values);
}
