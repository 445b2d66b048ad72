// One growing block of items and bytes.
#include "engine/data/values.h"

#include <algorithm>
#include <cstring>

namespace cellaret::engine {

namespace {

// No machine has memory for more, and their sum cannot overflow.
constexpr std::uint64_t kMaxItems = std::uint64_t{1} << 40;
constexpr std::uint64_t kMaxBytes = std::uint64_t{1} << 48;

}  // namespace

bool ValuesBuilder::reserve(std::uint64_t items, std::uint64_t bytes) {
  if (block_ != nullptr && items <= max_items_ && bytes <= max_bytes_) return true;
  if (items > kMaxItems || bytes > kMaxBytes) return false;
  items = std::max(items, max_items_);
  bytes = std::max(bytes, max_bytes_);
  auto *block =
      static_cast<unsigned char *>(allocate(sizeof(Values) + items * sizeof(ValueItem) + bytes));
  if (block == nullptr) return false;
  if (block_ != nullptr) {
    std::memcpy(block + sizeof(Values), this->items(), count_ * sizeof(ValueItem));
    std::memcpy(block + sizeof(Values) + items * sizeof(ValueItem), this->bytes(), used_bytes_);
    deallocate(block_);
  }
  block_ = block;
  max_items_ = items;
  max_bytes_ = bytes;
  return true;
}

bool ValuesBuilder::make_room(std::uint64_t bytes) {
  bool has_item = count_ < max_items_;
  bool has_bytes = used_bytes_ + bytes <= max_bytes_;
  if (has_item && has_bytes && block_ != nullptr) return true;
  return reserve(has_item ? max_items_ : max_items_ * 2 + 4,
                 has_bytes ? max_bytes_ : (used_bytes_ + bytes) * 2);
}

ValueItem &ValuesBuilder::add_item(Type type) {
  ValueItem &item = items()[count_++];
  item = {};
  item.type = static_cast<std::uint8_t>(type);
  item.codec = codec_;
  item.version = version_;
  return item;
}

bool ValuesBuilder::add(std::string_view bytes) {
  if (!make_room(bytes.size())) return false;
  ValueItem &item = add_item(Type::kString);
  // Where the bytes are is known when the block has its last place.
  item.word = used_bytes_;
  item.size = static_cast<std::uint32_t>(bytes.size());
  if (!bytes.empty()) std::memcpy(this->bytes() + used_bytes_, bytes.data(), bytes.size());
  used_bytes_ += bytes.size();
  return true;
}

bool ValuesBuilder::add_number(Type type, std::uint64_t word) {
  if (!make_room(0)) return false;
  add_item(type).word = word;
  return true;
}

Values *ValuesBuilder::finish() {
  if (block_ == nullptr && !reserve(0, 0)) return nullptr;
  auto *values = reinterpret_cast<Values *>(block_);
  *values = {items(), count_};
  for (std::uint64_t at = 0; at < count_; ++at) {
    ValueItem &item = items()[at];
    if (item.type == static_cast<std::uint8_t>(Type::kString)) item.data = bytes() + item.word;
  }
  block_ = nullptr;
  return values;
}

}  // namespace cellaret::engine
