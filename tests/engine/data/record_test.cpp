// The format of values outside of the cache: every length is doubted, every damaged byte noticed.
#include "engine/data/record.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <random>
#include <string>
#include <vector>

#include "engine/base/hash.h"
#include "engine/base/limits.h"

namespace cellaret::engine {
namespace {

RecordHead head_of(Type type) {
  RecordHead head;
  head.type = static_cast<std::uint8_t>(type);
  return head;
}

std::string record_of(const RecordHead &head, std::string_view payload) {
  ByteBuffer out;
  RecordWriter writer(out);
  EXPECT_TRUE(writer.begin(head));
  EXPECT_TRUE(writer.add_bytes(payload));
  EXPECT_TRUE(writer.finish());
  return std::string(out.view());
}

std::string list_payload(const std::vector<std::string> &elements) {
  ByteBuffer out;
  RecordWriter writer(out);
  EXPECT_TRUE(writer.add_size(elements.size()));
  for (const std::string &element : elements) {
    EXPECT_TRUE(writer.add_size(element.size()));
    EXPECT_TRUE(writer.add_bytes(element));
  }
  return std::string(out.view());
}

// With the checksum made right again.
std::string summed(std::string record) {
  std::size_t size = record.size() - kRecordSumSize;
  std::uint64_t sum = XXH3_64bits(record.data(), size);
  std::memcpy(record.data() + size, &sum, sizeof sum);
  return record;
}

template <class T>
std::string with(std::string record, std::size_t at, T value) {
  std::memcpy(record.data() + at, &value, sizeof value);
  return summed(std::move(record));
}

Status read(std::string_view bytes) {
  RecordView record;
  return read_record(bytes, record);
}

Status read_value(std::string_view bytes) {
  RecordView record;
  Status status = read_record(bytes, record);
  return status == Status::kOk ? check_payload(record) : status;
}

RecordHead full_head() {
  RecordHead head = head_of(Type::kString);
  head.codec = 7;
  head.on_wall_clock = true;
  head.has_key = true;
  head.created_ms = 1;
  head.soft_deadline_ms = 2;
  head.deadline_ms = 3;
  head.generation = 4;
  head.tags = std::string_view("\1a\2bc", 5);
  head.key = std::string_view("k\0y", 3);
  return head;
}

TEST(RecordTest, everything_that_is_written_is_read_back) {
  std::string bytes = record_of(full_head(), "payload");
  RecordView record;
  ASSERT_EQ(read_record(bytes, record), Status::kOk);
  const RecordHead &head = record.head;
  EXPECT_EQ(head.type, static_cast<std::uint8_t>(Type::kString));
  EXPECT_EQ(head.codec, 7);
  EXPECT_TRUE(head.on_wall_clock);
  EXPECT_EQ(head.created_ms, 1);
  EXPECT_EQ(head.soft_deadline_ms, 2);
  EXPECT_EQ(head.deadline_ms, 3);
  EXPECT_EQ(head.generation, 4u);
  EXPECT_EQ(head.tags, full_head().tags);
  EXPECT_TRUE(head.has_key);
  EXPECT_EQ(head.key, full_head().key);
  EXPECT_EQ(record.payload, "payload");
}

// Committed bytes: what an older version of the library wrote stays readable.
TEST(RecordTest, the_bytes_of_a_record_are_those_of_the_document) {
  RecordHead head = head_of(Type::kInt);
  head.codec = 1;
  head.deadline_ms = 0x0102030405060708;
  std::string bytes = record_of(head, std::string("\x2a\0\0\0\0\0\0\0", 8));
  std::string expected(
      "CLRT\x01\x02\x01\0"
      "\0\0\0\0"
      "\x10\0\0\0"
      "\x08\0\0\0\0\0\0\0"
      "\x03\0\0\0\x08\0\0\0\x08\x07\x06\x05\x04\x03\x02\x01"
      "\x2a\0\0\0\0\0\0\0",
      48);
  EXPECT_EQ(bytes.substr(0, bytes.size() - 8), expected);
  EXPECT_EQ(read_value(bytes), Status::kOk);
}

TEST(RecordTest, a_record_that_is_cut_short_or_longer_is_refused) {
  std::string bytes = record_of(full_head(), "payload");
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    ASSERT_EQ(read(bytes.substr(0, size)), Status::kBadFormat) << size;
  }
  EXPECT_EQ(read(bytes + "x"), Status::kBadFormat);
}

TEST(RecordTest, every_changed_bit_is_noticed) {
  std::string bytes = record_of(full_head(), "payload");
  for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
    std::string damaged = bytes;
    damaged[bit / 8] = static_cast<char>(damaged[bit / 8] ^ (1 << bit % 8));
    ASSERT_EQ(read(damaged), Status::kBadFormat) << bit;
  }
}

TEST(RecordTest, unknown_mandatory_flags_are_refused_and_others_are_not) {
  std::string bytes = record_of(full_head(), "payload");
  for (unsigned bit = 0; bit < 32; ++bit) {
    Status expected = bit < 16 ? Status::kBadFormat : Status::kOk;
    EXPECT_EQ(read(with(bytes, 8, std::uint32_t{1} << bit)), expected) << bit;
  }
  EXPECT_EQ(read(with(bytes, 4, std::uint8_t{2})), Status::kBadFormat);
  EXPECT_EQ(read(with(bytes, 7, std::uint8_t{1})), Status::kBadFormat);
}

TEST(RecordTest, unknown_fields_are_passed_over) {
  RecordHead head = head_of(Type::kString);
  head.has_key = true;
  head.key = "key";
  // The key under an id that nobody knows.
  std::string bytes = with(record_of(head, "v"), kRecordHeadSize, std::uint16_t{999});
  RecordView record;
  ASSERT_EQ(read_record(bytes, record), Status::kOk);
  EXPECT_FALSE(record.head.has_key);
  EXPECT_EQ(record.payload, "v");
}

TEST(RecordTest, fields_that_are_not_in_order_or_malformed_are_refused) {
  std::string bytes = record_of(full_head(), "payload");
  EXPECT_EQ(read(with(bytes, kRecordHeadSize, std::uint16_t{2})), Status::kBadFormat) << "twice";
  EXPECT_EQ(read(with(bytes, kRecordHeadSize, std::uint16_t{5})), Status::kBadFormat) << "order";
  EXPECT_EQ(read(with(bytes, kRecordHeadSize, std::uint16_t{0})), Status::kBadFormat) << "id 0";
  EXPECT_EQ(read(with(bytes, kRecordHeadSize + 2, std::uint16_t{1})), Status::kBadFormat);
  for (std::uint32_t size : {0u, 7u, 9u, 1000u, UINT32_MAX}) {
    EXPECT_EQ(read(with(bytes, kRecordHeadSize + 4, size)), Status::kBadFormat) << size;
  }
  RecordHead head = head_of(Type::kString);
  head.tags = "\5ab";
  EXPECT_EQ(read(record_of(head, "")), Status::kBadFormat) << "a tag beyond its field";
  std::string long_key(kMaxKeySize + 1, 'k');
  head = head_of(Type::kString);
  head.has_key = true;
  head.key = long_key;
  EXPECT_EQ(read(record_of(head, "")), Status::kBadFormat);
}

TEST(RecordTest, sizes_that_do_not_fit_the_record_are_refused) {
  std::string bytes = record_of(full_head(), "payload");
  for (std::uint64_t size : {std::uint64_t{0}, std::uint64_t{8}, UINT64_MAX, UINT64_MAX / 2,
                             UINT64_MAX - 100, std::uint64_t{1} << 40}) {
    EXPECT_EQ(read(with(bytes, 16, size)), Status::kBadFormat) << size;
  }
  for (std::uint32_t size : {0u, 1u, UINT32_MAX}) {
    EXPECT_EQ(read(with(bytes, 12, size)), Status::kBadFormat) << size;
  }
}

TEST(RecordTest, payloads_are_those_of_their_type) {
  auto check = [](Type type, const std::string &payload) {
    return read_value(record_of(head_of(type), payload));
  };
  auto number = [](double value) {
    std::string bytes(8, '\0');
    std::memcpy(bytes.data(), &value, 8);
    return bytes;
  };
  EXPECT_EQ(check(Type::kString, ""), Status::kOk);
  EXPECT_EQ(check(Type::kInt, "12345678"), Status::kOk);
  EXPECT_EQ(check(Type::kInt, "1234567"), Status::kBadFormat);
  EXPECT_EQ(check(Type::kDouble, number(1.5)), Status::kOk);
  EXPECT_EQ(check(Type::kDouble, number(HUGE_VAL)), Status::kBadFormat);
  EXPECT_EQ(check(Type::kDouble, number(std::nan(""))), Status::kBadFormat);
  EXPECT_EQ(check(Type::kNone, ""), Status::kBadFormat);
  EXPECT_EQ(check(static_cast<Type>(6), "x"), Status::kBadFormat);
  EXPECT_EQ(check(static_cast<Type>(kSnapshotBegin), ""), Status::kBadFormat);
  for (Type type : {Type::kList, Type::kSet}) {
    EXPECT_EQ(check(type, list_payload({"a", "", std::string(1000, 'x')})), Status::kOk);
    EXPECT_EQ(check(type, list_payload({})), Status::kBadFormat) << "nothing in it";
    EXPECT_EQ(check(type, ""), Status::kBadFormat);
    EXPECT_EQ(check(type, list_payload({"a"}) + "x"), Status::kBadFormat) << "more than said";
    EXPECT_EQ(check(type, std::string("\x02\x01"
                                      "a",
                                      3)),
              Status::kBadFormat)
        << "less than said";
    EXPECT_EQ(check(type, std::string("\x01\x05"
                                      "abc",
                                      5)),
              Status::kBadFormat)
        << "an element beyond the payload";
    EXPECT_EQ(check(type, std::string("\x81\0\x01"
                                      "a",
                                      4)),
              Status::kBadFormat)
        << "a size with a byte too many";
    EXPECT_EQ(check(type, "\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"), Status::kBadFormat);
    EXPECT_EQ(check(type, "\xff\xff\xff\xff\xff\xff\xff\xff\x7f"), Status::kBadFormat);
  }
}

TEST(RecordTest, sizes_are_read_back_at_every_width) {
  for (unsigned shift = 0; shift < 40; ++shift) {
    for (std::uint64_t size : {std::uint64_t{1} << shift, (std::uint64_t{1} << shift) - 1}) {
      ByteBuffer out;
      RecordWriter writer(out);
      ASSERT_TRUE(writer.add_size(size));
      std::string bytes(out.view());
      if (size > 4096) continue;
      RecordElements elements(bytes += std::string(size, 'x'));
      std::string_view element;
      ASSERT_TRUE(elements.next(element)) << size;
      EXPECT_EQ(element.size(), size);
      EXPECT_TRUE(elements.is_at_end());
    }
  }
}

// Random damage behind a right checksum: whatever comes of it, nothing beyond the bytes is read.
TEST(RecordTest, hostile_records_with_a_right_checksum_are_read_or_refused) {
  std::mt19937_64 random(5);
  std::string list = record_of(head_of(Type::kList), list_payload({"a", "bc", "def"}));
  std::string full = record_of(full_head(), "payload");
  int accepted = 0;
  for (int round = 0; round < 50'000; ++round) {
    std::string bytes = round % 2 == 0 ? list : full;
    for (std::uint64_t changes = 1 + random() % 3; changes > 0; --changes) {
      bytes[random() % (bytes.size() - 8)] = static_cast<char>(random());
    }
    // In a block of its own, so that a sanitizer sees what is read beyond.
    std::vector<char> exact(bytes.size());
    std::string right = summed(bytes);
    std::copy(right.begin(), right.end(), exact.begin());
    accepted += read_value({exact.data(), exact.size()}) == Status::kOk ? 1 : 0;
  }
  EXPECT_GT(accepted, 100);
}

}  // namespace
}  // namespace cellaret::engine
