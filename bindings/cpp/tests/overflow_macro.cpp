// The binding compiles after a system header that has a macro OVERFLOW, as some <math.h> do, and
// leaves the macro as it was.
#define OVERFLOW 3

#include <cellaret/cellaret.hpp>

static_assert(OVERFLOW == 3);
static_assert(static_cast<int>(cellaret::Code::BAD_EXPIRY) == CELLARET_BAD_EXPIRY);
