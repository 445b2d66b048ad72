// Cellaret for C++20: the umbrella header of the header-only binding over the C interface.
//
//   cellaret::Cache cache({.max_entries = 10'000});
//   cache.set("greeting", "hello", {.expiry = cellaret::Expiry::in(std::chrono::minutes(5))});
//   if (auto greeting = cache.get_string("greeting")) std::cout << *greeting << '\n';
//
// Results. A key that is not there is std::nullopt or false; a condition that does not hold is a
//   result value. Exceptions are for what went wrong:
//     std::invalid_argument  the arguments were refused and the cache was not touched;
//     cellaret::Error        the engine answered with an error; code() says which.
//   After an exception the cache is as it was before the call.
// Keys and values are any bytes; they are copied before a call returns. A key is a
//   std::string_view, so literals, std::string and std::string_view are all taken as they are.
// Types. A value is stored as what it is in C++: integers as 64-bit integers, float and double as
//   doubles, text and bytes as strings. bool and char are refused at compile time, because what
//   they should be stored as is a guess.
// Threads. Every member function of a Cache may be called from any thread at any time; only its
//   destruction and being moved must not overlap with another use.
// Since: 0.1, for everything in this folder.
#pragma once

#include <cellaret/cellaret.h>

#include <string_view>

#include "cache.hpp"
#include "curve.hpp"
#include "error.hpp"
#include "events.hpp"
#include "expiry.hpp"
#include "key.hpp"
#include "list.hpp"
#include "options.hpp"
#include "scalar.hpp"
#include "scan.hpp"
#include "set.hpp"
#include "snapshot.hpp"
#include "stats.hpp"
#include "storable.hpp"
#include "text.hpp"
#include "value.hpp"
#include "values.hpp"

namespace cellaret {

// The version of the loaded library, as "0.1.0".
// Lifetime: static. Threads: any. Since: 0.1
[[nodiscard]] inline std::string_view version() noexcept { return cellaret_version(); }

// The allocator that instances take their memory from: "mimalloc 2.0.9" or "system".
// Lifetime: static. Threads: any. Since: 0.1
[[nodiscard]] inline std::string_view allocator() noexcept { return cellaret_allocator(); }

// Whether memory that the process's caches take from the system from now on is to be in huge pages:
// see cellaret_use_huge_pages. Threads: any. Since: 0.1
inline void use_huge_pages(bool are_wanted) noexcept { cellaret_use_huge_pages(are_wanted); }

}  // namespace cellaret
