// The operations on lists and sets of the C++ runner.
#pragma once

#include <cellaret/cellaret.hpp>
#include <functional>
#include <string>
#include <vector>

#include "table.h"

namespace edge_cases {

// Of a step; the default when it has none.
cellaret::Expiry expiry_in(const Json &step);

// Adds an operation: its name, arguments, and what carries it out.
using Add = std::function<void(const std::string &, std::vector<std::string>,
                               std::function<Json(const Json &)>)>;

void add_lists(const Add &add, cellaret::Cache &cache);
void add_sets(const Add &add, cellaret::Cache &cache);

}  // namespace edge_cases
