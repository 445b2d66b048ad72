// The four ways to compare replies.
#include "tests/conformance/compare.h"

#include <algorithm>
#include <cmath>

#include "bindings/resp/arguments.h"

namespace cellaret::test {
namespace {

using resp::Reply;

constexpr double kRelativeDifference = 1e-12;

bool is_same_number(const Reply &expected, const Reply &actual) {
  if (expected.kind != Reply::Kind::kBulk || actual.kind != Reply::Kind::kBulk) {
    return expected == actual;
  }
  const auto wanted = resp::read_double(expected.text);
  const auto found = resp::read_double(actual.text);
  if (!wanted || !found) return expected == actual;
  const double largest = std::max(std::fabs(*wanted), std::fabs(*found));
  return std::fabs(*wanted - *found) <= largest * kRelativeDifference;
}

std::vector<std::string> sorted_items(const Reply &reply) {
  std::vector<std::string> items;
  for (const Reply &item : reply.items) items.push_back(to_json(item));
  std::ranges::sort(items);
  return items;
}

}  // namespace

bool is_same(const Reply &expected, const Reply &actual, Comparison comparison) {
  switch (comparison) {
    case Comparison::kExact:
    case Comparison::kTtl:
      return expected == actual;
    case Comparison::kUnordered:
      return expected.kind == actual.kind && expected.kind == Reply::Kind::kArray
                 ? sorted_items(expected) == sorted_items(actual)
                 : expected == actual;
    case Comparison::kFloat:
      return is_same_number(expected, actual);
  }
  return false;
}

}  // namespace cellaret::test
