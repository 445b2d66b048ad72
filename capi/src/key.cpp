// Operations on keys of any type.
#include <cellaret/key.h>
#include <cellaret/value.h>

#include "capi/src/collection.h"
#include "engine/shard/copy_operations.h"
#include "engine/shard/key_operations.h"

using namespace cellaret::capi;
namespace engine = cellaret::engine;

namespace {

bool is_condition(std::uint32_t condition) { return condition <= CELLARET_EXPIRE_IF_ANY_AND_LESS; }

// Counts the keys for which is_met(std::string_view) holds, one after another.
template <class IsMet>
Status count_keys(const cellaret_key *keys, std::size_t count, std::uint64_t *out, IsMet &&is_met) {
  if (keys == nullptr && count != 0) return Status::kInvalid;
  for (std::size_t at = 0; at < count; ++at) {
    if (!is_bytes(keys[at].data, keys[at].size)) return Status::kInvalid;
  }
  std::uint64_t met = 0;
  for (std::size_t at = 0; at < count; ++at) {
    if (keys[at].size > engine::kMaxKeySize) continue;
    if (is_met(to_bytes(keys[at].data, keys[at].size))) ++met;
  }
  if (out != nullptr) *out = met;
  return Status::kOk;
}

// Runs change(KeyPlaces, WriteContext &) on a source and a destination.
template <class Change>
Status change_pair(engine::Cache &instance, const std::string_view (&keys)[2], Change &&change) {
  return instance.change_keys(
      keys, 2, 1, {}, false,
      [&](engine::KeyPlaces places, engine::WriteContext &context, const engine::DeadlineChange &) {
        return change(places, context);
      });
}

cellaret_status rename(cellaret_cache *cache, const void *source, std::size_t source_size,
                       const void *destination, std::size_t destination_size,
                       engine::IfThere if_there) noexcept {
  return with_cache(cache, [&](engine::Cache &instance) {
    std::string_view keys[2];
    Status status = read_move(source, source_size, destination, destination_size, keys);
    if (status != Status::kOk) return status;
    return change_pair(instance, keys,
                       [&](engine::KeyPlaces places, engine::WriteContext &context) {
                         return rename_key(places[0], places[1], context, if_there);
                       });
  });
}

}  // namespace

cellaret_status cellaret_delete(cellaret_cache *cache, const void *key,
                                std::size_t key_size) noexcept {
  return with_key(cache, key, key_size, Status::kMiss,
                  [](engine::Cache &instance, std::string_view k) { return instance.erase(k); });
}

cellaret_status cellaret_delete_many(cellaret_cache *cache, const cellaret_key *keys,
                                     std::size_t count, std::uint64_t *out_deleted) noexcept {
  return with_cache(cache, [&](engine::Cache &instance) {
    return count_keys(keys, count, out_deleted,
                      [&](std::string_view k) { return instance.erase(k) == Status::kOk; });
  });
}

cellaret_status cellaret_exists(cellaret_cache *cache, const void *key,
                                std::size_t key_size) noexcept {
  return with_key(cache, key, key_size, Status::kMiss,
                  [](engine::Cache &instance, std::string_view k) {
                    engine::Type type{};
                    return instance.exists(k, type);
                  });
}

cellaret_status cellaret_exists_many(cellaret_cache *cache, const cellaret_key *keys,
                                     std::size_t count, std::uint64_t *out_existing) noexcept {
  return with_cache(cache, [&](engine::Cache &instance) {
    if (out_existing == nullptr) return Status::kInvalid;
    return count_keys(keys, count, out_existing, [&](std::string_view k) {
      engine::Type type{};
      return instance.exists(k, type) == Status::kOk;
    });
  });
}

cellaret_status cellaret_type(cellaret_cache *cache, const void *key, std::size_t key_size,
                              std::uint8_t *out_type) noexcept {
  return with_cache(cache, [&](engine::Cache &instance) {
    if (!is_bytes(key, key_size) || out_type == nullptr) return Status::kInvalid;
    engine::Type type = engine::Type::kNone;
    Status status = Status::kMiss;
    if (key_size <= engine::kMaxKeySize) status = instance.exists(to_bytes(key, key_size), type);
    *out_type = static_cast<std::uint8_t>(type);
    return status;
  });
}

cellaret_status cellaret_expire(cellaret_cache *cache, const void *key, std::size_t key_size,
                                std::int64_t ms, std::uint32_t condition) noexcept {
  return with_key(cache, key, key_size, Status::kMiss,
                  [&](engine::Cache &instance, std::string_view k) {
                    if (!is_condition(condition)) return Status::kInvalid;
                    return instance.expire(k, ms, static_cast<engine::ExpireCondition>(condition));
                  });
}

cellaret_status cellaret_expire_at(cellaret_cache *cache, const void *key, std::size_t key_size,
                                   std::int64_t unix_ms, std::uint32_t condition) noexcept {
  return with_key(
      cache, key, key_size, Status::kMiss, [&](engine::Cache &instance, std::string_view k) {
        if (!is_condition(condition)) return Status::kInvalid;
        return instance.expire_at(k, unix_ms, static_cast<engine::ExpireCondition>(condition));
      });
}

cellaret_status cellaret_persist(cellaret_cache *cache, const void *key,
                                 std::size_t key_size) noexcept {
  return with_key(cache, key, key_size, Status::kMiss,
                  [](engine::Cache &instance, std::string_view k) { return instance.persist(k); });
}

cellaret_status cellaret_ttl(cellaret_cache *cache, const void *key, std::size_t key_size,
                             std::int64_t *out_ms) noexcept {
  return with_key(cache, key, key_size, Status::kMiss,
                  [&](engine::Cache &instance, std::string_view k) {
                    return out_ms == nullptr ? Status::kInvalid : instance.ttl(k, *out_ms);
                  });
}

cellaret_status cellaret_expire_time(cellaret_cache *cache, const void *key, std::size_t key_size,
                                     std::int64_t *out_unix_ms) noexcept {
  return with_key(
      cache, key, key_size, Status::kMiss, [&](engine::Cache &instance, std::string_view k) {
        return out_unix_ms == nullptr ? Status::kInvalid : instance.expire_time(k, *out_unix_ms);
      });
}

cellaret_status cellaret_touch(cellaret_cache *cache, const void *key, std::size_t key_size,
                               const cellaret_expiry *expiry) noexcept {
  return with_cache(cache, [&](engine::Cache &instance) {
    return change_key(instance, key, key_size, expiry,
                      [](engine::Shard &shard, engine::WriteContext &context,
                         const engine::HashedKey &k, const engine::DeadlineChange &deadline) {
                        shard.lock().assume_held();
                        return touch_key(shard, context, k, deadline);
                      });
  });
}

cellaret_status cellaret_touch_many(cellaret_cache *cache, const cellaret_key *keys,
                                    std::size_t count, const cellaret_expiry *expiry,
                                    std::uint64_t *out_touched) noexcept {
  return with_cache(cache, [&](engine::Cache &instance) {
    KeyViews views;
    Status status = count == 0 ? Status::kOk : views.read(nullptr, keys, count);
    if (status != Status::kOk) return status;
    std::uint64_t touched = 0;
    status = instance.touch(views.data(), views.count(), to_expiry(expiry), touched);
    if (status == Status::kOk && out_touched != nullptr) *out_touched = touched;
    return status;
  });
}

cellaret_status cellaret_copy(cellaret_cache *cache, const void *source, std::size_t source_size,
                              const void *destination, std::size_t destination_size,
                              std::uint32_t replace) noexcept {
  return with_cache(cache, [&](engine::Cache &instance) {
    if (replace > 1) return Status::kInvalid;
    std::string_view keys[2];
    Status status = read_move(source, source_size, destination, destination_size, keys);
    if (status != Status::kOk) return status;
    if (keys[0] == keys[1]) return Status::kInvalid;
    auto if_there = replace != 0 ? engine::IfThere::kReplace : engine::IfThere::kLeave;
    return change_pair(instance, keys,
                       [&](engine::KeyPlaces places, engine::WriteContext &context) {
                         return copy_key(places[0], places[1], context, if_there);
                       });
  });
}

cellaret_status cellaret_rename(cellaret_cache *cache, const void *source, std::size_t source_size,
                                const void *destination, std::size_t destination_size) noexcept {
  return rename(cache, source, source_size, destination, destination_size,
                engine::IfThere::kReplace);
}

cellaret_status cellaret_rename_if_absent(cellaret_cache *cache, const void *source,
                                          std::size_t source_size, const void *destination,
                                          std::size_t destination_size) noexcept {
  return rename(cache, source, source_size, destination, destination_size, engine::IfThere::kLeave);
}
