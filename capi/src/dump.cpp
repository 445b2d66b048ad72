// Values as bytes and back.
#include <cellaret/dump.h>

#include "capi/src/call.h"
#include "engine/cache/entry_copy.h"

using namespace cellaret::capi;
namespace engine = cellaret::engine;

cellaret_status cellaret_dump(cellaret_cache *cache, const void *key, std::size_t key_size,
                              cellaret_value *out_dump) noexcept {
  return with_key(
      cache, key, key_size, Status::kMiss, [&](engine::Cache &instance, std::string_view k) {
        if (out_dump == nullptr) return Status::kInvalid;
        engine::ByteBuffer bytes;
        Status status = copy_entry(instance, k, false, bytes);
        if (status == Status::kOk && bytes.size() > UINT32_MAX) status = Status::kTooLarge;
        if (status != Status::kOk) return status;
        return to_engine(out_dump)->copy(engine::Element::of_bytes(bytes.view()),
                                         CELLARET_CODEC_BYTES, 0, instance.shard(0).pins())
                   ? Status::kOk
                   : Status::kNoMemory;
      });
}

cellaret_status cellaret_restore(cellaret_cache *cache, const void *key, std::size_t key_size,
                                 const void *dump, std::size_t dump_size, std::uint32_t flags,
                                 const cellaret_expiry *expiry) noexcept {
  return with_key(cache, key, key_size, Status::kTooLarge,
                  [&](engine::Cache &instance, std::string_view k) {
                    if (!is_bytes(dump, dump_size) || flags > CELLARET_RESTORE_REPLACE)
                      return Status::kInvalid;
                    engine::RecordView record;
                    Status status = read_record(to_bytes(dump, dump_size), record);
                    if (status == Status::kOk) status = check_payload(record);
                    if (status != Status::kOk) return status;
                    return restore_entry(instance, k, record, to_expiry(expiry),
                                         flags == CELLARET_RESTORE_REPLACE);
                  });
}
