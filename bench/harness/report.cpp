// Implementation of report.h.
#include "bench/harness/report.h"

#include <cellaret/cellaret.h>

#include <algorithm>
#include <cstddef>
#include <cstdio>
#include <fstream>
#include <thread>

namespace cellaret::bench {
namespace {

// Digits with a sign, points and units as this file writes them; ranges too.
bool is_number(const std::string &cell) {
  return cell.find_first_not_of("0123456789.-kM") == std::string::npos;
}

void print_row(std::ostream &out, const std::vector<std::string> &row,
               const std::vector<std::size_t> &widths) {
  std::string line;
  for (std::size_t column = 0; column < row.size(); ++column) {
    const std::string padding(widths[column] - row[column].size(), ' ');
    line += is_number(row[column]) ? padding + row[column] : row[column] + padding;
    line += "  ";
  }
  line.erase(line.find_last_not_of(' ') + 1);
  out << line << '\n';
}

// The rest of the first line of a file that begins with `name`, past the colon.
std::string line_of(const char *path, const std::string &name) {
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) {
    if (!line.starts_with(name)) continue;
    const std::size_t value = line.find_first_not_of(": \t", name.size());
    return value == std::string::npos ? "" : line.substr(value);
  }
  return "";
}

}  // namespace

std::string fixed(double value, int digits) {
  char text[64];
  std::snprintf(text, sizeof text, "%.*f", digits, value);
  return text;
}

std::string short_count(std::uint64_t count) {
  if (count >= 1'000'000 && count % 1'000'000 == 0) return std::to_string(count / 1'000'000) + "M";
  if (count >= 1'000 && count % 1'000 == 0) return std::to_string(count / 1'000) + "k";
  return std::to_string(count);
}

void Table::add(std::vector<std::string> cells, nlohmann::json json) {
  rows_.push_back(std::move(cells));
  json_.push_back(std::move(json));
}

void Table::print(std::ostream &out) const {
  std::vector<std::size_t> widths;
  for (const std::string &column : columns_) widths.push_back(column.size());
  for (const auto &row : rows_) {
    for (std::size_t column = 0; column < row.size(); ++column) {
      widths[column] = std::max(widths[column], row[column].size());
    }
  }
  out << '\n' << title_ << "\n\n";
  print_row(out, columns_, widths);
  std::vector<std::string> rule;
  for (const std::size_t width : widths) rule.emplace_back(width, '_');
  print_row(out, rule, widths);
  for (const auto &row : rows_) print_row(out, row, widths);
  out.flush();
}

void append_goal(std::vector<std::string> &cells, const std::optional<Goal> &goal, double value) {
  cells.push_back(goal ? fixed(goal->floor, 2) : "");
  cells.push_back(goal ? fixed(goal->goal, 2) : "");
  cells.push_back(verdict(goal, value));
}

void put_goal(nlohmann::json &json, const std::optional<Goal> &goal, double value) {
  if (!goal) return;
  json["floor"] = goal->floor;
  json["goal"] = goal->goal;
  json["better"] = goal->is_upper_bound ? "smaller" : "larger";
  json["met"] = verdict(goal, value);
}

nlohmann::json surroundings() {
  std::string load;
  std::ifstream("/proc/loadavg") >> load;
  return {{"version", cellaret_version()},
          {"allocator", cellaret_allocator()},
          {"compiler", __VERSION__},
          {"processor", line_of("/proc/cpuinfo", "model name")},
          {"processors", std::thread::hardware_concurrency()},
          {"kernel", line_of("/proc/sys/kernel/osrelease", "")},
          {"load_at_start", load}};
}

void print_surroundings(std::ostream &out, const nlohmann::json &surroundings) {
  for (const auto &[name, value] : surroundings.items()) {
    out << name << ": " << (value.is_string() ? value.get<std::string>() : value.dump()) << '\n';
  }
}

}  // namespace cellaret::bench
