// The rows of the misuse table for lists and sets.
#pragma once

#include <vector>

#include "tests/capi/misuse.h"

namespace cellaret::test {

void add_collections(std::vector<MisuseRow> &rows);
void add_collections(std::vector<HandleRow> &rows);

}  // namespace cellaret::test
