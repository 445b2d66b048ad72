// Walking, listing and deleting keys.
#include "engine/cache/scan.h"

#include <cellaret/scan.h>

#include "capi/src/collection.h"

using namespace cellaret::capi;
namespace engine = cellaret::engine;

static_assert(CELLARET_DEFAULT_SCAN_COUNT == engine::kDefaultScanCount);

namespace {

constexpr std::uint32_t kAllTypes = 1u << CELLARET_TYPE_STRING | 1u << CELLARET_TYPE_INT |
                                    1u << CELLARET_TYPE_DOUBLE | 1u << CELLARET_TYPE_LIST |
                                    1u << CELLARET_TYPE_SET;

Status read_options(const cellaret_scan_options *options, engine::KeyFilter &filter,
                    std::uint64_t &count) {
  cellaret_scan_options given{};
  if (options != nullptr && !read_struct(options, given)) return Status::kInvalid;
  if ((given.types & ~kAllTypes) != 0 || !is_bytes(given.pattern, given.pattern_size)) {
    return Status::kInvalid;
  }
  filter = {given.pattern != nullptr, to_bytes(given.pattern, given.pattern_size), given.types};
  count = given.count == 0 ? engine::kDefaultScanCount : given.count;
  return Status::kOk;
}

}  // namespace

cellaret_status cellaret_scan(cellaret_cache *cache, std::uint64_t cursor,
                              const cellaret_scan_options *options, std::uint64_t *out_cursor,
                              cellaret_values **out_keys) noexcept {
  return with_cache(cache, [&](engine::Cache &instance) {
    if (out_cursor == nullptr || out_keys == nullptr) return Status::kInvalid;
    engine::KeyFilter filter;
    std::uint64_t count = 0;
    Status status = read_options(options, filter, count);
    if (status != Status::kOk) return status;
    status = scan_keys(instance, filter, count, cursor, *to_engine(out_keys));
    if (status == Status::kOk) *out_cursor = cursor;
    return status;
  });
}

cellaret_status cellaret_keys(cellaret_cache *cache, const void *pattern, std::size_t pattern_size,
                              cellaret_values **out_keys) noexcept {
  return with_cache(cache, [&](engine::Cache &instance) {
    if (out_keys == nullptr || !is_bytes(pattern, pattern_size)) return Status::kInvalid;
    return list_keys(instance, {true, to_bytes(pattern, pattern_size), 0}, *to_engine(out_keys));
  });
}

cellaret_status cellaret_delete_matching(cellaret_cache *cache, const void *pattern,
                                         std::size_t pattern_size,
                                         std::uint64_t *out_deleted) noexcept {
  return with_cache(cache, [&](engine::Cache &instance) {
    if (!is_bytes(pattern, pattern_size)) return Status::kInvalid;
    std::uint64_t deleted = delete_matching(instance, to_bytes(pattern, pattern_size));
    if (out_deleted != nullptr) *out_deleted = deleted;
    return Status::kOk;
  });
}

cellaret_status cellaret_random_key(cellaret_cache *cache, cellaret_value *out_key) noexcept {
  return with_cache(cache, [&](engine::Cache &instance) {
    return out_key == nullptr ? Status::kInvalid : random_key(instance, *to_engine(out_key));
  });
}

cellaret_status cellaret_memory_usage(cellaret_cache *cache, const void *key, std::size_t key_size,
                                      std::uint64_t *out_bytes) noexcept {
  return with_key(
      cache, key, key_size, Status::kMiss, [&](engine::Cache &instance, std::string_view k) {
        return out_bytes == nullptr ? Status::kInvalid : memory_usage(instance, k, *out_bytes);
      });
}
