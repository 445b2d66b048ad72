// Showing operations and measuring how much of a history was concurrent.
#include "tests/histories/history.h"

#include <algorithm>
#include <cstdio>

namespace cellaret::history {

namespace {

const char *name_of(Kind kind) {
  static const char *const kNames[] = {"get",       "set",    "increment", "delete",    "exists",
                                       "type",      "expire", "persist",   "ttl",       "multi_get",
                                       "multi_set", "clear",  "advance",   "step_wall", "maintain",
                                       "churn",     "stats",  "close",     "rename"};
  return kNames[static_cast<int>(kind)];
}

std::string shown(const Content &content) {
  std::string number = std::to_string(content.number);
  switch (content.type) {
    case CELLARET_TYPE_NONE:
      return "nothing";
    case CELLARET_TYPE_STRING:
      return "text " + number;
    case CELLARET_TYPE_INT:
      return "int " + number;
    default:
      return "TORN";
  }
}

std::string shown(const cellaret_expiry &expiry) {
  switch (expiry.kind) {
    case CELLARET_EXPIRY_DEFAULT:
      return "";
    case CELLARET_EXPIRY_KEEP:
      return " keep";
    case CELLARET_EXPIRY_IN:
      return " in " + std::to_string(expiry.ms);
    default:
      return " at " + std::to_string(expiry.ms - kStart);
  }
}

}  // namespace

std::string shown(const Operation &operation) {
  char head[96];
  std::snprintf(head, sizeof head, "%6llu-%-6llu thread %u %-9s key %u",
                static_cast<unsigned long long>(operation.call),
                static_cast<unsigned long long>(operation.back), unsigned{operation.thread},
                name_of(operation.kind), unsigned{operation.key});
  std::string line = head;
  if (operation.written.type != CELLARET_TYPE_NONE) line += " := " + shown(operation.written);
  if (operation.second_key != kNoKey) {
    line +=
        ", key " + std::to_string(operation.second_key) + " := " + shown(operation.second_written);
  }
  if (operation.amount != 0) line += " by " + std::to_string(operation.amount);
  line += shown(operation.expiry);
  if (operation.condition == CELLARET_SET_IF_ABSENT) line += " if absent";
  if (operation.condition == CELLARET_SET_IF_PRESENT) line += " if present";
  line += std::string(" -> ") + cellaret_status_name(operation.status);
  if (operation.kind == Kind::kTtl) line += " " + std::to_string(operation.ms) + " ms";
  if (operation.kind == Kind::kGet || operation.kind == Kind::kType || operation.wants_old ||
      operation.kind == Kind::kIncrement) {
    line += ", " + shown(operation.seen);
  }
  if (operation.version != 0) line += " version " + std::to_string(operation.version);
  return line;
}

Overlap count_overlap(const History &history) {
  std::vector<bool> overlaps(history.operations.size());
  for (std::uint8_t key = 0; key < history.keys; ++key) {
    std::vector<std::size_t> order;
    for (std::size_t at = 0; at < history.operations.size(); ++at) {
      const Operation &operation = history.operations[at];
      if (is_on_keys(operation.kind) && (operation.key == key || operation.second_key == key)) {
        order.push_back(at);
      }
    }
    std::sort(order.begin(), order.end(), [&](std::size_t left, std::size_t right) {
      return history.operations[left].call < history.operations[right].call;
    });
    // In the order of calls an operation overlaps an earlier one exactly if the one of them that
    // returns last does.
    std::size_t last = 0;
    for (std::size_t at = 1; at < order.size(); ++at) {
      const Operation &earlier = history.operations[order[last]];
      const Operation &operation = history.operations[order[at]];
      if (earlier.back > operation.call) overlaps[order[last]] = overlaps[order[at]] = true;
      if (operation.back > earlier.back) last = at;
    }
  }
  Overlap overlap;
  for (std::size_t at = 0; at < history.operations.size(); ++at) {
    if (!is_on_keys(history.operations[at].kind)) continue;
    ++overlap.operations;
    if (overlaps[at]) ++overlap.overlapping;
  }
  return overlap;
}

}  // namespace cellaret::history
