// Implementation of summary.h.
#include "bench/harness/summary.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace cellaret::bench {

Summary summarize(std::vector<double> values) {
  std::erase_if(values, [](double value) { return std::isnan(value); });
  if (values.empty()) return {};
  std::sort(values.begin(), values.end());
  const std::size_t middle = values.size() / 2;
  const double median =
      values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
  return {median, values.front(), values.back(), static_cast<int>(values.size())};
}

}  // namespace cellaret::bench
