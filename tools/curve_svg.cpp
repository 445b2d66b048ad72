// Implementation of curve_svg.h.
//
// Colours are those of Okabe and Ito, which people of every kind of colour vision tell apart; the
// shapes of the marks differ as well.
#include "tools/curve_svg.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

#include "tools/quantities.h"

namespace cellaret::tool {

namespace {

constexpr double kWidth = 880;
constexpr double kHeight = 500;
constexpr double kLeft = 64;
constexpr double kRight = 720;
constexpr double kTop = 70;
constexpr double kBottom = 430;
constexpr double kLegendX = 744;
constexpr double kLegendStep = 24;
constexpr std::size_t kColours = 7;
constexpr std::size_t kMaxTicks = 10;

constexpr const char *kStyle = R"(
text{font:13px system-ui,sans-serif;fill:#333}
.title{font-size:18px;font-weight:600;fill:#111}.small{font-size:12px;fill:#666}
.paper{fill:#fff}.frame{fill:none;stroke:#999}.grid{stroke:#e4e4e4}
.line{fill:none;stroke-width:2;stroke-linejoin:round}.error{stroke-width:1;opacity:.7}
.guide{stroke:#888;stroke-dasharray:3 3;visibility:hidden}
.c0{stroke:#0072b2}.c1{stroke:#e69f00}.c2{stroke:#009e73}.c3{stroke:#cc79a7}
.c4{stroke:#d55e00}.c5{stroke:#56b4e9}.c6{stroke:#666}
.c0 .mark{fill:#0072b2}.c1 .mark{fill:#e69f00}.c2 .mark{fill:#009e73}.c3 .mark{fill:#cc79a7}
.c4 .mark{fill:#d55e00}.c5 .mark{fill:#56b4e9}.c6 .mark{fill:#666}
.d1 .line{stroke-dasharray:7 4}.mark{stroke-width:1}.key text,.curve text{stroke:none}
@media (prefers-color-scheme:dark){
text{fill:#ccc}.title{fill:#f2f2f2}.small{fill:#9a9a9a}.paper{fill:#16181c}
.frame{stroke:#666}.grid{stroke:#2c3036}.guide{stroke:#aaa}
.c0{stroke:#3f9fe0}.c0 .mark{fill:#3f9fe0}.c6{stroke:#bbb}.c6 .mark{fill:#bbb}}
)";

template <typename... Arguments>
std::string formatted(const char *format, Arguments... arguments) {
  std::array<char, 256> text{};
  std::snprintf(text.data(), text.size(), format, arguments...);
  return text.data();
}

struct Range {
  double first = 0;
  double last = 1;
};

Range size_range(const CurveReport &report) {
  const std::vector<CurvePoint> &points = report.curves.front().points;
  const auto first = static_cast<double>(points.front().size);
  const auto last = static_cast<double>(points.back().size);
  // A single size stands in the middle.
  return first < last ? Range{first, last} : Range{first / 2, first * 2};
}

// In percent, in steps of 10, and from 0 if that costs little of the height.
Range ratio_range(const CurveReport &report) {
  double least = 100;
  double most = 0;
  for (const Curve &curve : report.curves) {
    for (const CurvePoint &point : curve.points) {
      least = std::min(least, (point.miss_ratio - point.standard_error) * 100);
      most = std::max(most, (point.miss_ratio + point.standard_error) * 100);
    }
  }
  Range range{std::max(0.0, std::floor(least / 10) * 10),
              std::min(100.0, std::ceil(most / 10) * 10)};
  if (range.first <= 30) range.first = 0;
  if (range.last <= range.first) range.last = range.first + 10;
  return range;
}

double x_at(const Range &range, double size) {
  return kLeft +
         (kRight - kLeft) * std::log(size / range.first) / std::log(range.last / range.first);
}

double y_at(const Range &range, double ratio) {
  const double part = (ratio * 100 - range.first) / (range.last - range.first);
  return kBottom - (kBottom - kTop) * std::clamp(part, 0.0, 1.0);
}

// Round sizes in the range: 1, 2 and 5 times a power of ten, fewer where those are too many; powers
// of two for bytes.
std::vector<double> size_ticks(const Range &range, SizeUnit unit) {
  const bool is_bytes = unit == SizeUnit::kBytes;
  const auto collect = [&](const std::vector<double> &mantissas, double base) {
    std::vector<double> ticks;
    for (double power = 1; power <= range.last; power *= base) {
      for (const double mantissa : mantissas) {
        const double tick = power * mantissa;
        if (tick >= range.first * 0.999 && tick <= range.last * 1.001) ticks.push_back(tick);
      }
    }
    return ticks;
  };
  std::vector<double> ticks;
  for (const auto &[mantissas, base] : std::vector<std::pair<std::vector<double>, double>>{
           {{1, 2, 5}, 10}, {{1, 3}, 10}, {{1}, 10}, {{1}, 100}}) {
    ticks = is_bytes ? collect({1}, base == 100             ? 1024
                                    : mantissas.size() == 3 ? 2
                                                            : 4)
                     : collect(mantissas, base);
    if (ticks.size() <= kMaxTicks) break;
  }
  if (ticks.size() < 2) ticks = {range.first, range.last};
  return ticks;
}

std::string tick_text(double size, SizeUnit unit) {
  if (unit == SizeUnit::kBytes) {
    if (size < 1024) return formatted("%.0f B", size);
    if (size < 0x1p20) return formatted("%.3g KiB", size / 1024);
    return size < 0x1p30 ? formatted("%.3g MiB", size / 0x1p20)
                         : formatted("%.4g GiB", size / 0x1p30);
  }
  if (size < 10'000) return formatted("%.0f", size);
  return size < 1e6 ? formatted("%.3gk", size / 1e3) : formatted("%.4gM", size / 1e6);
}

std::string text_at(double x, double y, const char *anchor, const char *style,
                    const std::string &text) {
  return formatted("<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" class=\"%s\">", x, y, anchor,
                   style) +
         escaped(text) + "</text>\n";
}

std::string line_between(double x1, double y1, double x2, double y2, const char *style) {
  return formatted("<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" class=\"%s\"/>\n", x1, y1,
                   x2, y2, style);
}

// A mark of the shape of that number.
std::string mark_at(std::size_t number, double x, double y, const std::string &content) {
  std::string path;
  switch (number % 5) {
    case 0:
      path = formatted("M%.1f %.1fa3.5 3.5 0 1 0 7 0a3.5 3.5 0 1 0 -7 0z", x - 3.5, y);
      break;
    case 1:
      path = formatted("M%.1f %.1fh6v6h-6z", x - 3, y - 3);
      break;
    case 2:
      path = formatted("M%.1f %.1fl4 7h-8z", x, y - 4.5);
      break;
    case 3:
      path = formatted("M%.1f %.1fl4.2 4.2l-4.2 4.2l-4.2 -4.2z", x, y - 4.2);
      break;
    default:
      path = formatted("M%.1f %.1fl4 -7h-8z", x, y + 4.5);
  }
  return "<path class=\"mark\" d=\"" + path + "\">" + content + "</path>\n";
}

std::string group(const char *kind, std::size_t number) {
  return formatted("<g class=\"%s c%zu d%zu\" data-curve=\"%zu\">\n", kind, number % kColours,
                   number / kColours % 2, number);
}

std::string axes(const CurveReport &report, const Range &sizes, const Range &ratios) {
  std::string text;
  const double step = ratios.last - ratios.first > 50 ? 20 : 10;
  for (double ratio = ratios.first; ratio <= ratios.last + 0.1; ratio += step) {
    const double y = y_at(ratios, ratio / 100);
    text += line_between(kLeft, y, kRight, y, "grid");
    text += text_at(kLeft - 8, y + 4, "end", "tick", formatted("%.0f %%", ratio));
  }
  for (const double size : size_ticks(sizes, report.options.unit)) {
    const double x = x_at(sizes, size);
    text += line_between(x, kTop, x, kBottom, "grid");
    text += text_at(x, kBottom + 18, "middle", "tick", tick_text(size, report.options.unit));
  }
  text +=
      formatted("<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" class=\"frame\"/>\n",
                kLeft, kTop, kRight - kLeft, kBottom - kTop);
  const bool is_bytes = report.options.unit == SizeUnit::kBytes;
  text += text_at((kLeft + kRight) / 2, kBottom + 42, "middle", "label",
                  std::string("cache size in ") + (is_bytes ? "bytes" : "entries") +
                      ", logarithmic; all " + (is_bytes ? "entries together: " : "keys: ") +
                      report.size_text(report.whole));
  return text + formatted(
                    "<text transform=\"translate(18 %.1f) rotate(-90)\" "
                    "text-anchor=\"middle\">miss ratio</text>\n",
                    (kTop + kBottom) / 2);
}

std::string curve_group(const CurveReport &report, std::size_t number, const Range &sizes,
                        const Range &ratios) {
  const Curve &curve = report.curves[number];
  std::string line;
  std::string errors;
  std::string marks;
  for (const CurvePoint &point : curve.points) {
    const double x = x_at(sizes, static_cast<double>(point.size));
    const double y = y_at(ratios, point.miss_ratio);
    line += formatted("%s%.1f %.1f", line.empty() ? "M" : "L", x, y);
    std::string values = curve.policy + ", " + report.size_text(point.size) +
                         formatted(": %.2f %%", point.miss_ratio * 100);
    if (report.is_sampled()) {
      values += formatted(" ± %.2f", point.standard_error * 100);
      errors += line_between(x, y_at(ratios, point.miss_ratio - point.standard_error), x,
                             y_at(ratios, point.miss_ratio + point.standard_error), "error");
    }
    marks += mark_at(number, x, y, "<title>" + escaped(values) + "</title>");
  }
  return group("curve", number) + "<path class=\"line\" d=\"" + line + "\"/>\n" + errors + marks +
         "</g>\n";
}

std::string legend_entry(const CurveReport &report, std::size_t number) {
  const double y = kTop + 10 + kLegendStep * static_cast<double>(number);
  return group("key", number) +
         formatted("<path class=\"line\" d=\"M%.1f %.1fh28\"/>\n", kLegendX, y) +
         mark_at(number, kLegendX + 14, y, "") +
         text_at(kLegendX + 36, y + 4, "start", "name", report.curves[number].policy) + "</g>\n";
}

}  // namespace

std::string escaped(std::string_view text) {
  std::string result;
  for (const char character : text) {
    switch (character) {
      case '&':
        result += "&amp;";
        break;
      case '<':
        result += "&lt;";
        break;
      case '>':
        result += "&gt;";
        break;
      case '"':
        result += "&quot;";
        break;
      case '\'':
        result += "&#39;";
        break;
      default:
        // What a file name may have and XML may not.
        if (static_cast<unsigned char>(character) < 0x20) {
          result += '?';
        } else {
          result += character;
        }
    }
  }
  return result;
}

double x_of(const CurveReport &report, std::uint64_t size) {
  return x_at(size_range(report), static_cast<double>(size));
}

std::string svg_element(const CurveReport &report) {
  const Range sizes = size_range(report);
  const Range ratios = ratio_range(report);
  std::string text = formatted(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %.0f %.0f\" role=\"img\" "
      "aria-labelledby=\"curve-title\">\n",
      kWidth,
      std::max(kHeight, kTop + 40 + kLegendStep * static_cast<double>(report.curves.size())));
  text += "<title id=\"curve-title\">Miss ratio by cache size: " + escaped(report.title()) +
          "</title>\n<style>" + kStyle + "</style>\n" +
          "<rect class=\"paper\" width=\"100%\" height=\"100%\"/>\n";
  text += text_at(kLeft, 30, "start", "title", "Miss ratio by cache size: " + report.title());
  text += text_at(kLeft, 52, "start", "small", report.subtitle());
  text += axes(report, sizes, ratios);
  text += line_between(kLeft, kTop, kLeft, kBottom, "guide");
  for (std::size_t number = 0; number < report.curves.size(); ++number) {
    text += curve_group(report, number, sizes, ratios) + legend_entry(report, number);
  }
  return text + "</svg>\n";
}

std::string to_svg(const CurveReport &report) {
  return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + svg_element(report);
}

}  // namespace cellaret::tool
