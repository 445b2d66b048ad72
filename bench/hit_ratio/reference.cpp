// Implementation of reference.h.
#include "bench/hit_ratio/reference.h"

#include <algorithm>
#include <fstream>
#include <sstream>
#include <stdexcept>

namespace cellaret::bench {

namespace {

constexpr const char *kHeading = "trace\tpolicy\tsize_fraction\tcache_entries\thit_ratio";

bool is_online(const std::string &policy) {
  return policy != "Belady" && !policy.starts_with("TTL");
}

std::vector<std::string> split(const std::string &line) {
  std::vector<std::string> columns;
  std::istringstream in(line);
  for (std::string column; std::getline(in, column, '\t');) columns.push_back(column);
  return columns;
}

void add_line(const std::string &line, std::vector<ReferenceCell> &cells) {
  const std::vector<std::string> columns = split(line);
  if (columns.size() != 5) throw std::runtime_error("no reference row: " + line);
  const auto is_cell = [&](const ReferenceCell &cell) {
    return cell.trace == columns[0] && cell.size_fraction == columns[2];
  };
  auto cell = std::find_if(cells.begin(), cells.end(), is_cell);
  if (cell == cells.end()) {
    cell = cells.insert(cells.end(), {columns[0], columns[2], std::stoull(columns[3]), {}});
  }
  cell->hit_ratios[columns[1]] = std::stod(columns[4]);
}

}  // namespace

const std::string &ReferenceCell::best_policy() const {
  const std::string *best = nullptr;
  for (const auto &[policy, ratio] : hit_ratios) {
    if (is_online(policy) && (best == nullptr || ratio > hit_ratios.at(*best))) best = &policy;
  }
  if (best == nullptr) throw std::runtime_error("no policy to compare with for " + trace);
  return *best;
}

std::vector<ReferenceCell> read_reference(const std::string &path) {
  std::ifstream file(path);
  std::string line;
  if (!std::getline(file, line) || line != kHeading) {
    throw std::runtime_error(path + " is no table of reference hit ratios");
  }
  std::vector<ReferenceCell> cells;
  while (std::getline(file, line)) add_line(line, cells);
  return cells;
}

}  // namespace cellaret::bench
