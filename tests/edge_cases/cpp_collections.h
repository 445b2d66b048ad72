// The operations of the C++ runner that stand in files of their own.
#pragma once

#include <cellaret/cellaret.hpp>
#include <functional>
#include <string>
#include <vector>

#include "table.h"

namespace edge_cases {

// Of a step; the default when it has none.
cellaret::Expiry expiry_in(const Json &step);

Json answer_of_value(const cellaret::Value &value);

// Adds an operation: its name, arguments, and what carries it out.
using Add = std::function<void(const std::string &, std::vector<std::string>,
                               std::function<Json(const Json &)>)>;

void add_changes(const Add &add, cellaret::Cache &cache);
void add_lists(const Add &add, cellaret::Cache &cache);
void add_sets(const Add &add, cellaret::Cache &cache);

}  // namespace edge_cases
