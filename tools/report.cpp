// Implementation of report.h.
#include "tools/report.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <string_view>

#include "cellaret/cellaret.h"
#include "tools/quantities.h"

namespace cellaret::tool {

namespace {

struct Percentile {
  const char *label;
  const char *field;
  double percent;
};

constexpr std::array<Percentile, 4> kPercentiles{{{"p50", "p50_ns", 50},
                                                  {"p90", "p90_ns", 90},
                                                  {"p99", "p99_ns", 99},
                                                  {"p99.9", "p99_9_ns", 99.9}}};

std::string row(std::string_view label, const std::string &text) {
  constexpr std::size_t kLabelWidth = 16;
  std::string line = "  " + std::string(label);
  line.resize(2 + kLabelWidth, ' ');
  return line + text + "\n";
}

// A count in a column of its own, so that digits stand below each other.
std::string count_row(std::string_view label, std::uint64_t count) {
  constexpr std::size_t kCountWidth = 14;
  const std::string text = format_count(count);
  return row(label, std::string(kCountWidth - std::min(kCountWidth, text.size()), ' ') + text);
}

std::string limit_text(std::uint64_t limit, std::string (*format)(std::uint64_t)) {
  return limit == CELLARET_UNLIMITED ? ", no limit" : " of " + format(limit);
}

std::string latency_text(const ReplayResult &result) {
  std::string text;
  for (const Percentile &percentile : kPercentiles) {
    text += std::string(percentile.label) + " " +
            format_nanoseconds(result.get_latency_ns.percentile(percentile.percent)) + "  ";
  }
  return text + "max " + format_nanoseconds(result.get_latency_ns.maximum());
}

std::string resident_text(const ReplayResult &result) {
  const bool has_grown = result.resident_after >= result.resident_before;
  const std::uint64_t change = has_grown ? result.resident_after - result.resident_before
                                         : result.resident_before - result.resident_after;
  return format_bytes(result.resident_after) + ", " + format_bytes(change) +
         (has_grown ? " more" : " less") + " than before the replay";
}

std::string percent_text(double ratio) {
  std::array<char, 16> text{};
  std::snprintf(text.data(), text.size(), "%.2f %%", ratio * 100);
  return text.data();
}

std::string joined(const std::vector<std::string> &names) {
  std::string text;
  for (const std::string &name : names) text += (text.empty() ? "" : " ") + name;
  return text;
}

nlohmann::ordered_json limit_json(std::uint64_t limit) {
  return limit == CELLARET_UNLIMITED ? nlohmann::ordered_json(nullptr)
                                     : nlohmann::ordered_json(limit);
}

}  // namespace

std::string to_table(const Report &report) {
  const ReplayResult &result = report.result;
  std::string text = std::string("cellaret ") + cellaret_version() + ", allocator " +
                     cellaret_allocator() + "\n" + joined(report.traces) + "\n\n";
  text += row("policy", result.policy + ", " + format_count(result.shards) +
                            (result.shards == 1 ? " shard" : " shards"));
  text += row("hit ratio", percent_text(result.hit_ratio()));
  text += count_row("accesses", result.accesses);
  text += count_row("  hits", result.hits);
  text += count_row("  misses", result.misses);
  if (result.refused > 0) text += count_row("  fills refused", result.refused);
  text += count_row("evictions", result.evictions);
  text += count_row("expirations", result.expirations);
  text += "\n";
  text +=
      row("entries", format_count(result.entries) + limit_text(result.max_entries, format_count));
  text += row("bytes charged", format_bytes(result.bytes_charged) +
                                   limit_text(result.max_bytes, format_bytes) + ", peak " +
                                   format_bytes(result.bytes_charged_peak));
  text += row("resident set", resident_text(result));
  text += "\n";
  text += row("throughput", format_rate(result.accesses_per_second()) + "ops/s (" +
                                format_duration(result.seconds) + "; the trace was read in " +
                                format_duration(report.load_seconds) + ")");
  text += row("get latency", latency_text(result));
  text += row("", "1 get in 16 timed, " + format_count(result.get_latency_ns.samples()) +
                      " in all; each includes " + format_nanoseconds(result.clock_cost_ns) +
                      " of the clock's own");
  return text;
}

std::string to_json(const Report &report) {
  const ReplayResult &result = report.result;
  nlohmann::ordered_json latency;
  latency["samples"] = result.get_latency_ns.samples();
  latency["clock_cost_ns"] = result.clock_cost_ns;
  for (const Percentile &percentile : kPercentiles) {
    latency[percentile.field] = result.get_latency_ns.percentile(percentile.percent);
  }
  latency["max_ns"] = result.get_latency_ns.maximum();

  nlohmann::ordered_json object;
  object["version"] = cellaret_version();
  object["allocator"] = cellaret_allocator();
  object["traces"] = report.traces;
  object["policy"] = result.policy;
  object["shards"] = result.shards;
  object["seed"] = report.options.seed;
  object["value_size"] = report.options.value_size;
  object["accesses"] = result.accesses;
  object["hits"] = result.hits;
  object["misses"] = result.misses;
  object["hit_ratio"] = result.hit_ratio();
  object["refused"] = result.refused;
  object["evictions"] = result.evictions;
  object["expirations"] = result.expirations;
  object["entries"] = result.entries;
  object["max_entries"] = limit_json(result.max_entries);
  object["bytes_charged"] = result.bytes_charged;
  object["bytes_charged_peak"] = result.bytes_charged_peak;
  object["max_bytes"] = limit_json(result.max_bytes);
  object["resident_bytes"] = result.resident_after;
  object["resident_growth_bytes"] = static_cast<std::int64_t>(result.resident_after) -
                                    static_cast<std::int64_t>(result.resident_before);
  object["load_seconds"] = report.load_seconds;
  object["replay_seconds"] = result.seconds;
  object["accesses_per_second"] = result.accesses_per_second();
  object["get_latency"] = latency;
  // A file name need not be UTF-8.
  return object.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

}  // namespace cellaret::tool
