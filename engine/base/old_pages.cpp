// Giving arrays back from their end.
#include "engine/base/old_pages.h"

#include <new>

#include "engine/base/memory.h"

namespace cellaret::engine {

OldPages::~OldPages() {
  while (!empty()) {
    Pages *pages = first_;
    first_ = pages->next;
    deallocate_pages(pages, pages->size);
  }
}

void OldPages::take(void *pages, std::size_t size) {
  bytes_ += pages_size(pages, size);
  first_ = new (pages) Pages{first_, size};
}

std::size_t OldPages::free_some() {
  Pages *pages = first_;
  Pages *next = pages->next;
  std::size_t freed = pages_size(pages, pages->size);
  std::size_t left = trim_pages(pages, pages->size);
  if (left == 0) {
    first_ = next;
  } else {
    pages->size = left;
    freed -= pages_size(pages, left);
  }
  bytes_ -= freed;
  return freed;
}

std::size_t OldPages::recount() const {
  std::size_t bytes = 0;
  for (const Pages *pages = first_; pages != nullptr; pages = pages->next) {
    bytes += pages_size(pages, pages->size);
  }
  return bytes;
}

}  // namespace cellaret::engine
