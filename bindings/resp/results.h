// From what a C call gives to a reply; what it gives is released here.
#pragma once

#include "bindings/resp/command.h"

namespace cellaret::resp {

// A bulk string; null for a value that is not there.
Reply value_reply(const cellaret_value &value);
Reply item_reply(const cellaret_item &item);

// Owns a value for the time of a call.
class Value {
 public:
  Value() = default;
  ~Value() { cellaret_value_release(&value_); }
  Value(const Value &) = delete;
  Value &operator=(const Value &) = delete;

  cellaret_value *out() { return &value_; }
  Reply reply() const { return value_reply(value_); }

 private:
  cellaret_value value_ = {};
};

// Owns values for the time of a call.
class Values {
 public:
  Values() = default;
  ~Values() { cellaret_values_release(values_); }
  Values(const Values &) = delete;
  Values &operator=(const Values &) = delete;

  cellaret_values **out() { return &values_; }
  std::span<const cellaret_item> items() const;
  // An array of bulk strings and integers.
  Reply reply() const;

 private:
  cellaret_values *values_ = nullptr;
};

// Each is the reply to a status that has no meaning of its own for the command.

// The value with OK, null with MISS.
Reply value_or_null(const Call &call, cellaret_status status, const Value &value);
// The values with OK, `otherwise` with MISS.
Reply values_or(const Call &call, cellaret_status status, const Values &values,
                const Reply &otherwise);
// The number with OK, 0 with MISS.
Reply number_or_zero(const Call &call, cellaret_status status, std::uint64_t number);
// 1 with OK, 0 with MISS.
Reply one_or_zero(const Call &call, cellaret_status status);

}  // namespace cellaret::resp
