// What every glue function does: guard, handle, arguments.
#pragma once

#include <cellaret/cellaret.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <new>
#include <string_view>
#include <utility>

#include "engine/base/epoch.h"
#include "engine/cache/handles.h"

namespace cellaret::capi {

using engine::Status;

inline cellaret_status to_c(Status status) { return static_cast<cellaret_status>(status); }

// A handle fills 64 bits.
static_assert(sizeof(void *) == 8);

inline engine::Handle to_handle(cellaret_cache *cache) {
  return reinterpret_cast<std::uintptr_t>(cache);
}
inline cellaret_cache *from_handle(engine::Handle handle) {
  return reinterpret_cast<cellaret_cache *>(static_cast<std::uintptr_t>(handle));
}

// The one guard: no exception passes it. Inlined with those below, like the body itself: around a
// call the arguments would have to leave their registers.
template <class Body>
CELLARET_ALWAYS_INLINE cellaret_status guarded(Body &&body) noexcept {
  try {
    return to_c(std::forward<Body>(body)());
  } catch (const std::bad_alloc &) {
    return CELLARET_NO_MEMORY;
  } catch (...) {
    return CELLARET_INTERNAL;
  }
}

// Runs body(engine::Cache &, engine::EpochGuard::Reading) on the instance of a handle, which cannot
// go away meanwhile.
template <class Body>
CELLARET_ALWAYS_INLINE cellaret_status with_guard(cellaret_cache *handle,
                                                  engine::EpochGuard::Kind kind,
                                                  Body &&body) noexcept {
  return guarded([&]() CELLARET_INLINE_LAMBDA -> Status {
    engine::EpochRecord *record = engine::EpochGuard::record_of_thread();
    if (record == nullptr) [[unlikely]]
      return Status::kNoMemory;
    engine::EpochGuard guard(*record, kind);
    engine::Cache *cache = engine::find_handle(to_handle(handle));
    return cache != nullptr ? body(*cache, guard.reading())
                            : engine::why_not_found(to_handle(handle));
  });
}

// For a function that works under locks: body(engine::Cache &).
template <class Body>
CELLARET_ALWAYS_INLINE cellaret_status with_cache(cellaret_cache *handle, Body &&body) noexcept {
  return with_guard(handle, engine::EpochGuard::Kind::kLocking,
                    [&](engine::Cache &cache, engine::EpochGuard::Reading)
                        CELLARET_INLINE_LAMBDA -> Status { return body(cache); });
}

// For one that can read without them: body(engine::Cache &, engine::EpochGuard::Reading).
template <class Body>
CELLARET_ALWAYS_INLINE cellaret_status with_reader(cellaret_cache *handle, Body &&body) noexcept {
  return with_guard(handle, engine::EpochGuard::Kind::kReading, body);
}

// Bytes given as pointer and length; NULL goes only with 0.
inline bool is_bytes(const void *data, std::size_t size) {
  if (data != nullptr) [[likely]]
    return true;
  return size == 0;
}

inline std::string_view to_bytes(const void *data, std::size_t size) {
  return {static_cast<const char *>(data), size};
}

// As with_cache, for a function that takes a key: body(engine::Cache &, std::string_view key). A
// key that is too long gives `too_long`.
template <class Body>
CELLARET_ALWAYS_INLINE cellaret_status with_key(cellaret_cache *handle, const void *key,
                                                std::size_t key_size, Status too_long,
                                                Body &&body) noexcept {
  return with_cache(handle, [&](engine::Cache &cache) CELLARET_INLINE_LAMBDA -> Status {
    if (!is_bytes(key, key_size)) return Status::kInvalid;
    if (key_size > engine::kMaxKeySize) return too_long;
    return body(cache, to_bytes(key, key_size));
  });
}

// The same with the key's hash, for writes: body(engine::Cache &, const engine::HashedKey &,
// std::uint32_t thread), which gets the calling thread's number.
template <class Body>
CELLARET_ALWAYS_INLINE cellaret_status with_hashed_key(cellaret_cache *handle, const void *key,
                                                       std::size_t key_size, Body &&body) noexcept {
  return with_guard(handle, engine::EpochGuard::Kind::kLocking,
                    [&](engine::Cache &cache, engine::EpochGuard::Reading call)
                        CELLARET_INLINE_LAMBDA -> Status {
                          if (!is_bytes(key, key_size)) return Status::kInvalid;
                          engine::HashedKey hashed;
                          if (!cache.hash_key(to_bytes(key, key_size), hashed)) {
                            return Status::kTooLarge;
                          }
                          return body(cache, hashed, call.thread_number());
                        });
}

inline constexpr std::uint32_t kMaxStructSize = 4096;

// One of another size, which is that of another version of the library.
template <class Struct>
CELLARET_NEVER_INLINE bool read_foreign_struct(const Struct *given, std::uint32_t size,
                                               Struct &out) {
  if (size < sizeof size || size > kMaxStructSize) return false;
  const auto *bytes = reinterpret_cast<const unsigned char *>(given);
  if (size > sizeof(Struct) &&
      !std::all_of(bytes + sizeof(Struct), bytes + size, [](unsigned char b) { return b == 0; })) {
    return false;
  }
  std::memcpy(&out, given, std::min<std::size_t>(size, sizeof(Struct)));
  out.struct_size = size;
  return true;
}

// Reads an option struct that begins with struct_size: `out` gets what the caller has, zero in what
// it does not know. False for a size out of range or an unknown tail that is not zero.
template <class Struct>
CELLARET_ALWAYS_INLINE bool read_struct(const Struct *given, Struct &out) {
  std::uint32_t size = 0;
  std::memcpy(&size, given, sizeof size);
  if (size != sizeof(Struct)) [[unlikely]]
    return read_foreign_struct(given, size, out);
  std::memcpy(&out, given, sizeof(Struct));
  return true;
}

// Writes a struct for the caller, no further than its struct_size, which stays; a part that the
// library does not know becomes zero.
template <class Struct>
bool is_struct_size(const Struct *out, std::size_t min_size) {
  std::uint32_t size = 0;
  std::memcpy(&size, out, sizeof size);
  return size >= min_size && size <= kMaxStructSize;
}

template <class Struct>
bool write_struct(Struct &made, std::size_t min_size, Struct *out) {
  if (!is_struct_size(out, min_size)) return false;
  std::uint32_t size = 0;
  std::memcpy(&size, out, sizeof size);
  made.struct_size = size;
  auto *bytes = reinterpret_cast<unsigned char *>(out);
  std::memcpy(bytes, &made, std::min<std::size_t>(size, sizeof(Struct)));
  if (size > sizeof(Struct)) std::memset(bytes + sizeof(Struct), 0, size - sizeof(Struct));
  return true;
}

inline engine::ExpiryArgument to_expiry(const cellaret_expiry &expiry) {
  return {static_cast<engine::ExpiryKind>(expiry.kind),
          expiry.hour,
          expiry.minute,
          expiry.second,
          expiry.utc_offset_minutes,
          expiry.ms};
}
inline engine::ExpiryArgument to_expiry(const cellaret_expiry *expiry) {
  return expiry == nullptr ? engine::ExpiryArgument{} : to_expiry(*expiry);
}
inline cellaret_expiry from_expiry(const engine::ExpiryArgument &expiry) {
  return {static_cast<std::uint8_t>(expiry.kind),
          expiry.hour,
          expiry.minute,
          expiry.second,
          expiry.utc_offset_minutes,
          expiry.ms};
}

inline engine::ReadValue *to_engine(cellaret_value *value) {
  return reinterpret_cast<engine::ReadValue *>(value);
}

}  // namespace cellaret::capi
