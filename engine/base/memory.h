// The allocator behind every block of the engine, and the real size of each block.
//
// Two back ends implement these functions: a private mimalloc (memory_mimalloc.cpp) and the
// system's malloc (memory_system.cpp). One of them is compiled in. Accounting rests on block_size:
// what a block costs is what the allocator set aside for it, not what was asked for.
#pragma once

#include <cstddef>
#include <memory>
#include <new>
#include <type_traits>
#include <utility>

namespace cellaret::engine {

// nullptr when there is no memory. Blocks of `size` 0 are not asked for.
[[nodiscard]] void *allocate(std::size_t size) noexcept;
[[nodiscard]] void *allocate_zeroed(std::size_t size) noexcept;
// Zeroed and aligned to a cache line.
[[nodiscard]] void *allocate_lines(std::size_t size) noexcept;
// nullptr is allowed. Any thread may free what another allocated.
void deallocate(void *block) noexcept;
// What the block costs; 0 for nullptr.
[[nodiscard]] std::size_t block_size(const void *block) noexcept;
// "mimalloc 2.0.9" or "system".
[[nodiscard]] const char *allocator_name() noexcept;

// An array of zeroed elements that owns its block; empty until `allocate` succeeds.
template <class T>
class ZeroedArray {
  static_assert(std::is_trivially_destructible_v<T>);

 public:
  ZeroedArray() = default;
  ZeroedArray(ZeroedArray &&other) noexcept : data_(std::exchange(other.data_, nullptr)) {}
  ZeroedArray &operator=(ZeroedArray &&other) noexcept {
    std::swap(data_, other.data_);
    return *this;
  }
  ~ZeroedArray() { deallocate(data_); }

  // Replaces the array by one of `count` zeroed elements; false, and no change, without memory.
  [[nodiscard]] bool allocate(std::size_t count) noexcept {
    void *block =
        alignof(T) >= 64 ? allocate_lines(count * sizeof(T)) : allocate_zeroed(count * sizeof(T));
    if (block == nullptr) return false;
    deallocate(data_);
    data_ = static_cast<T *>(block);
    return true;
  }
  void reset() noexcept {
    deallocate(data_);
    data_ = nullptr;
  }

  [[nodiscard]] T *get() const noexcept { return data_; }
  T &operator[](std::size_t index) const noexcept { return data_[index]; }
  explicit operator bool() const noexcept { return data_ != nullptr; }
  [[nodiscard]] std::size_t bytes() const noexcept { return block_size(data_); }

 private:
  T *data_ = nullptr;
};

// An object in a block of its own; nullptr when there is no memory.
struct DestroyBlock {
  template <class T>
  void operator()(T *object) const noexcept {
    object->~T();
    deallocate(object);
  }
};
template <class T>
using Owned = std::unique_ptr<T, DestroyBlock>;

template <class T, class... Arguments>
[[nodiscard]] Owned<T> make_owned(Arguments &&...arguments) {
  void *block = alignof(T) >= 64 ? allocate_lines(sizeof(T)) : allocate(sizeof(T));
  if (block == nullptr) return nullptr;
  return Owned<T>(new (block) T(std::forward<Arguments>(arguments)...));
}

}  // namespace cellaret::engine
