// Implementation of curve_html.h.
#include "tools/curve_html.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "cellaret/cellaret.h"
#include "tools/curve_svg.h"

namespace cellaret::tool {

namespace {

constexpr const char *kStyle = R"(
:root{color-scheme:light dark;--text:#333;--faint:#666;--paper:#fff;--edge:#ccc;--best:#e8f3ec}
@media (prefers-color-scheme:dark){
:root{--text:#ccc;--faint:#9a9a9a;--paper:#16181c;--edge:#444;--best:#1d3a2c}}
body{margin:1rem auto;max-width:60rem;padding:0 1rem;font:15px/1.5 system-ui,sans-serif;
color:var(--text);background:var(--paper)}
figure{margin:0;position:relative}svg{width:100%;height:auto;touch-action:pan-y}
.key{cursor:pointer}.off{opacity:.25}.curve.off{display:none}
#values{position:absolute;top:0;left:0;display:none;pointer-events:none;padding:.4rem .6rem;
background:var(--paper);border:1px solid var(--edge);border-radius:4px;font-size:13px;
white-space:nowrap;box-shadow:0 2px 8px #0003}
#values b{display:block}#values td{padding:0 .5rem 0 0}#values td+td{text-align:right}
.table{overflow-x:auto}table{border-collapse:collapse;font-variant-numeric:tabular-nums}
.table th,.table td{padding:.15rem .7rem;text-align:right;border-bottom:1px solid var(--edge)}
.table .best{background:var(--best)}footer,.note{color:var(--faint);font-size:13px}
)";

// Works on `curves`: sizes with their places in the drawing, and each policy's values.
constexpr const char *kScript = R"(
const svg = document.querySelector('svg');
const box = document.getElementById('values');
const guide = svg.querySelector('.guide');
const hidden = new Set();
function show(index) {
  const size = curves.sizes[index];
  guide.setAttribute('x1', size.x);
  guide.setAttribute('x2', size.x);
  guide.style.visibility = 'visible';
  const rows = curves.policies
    .map((name, curve) => ({ name, curve, value: curves.values[curve][index] }))
    .filter((row) => !hidden.has(row.curve))
    .sort((left, right) => left.value.ratio - right.value.ratio);
  box.replaceChildren();
  const head = document.createElement('b');
  head.textContent = size.text;
  const table = document.createElement('table');
  for (const row of rows) {
    const line = table.insertRow();
    line.insertCell().textContent = row.name;
    line.insertCell().textContent = row.value.text;
  }
  box.append(head, table);
  box.style.display = 'block';
  const scale = svg.clientWidth / svg.viewBox.baseVal.width;
  const left = size.x * scale + 14;
  const fits = left + box.offsetWidth < svg.clientWidth;
  box.style.left = (fits ? left : size.x * scale - 14 - box.offsetWidth) + 'px';
  box.style.top = 90 * scale + 'px';
}
function hide() {
  guide.style.visibility = 'hidden';
  box.style.display = 'none';
}
svg.addEventListener('pointermove', (event) => {
  const bounds = svg.getBoundingClientRect();
  const x = ((event.clientX - bounds.left) / bounds.width) * svg.viewBox.baseVal.width;
  const { x: first } = curves.sizes[0];
  const { x: last } = curves.sizes.at(-1);
  if (x < first - 20 || x > last + 20) return hide();
  let nearest = 0;
  curves.sizes.forEach((size, index) => {
    if (Math.abs(size.x - x) < Math.abs(curves.sizes[nearest].x - x)) nearest = index;
  });
  show(nearest);
});
svg.addEventListener('pointerleave', hide);
// The tips of the drawing itself would stand beside the box.
svg.querySelectorAll('.mark title').forEach((title) => title.remove());
for (const key of svg.querySelectorAll('.key')) {
  const curve = Number(key.dataset.curve);
  key.addEventListener('click', () => {
    hidden.has(curve) ? hidden.delete(curve) : hidden.add(curve);
    svg.querySelectorAll(`[data-curve="${curve}"]`).forEach((part) =>
      part.classList.toggle('off', hidden.has(curve)));
  });
}
)";

template <typename... Arguments>
std::string formatted(const char *format, Arguments... arguments) {
  std::array<char, 96> text{};
  std::snprintf(text.data(), text.size(), format, arguments...);
  return text.data();
}

std::string ratio_text(const CurveReport &report, const CurvePoint &point) {
  std::string text = formatted("%.2f %%", point.miss_ratio * 100);
  if (report.is_sampled()) text += formatted(" ± %.2f", point.standard_error * 100);
  return text;
}

std::string size_text(const CurveReport &report, std::uint64_t size) {
  const char *unit = report.options.unit == SizeUnit::kBytes ? "" : " entries";
  return report.size_text(size) + unit + formatted(", %.3g %% of all", report.fraction(size) * 100);
}

// What the script works on. Nothing in it can end the script element.
std::string data_of(const CurveReport &report) {
  nlohmann::ordered_json data;
  for (const CurvePoint &point : report.curves.front().points) {
    data["sizes"].push_back(
        {{"x", x_of(report, point.size)}, {"text", size_text(report, point.size)}});
  }
  for (const Curve &curve : report.curves) {
    data["policies"].push_back(curve.policy);
    nlohmann::ordered_json values;
    for (const CurvePoint &point : curve.points) {
      values.push_back({{"ratio", point.miss_ratio}, {"text", ratio_text(report, point)}});
    }
    data["values"].push_back(std::move(values));
  }
  return data.dump();
}

double least_miss_ratio(const CurveReport &report, std::size_t row) {
  double least = 1;
  for (const Curve &curve : report.curves) least = std::min(least, curve.points[row].miss_ratio);
  return least;
}

std::string table_of(const CurveReport &report) {
  std::string text = "<div class=\"table\"><table>\n<tr><th>size</th><th>of all</th>";
  for (const Curve &curve : report.curves) text += "<th>" + escaped(curve.policy) + "</th>";
  text += "</tr>\n";
  for (std::size_t row = 0; row < report.curves.front().points.size(); ++row) {
    const std::uint64_t size = report.curves.front().points[row].size;
    const double least = least_miss_ratio(report, row);
    text += "<tr><td>" + report.size_text(size) + "</td>" +
            formatted("<td>%.3g %%</td>", report.fraction(size) * 100);
    for (const Curve &curve : report.curves) {
      const CurvePoint &point = curve.points[row];
      text += (point.miss_ratio <= least ? "<td class=\"best\">" : "<td>") +
              ratio_text(report, point) + "</td>";
    }
    text += "</tr>\n";
  }
  return text + "</table></div>\n";
}

std::string notes_of(const CurveReport &report) {
  std::string text =
      "<p class=\"note\">Every read that misses fills the cache. The lowest miss "
      "ratio of each size is shaded. ";
  if (report.is_sampled()) {
    text += "± is the standard error, from " + std::to_string(report.samples) +
            " samples that have no key in common. ";
  }
  return text + "Click a name beside the plot to hide its curve.</p>\n";
}

}  // namespace

std::string to_html(const CurveReport &report) {
  const std::string title = "Miss ratio by cache size: " + escaped(report.title());
  return "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
         "<meta name=\"viewport\" content=\"width=device-width\">\n<title>" +
         title + "</title>\n<style>" + kStyle + "</style>\n</head>\n<body>\n<figure>\n" +
         svg_element(report) + "<div id=\"values\"></div>\n</figure>\n" + notes_of(report) +
         table_of(report) + "<footer><p>cellaret " + cellaret_version() +
         ", <code>cellaret curve</code></p></footer>\n<script>\nconst curves = " + data_of(report) +
         ";" + kScript + "</script>\n</body>\n</html>\n";
}

}  // namespace cellaret::tool
