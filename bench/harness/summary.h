// What is told of the rounds of a measurement: the median and the range.
#pragma once

#include <vector>

namespace cellaret::bench {

struct Summary {
  double median = 0;
  double low = 0;
  double high = 0;
  int rounds = 0;  // 0: nothing was measured, and the rest says nothing
};

// values: in any order; those that are no number are left out. The median of an even count is the
// mean of the two in the middle.
Summary summarize(std::vector<double> values);

}  // namespace cellaret::bench
