// Making a failing sequence as short as it gets.
//
// Delta debugging (Zeller and Hildebrandt, 2002): chunks are left out as long as what remains still
// fails, from halves down to single steps, until no step can be left out.
#pragma once

#include <functional>

#include "tests/differential/server.h"

namespace cellaret::test {

using Sequence = std::vector<Words>;

// sequence: one that fails. fails: runs a sequence from the beginning.
Sequence shrink(Sequence sequence, const std::function<bool(const Sequence &)> &fails);

}  // namespace cellaret::test
