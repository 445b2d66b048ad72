// Writing and reading records byte by byte.
#include "engine/data/record.h"

#include <bit>
#include <cmath>
#include <cstring>

#include "engine/base/hash.h"
#include "engine/base/limits.h"

namespace cellaret::engine {

namespace {

static_assert(std::endian::native == std::endian::little);

constexpr std::string_view kMagic = "CLRT";
constexpr std::uint8_t kVersion = 1;
constexpr std::uint32_t kMandatoryFlags = 0xffff;
constexpr std::uint32_t kOnWallClock = 1u << 16;
constexpr std::size_t kFieldHeadSize = 8;

enum Field : std::uint16_t {
  kCreated = 1,
  kSoftDeadline = 2,
  kDeadline = 3,
  kGeneration = 4,
  kTags = 5,
  kKey = 6,
};

template <class T>
T load(const char *at) {
  T value{};
  std::memcpy(&value, at, sizeof value);
  return value;
}

template <class T>
bool add(ByteBuffer &out, T value) {
  char *to = out.extend(sizeof value);
  if (to != nullptr) std::memcpy(to, &value, sizeof value);
  return to != nullptr;
}

bool add_field(ByteBuffer &out, Field id, std::string_view bytes) {
  return add(out, static_cast<std::uint16_t>(id)) && add(out, std::uint16_t{0}) &&
         add(out, static_cast<std::uint32_t>(bytes.size())) && out.append(bytes);
}
bool add_word_field(ByteBuffer &out, Field id, std::uint64_t word) {
  return add_field(out, id, {reinterpret_cast<const char *>(&word), sizeof word});
}
bool add_time_field(ByteBuffer &out, Field id, std::int64_t ms) {
  return ms == RecordHead::kNoTime || add_word_field(out, id, static_cast<std::uint64_t>(ms));
}

bool are_tags(std::string_view bytes) {
  RecordElements tags(bytes);
  std::string_view tag;
  while (!tags.is_at_end()) {
    if (!tags.next(tag)) return false;
  }
  return true;
}

// One field; one that is unknown is passed over.
bool read_field(std::uint16_t id, std::string_view bytes, RecordHead &out) {
  bool is_word = bytes.size() == 8;
  switch (id) {
    case kCreated:
      if (is_word) out.created_ms = load<std::int64_t>(bytes.data());
      return is_word;
    case kSoftDeadline:
      if (is_word) out.soft_deadline_ms = load<std::int64_t>(bytes.data());
      return is_word;
    case kDeadline:
      if (is_word) out.deadline_ms = load<std::int64_t>(bytes.data());
      return is_word && out.deadline_ms != RecordHead::kNoTime;
    case kGeneration:
      if (is_word) out.generation = load<std::uint64_t>(bytes.data());
      return is_word;
    case kTags:
      out.tags = bytes;
      return are_tags(bytes);
    case kKey:
      out.has_key = true;
      out.key = bytes;
      return bytes.size() <= kMaxKeySize;
    default:
      return true;
  }
}

// Fields come in the order of their ids, each once.
bool read_fields(std::string_view bytes, RecordHead &out) {
  std::uint16_t last = 0;
  while (!bytes.empty()) {
    if (bytes.size() < kFieldHeadSize) return false;
    auto id = load<std::uint16_t>(bytes.data());
    auto zero = load<std::uint16_t>(bytes.data() + 2);
    auto size = load<std::uint32_t>(bytes.data() + 4);
    bytes.remove_prefix(kFieldHeadSize);
    if (id <= last || zero != 0 || size > bytes.size()) return false;
    if (!read_field(id, bytes.substr(0, size), out)) return false;
    bytes.remove_prefix(size);
    last = id;
  }
  return true;
}

}  // namespace

bool RecordWriter::begin(const RecordHead &head) {
  bool done = out_.append(kMagic) && add(out_, kVersion) && add(out_, head.type) &&
              add(out_, head.codec) && add(out_, std::uint8_t{0}) &&
              add(out_, head.on_wall_clock ? kOnWallClock : 0u) && add(out_, std::uint32_t{0}) &&
              add(out_, std::uint64_t{0});
  std::size_t fields = out_.size();
  done = done && add_time_field(out_, kCreated, head.created_ms) &&
         add_time_field(out_, kSoftDeadline, head.soft_deadline_ms) &&
         add_time_field(out_, kDeadline, head.deadline_ms) &&
         (head.generation == 0 || add_word_field(out_, kGeneration, head.generation)) &&
         (head.tags.empty() || add_field(out_, kTags, head.tags)) &&
         (!head.has_key || add_field(out_, kKey, head.key));
  if (!done) return false;
  payload_ = out_.size();
  auto size = static_cast<std::uint32_t>(payload_ - fields);
  std::memcpy(out_.data() + start_ + 12, &size, sizeof size);
  return true;
}

bool RecordWriter::add_word(std::uint64_t word) { return add(out_, word); }

bool RecordWriter::add_size(std::uint64_t size) {
  char bytes[kMaxSizeBytes];
  std::size_t count = 0;
  for (; size >= 0x80; size >>= 7) bytes[count++] = static_cast<char>(size | 0x80);
  bytes[count++] = static_cast<char>(size);
  return out_.append({bytes, count});
}

bool RecordWriter::finish() {
  std::uint64_t size = out_.size() - payload_;
  std::memcpy(out_.data() + start_ + 16, &size, sizeof size);
  return add(out_, std::uint64_t{XXH3_64bits(out_.data() + start_, out_.size() - start_)});
}

Status record_size(std::string_view head, std::uint64_t &out) {
  if (head.size() < kRecordHeadSize || !head.starts_with(kMagic)) return Status::kBadFormat;
  auto payload = load<std::uint64_t>(head.data() + 16);
  if (payload > UINT64_MAX / 2) return Status::kBadFormat;
  out = kRecordHeadSize + load<std::uint32_t>(head.data() + 12) + payload + kRecordSumSize;
  return Status::kOk;
}

Status read_record(std::string_view bytes, RecordView &out) {
  std::uint64_t size = 0;
  if (record_size(bytes, size) != Status::kOk || size != bytes.size()) return Status::kBadFormat;
  std::string_view summed = bytes.substr(0, bytes.size() - kRecordSumSize);
  if (XXH3_64bits(summed.data(), summed.size()) !=
      load<std::uint64_t>(bytes.data() + summed.size())) {
    return Status::kBadFormat;
  }
  auto version = static_cast<std::uint8_t>(bytes[4]);
  auto flags = load<std::uint32_t>(bytes.data() + 8);
  if (version != kVersion || bytes[7] != 0 || (flags & kMandatoryFlags) != 0) {
    return Status::kBadFormat;
  }
  RecordView record;
  record.head.type = static_cast<std::uint8_t>(bytes[5]);
  record.head.codec = static_cast<std::uint8_t>(bytes[6]);
  record.head.on_wall_clock = (flags & kOnWallClock) != 0;
  auto fields = load<std::uint32_t>(bytes.data() + 12);
  if (!read_fields(bytes.substr(kRecordHeadSize, fields), record.head)) return Status::kBadFormat;
  record.payload = summed.substr(kRecordHeadSize + fields);
  out = record;
  return Status::kOk;
}

bool RecordElements::read_size(std::uint64_t &out) {
  std::uint64_t size = 0;
  for (unsigned shift = 0; shift < 63 && !left_.empty(); shift += 7) {
    auto byte = static_cast<unsigned char>(left_.front());
    left_.remove_prefix(1);
    size |= std::uint64_t{byte & 0x7fu} << shift;
    if ((byte & 0x80) != 0) continue;
    // One way to write each number.
    if (byte == 0 && shift != 0) return false;
    out = size;
    return true;
  }
  return false;
}

bool RecordElements::read_count(std::uint64_t &out) {
  // The size of an element takes a byte at least.
  return read_size(out) && out <= left_.size();
}

bool RecordElements::next(std::string_view &out) {
  std::uint64_t size = 0;
  if (!read_size(size) || size > left_.size()) return false;
  out = left_.substr(0, size);
  left_.remove_prefix(size);
  return true;
}

Status check_payload(const RecordView &record) {
  std::string_view payload = record.payload;
  switch (record.head.type) {
    case static_cast<std::uint8_t>(Type::kString):
      return payload.size() <= kMaxValueSize ? Status::kOk : Status::kBadFormat;
    case static_cast<std::uint8_t>(Type::kInt):
      return payload.size() == 8 ? Status::kOk : Status::kBadFormat;
    case static_cast<std::uint8_t>(Type::kDouble):
      return payload.size() == 8 && std::isfinite(load<double>(payload.data()))
                 ? Status::kOk
                 : Status::kBadFormat;
    case static_cast<std::uint8_t>(Type::kList):
    case static_cast<std::uint8_t>(Type::kSet):
      break;
    default:
      return Status::kBadFormat;
  }
  RecordElements elements(payload);
  std::uint64_t count = 0;
  if (!elements.read_count(count) || count == 0) return Status::kBadFormat;
  std::string_view element;
  for (; count > 0; --count) {
    if (!elements.next(element) || element.size() > kMaxValueSize) return Status::kBadFormat;
  }
  return elements.is_at_end() ? Status::kOk : Status::kBadFormat;
}

ScalarView scalar_of(const RecordView &record) {
  auto type = static_cast<Type>(record.head.type);
  if (type == Type::kString) return ScalarView::of_bytes(record.payload);
  return ScalarView::of_word(type, load<std::uint64_t>(record.payload.data()));
}

}  // namespace cellaret::engine
