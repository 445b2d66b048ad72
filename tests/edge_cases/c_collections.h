// The operations on lists and sets of the C runner.
#pragma once

#include <cellaret/cellaret.h>

#include <map>
#include <string>

#include "table.h"

namespace edge_cases {

// Of a step; the default when it has none.
cellaret_expiry expiry_in(const Json &step);

void add_lists(std::map<std::string, Operation> &operations, cellaret_cache *cache);
void add_sets(std::map<std::string, Operation> &operations, cellaret_cache *cache);

}  // namespace edge_cases
