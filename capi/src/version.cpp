// What was built.
#include <cellaret/cellaret.h>

#include "engine/base/memory.h"

const char *cellaret_version() noexcept { return CELLARET_VERSION_STRING; }

const char *cellaret_allocator() noexcept { return cellaret::engine::allocator_name(); }
