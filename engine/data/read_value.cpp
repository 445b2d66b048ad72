// Copying values out, pinning, and the end of pinned blocks.
#include "engine/data/read_value.h"

#include <cstring>

#include "engine/base/memory.h"

namespace cellaret::engine {

PinAccount *PinAccount::make() {
  void *block = allocate(sizeof(PinAccount));
  return block == nullptr ? nullptr : new (block) PinAccount();
}

void PinAccount::add_block(std::size_t bytes) {
  bytes_.fetch_add(bytes, std::memory_order_relaxed);
  references_.fetch_add(1, std::memory_order_relaxed);
}

void PinAccount::remove_block(std::size_t bytes) {
  bytes_.fetch_sub(bytes, std::memory_order_relaxed);
  drop();
}

void PinAccount::drop() {
  if (references_.fetch_sub(1, std::memory_order_acq_rel) == 1) {
    this->~PinAccount();
    deallocate(this);
  }
}

void ReadValue::set_none() {
  type = static_cast<std::uint8_t>(Type::kNone);
  codec = 0;
  is_pinned = 0;
  reserved_0 = 0;
  size = 0;
  version = 0;
  word = 0;
  pin = nullptr;
  owner = nullptr;
}

bool ReadValue::copy(const Element &element, std::uint8_t codec_tag, std::uint64_t stamp,
                     PinAccount &account) {
  NumberText text;
  std::string_view from = element.as_bytes(text);
  Entry *block = nullptr;
  if (from.size() > kInlineValueSize) {
    EntryShape shape = EntryShape::of(0, from.size(), {});
    void *memory = allocate(shape.size());
    if (memory == nullptr) return false;
    block = Entry::create(memory, shape, {});
    block->write_value(ScalarView::of_bytes(from), codec_tag, stamp);
    block->pin();
    dispose_entry(block, account);
  }
  set_none();
  type = static_cast<std::uint8_t>(Type::kString);
  codec = codec_tag;
  version = stamp;
  size = static_cast<std::uint32_t>(from.size());
  if (block == nullptr) {
    if (!from.empty()) std::memcpy(bytes, from.data(), from.size());
    return true;
  }
  is_pinned = 1;
  pin = block;
  owner = &account;
  data = block->value_words(block->head());
  return true;
}

void ReadValue::release() {
  if (is_pinned != 0 && pin->unpin()) {
    std::size_t block = block_size(pin);
    deallocate(pin);
    owner->remove_block(block);
  }
  set_none();
}

void dispose_entry(Entry *entry, PinAccount &account) {
  if (!entry->is_wide()) {
    deallocate(entry);
    return;
  }
  // Counted before the last reader can take it off again.
  std::size_t bytes = block_size(entry);
  account.add_block(bytes);
  if (entry->detach()) {
    deallocate(entry);
    account.remove_block(bytes);
  }
}

}  // namespace cellaret::engine
