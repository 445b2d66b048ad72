// A number to be reached: the floor is a must, the goal is what the project aims at.
#pragma once

#include <optional>
#include <string>

namespace cellaret::bench {

struct Goal {
  double floor;
  double goal;
  bool is_upper_bound;  // true: smaller is better
};

inline Goal at_most(double floor, double goal) { return {floor, goal, true}; }
inline Goal at_least(double floor, double goal) { return {floor, goal, false}; }

// "goal", "floor" or "MISSED"; empty without a goal.
inline std::string verdict(const std::optional<Goal> &goal, double value) {
  if (!goal) return "";
  const auto reaches = [&](double bound) {
    return goal->is_upper_bound ? value <= bound : value >= bound;
  };
  if (reaches(goal->goal)) return "goal";
  return reaches(goal->floor) ? "floor" : "MISSED";
}

}  // namespace cellaret::bench
