// What the C and the C++ runner share for steps on lists and sets.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "table.h"

namespace edge_cases {

// Elements of a step: texts.
inline std::vector<std::string> texts_in(const Json &step, const char *name) {
  std::vector<std::string> texts;
  for (const Json &text : step.at(name)) texts.push_back(text.get<std::string>());
  return texts;
}

// The answers that have no order of their own are sorted, as the table has them.
inline Json answer_of_texts(std::vector<std::string> texts, bool has_order) {
  if (!has_order) std::sort(texts.begin(), texts.end());
  return texts;
}

// Random choices answer how many there are, and how many differ.
inline void answer_counts(const std::vector<std::string> &texts, Json &answer) {
  std::vector<std::string> distinct = texts;
  std::sort(distinct.begin(), distinct.end());
  distinct.erase(std::unique(distinct.begin(), distinct.end()), distinct.end());
  answer["count"] = texts.size();
  answer["distinct"] = distinct.size();
}

}  // namespace edge_cases
