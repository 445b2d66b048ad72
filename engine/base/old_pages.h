// Arrays that have outlived their use and wait to be given back to the system in steps: of a large
// one that takes a millisecond for every ten megabytes, and nobody is to wait for it.
//
// What is known of them stands at their beginning, so taking one over needs no memory and cannot
// fail.
#pragma once

#include <cstddef>

namespace cellaret::engine {

class OldPages {
 public:
  OldPages() = default;
  OldPages(const OldPages &) = delete;
  OldPages &operator=(const OldPages &) = delete;
  // Gives everything back.
  ~OldPages();

  // Takes over what allocate_pages(size) returned and nobody looks at any more.
  void take(void *pages, std::size_t size);

  [[nodiscard]] bool empty() const { return first_ == nullptr; }
  // What is waiting costs so much, and the same computed afresh.
  [[nodiscard]] std::size_t bytes() const { return bytes_; }
  [[nodiscard]] std::size_t recount() const;

  // Gives some back and says how many bytes. Not while empty.
  std::size_t free_some();

 private:
  struct Pages {
    Pages *next;
    std::size_t size;  // as asked for
  };

  Pages *first_ = nullptr;
  std::size_t bytes_ = 0;
};

}  // namespace cellaret::engine
