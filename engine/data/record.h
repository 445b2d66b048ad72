// The one format of values outside of the cache: dumps, and what a snapshot is made of. It is
// written down in docs/format.md; numbers are little-endian.
//
//   0   magic "CLRT"
//   4   u8   version
//   5   u8   type
//   6   u8   codec
//   7   u8   zero
//   8   u32  flags: below bit 16 those that a reader must know
//   12  u32  bytes of fields
//   16  u64  bytes of payload
//   24  fields: u16 id, u16 zero, u32 bytes, and these
//       payload
//       u64  XXH3 of everything before
//
// Reading trusts nothing: every length is compared with the bytes that are there before it is
// used, and nothing is allocated.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "engine/base/status.h"
#include "engine/data/byte_buffer.h"
#include "engine/data/value.h"

namespace cellaret::engine {

// Types of records: those of values, and the two that frame a snapshot.
inline constexpr std::uint8_t kSnapshotBegin = 64;
inline constexpr std::uint8_t kSnapshotEnd = 65;

inline constexpr std::size_t kRecordHeadSize = 24;
inline constexpr std::size_t kRecordSumSize = 8;

// What a record says beside its payload. Times are Unix time in milliseconds.
struct RecordHead {
  static constexpr std::int64_t kNoTime = INT64_MAX;

  std::uint8_t type = 0;
  std::uint8_t codec = 0;
  bool on_wall_clock = false;  // the deadline was given as a moment, not as a duration
  bool has_key = false;
  std::int64_t created_ms = kNoTime;
  std::int64_t soft_deadline_ms = kNoTime;
  std::int64_t deadline_ms = kNoTime;
  std::uint64_t generation = 0;  // of the namespace
  std::string_view tags;         // each with its length in front
  std::string_view key;
};

struct RecordView {
  RecordHead head;
  std::string_view payload;
};

// Writes one record at the end of a buffer: begin(), the payload, finish(). False without memory;
// then the buffer holds what is to be cut off again.
class RecordWriter {
 public:
  explicit RecordWriter(ByteBuffer &out) : out_(out), start_(out.size()) {}

  [[nodiscard]] bool begin(const RecordHead &head);
  [[nodiscard]] bool add_word(std::uint64_t word);
  // A collection's payload: the number of elements, then each of them in front of its bytes.
  [[nodiscard]] bool add_size(std::uint64_t size);
  [[nodiscard]] bool add_bytes(std::string_view bytes) { return out_.append(bytes); }
  [[nodiscard]] bool finish();
  // Takes the record back.
  void cancel() { out_.cut(start_); }
  [[nodiscard]] std::size_t start() const { return start_; }

  static constexpr std::size_t kMaxSizeBytes = 10;  // of add_size

 private:
  ByteBuffer &out_;
  std::size_t start_;
  std::size_t payload_ = 0;
};

// The size of the whole record that begins with these kRecordHeadSize bytes; kBadFormat if they are
// the beginning of none.
Status record_size(std::string_view head, std::uint64_t &out);

// Reads a record that fills `bytes`. kBadFormat: it is none, it is damaged, or it says that a
// reader must know what this one does not. The payload is checked by read_payload or is not a
// value's.
Status read_record(std::string_view bytes, RecordView &out);

// The elements of a list or set, one after the other.
class RecordElements {
 public:
  explicit RecordElements(std::string_view payload) : left_(payload) {}

  // How many follow; false if the payload cannot hold so many.
  [[nodiscard]] bool read_count(std::uint64_t &out);
  [[nodiscard]] bool next(std::string_view &out);
  [[nodiscard]] bool is_at_end() const { return left_.empty(); }

 private:
  [[nodiscard]] bool read_size(std::uint64_t &out);

  std::string_view left_;
};

// Whether the payload is one of the record's type: kOk or kBadFormat.
Status check_payload(const RecordView &record);
// The value of a record of a scalar whose payload has been checked.
ScalarView scalar_of(const RecordView &record);

}  // namespace cellaret::engine
