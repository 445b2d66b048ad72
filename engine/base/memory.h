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

#include "engine/base/old_pages.h"

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
// Zeroed, for arrays so large that an allocator would round their size up by more than a page, and
// that a huge page makes faster. `size` is what was asked for.
[[nodiscard]] void *allocate_pages(std::size_t size) noexcept;
void deallocate_pages(void *pages, std::size_t size) noexcept;
[[nodiscard]] std::size_t pages_size(const void *pages, std::size_t size) noexcept;
// Gives back the end of such an array, as much of it as takes some microseconds, and says how large
// it is now; 0: it is gone.
[[nodiscard]] std::size_t trim_pages(void *pages, std::size_t size) noexcept;
// Whether memory that is taken from the system from now on is to be in huge pages, where the system
// has them. Any thread.
void use_huge_pages(bool are_wanted) noexcept;
// "mimalloc 2.0.9" or "system".
[[nodiscard]] const char *allocator_name() noexcept;

// An array of zeroed elements that owns its block; empty until `allocate` succeeds.
template <class T>
class ZeroedArray {
  static_assert(std::is_trivially_destructible_v<T>);

 public:
  // Arrays of this size and above are in pages of their own.
  static constexpr std::size_t kPagedSize = std::size_t{256} << 10;

  ZeroedArray() = default;
  ZeroedArray(ZeroedArray &&other) noexcept
      : data_(std::exchange(other.data_, nullptr)),
        paged_size_(std::exchange(other.paged_size_, 0)) {}
  ZeroedArray &operator=(ZeroedArray &&other) noexcept {
    std::swap(data_, other.data_);
    std::swap(paged_size_, other.paged_size_);
    return *this;
  }
  ~ZeroedArray() { free(); }

  // Replaces the array by one of `count` zeroed elements; false, and no change, without memory.
  [[nodiscard]] bool allocate(std::size_t count) noexcept {
    std::size_t size = count * sizeof(T);
    bool is_paged = size >= kPagedSize;
    void *block = is_paged           ? allocate_pages(size)
                  : alignof(T) >= 64 ? allocate_lines(size)
                                     : allocate_zeroed(size);
    if (block == nullptr) return false;
    free();
    data_ = static_cast<T *>(block);
    paged_size_ = is_paged ? size : 0;
    return true;
  }
  void reset() noexcept {
    free();
    data_ = nullptr;
    paged_size_ = 0;
  }
  // The same; what is in pages of its own is left to `old`.
  void retire(OldPages &old) noexcept {
    if (paged_size_ != 0) old.take(std::exchange(data_, nullptr), std::exchange(paged_size_, 0));
    reset();
  }

  [[nodiscard]] T *get() const noexcept { return data_; }
  T &operator[](std::size_t index) const noexcept { return data_[index]; }
  explicit operator bool() const noexcept { return data_ != nullptr; }
  [[nodiscard]] std::size_t bytes() const noexcept {
    return paged_size_ == 0 ? block_size(data_) : pages_size(data_, paged_size_);
  }

 private:
  void free() noexcept {
    if (paged_size_ == 0) {
      deallocate(data_);
    } else {
      deallocate_pages(data_, paged_size_);
    }
  }

  T *data_ = nullptr;
  std::size_t paged_size_ = 0;  // as asked for; 0: in a block
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
