// Saving to a file and loading from one.
#include "engine/cache/snapshot.h"

#include <cellaret/snapshot.h>

#include "capi/src/call.h"

using namespace cellaret::capi;
namespace engine = cellaret::engine;

namespace {

bool is_path(const char *path) { return path != nullptr && *path != '\0'; }

}  // namespace

cellaret_status cellaret_save(cellaret_cache *cache, const char *path,
                              std::uint64_t *out_entries) noexcept {
  return with_cache(cache, [&](engine::Cache &instance) {
    if (!is_path(path)) return Status::kInvalid;
    std::uint64_t entries = 0;
    Status status = save_snapshot(instance, path, engine::FileCalls::of_the_system(), entries);
    if (status == Status::kOk && out_entries != nullptr) *out_entries = entries;
    return status;
  });
}

cellaret_status cellaret_load(cellaret_cache *cache, const char *path,
                              std::uint64_t *out_entries) noexcept {
  return with_cache(cache, [&](engine::Cache &instance) {
    if (!is_path(path)) return Status::kInvalid;
    std::uint64_t entries = 0;
    Status status = load_snapshot(instance, path, entries);
    bool has_begun = status == Status::kOk || entries != 0;
    if (has_begun && out_entries != nullptr) *out_entries = entries;
    return status;
  });
}
