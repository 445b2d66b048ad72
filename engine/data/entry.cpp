// Reads and writes the fields of an entry by its layout.
#include "engine/data/entry.h"

#include <new>

#include "engine/base/check.h"

namespace cellaret::engine {

Entry *Entry::create(void *block, const EntryShape &shape, std::string_view key) {
  Entry *entry = new (block) Entry();
  unsigned char *bytes = entry->bytes();
  std::uint8_t flags = 0;
  if (shape.has_deadline) flags |= kHasDeadline;
  if (shape.is_wide) flags |= kWide;
  entry->set_word(0, flags, 0);
  if (shape.is_wide) {
    auto sizes = std::uint64_t{key.size()} << 32 | shape.value_size;
    std::uint64_t pins = 0;
    std::memcpy(bytes + 8, &sizes, sizeof sizes);
    std::memcpy(bytes + 16, &pins, sizeof pins);
  } else {
    bytes[8] = static_cast<unsigned char>(key.size());
    bytes[9] = static_cast<unsigned char>(shape.value_size);
  }
  if (shape.has_deadline) entry->set_deadline({});
  if (!key.empty()) std::memcpy(bytes + shape.key_offset(), key.data(), key.size());
  return entry;
}

EntryShape Entry::shape() const {
  Head head = this->head();
  return {head.key_size, head.value_size, head.has_deadline_field(), head.is_wide()};
}

ScalarView Entry::value() const {
  Head head = this->head();
  const unsigned char *words = value_words(head);
  if (head.type() != Type::kString) {
    return ScalarView::of_word(head.type(), load_field<std::uint64_t>(words));
  }
  return ScalarView::of_bytes({reinterpret_cast<const char *>(words), head.value_size});
}

void Entry::write_value(const SplicedText &spliced, std::uint8_t codec, std::uint64_t stamp) {
  static constexpr unsigned char kZeros[64] = {};
  Head head = this->head();
  unsigned char *words = bytes() + head.value_offset();
  std::size_t size = spliced.stored_size();
  const std::string_view &text = spliced.text;
  // Bytes behind the end are zero up to the next word.
  auto end_of = [](std::size_t bytes) { return (bytes + 7) & ~std::size_t{7}; };
  if (text.data() != reinterpret_cast<const char *>(words)) {
    if (size != 0) store_field<std::uint64_t>(words + end_of(size) - 8, 0);
    store_bytes(words, 0, text.data(), text.size());
  } else if (end_of(size) != end_of(text.size())) {
    store_field<std::uint64_t>(words + end_of(size) - 8, 0);
  }
  for (std::size_t at = text.size(); at < spliced.offset;) {
    std::size_t count = std::min(spliced.offset - at, sizeof kZeros);
    store_bytes(words, at, kZeros, count);
    at += count;
  }
  store_bytes(words, spliced.offset, spliced.bytes.data(), spliced.bytes.size());
  if (size != head.value_size) store_value_size(head, size);
  auto type = static_cast<std::uint8_t>(Type::kString);
  set_word(stamp, static_cast<std::uint8_t>((head.flags() & ~kTypeMask) | type), codec);
}

bool Entry::fits(std::size_t value_size, std::size_t capacity) const {
  if (!is_wide() && value_size > kInlineValueSize) return false;
  EntryShape shape = this->shape();
  shape.value_size = value_size;
  // A block that would be less than half used is given back.
  return shape.size() <= capacity && shape.size() * 2 >= capacity;
}

bool Entry::can_hold(const StoredDeadline &deadline) const {
  if (!deadline.exists()) return true;
  Head head = this->head();
  if (!head.has_deadline_field()) return false;
  return head.is_wide() || static_cast<std::uint64_t>(deadline.ms) < kNoSmallDeadline;
}

void Entry::set_deadline(const StoredDeadline &deadline) {
  Head head = this->head();
  if (!head.has_deadline_field()) {
    CELLARET_CHECK(!deadline.exists(), "an entry without the field cannot hold a deadline");
    return;
  }
  if (head.is_wide()) {
    store_field<std::int64_t>(bytes() + 24, deadline.ms);
  } else {
    std::uint64_t ms =
        deadline.exists() ? static_cast<std::uint64_t>(deadline.ms) : kNoSmallDeadline;
    store_field<std::uint64_t>(bytes() + 8, ms << 16 | (head.second & 0xffff));
  }
  auto flags = static_cast<std::uint8_t>(head.flags() & ~kWallClock);
  if (deadline.on_wall_clock) flags |= kWallClock;
  set_word(head.stamp(), flags, head.codec());
}

bool Entry::is_pinned() const { return is_wide() && pins().load() != 0; }

void Entry::pin() { pins_to_change().fetch_add(1); }

bool Entry::unpin() { return pins_to_change().fetch_sub(1) == (kDetached | 1); }

bool Entry::detach() { return !is_wide() || pins_to_change().fetch_or(kDetached) == 0; }

}  // namespace cellaret::engine
