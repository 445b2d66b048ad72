// What a policy behind the C API consists of: the layout of the structs in the public header.
//
// capi/src/policy.cpp asserts that both are the same, field for field.
#pragma once

#include <cstdint>

// The public struct, which callers' functions take: to the engine a name only.
struct cellaret_policy_view;

namespace cellaret::engine {

class CustomPolicy;

// What the functions are given of a shard. Entries are numbers below `capacity`.
struct CustomView {
  void *shard;    // shard_bytes, zeros at first
  void *records;  // entry_bytes for each number
  std::uint32_t capacity;
  std::uint32_t count;
  std::uint32_t (*weight)(const cellaret_policy_view *view, std::uint32_t entry);
  std::uint32_t (*expires)(const cellaret_policy_view *view, std::uint32_t entry);
  CustomPolicy *policy;
};

struct CustomFunctions {
  std::uint32_t struct_size;
  std::uint32_t flags;
  std::uint32_t shard_bytes;
  std::uint32_t entry_bytes;
  void (*insert)(cellaret_policy_view *view, std::uint32_t entry, std::uint64_t hash,
                 void *user_data);
  void (*remove)(cellaret_policy_view *view, std::uint32_t entry, std::uint32_t is_evicted,
                 void *user_data);
  std::uint32_t (*victim)(cellaret_policy_view *view, std::uint32_t keep, void *user_data);
  void (*hits)(cellaret_policy_view *view, const std::uint32_t *entries, std::uint32_t count,
               void *user_data);
  void (*resize)(cellaret_policy_view *view, std::uint32_t entry, std::uint32_t weight_before,
                 void *user_data);
  void *user_data;

  static constexpr std::uint32_t kEveryHit = 1;  // of the flags

  bool operator==(const CustomFunctions &) const = default;
};

}  // namespace cellaret::engine
