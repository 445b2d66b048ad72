// Operations on lists.
#include <cellaret/list.h>

#include "capi/src/collection.h"
#include "engine/shard/list_operations.h"
#include "engine/shard/move_operations.h"

using namespace cellaret::capi;
namespace engine = cellaret::engine;

using engine::DeadlineChange;
using engine::HashedKey;
using engine::List;
using engine::Moment;
using engine::Shard;
using engine::WriteContext;

namespace {

constexpr auto kLeft = List::End::kLeft;
constexpr auto kRight = List::End::kRight;

struct Push {
  List::End end;
  bool only_if_exists;
};

cellaret_status push(cellaret_cache *cache, const void *key, std::size_t key_size, Push how,
                     const cellaret_element *elements, std::size_t count,
                     const cellaret_write_options *options, std::uint64_t *out_len) noexcept {
  return with_cache(cache, [&](engine::Cache &instance) {
    Status status = check_elements(elements, count);
    if (status != Status::kOk) return status;
    std::uint64_t size = 0;
    status = make_key(instance, key, key_size, options,
                      [&](Shard &shard, WriteContext &context, const HashedKey &k,
                          const engine::CollectionWrite &write) {
                        shard.lock().assume_held();
                        return push_list(shard, context, k, how.end, to_elements(elements, count),
                                         how.only_if_exists, write, size);
                      });
    if (status == Status::kOk && out_len != nullptr) *out_len = size;
    return status;
  });
}

cellaret_status pop(cellaret_cache *cache, const void *key, std::size_t key_size, List::End end,
                    const cellaret_expiry *expiry, cellaret_value *out_value) noexcept {
  return with_cache(cache, [&](engine::Cache &instance) {
    if (out_value == nullptr) return Status::kInvalid;
    return change_key(instance, key, key_size, expiry,
                      [&](Shard &shard, WriteContext &context, const HashedKey &k,
                          const DeadlineChange &deadline) {
                        shard.lock().assume_held();
                        return pop_list(shard, context, k, end, deadline, *to_engine(out_value));
                      });
  });
}

cellaret_status pop_many(cellaret_cache *cache, const void *key, std::size_t key_size,
                         List::End end, std::uint64_t count, const cellaret_expiry *expiry,
                         cellaret_values **out_values) noexcept {
  return with_cache(cache, [&](engine::Cache &instance) {
    if (out_values == nullptr) return Status::kInvalid;
    return change_key(instance, key, key_size, expiry,
                      [&](Shard &shard, WriteContext &context, const HashedKey &k,
                          const DeadlineChange &deadline) {
                        shard.lock().assume_held();
                        return pop_list_many(shard, context, k, end, count, deadline,
                                             *to_engine(out_values));
                      });
  });
}

cellaret_status insert(cellaret_cache *cache, const void *key, std::size_t key_size, bool before,
                       const cellaret_element *pivot, const cellaret_element *element,
                       const cellaret_expiry *expiry, std::uint64_t *out_len) noexcept {
  return with_cache(cache, [&](engine::Cache &instance) {
    engine::NumberText texts[2];
    engine::Element elements[2];
    Status status = to_element(pivot, texts[0], elements[0]);
    if (status == Status::kOk) status = to_element(element, texts[1], elements[1]);
    if (status != Status::kOk) return status;
    std::uint64_t size = 0;
    status = change_key(instance, key, key_size, expiry,
                        [&](Shard &shard, WriteContext &context, const HashedKey &k,
                            const DeadlineChange &deadline) {
                          shard.lock().assume_held();
                          return insert_list(shard, context, k, elements[0], elements[1], before,
                                             deadline, size);
                        });
    if (status == Status::kOk && out_len != nullptr) *out_len = size;
    return status;
  });
}

cellaret_status remove(cellaret_cache *cache, const void *key, std::size_t key_size,
                       std::uint64_t count, List::End from, const cellaret_element *element,
                       const cellaret_expiry *expiry, std::uint64_t *out_removed) noexcept {
  return with_cache(cache, [&](engine::Cache &instance) {
    engine::NumberText text;
    engine::Element wanted;
    Status status = to_element(element, text, wanted);
    if (status != Status::kOk) return status;
    std::uint64_t removed = 0;
    status =
        change_key(instance, key, key_size, expiry,
                   [&](Shard &shard, WriteContext &context, const HashedKey &k,
                       const DeadlineChange &deadline) {
                     shard.lock().assume_held();
                     return remove_list(shard, context, k, wanted, count, from, deadline, removed);
                   });
    if (status == Status::kOk && out_removed != nullptr) *out_removed = removed;
    return status;
  });
}

cellaret_status remove_some(cellaret_cache *cache, const void *key, std::size_t key_size,
                            std::int64_t count, List::End from, const cellaret_element *element,
                            const cellaret_expiry *expiry, std::uint64_t *out_removed) noexcept {
  if (count < 0) return with_cache(cache, [](auto &) { return Status::kInvalid; });
  return remove(cache, key, key_size, static_cast<std::uint64_t>(count), from, element, expiry,
                out_removed);
}

void give(engine::ReadValue &value, cellaret_value *out_value) {
  if (out_value == nullptr) {
    value.release();
  } else {
    *to_engine(out_value) = value;
  }
}

}  // namespace

cellaret_status cellaret_list_push_left(cellaret_cache *cache, const void *key,
                                        std::size_t key_size, const cellaret_element *elements,
                                        std::size_t count, const cellaret_write_options *options,
                                        std::uint64_t *out_len) noexcept {
  return push(cache, key, key_size, {kLeft, false}, elements, count, options, out_len);
}

cellaret_status cellaret_list_push_right(cellaret_cache *cache, const void *key,
                                         std::size_t key_size, const cellaret_element *elements,
                                         std::size_t count, const cellaret_write_options *options,
                                         std::uint64_t *out_len) noexcept {
  return push(cache, key, key_size, {kRight, false}, elements, count, options, out_len);
}

cellaret_status cellaret_list_push_left_if_exists(
    cellaret_cache *cache, const void *key, std::size_t key_size, const cellaret_element *elements,
    std::size_t count, const cellaret_write_options *options, std::uint64_t *out_len) noexcept {
  return push(cache, key, key_size, {kLeft, true}, elements, count, options, out_len);
}

cellaret_status cellaret_list_push_right_if_exists(
    cellaret_cache *cache, const void *key, std::size_t key_size, const cellaret_element *elements,
    std::size_t count, const cellaret_write_options *options, std::uint64_t *out_len) noexcept {
  return push(cache, key, key_size, {kRight, true}, elements, count, options, out_len);
}

cellaret_status cellaret_list_pop_left(cellaret_cache *cache, const void *key, std::size_t key_size,
                                       const cellaret_expiry *expiry,
                                       cellaret_value *out_value) noexcept {
  return pop(cache, key, key_size, kLeft, expiry, out_value);
}

cellaret_status cellaret_list_pop_right(cellaret_cache *cache, const void *key,
                                        std::size_t key_size, const cellaret_expiry *expiry,
                                        cellaret_value *out_value) noexcept {
  return pop(cache, key, key_size, kRight, expiry, out_value);
}

cellaret_status cellaret_list_pop_left_many(cellaret_cache *cache, const void *key,
                                            std::size_t key_size, std::uint64_t count,
                                            const cellaret_expiry *expiry,
                                            cellaret_values **out_values) noexcept {
  return pop_many(cache, key, key_size, kLeft, count, expiry, out_values);
}

cellaret_status cellaret_list_pop_right_many(cellaret_cache *cache, const void *key,
                                             std::size_t key_size, std::uint64_t count,
                                             const cellaret_expiry *expiry,
                                             cellaret_values **out_values) noexcept {
  return pop_many(cache, key, key_size, kRight, count, expiry, out_values);
}

cellaret_status cellaret_list_len(cellaret_cache *cache, const void *key, std::size_t key_size,
                                  std::uint64_t *out_len) noexcept {
  return with_cache(cache, [&](engine::Cache &instance) {
    if (out_len == nullptr) return Status::kInvalid;
    return read_key(instance, key, key_size, [&](Shard &shard, const HashedKey &k, Moment &moment) {
      shard.lock().assume_held();
      return size_of_collection(shard, k, moment, engine::Type::kList, *out_len);
    });
  });
}

cellaret_status cellaret_list_get(cellaret_cache *cache, const void *key, std::size_t key_size,
                                  std::int64_t index, cellaret_value *out_value) noexcept {
  return with_cache(cache, [&](engine::Cache &instance) {
    if (out_value == nullptr) return Status::kInvalid;
    return read_key(instance, key, key_size, [&](Shard &shard, const HashedKey &k, Moment &moment) {
      shard.lock().assume_held();
      return get_list(shard, k, moment, index, *to_engine(out_value));
    });
  });
}

cellaret_status cellaret_list_set(cellaret_cache *cache, const void *key, std::size_t key_size,
                                  std::int64_t index, const cellaret_element *element,
                                  const cellaret_expiry *expiry) noexcept {
  return with_cache(cache, [&](engine::Cache &instance) {
    engine::NumberText text;
    engine::Element given;
    Status status = to_element(element, text, given);
    if (status != Status::kOk) return status;
    return change_key(instance, key, key_size, expiry,
                      [&](Shard &shard, WriteContext &context, const HashedKey &k,
                          const DeadlineChange &deadline) {
                        shard.lock().assume_held();
                        return set_list(shard, context, k, index, given, deadline);
                      });
  });
}

cellaret_status cellaret_list_items(cellaret_cache *cache, const void *key, std::size_t key_size,
                                    cellaret_values **out_values) noexcept {
  return cellaret_list_get_range(cache, key, key_size, 0, -1, out_values);
}

cellaret_status cellaret_list_get_range(cellaret_cache *cache, const void *key,
                                        std::size_t key_size, std::int64_t from, std::int64_t to,
                                        cellaret_values **out_values) noexcept {
  return with_cache(cache, [&](engine::Cache &instance) {
    if (out_values == nullptr) return Status::kInvalid;
    return read_key(instance, key, key_size, [&](Shard &shard, const HashedKey &k, Moment &moment) {
      shard.lock().assume_held();
      return range_of_list(shard, k, moment, from, to, *to_engine(out_values));
    });
  });
}

cellaret_status cellaret_list_trim(cellaret_cache *cache, const void *key, std::size_t key_size,
                                   std::int64_t from, std::int64_t to,
                                   const cellaret_expiry *expiry) noexcept {
  return with_cache(cache, [&](engine::Cache &instance) {
    return change_key(instance, key, key_size, expiry,
                      [&](Shard &shard, WriteContext &context, const HashedKey &k,
                          const DeadlineChange &deadline) {
                        shard.lock().assume_held();
                        return trim_list(shard, context, k, from, to, deadline);
                      });
  });
}

cellaret_status cellaret_list_insert_before(cellaret_cache *cache, const void *key,
                                            std::size_t key_size, const cellaret_element *pivot,
                                            const cellaret_element *element,
                                            const cellaret_expiry *expiry,
                                            std::uint64_t *out_len) noexcept {
  return insert(cache, key, key_size, true, pivot, element, expiry, out_len);
}

cellaret_status cellaret_list_insert_after(cellaret_cache *cache, const void *key,
                                           std::size_t key_size, const cellaret_element *pivot,
                                           const cellaret_element *element,
                                           const cellaret_expiry *expiry,
                                           std::uint64_t *out_len) noexcept {
  return insert(cache, key, key_size, false, pivot, element, expiry, out_len);
}

cellaret_status cellaret_list_remove_all(cellaret_cache *cache, const void *key,
                                         std::size_t key_size, const cellaret_element *element,
                                         const cellaret_expiry *expiry,
                                         std::uint64_t *out_removed) noexcept {
  return remove(cache, key, key_size, List::kNone, kLeft, element, expiry, out_removed);
}

cellaret_status cellaret_list_remove_first(cellaret_cache *cache, const void *key,
                                           std::size_t key_size, std::int64_t count,
                                           const cellaret_element *element,
                                           const cellaret_expiry *expiry,
                                           std::uint64_t *out_removed) noexcept {
  return remove_some(cache, key, key_size, count, kLeft, element, expiry, out_removed);
}

cellaret_status cellaret_list_remove_last(cellaret_cache *cache, const void *key,
                                          std::size_t key_size, std::int64_t count,
                                          const cellaret_element *element,
                                          const cellaret_expiry *expiry,
                                          std::uint64_t *out_removed) noexcept {
  return remove_some(cache, key, key_size, count, kRight, element, expiry, out_removed);
}

cellaret_status cellaret_list_position(cellaret_cache *cache, const void *key, std::size_t key_size,
                                       const cellaret_element *element, std::int64_t rank,
                                       std::uint64_t count, std::uint64_t max_len,
                                       cellaret_values **out_values) noexcept {
  return with_cache(cache, [&](engine::Cache &instance) {
    if (rank == 0 || out_values == nullptr) return Status::kInvalid;
    engine::NumberText text;
    engine::PositionQuery query{{}, rank, count, max_len};
    Status status = to_element(element, text, query.element);
    if (status != Status::kOk) return status;
    return read_key(instance, key, key_size, [&](Shard &shard, const HashedKey &k, Moment &moment) {
      shard.lock().assume_held();
      return position_in_list(shard, k, moment, query, *to_engine(out_values));
    });
  });
}

cellaret_status cellaret_list_move(cellaret_cache *cache, const void *source,
                                   std::size_t source_size, const void *destination,
                                   std::size_t destination_size, std::uint32_t from,
                                   std::uint32_t to, const cellaret_expiry *expiry,
                                   cellaret_value *out_value) noexcept {
  return with_cache(cache, [&](engine::Cache &instance) {
    if (from > CELLARET_RIGHT || to > CELLARET_RIGHT) return Status::kInvalid;
    std::string_view keys[2];
    Status status = read_move(source, source_size, destination, destination_size, keys);
    if (status != Status::kOk) return status;
    engine::ReadValue moved;
    status = instance.change_keys(
        keys, 2, 1, to_expiry(expiry), false,
        [&](engine::KeyPlaces places, WriteContext &context, const DeadlineChange &deadline) {
          engine::ListMove ends{static_cast<List::End>(from), static_cast<List::End>(to)};
          return move_in_lists(places[0], places[1], context, ends, {0, deadline}, moved);
        });
    if (status == Status::kOk) give(moved, out_value);
    return status;
  });
}

cellaret_status cellaret_list_pop_first_of(cellaret_cache *cache, const cellaret_key *keys,
                                           std::size_t key_count, std::uint32_t end,
                                           std::uint64_t count, const cellaret_expiry *expiry,
                                           std::size_t *out_index,
                                           cellaret_values **out_values) noexcept {
  return with_cache(cache, [&](engine::Cache &instance) {
    if (end > CELLARET_RIGHT || count == 0 || out_values == nullptr) return Status::kInvalid;
    KeyViews views;
    Status status = views.read(nullptr, keys, key_count);
    if (status != Status::kOk) return status;
    std::uint64_t index = 0;
    status = instance.change_keys(
        views.data(), views.count(), 0, to_expiry(expiry), false,
        [&](engine::KeyPlaces places, WriteContext &context, const DeadlineChange &deadline) {
          return pop_first_list(places, context, static_cast<List::End>(end), count, deadline,
                                index, *to_engine(out_values));
        });
    if (status == Status::kOk && out_index != nullptr) *out_index = index;
    return status;
  });
}
