// The operations of the C runner that stand in files of their own.
#pragma once

#include <cellaret/cellaret.h>

#include <map>
#include <string>

#include "table.h"

namespace edge_cases {

// Of a step; the default when it has none.
cellaret_expiry expiry_in(const Json &step);

// Releases the value; null for none.
Json answer_of_raw(cellaret_value &raw);

void add_lists(std::map<std::string, Operation> &operations, cellaret_cache *cache);
void add_changes(std::map<std::string, Operation> &operations, cellaret_cache *cache);
void add_sets(std::map<std::string, Operation> &operations, cellaret_cache *cache);

}  // namespace edge_cases
