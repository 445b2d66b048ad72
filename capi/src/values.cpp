// Checking elements, releasing values, and the check that both sides mean the same structs.
#include <cellaret/values.h>

#include <cmath>
#include <cstddef>

#include "capi/src/collection.h"
#include "engine/data/values.h"

namespace cellaret::capi {

static_assert(sizeof(cellaret_element) == 24);
static_assert(sizeof(engine::ElementArgument) == sizeof(cellaret_element));
static_assert(offsetof(engine::ElementArgument, data) == offsetof(cellaret_element, as));
static_assert(offsetof(engine::ElementArgument, size) == offsetof(cellaret_element, size));
static_assert(offsetof(engine::ElementArgument, type) == offsetof(cellaret_element, type));
static_assert(sizeof(cellaret_item) == 24);
static_assert(sizeof(engine::ValueItem) == sizeof(cellaret_item));
static_assert(offsetof(engine::ValueItem, data) == offsetof(cellaret_item, as));
static_assert(offsetof(engine::ValueItem, size) == offsetof(cellaret_item, size));
static_assert(offsetof(engine::ValueItem, type) == offsetof(cellaret_item, type));
static_assert(offsetof(engine::ValueItem, codec) == offsetof(cellaret_item, codec));
static_assert(offsetof(engine::ValueItem, version) == offsetof(cellaret_item, version));
static_assert(sizeof(engine::Values) == sizeof(cellaret_values));
static_assert(offsetof(engine::Values, count) == offsetof(cellaret_values, count));
static_assert(sizeof(cellaret_write_options) == 24);
static_assert(static_cast<int>(engine::Type::kList) == CELLARET_TYPE_LIST);
static_assert(static_cast<int>(engine::Type::kSet) == CELLARET_TYPE_SET);

namespace {

Status check_element(const cellaret_element &element) {
  for (std::uint8_t byte : element.reserved) {
    if (byte != 0) return Status::kInvalid;
  }
  switch (element.type) {
    case CELLARET_TYPE_STRING:
      if (!is_bytes(element.as.data, element.size)) return Status::kInvalid;
      return element.size > engine::kMaxValueSize ? Status::kTooLarge : Status::kOk;
    case CELLARET_TYPE_INT:
      return element.size == 0 ? Status::kOk : Status::kInvalid;
    case CELLARET_TYPE_DOUBLE:
      if (element.size != 0) return Status::kInvalid;
      return std::isfinite(element.as.number) ? Status::kOk : Status::kOverflow;
    default:
      return Status::kInvalid;
  }
}

}  // namespace

Status check_elements(const cellaret_element *elements, std::size_t count) {
  if (elements == nullptr || count == 0) return Status::kInvalid;
  for (std::size_t at = 0; at < count; ++at) {
    Status status = check_element(elements[at]);
    if (status != Status::kOk) return status;
  }
  return Status::kOk;
}

Status to_scalar(const cellaret_element &element, engine::ScalarView &out) {
  Status status = check_element(element);
  if (status != Status::kOk) return status;
  if (element.type == CELLARET_TYPE_INT) {
    out = engine::ScalarView::of_int(element.as.integer);
  } else if (element.type == CELLARET_TYPE_DOUBLE) {
    out = engine::ScalarView::of_double(element.as.number);
  } else {
    out = engine::ScalarView::of_bytes(to_bytes(element.as.data, element.size));
  }
  return Status::kOk;
}

Status to_element(const cellaret_element *element, engine::NumberText &text, engine::Element &out) {
  Status status = check_elements(element, 1);
  if (status == Status::kOk) out = to_elements(element, 1).at(0, text);
  return status;
}

Status to_write_options(const cellaret_write_options *options, WriteOptions &out) {
  if (options == nullptr) return Status::kOk;
  cellaret_write_options given{};
  if (!read_struct(options, given)) return Status::kInvalid;
  for (std::uint8_t byte : given.reserved) {
    if (byte != 0) return Status::kInvalid;
  }
  out = {given.codec, to_expiry(given.expiry)};
  return Status::kOk;
}

Status KeyViews::read(const std::string_view *first, const cellaret_key *keys, std::size_t count) {
  if (keys == nullptr || count == 0) return Status::kInvalid;
  std::size_t before = first == nullptr ? 0 : 1;
  if (before + count > kFew && !many_.allocate(before + count)) return Status::kNoMemory;
  std::string_view *views = many_ ? many_.get() : few_;
  if (first != nullptr) views[0] = *first;
  for (std::size_t at = 0; at < count; ++at) {
    if (!is_bytes(keys[at].data, keys[at].size)) return Status::kInvalid;
    views[before + at] = to_bytes(keys[at].data, keys[at].size);
  }
  count_ = before + count;
  return Status::kOk;
}

}  // namespace cellaret::capi

void cellaret_values_release(cellaret_values *values) noexcept {
  cellaret::engine::deallocate(values);
}
