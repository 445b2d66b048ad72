// Reads and writes the fields of an entry by its layout.
#include "engine/data/entry.h"

#include <new>

#include "engine/base/check.h"

namespace cellaret::engine {

EntryShape EntryShape::of(std::size_t key_size, std::size_t value_size,
                          const StoredDeadline &deadline) {
  bool far = deadline.exists() && static_cast<std::uint64_t>(deadline.ms) >= (1ull << 48) - 1;
  return {key_size, value_size, deadline.exists(),
          key_size > 255 || value_size > kInlineValueSize || far};
}

Entry *Entry::create(void *block, const EntryShape &shape, std::string_view key) {
  Entry *entry = new (block) Entry();
  std::uint8_t flags = 0;
  if (shape.has_deadline) flags |= kHasDeadline;
  if (shape.is_wide) flags |= kWide;
  entry->set_flags(flags);
  if (shape.is_wide) {
    entry->store<std::uint32_t>(8, static_cast<std::uint32_t>(shape.value_size));
    entry->store<std::uint16_t>(12, static_cast<std::uint16_t>(key.size()));
    entry->store<std::uint16_t>(14, 0);
    new (entry->bytes() + 16) std::atomic<std::uint32_t>(0);
    entry->store<std::uint32_t>(20, 0);
  } else {
    entry->bytes()[8] = static_cast<unsigned char>(key.size());
    entry->bytes()[9] = static_cast<unsigned char>(shape.value_size);
  }
  if (shape.has_deadline) entry->set_deadline({});
  if (!key.empty()) std::memcpy(entry->bytes() + shape.key_offset(), key.data(), key.size());
  return entry;
}

EntryShape Entry::shape() const {
  return {key().size(), value_size(), (flags() & kHasDeadline) != 0, is_wide()};
}

ScalarView Entry::value() const {
  EntryShape shape = this->shape();
  if (type() == Type::kString) {
    return ScalarView::of_bytes(
        {reinterpret_cast<const char *>(bytes()) + shape.value_offset(), shape.value_size});
  }
  return ScalarView::of_word(type(), load<std::uint64_t>(shape.value_offset()));
}

void Entry::write_value(const ScalarView &value, std::uint8_t codec, std::uint64_t stamp) {
  std::size_t size = value.stored_size();
  if (is_wide()) {
    store<std::uint32_t>(8, static_cast<std::uint32_t>(size));
  } else {
    bytes()[9] = static_cast<unsigned char>(size);
  }
  std::size_t offset = shape().value_offset();
  if (value.type() == Type::kString) {
    if (size != 0) std::memcpy(bytes() + offset, value.bytes().data(), size);
  } else {
    store<std::uint64_t>(offset, value.word());
  }
  std::uint8_t flags = (this->flags() & ~kTypeMask) | static_cast<std::uint8_t>(value.type());
  word_ = stamp << 16 | std::uint64_t{flags} << 8 | codec;
}

bool Entry::fits(std::size_t value_size, std::size_t capacity) const {
  if (!is_wide() && value_size > kInlineValueSize) return false;
  std::size_t size = shape().value_offset() + value_size;
  // A block that would be less than half used is given back.
  return size <= capacity && size * 2 >= capacity;
}

StoredDeadline Entry::deadline() const {
  if ((flags() & kHasDeadline) == 0) return {};
  bool on_wall_clock = (flags() & kWallClock) != 0;
  if (is_wide()) return {load<std::int64_t>(24), on_wall_clock};
  std::uint64_t ms = load<std::uint64_t>(8) >> 16;
  if (ms == kNoSmallDeadline) return {};
  return {static_cast<std::int64_t>(ms), on_wall_clock};
}

bool Entry::can_hold(const StoredDeadline &deadline) const {
  if (!deadline.exists()) return true;
  if ((flags() & kHasDeadline) == 0) return false;
  return is_wide() || static_cast<std::uint64_t>(deadline.ms) < kNoSmallDeadline;
}

void Entry::set_deadline(const StoredDeadline &deadline) {
  if ((flags() & kHasDeadline) == 0) {
    CELLARET_CHECK(!deadline.exists(), "an entry without the field cannot hold a deadline");
    return;
  }
  if (is_wide()) {
    store<std::int64_t>(24, deadline.ms);
  } else {
    std::uint64_t ms =
        deadline.exists() ? static_cast<std::uint64_t>(deadline.ms) : kNoSmallDeadline;
    store<std::uint64_t>(8, ms << 16 | (load<std::uint64_t>(8) & 0xffff));
  }
  std::uint8_t flags = this->flags() & ~kWallClock;
  set_flags(deadline.on_wall_clock ? flags | kWallClock : flags);
}

bool Entry::is_pinned() const { return is_wide() && pins().load(std::memory_order_acquire) != 0; }

void Entry::pin() { pins().fetch_add(1, std::memory_order_relaxed); }

bool Entry::unpin() { return pins().fetch_sub(1, std::memory_order_acq_rel) == (kDetached | 1); }

bool Entry::detach() {
  if (!is_wide()) return true;
  return pins().fetch_or(kDetached, std::memory_order_acq_rel) == 0;
}

}  // namespace cellaret::engine
