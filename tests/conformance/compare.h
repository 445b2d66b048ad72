// Whether a reply is the one that was recorded.
#pragma once

#include "tests/conformance/corpus.h"

namespace cellaret::test {

// kTtl is taken as exact: the clock moves only when it is told to.
bool is_same(const resp::Reply &expected, const resp::Reply &actual, Comparison comparison);

}  // namespace cellaret::test
