// Opening, closing and whole-instance calls.
#include <cellaret/cache.h>

#include <cstring>

#include "capi/src/call.h"
#include "engine/base/sip_hash.h"

using namespace cellaret::capi;
namespace engine = cellaret::engine;

static_assert(engine::kUnlimited == CELLARET_UNLIMITED);
static_assert(engine::kDefaultMaxBytes == CELLARET_DEFAULT_MAX_BYTES);
static_assert(engine::kMaxShards == CELLARET_MAX_SHARDS);
static_assert(engine::kMaxNameSize == CELLARET_MAX_NAME_SIZE);
static_assert(engine::kMaxMaintenanceMs == CELLARET_MAX_MAINTENANCE_MS);
static_assert(sizeof(cellaret_options) == 88);

namespace {

Status to_options(const cellaret_options &given, engine::Options &out) {
  if (given.clock > CELLARET_CLOCK_MANUAL) return Status::kInvalid;
  if (given.hash > CELLARET_HASH_SIPHASH) return Status::kInvalid;
  if (given.clock != CELLARET_CLOCK_DEFAULT) {
    out.clock = static_cast<engine::ClockKind>(given.clock);
  }
  out.max_bytes = given.max_bytes;
  out.max_entries = given.max_entries;
  out.max_entry_bytes = given.max_entry_bytes;
  if (given.policy != nullptr) {
    if (*given.policy == '\0') return Status::kInvalid;
    out.policy_name = given.policy;
  }
  out.shards = given.shards;
  out.manual_start_ms = given.manual_start_ms;
  out.seed = given.seed;
  out.hash = given.hash == CELLARET_HASH_SIPHASH ? &engine::sip_hash : nullptr;
  out.default_expiry = to_expiry(given.default_expiry);
  if (given.reserved != 0) return Status::kInvalid;
  out.maintenance_ms = given.maintenance_ms;
  return engine::resolve_options(out);
}

// What the caller gave, or the defaults; resolved.
Status read_options(const cellaret_options *options, engine::Options &out) {
  cellaret_options given{};
  if (options != nullptr && !read_struct(options, given)) return Status::kInvalid;
  return to_options(given, out);
}

cellaret_options from_options(const engine::Options &options) {
  cellaret_options out{};
  out.clock = static_cast<std::uint32_t>(options.clock);
  out.max_bytes = options.max_bytes;
  out.max_entries = options.max_entries;
  out.max_entry_bytes = options.max_entry_bytes;
  out.policy = options.policy->name;
  out.shards = options.shards;
  out.manual_start_ms = options.manual_start_ms;
  out.seed = options.seed;
  out.hash = options.hash == nullptr ? CELLARET_HASH_XXH3 : CELLARET_HASH_SIPHASH;
  out.default_expiry = from_expiry(options.default_expiry);
  out.maintenance_ms = options.maintenance_ms;
  return out;
}

}  // namespace

cellaret_status cellaret_cache_open(const cellaret_options *options,
                                    cellaret_cache **out_cache) noexcept {
  return guarded([&] {
    if (out_cache == nullptr) return Status::kInvalid;
    engine::Options wanted;
    Status status = read_options(options, wanted);
    if (status != Status::kOk) return status;
    engine::Owned<engine::Cache> cache = engine::Cache::make(wanted);
    if (cache == nullptr) return Status::kNoMemory;
    engine::Handle handle = 0;
    status = engine::open_handle(cache, handle);
    if (status == Status::kOk) *out_cache = from_handle(handle);
    return status;
  });
}

cellaret_status cellaret_cache_open_named(const void *name, std::size_t name_size,
                                          const cellaret_options *options,
                                          cellaret_cache **out_cache,
                                          const char **out_differing) noexcept {
  return guarded([&] {
    if (out_cache == nullptr || name == nullptr) return Status::kInvalid;
    if (name_size == 0 || name_size > engine::kMaxNameSize) return Status::kInvalid;
    engine::Options wanted;
    Status status = read_options(options, wanted);
    if (status != Status::kOk) return status;
    engine::Handle handle = 0;
    const char *differing = nullptr;
    status = engine::open_named(to_bytes(name, name_size), wanted, options != nullptr, handle,
                                differing);
    if (status == Status::kOk) *out_cache = from_handle(handle);
    if (status == Status::kDiffers && out_differing != nullptr) *out_differing = differing;
    return status;
  });
}

void cellaret_cache_close(cellaret_cache *cache) noexcept {
  static_cast<void>(guarded([&] {
    engine::close_handle(to_handle(cache));
    return Status::kOk;
  }));
}

cellaret_status cellaret_cache_options(cellaret_cache *cache,
                                       cellaret_options *out_options) noexcept {
  return with_cache(cache, [&](engine::Cache &instance) {
    if (out_options == nullptr) return Status::kInvalid;
    cellaret_options options = from_options(instance.options());
    return write_struct(options, sizeof options.struct_size, out_options) ? Status::kOk
                                                                          : Status::kInvalid;
  });
}

cellaret_status cellaret_clear(cellaret_cache *cache) noexcept {
  return with_cache(cache, [](engine::Cache &instance) {
    instance.clear();
    return Status::kOk;
  });
}

cellaret_status cellaret_len(cellaret_cache *cache, std::uint64_t *out_entries) noexcept {
  return with_cache(cache, [&](engine::Cache &instance) {
    if (out_entries == nullptr) return Status::kInvalid;
    *out_entries = instance.size();
    return Status::kOk;
  });
}

cellaret_status cellaret_maintain(cellaret_cache *cache, std::uint64_t budget,
                                  std::uint64_t *out_reclaimed) noexcept {
  return with_cache(cache, [&](engine::Cache &instance) {
    if (budget == 0) return Status::kInvalid;
    std::uint64_t reclaimed = instance.maintain(budget);
    if (out_reclaimed != nullptr) *out_reclaimed = reclaimed;
    return Status::kOk;
  });
}
