// Values of the C API as replies.
#include "bindings/resp/results.h"

#include "bindings/resp/arguments.h"

namespace cellaret::resp {
Reply value_reply(const cellaret_value &value) {
  switch (value.type) {
    case CELLARET_TYPE_STRING:
      return bulk_reply({static_cast<const char *>(cellaret_value_data(&value)), value.size});
    case CELLARET_TYPE_INT:
      return bulk_reply(std::to_string(value.as.integer));
    case CELLARET_TYPE_DOUBLE:
      return bulk_reply(double_text(value.as.number));
    default:
      return null_reply();
  }
}

std::span<const cellaret_item> Values::items() const {
  if (values_ == nullptr) return {};
  return {values_->items, values_->count};
}

Reply Values::reply() const {
  std::vector<Reply> replies;
  replies.reserve(items().size());
  for (const cellaret_item &item : items()) replies.push_back(item_reply(item));
  return array_reply(std::move(replies));
}

Reply item_reply(const cellaret_item &item) {
  if (item.type == CELLARET_TYPE_STRING) {
    return bulk_reply({static_cast<const char *>(item.as.data), item.size});
  }
  // Elements are strings always; what is a number is a position.
  return item.type == CELLARET_TYPE_INT ? integer_reply(item.as.integer) : null_reply();
}

Reply value_or_null(const Call &call, cellaret_status status, const Value &value) {
  if (status == CELLARET_OK) return value.reply();
  return status == CELLARET_MISS ? null_reply() : status_error(call, status);
}

Reply values_or(const Call &call, cellaret_status status, const Values &values,
                const Reply &otherwise) {
  if (status == CELLARET_OK) return values.reply();
  return status == CELLARET_MISS ? otherwise : status_error(call, status);
}

Reply number_or_zero(const Call &call, cellaret_status status, std::uint64_t number) {
  if (status == CELLARET_OK) return integer_reply(static_cast<std::int64_t>(number));
  return status == CELLARET_MISS ? integer_reply(0) : status_error(call, status);
}

Reply one_or_zero(const Call &call, cellaret_status status) {
  return number_or_zero(call, status, 1);
}

}  // namespace cellaret::resp
