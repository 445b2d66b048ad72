// What lists and sets have in common: an entry holds the address of one, it knows its real size,
// and it can be taken apart in steps.
//
// Threads: the lock of its shard is held around every call. Nobody else follows the address, so a
// collection may be freed as soon as no entry holds it.
#pragma once

#include <cstddef>
#include <cstdint>

#include "engine/data/value.h"

namespace cellaret::engine {

class Collection {
 public:
  Collection(const Collection &) = delete;
  Collection &operator=(const Collection &) = delete;

  [[nodiscard]] Type type() const { return type_; }
  // Elements.
  [[nodiscard]] std::uint64_t size() const { return size_; }
  // Real bytes of all its blocks, its own included.
  [[nodiscard]] std::size_t bytes() const { return bytes_; }
  // bytes(), computed afresh; walks over everything.
  [[nodiscard]] std::size_t recount() const;

  // Another one with the same elements; nullptr without memory. Its bytes are about as many.
  [[nodiscard]] Collection *copy() const;

  // As an entry stores it, and back.
  [[nodiscard]] std::uint64_t word() const { return reinterpret_cast<std::uintptr_t>(this); }
  static Collection *of_word(std::uint64_t word) {
    return reinterpret_cast<Collection *>(static_cast<std::uintptr_t>(word));
  }

  // Frees about `steps` blocks and says how many bytes that gave back. After the last of them the
  // collection itself is gone and `done` true. Nothing else may be called any more.
  static std::size_t free_some(Collection *collection, std::uint32_t steps, bool &done);
  // All of it; returns the bytes given back.
  static std::size_t free_all(Collection *collection);

  // Links of whoever waits for its turn to be freed.
  Collection *next_dying = nullptr;

 protected:
  explicit Collection(Type type) : type_(type) {}
  ~Collection() = default;

  void add_bytes(std::size_t more) { bytes_ += more; }
  void drop_bytes(std::size_t less) { bytes_ -= less; }

  std::uint64_t size_ = 0;
  std::size_t bytes_ = 0;

 private:
  Type type_;
};

}  // namespace cellaret::engine
