// Operations on keys of any type.
#include <cellaret/key.h>
#include <cellaret/value.h>

#include "capi/src/call.h"

using namespace cellaret::capi;
namespace engine = cellaret::engine;

namespace {

bool is_condition(std::uint32_t condition) { return condition <= CELLARET_EXPIRE_IF_LESS; }

Status delete_all(engine::Cache &cache, const cellaret_key *keys, std::size_t count,
                  std::uint64_t &deleted) {
  for (std::size_t at = 0; at < count; ++at) {
    if (!is_bytes(keys[at].data, keys[at].size)) return Status::kInvalid;
  }
  for (std::size_t at = 0; at < count; ++at) {
    if (keys[at].size > engine::kMaxKeySize) continue;
    if (cache.erase(to_bytes(keys[at].data, keys[at].size)) == Status::kOk) ++deleted;
  }
  return Status::kOk;
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
    if (keys == nullptr && count != 0) return Status::kInvalid;
    std::uint64_t deleted = 0;
    Status status = delete_all(instance, keys, count, deleted);
    if (status == Status::kOk && out_deleted != nullptr) *out_deleted = deleted;
    return status;
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
