// Implementation of report.h.
#include "bench/hit_ratio/report.h"

#include <cstdarg>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "cellaret/cellaret.h"

namespace cellaret::bench {

namespace {

// Formatted text of at most 200 bytes, which is more than any line here needs.
[[gnu::format(printf, 1, 2)]] std::string text(const char *format, ...) {
  char buffer[200];
  va_list arguments;
  va_start(arguments, format);
  std::vsnprintf(buffer, sizeof buffer, format, arguments);
  va_end(arguments);
  return buffer;
}

nlohmann::ordered_json cell_to_json(const MeasuredCell &cell) {
  const ReferenceCell &reference = *cell.reference;
  return {{"trace", reference.trace},
          {"size_fraction", std::stod(reference.size_fraction)},
          {"entries", reference.entries},
          {"hit_ratio", cell.hit_ratio},
          {"best_hit_ratio", reference.best_hit_ratio()},
          {"best_policy", reference.best_policy()},
          {"lru_hit_ratio", reference.hit_ratios.at("LRU")},
          {"regret", cell.regret()}};
}

}  // namespace

std::string to_table(const std::vector<PolicyResult> &results) {
  std::string table = text("%-28s %6s %8s %18s %7s", "trace", "size", "entries", "best", "");
  for (const PolicyResult &result : results) table += text(" %18s", result.policy.c_str());
  table += "\n";
  for (std::size_t row = 0; row < results.front().cells.size(); ++row) {
    const ReferenceCell &reference = *results.front().cells[row].reference;
    table +=
        text("%-28s %6s %8llu %18s %7.4f", reference.trace.c_str(), reference.size_fraction.c_str(),
             static_cast<unsigned long long>(reference.entries), reference.best_policy().c_str(),
             reference.best_hit_ratio());
    for (const PolicyResult &result : results) {
      const MeasuredCell &cell = result.cells[row];
      table += text(" %9.4f (%6.2f)", cell.hit_ratio, cell.regret());
    }
    table += "\n";
  }
  table += "\nIn brackets: points below the best.\n\n";
  table +=
      text("%-18s %12s %13s %16s\n", "policy", "mean regret", "worst regret", "cells below LRU");
  for (const PolicyResult &result : results) {
    table += text("%-18s %12.3f %13.2f %16llu\n", result.policy.c_str(), result.mean_regret(),
                  result.worst_regret(), static_cast<unsigned long long>(result.cells_below_lru()));
  }
  return table;
}

std::string to_json(const BenchOptions &options, const std::vector<PolicyResult> &results) {
  nlohmann::ordered_json json = {{"version", cellaret_version()},
                                 {"shards", options.shards},
                                 {"seed", options.seed},
                                 {"policies", nlohmann::ordered_json::object()}};
  for (const PolicyResult &result : results) {
    nlohmann::ordered_json cells = nlohmann::ordered_json::array();
    for (const MeasuredCell &cell : result.cells) cells.push_back(cell_to_json(cell));
    json["policies"][result.policy] = {{"mean_regret", result.mean_regret()},
                                       {"worst_regret", result.worst_regret()},
                                       {"cells_below_lru", result.cells_below_lru()},
                                       {"cells", cells}};
  }
  return json.dump(2) + "\n";
}

}  // namespace cellaret::bench
