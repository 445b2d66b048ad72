// What the benches print: tables for people, and the same numbers as JSON.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <ostream>
#include <string>
#include <vector>

#include "bench/harness/goal.h"

namespace cellaret::bench {

// A number with so many digits behind the point.
std::string fixed(double value, int digits);

// "10k", "1M"; a count that is no round one in full.
std::string short_count(std::uint64_t count);

// Rows below columns that are as wide as their widest cell; numbers stand to the right.
class Table {
 public:
  Table(std::string title, std::vector<std::string> columns)
      : title_(std::move(title)), columns_(std::move(columns)) {}

  // cells: one for each column. json: the same numbers, by name and in full.
  void add(std::vector<std::string> cells, nlohmann::json json);
  void print(std::ostream &out) const;

  const std::string &title() const { return title_; }
  const nlohmann::json &json() const { return json_; }

 private:
  std::string title_;
  std::vector<std::string> columns_;
  std::vector<std::vector<std::string>> rows_;
  nlohmann::json json_ = nlohmann::json::array();
};

// The three cells "floor", "goal" and "met" of a row.
void append_goal(std::vector<std::string> &cells, const std::optional<Goal> &goal, double value);
void put_goal(nlohmann::json &json, const std::optional<Goal> &goal, double value);

// What the numbers depend on: library, allocator, compiler, processor, load.
nlohmann::json surroundings();
// A line for each of them.
void print_surroundings(std::ostream &out, const nlohmann::json &surroundings);

}  // namespace cellaret::bench
