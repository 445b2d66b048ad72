// What the glue has in common that runs operations of a shard: elements, options, and running under
// a key's lock.
#pragma once

#include <cellaret/key.h>
#include <cellaret/values.h>

#include "capi/src/call.h"
#include "engine/data/values.h"
#include "engine/shard/collection_operations.h"

namespace cellaret::capi {

// Whether these are elements that can be stored or looked for.
Status check_elements(const cellaret_element *elements, std::size_t count);

inline engine::ElementSpan to_elements(const cellaret_element *elements, std::size_t count) {
  return {reinterpret_cast<const engine::ElementArgument *>(elements), count};
}

// The scalar that an element is.
Status to_scalar(const cellaret_element &element, engine::ScalarView &out);

// The element of a call that takes one; `text` holds the digits of a double.
Status to_element(const cellaret_element *element, engine::NumberText &text, engine::Element &out);

struct WriteOptions {
  std::uint8_t codec = 0;
  engine::ExpiryArgument expiry;
};
Status to_write_options(const cellaret_write_options *options, WriteOptions &out);

inline engine::Values **to_engine(cellaret_values **values) {
  return reinterpret_cast<engine::Values **>(values);
}

// Runs read(Shard &, const HashedKey &, Moment &) under the lock of the key's shard. A key that is
// too long is one that is not there.
template <class Read>
Status read_key(engine::Cache &cache, const void *key, std::size_t key_size, Read &&read) {
  if (!is_bytes(key, key_size)) return Status::kInvalid;
  return cache.read_key(to_bytes(key, key_size), std::forward<Read>(read));
}

// The same for change(Shard &, WriteContext &, const HashedKey &, const DeadlineChange &), and for
// one that may make a key.
template <class Change>
Status change_key(engine::Cache &cache, const void *key, std::size_t key_size,
                  const cellaret_expiry *expiry, Change &&change) {
  if (!is_bytes(key, key_size)) return Status::kInvalid;
  return cache.change_key(to_bytes(key, key_size), to_expiry(expiry), std::forward<Change>(change));
}
template <class Change>
Status make_key(engine::Cache &cache, const void *key, std::size_t key_size,
                const cellaret_write_options *options, Change &&change) {
  WriteOptions write;
  Status status = to_write_options(options, write);
  if (status != Status::kOk) return status;
  if (!is_bytes(key, key_size)) return Status::kInvalid;
  if (key_size > engine::kMaxKeySize) return Status::kTooLarge;
  return cache.change_key(to_bytes(key, key_size), write.expiry,
                          [&](engine::Shard &shard, engine::WriteContext &context,
                              const engine::HashedKey &k, const engine::DeadlineChange &deadline) {
                            return change(shard, context, k,
                                          engine::CollectionWrite{write.codec, deadline});
                          });
}

// The keys of a call on several, as the engine takes them.
class KeyViews {
 public:
  // `first`, if it is not null, comes before the others.
  Status read(const std::string_view *first, const cellaret_key *keys, std::size_t count);
  [[nodiscard]] const std::string_view *data() const { return many_ ? many_.get() : few_; }
  [[nodiscard]] std::uint64_t count() const { return count_; }

 private:
  static constexpr std::size_t kFew = 8;

  std::string_view few_[kFew];
  engine::ZeroedArray<std::string_view> many_;
  std::uint64_t count_ = 0;
};

// The two keys of a move.
inline Status read_move(const void *source, std::size_t source_size, const void *destination,
                        std::size_t destination_size, std::string_view (&out)[2]) {
  if (!is_bytes(source, source_size) || !is_bytes(destination, destination_size)) {
    return Status::kInvalid;
  }
  out[0] = to_bytes(source, source_size);
  out[1] = to_bytes(destination, destination_size);
  return destination_size > engine::kMaxKeySize ? Status::kTooLarge : Status::kOk;
}

}  // namespace cellaret::capi
