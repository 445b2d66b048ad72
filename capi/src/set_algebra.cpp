// Operations on several sets.
#include "engine/shard/set_algebra.h"

#include <cellaret/set.h>

#include "capi/src/collection.h"
#include "engine/shard/move_operations.h"

using namespace cellaret::capi;
namespace engine = cellaret::engine;

using engine::DeadlineChange;
using engine::KeyPlaces;
using engine::SetAlgebra;
using engine::WriteContext;

namespace {

cellaret_status combine(cellaret_cache *cache, SetAlgebra algebra, const cellaret_key *keys,
                        std::size_t count, cellaret_values **out_values) noexcept {
  return with_cache(cache, [&](engine::Cache &instance) {
    KeyViews views;
    Status status = out_values == nullptr ? Status::kInvalid : views.read(nullptr, keys, count);
    if (status != Status::kOk) return status;
    return instance.read_keys(
        views.data(), views.count(), [&](KeyPlaces places, engine::Moment &moment) {
          return combine_sets(places, moment, algebra, *to_engine(out_values));
        });
  });
}

cellaret_status store(cellaret_cache *cache, SetAlgebra algebra, const void *destination,
                      std::size_t destination_size, const cellaret_key *keys, std::size_t count,
                      const cellaret_expiry *expiry, std::uint64_t *out_len) noexcept {
  return with_cache(cache, [&](engine::Cache &instance) {
    if (!is_bytes(destination, destination_size)) return Status::kInvalid;
    if (destination_size > engine::kMaxKeySize) return Status::kTooLarge;
    std::string_view first = to_bytes(destination, destination_size);
    KeyViews views;
    Status status = views.read(&first, keys, count);
    if (status != Status::kOk) return status;
    std::uint64_t size = 0;
    status = instance.change_keys(
        views.data(), views.count(), 0, to_expiry(expiry), true,
        [&](KeyPlaces places, WriteContext &context, const DeadlineChange &deadline) {
          return store_combined(places, context, algebra, {0, deadline}, size);
        });
    if (status == Status::kOk && out_len != nullptr) *out_len = size;
    return status;
  });
}

}  // namespace

cellaret_status cellaret_set_diff(cellaret_cache *cache, const cellaret_key *keys,
                                  std::size_t key_count, cellaret_values **out_values) noexcept {
  return combine(cache, SetAlgebra::kDifference, keys, key_count, out_values);
}

cellaret_status cellaret_set_intersect(cellaret_cache *cache, const cellaret_key *keys,
                                       std::size_t key_count,
                                       cellaret_values **out_values) noexcept {
  return combine(cache, SetAlgebra::kIntersection, keys, key_count, out_values);
}

cellaret_status cellaret_set_union(cellaret_cache *cache, const cellaret_key *keys,
                                   std::size_t key_count, cellaret_values **out_values) noexcept {
  return combine(cache, SetAlgebra::kUnion, keys, key_count, out_values);
}

cellaret_status cellaret_set_intersect_len(cellaret_cache *cache, const cellaret_key *keys,
                                           std::size_t key_count, std::uint64_t limit,
                                           std::uint64_t *out_len) noexcept {
  return with_cache(cache, [&](engine::Cache &instance) {
    KeyViews views;
    Status status = out_len == nullptr ? Status::kInvalid : views.read(nullptr, keys, key_count);
    if (status != Status::kOk) return status;
    return instance.read_keys(
        views.data(), views.count(), [&](KeyPlaces places, engine::Moment &moment) {
          return count_combined(places, moment, SetAlgebra::kIntersection, limit, *out_len);
        });
  });
}

cellaret_status cellaret_set_diff_store(cellaret_cache *cache, const void *destination,
                                        std::size_t destination_size, const cellaret_key *keys,
                                        std::size_t key_count, const cellaret_expiry *expiry,
                                        std::uint64_t *out_len) noexcept {
  return store(cache, SetAlgebra::kDifference, destination, destination_size, keys, key_count,
               expiry, out_len);
}

cellaret_status cellaret_set_intersect_store(cellaret_cache *cache, const void *destination,
                                             std::size_t destination_size, const cellaret_key *keys,
                                             std::size_t key_count, const cellaret_expiry *expiry,
                                             std::uint64_t *out_len) noexcept {
  return store(cache, SetAlgebra::kIntersection, destination, destination_size, keys, key_count,
               expiry, out_len);
}

cellaret_status cellaret_set_union_store(cellaret_cache *cache, const void *destination,
                                         std::size_t destination_size, const cellaret_key *keys,
                                         std::size_t key_count, const cellaret_expiry *expiry,
                                         std::uint64_t *out_len) noexcept {
  return store(cache, SetAlgebra::kUnion, destination, destination_size, keys, key_count, expiry,
               out_len);
}

cellaret_status cellaret_set_move(cellaret_cache *cache, const void *source,
                                  std::size_t source_size, const void *destination,
                                  std::size_t destination_size, const cellaret_element *member,
                                  const cellaret_expiry *expiry) noexcept {
  return with_cache(cache, [&](engine::Cache &instance) {
    engine::NumberText text;
    engine::Element moved;
    Status status = to_element(member, text, moved);
    std::string_view keys[2];
    if (status == Status::kOk) {
      status = read_move(source, source_size, destination, destination_size, keys);
    }
    if (status != Status::kOk) return status;
    return instance.change_keys(
        keys, 2, 1, to_expiry(expiry), false,
        [&](KeyPlaces places, WriteContext &context, const DeadlineChange &deadline) {
          return move_in_sets(places[0], places[1], context, moved, {0, deadline});
        });
  });
}
