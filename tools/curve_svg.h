// The curves as a drawing: one SVG that needs nothing else, for light and dark pages.
#pragma once

#include <string>
#include <string_view>

#include "tools/curve_report.h"

namespace cellaret::tool {

// A whole file. Axes: size, logarithmic, and miss ratio. Every point has a <title> with its values.
std::string to_svg(const CurveReport &report);

// The drawing alone, to stand in an HTML page. Its groups are marked for a script: each curve is a
// <g class="curve" data-curve="NUMBER">, its entry in the legend a <g class="key"
// data-curve="NUMBER">; <line class="guide"> is invisible.
std::string svg_element(const CurveReport &report);

// Text as it may stand in an element or an attribute.
std::string escaped(std::string_view text);

// Where the drawing has the point of a size, in its own coordinates.
double x_of(const CurveReport &report, std::uint64_t size);

}  // namespace cellaret::tool
