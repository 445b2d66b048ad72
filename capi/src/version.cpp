// What was built, and what the whole process sets.
#include <cellaret/cellaret.h>

#include "engine/base/memory.h"

const char *cellaret_version() noexcept { return CELLARET_VERSION_STRING; }

const char *cellaret_allocator() noexcept { return cellaret::engine::allocator_name(); }

void cellaret_use_huge_pages(int are_wanted) noexcept {
  cellaret::engine::use_huge_pages(are_wanted != 0);
}
