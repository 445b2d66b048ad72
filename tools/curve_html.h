// The curves as a page: the drawing, the values under the pointer, and all of them in a table.
#pragma once

#include <string>

#include "tools/curve_report.h"

namespace cellaret::tool {

// A whole file that loads nothing.
std::string to_html(const CurveReport &report);

}  // namespace cellaret::tool
