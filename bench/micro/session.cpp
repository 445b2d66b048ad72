// Implementation of session.h.
#include "bench/micro/session.h"

#include <algorithm>
#include <iostream>
#include <span>

namespace cellaret::bench {
namespace {

constexpr std::uint64_t kManyEntries = 1'000'000;

}  // namespace

bool Session::wants_any(const std::vector<std::string> &names) const {
  return std::any_of(names.begin(), names.end(), [&](const std::string &name) {
    return name.find(options_.filter) != std::string::npos;
  });
}

void Session::add(const Cell &cell) {
  if (!wants_any({cell.name})) return;
  std::cerr << "  " << cell.name << ", " << cell.spread << ", " << short_count(cell.entries)
            << " entries\n";
  // With many entries an operation takes longer, and a burst of 10 ms is rarely undisturbed.
  const std::uint64_t operations =
      cell.entries < kManyEntries ? options_.burst_operations : options_.burst_operations / 2;
  missing_ += add_cell(table_, cell, crew_, {options_.rounds, operations, options_.takes_any_burst},
                       random_);
}

void Session::fill(const Action &action, const Keys &keys, unsigned threads) {
  const std::size_t part = (keys.size() + threads - 1) / threads;
  crew_.run(
      threads, [](unsigned) {},
      [&](unsigned thread) {
        const std::size_t first = std::min(thread * part, keys.size());
        action({thread, std::span(keys).subspan(first, std::min(part, keys.size() - first))});
      });
}

std::vector<std::unique_ptr<Instance>> Session::instances(std::uint64_t max_entries) const {
  std::vector<std::unique_ptr<Instance>> made;
  for (const std::string &policy : options_.policies) {
    made.push_back(
        std::make_unique<Instance>(InstanceOptions{.policy = policy, .max_entries = max_entries}));
  }
  return made;
}

std::uint64_t Session::stream_length(std::uint64_t entries) const {
  return std::clamp<std::uint64_t>(entries, 2 * options_.burst_operations, 1 << 21);
}

}  // namespace cellaret::bench
