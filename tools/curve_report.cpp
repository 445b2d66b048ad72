// Implementation of curve_report.h.
#include "tools/curve_report.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "cellaret/cellaret.h"
#include "tools/quantities.h"

namespace cellaret::tool {

namespace {

template <typename... Arguments>
std::string formatted(const char *format, Arguments... arguments) {
  std::array<char, 96> text{};
  std::snprintf(text.data(), text.size(), format, arguments...);
  return text.data();
}

std::string right(const std::string &text, std::size_t width) {
  return std::string(width - std::min(width, text.size()), ' ') + text;
}

const char *unit_name(SizeUnit unit) { return unit == SizeUnit::kBytes ? "bytes" : "entries"; }

constexpr std::size_t kSizeWidth = 12;
constexpr std::size_t kFractionWidth = 9;
constexpr std::size_t kMinColumn = 10;

std::string percent_of_keys(double fraction) {
  return formatted(fraction < 0.01 ? "%.2f %%" : "%.1f %%", fraction * 100);
}

std::size_t column_width(const Curve &curve, bool is_sampled) {
  return std::max(kMinColumn + (is_sampled ? 6 : 0), curve.policy.size() + 2);
}

std::string ratio_text(const CurvePoint &point, bool is_sampled) {
  const std::string ratio = formatted("%.2f", point.miss_ratio * 100);
  return is_sampled ? ratio + formatted(" ±%5.2f", point.standard_error * 100) : ratio;
}

nlohmann::ordered_json curve_json(const CurveReport &report, const Curve &curve) {
  nlohmann::ordered_json points = nlohmann::ordered_json::array();
  for (const CurvePoint &point : curve.points) {
    nlohmann::ordered_json object;
    object["size"] = point.size;
    object["fraction"] = report.fraction(point.size);
    object["miss_ratio"] = point.miss_ratio;
    object["hit_ratio"] = 1 - point.miss_ratio;
    object["standard_error"] =
        report.is_sampled() ? nlohmann::ordered_json(point.standard_error) : nullptr;
    object["refused"] = point.refused;
    points.push_back(std::move(object));
  }
  return {{"policy", curve.policy}, {"points", std::move(points)}};
}

}  // namespace

void CurveReport::describe(const TraceSamples &trace, const CurveOptions &given) {
  options = given;
  accesses = trace.accesses();
  unique_keys = trace.unique_keys();
  whole = unique_keys;
  keys_in = trace.keys_in();
  samples = static_cast<std::uint32_t>(trace.samples().size());
  for (const Trace &sample : trace.samples()) replayed += sample.accesses();
}

double CurveReport::fraction(std::uint64_t size) const {
  return whole == 0 ? 0 : static_cast<double>(size) / static_cast<double>(whole);
}

std::string CurveReport::size_text(std::uint64_t size) const {
  return options.unit == SizeUnit::kBytes ? format_bytes(size) : format_count(size);
}

std::string CurveReport::title() const {
  std::string text;
  for (const std::string &trace : traces) {
    const std::string name = trace == "-" ? "stdin" : trace.substr(trace.find_last_of('/') + 1);
    text += (text.empty() ? "" : " ") + name;
  }
  // A file name need not be UTF-8, and a page must be.
  const nlohmann::json made = text;
  const auto replace = nlohmann::json::error_handler_t::replace;
  return nlohmann::json::parse(made.dump(-1, ' ', false, replace)).get<std::string>();
}

std::string CurveReport::subtitle() const {
  std::string text = format_count(accesses) + " accesses, " + (is_sampled() ? "about " : "") +
                     format_count(unique_keys) + " keys";
  if (options.unit == SizeUnit::kBytes) text += " in " + format_bytes(whole);
  if (is_sampled()) {
    text += "; " + std::to_string(samples) + " samples of one key in " + format_count(keys_in);
  }
  return text;
}

std::string to_table(const CurveReport &report) {
  std::string text = std::string("cellaret ") + cellaret_version() + ", allocator " +
                     cellaret_allocator() + "\n" + report.title() + ": " + report.subtitle() +
                     "\n\n";
  text += "  miss ratio in %" + std::string(report.is_sampled() ? " ± its standard error" : "") +
          ", " + format_count(report.options.shards) +
          (report.options.shards == 1 ? " shard" : " shards") + "\n";
  text += right(unit_name(report.options.unit), kSizeWidth) + right("of all", kFractionWidth);
  for (const Curve &curve : report.curves) {
    text += right(curve.policy, column_width(curve, report.is_sampled()));
  }
  text += "\n";
  std::uint64_t refused = 0;
  for (std::size_t row = 0; row < report.curves.front().points.size(); ++row) {
    const std::uint64_t size = report.curves.front().points[row].size;
    text += right(report.size_text(size), kSizeWidth) +
            right(percent_of_keys(report.fraction(size)), kFractionWidth);
    for (const Curve &curve : report.curves) {
      const CurvePoint &point = curve.points[row];
      // The sign is two bytes and one column.
      text += right(ratio_text(point, report.is_sampled()),
                    column_width(curve, report.is_sampled()) + (report.is_sampled() ? 1 : 0));
      refused += point.refused;
    }
    text += "\n";
  }
  if (refused > 0) text += "\n  " + format_count(refused) + " fills were refused\n";
  return text + "\n  " + format_count(report.curves.size() * report.curves.front().points.size()) +
         " cells in " + format_duration(report.seconds) + " on " +
         format_count(report.options.threads) +
         (report.options.threads == 1 ? " thread" : " threads") + "; the trace was read in " +
         format_duration(report.load_seconds) + "\n";
}

std::string to_csv(const CurveReport &report) {
  std::string text = "policy,size,unit,fraction,miss_ratio,hit_ratio,standard_error\n";
  for (const Curve &curve : report.curves) {
    for (const CurvePoint &point : curve.points) {
      text += curve.policy + formatted(",%llu,", static_cast<unsigned long long>(point.size)) +
              unit_name(report.options.unit) +
              formatted(",%.8f,%.8f,%.8f,", report.fraction(point.size), point.miss_ratio,
                        1 - point.miss_ratio) +
              (report.is_sampled() ? formatted("%.8f", point.standard_error) : "") + "\n";
    }
  }
  return text;
}

std::string to_json(const CurveReport &report) {
  nlohmann::ordered_json object;
  object["version"] = cellaret_version();
  object["allocator"] = cellaret_allocator();
  object["traces"] = report.traces;
  object["unit"] = unit_name(report.options.unit);
  object["shards"] = report.options.shards;
  object["seed"] = report.options.seed;
  object["value_size"] = report.options.value_size;
  object["accesses"] = report.accesses;
  object["unique_keys"] = report.unique_keys;
  object["whole"] = report.whole;
  object["sample"] = nullptr;
  if (report.is_sampled()) {
    object["sample"] = {
        {"keys_in", report.keys_in}, {"samples", report.samples}, {"accesses", report.replayed}};
  }
  object["curves"] = nlohmann::ordered_json::array();
  for (const Curve &curve : report.curves) object["curves"].push_back(curve_json(report, curve));
  object["threads"] = report.options.threads;
  object["load_seconds"] = report.load_seconds;
  object["replay_seconds"] = report.seconds;
  // A file name need not be UTF-8.
  return object.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

}  // namespace cellaret::tool
