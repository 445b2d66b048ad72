// Entries round-trip at every boundary of their layouts, and pins decide who frees.
#include "engine/data/entry.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <string>
#include <vector>

#include "engine/base/memory.h"
#include "engine/data/read_value.h"

namespace cellaret::engine {
namespace {

constexpr std::int64_t kFar = (std::int64_t{1} << 48) - 1;  // the first that no small entry holds

std::string filled(std::size_t size, unsigned salt) {
  std::string bytes(size, '\0');
  for (std::size_t at = 0; at < size; ++at) bytes[at] = static_cast<char>(at * 7 + salt);
  return bytes;
}

// An entry in a block of exactly the size that its shape asks for, so that a sanitizer sees a
// byte too many.
class MadeEntry {
 public:
  MadeEntry(const std::string &key, const ScalarView &value, const StoredDeadline &deadline,
            std::uint8_t codec = 9, std::uint64_t stamp = 0x123456789abc) {
    EntryShape shape = EntryShape::of(key.size(), value.stored_size(), deadline);
    size_ = shape.size();
    entry_ = Entry::create(std::malloc(size_), shape, key);
    entry_->write_value(value, codec, stamp);
    entry_->set_deadline(deadline);
  }
  MadeEntry(const MadeEntry &) = delete;
  MadeEntry &operator=(const MadeEntry &) = delete;
  ~MadeEntry() { std::free(entry_); }

  Entry *operator->() const { return entry_; }
  Entry &operator*() const { return *entry_; }
  std::size_t size() const { return size_; }

 private:
  std::size_t size_ = 0;
  Entry *entry_ = nullptr;
};

const std::vector<StoredDeadline> kDeadlines = {
    {}, {1, false}, {1, true}, {kFar - 1, true}, {kFar, false}, {kNoDeadline - 1, true}};

TEST(EntryTest, every_field_reads_back_at_every_boundary) {
  for (std::size_t key_size : {0, 1, 5, 6, 7, 8, 254, 255, 256, 257, 65535}) {
    for (std::size_t value_size : {0, 1, 7, 8, 9, 63, 64, 65, 66, 255, 256, 70000}) {
      for (const StoredDeadline &deadline : kDeadlines) {
        std::string key = filled(key_size, 3);
        std::string value = filled(value_size, 5);
        MadeEntry entry(key, ScalarView::of_bytes(value), deadline);
        std::string what = "key " + std::to_string(key_size) + " value " +
                           std::to_string(value_size) + " deadline " + std::to_string(deadline.ms);
        ASSERT_EQ(entry->key(), key) << what;
        ASSERT_EQ(entry->type(), Type::kString) << what;
        ASSERT_EQ(entry->value().bytes(), value) << what;
        ASSERT_EQ(entry->value_size(), value_size) << what;
        ASSERT_EQ(entry->codec(), 9) << what;
        ASSERT_EQ(entry->stamp(), 0x123456789abcu) << what;
        ASSERT_EQ(entry->deadline().ms, deadline.ms) << what;
        ASSERT_EQ(entry->deadline().on_wall_clock, deadline.exists() && deadline.on_wall_clock);
        bool is_wide =
            key_size > 255 || value_size > 64 || (deadline.exists() && deadline.ms >= kFar);
        ASSERT_EQ(entry->is_wide(), is_wide) << what;
        ASSERT_EQ(entry->shape().size(), entry.size()) << what;
      }
    }
  }
}

TEST(EntryTest, numbers_read_back_bit_for_bit) {
  for (std::size_t key_size : {0, 3, 255, 256}) {
    for (const StoredDeadline &deadline : kDeadlines) {
      MadeEntry integer(filled(key_size, 1), ScalarView::of_int(INT64_MIN + 1), deadline);
      EXPECT_EQ(integer->type(), Type::kInt);
      EXPECT_EQ(integer->value().integer(), INT64_MIN + 1);
      MadeEntry number(filled(key_size, 1), ScalarView::of_double(-0.1), deadline);
      EXPECT_EQ(number->type(), Type::kDouble);
      EXPECT_EQ(number->value().number(), -0.1);
    }
  }
}

TEST(EntryTest, sizes_are_those_of_the_layout_table) {
  EXPECT_EQ(EntryShape::of(6, 8, {}).size(), 24u);
  EXPECT_EQ(EntryShape::of(16, 32, {}).size(), 64u);
  EXPECT_EQ(EntryShape::of(16, 32, {1, false}).size(), 64u);
  EXPECT_EQ(EntryShape::of(7, 8, {}).size(), 32u);
  // Whole words, so that the last one can be read and written like the others.
  EXPECT_EQ(EntryShape::of(8, 65, {}).size(), 32u + 72);
  EXPECT_EQ(EntryShape::of(8, 65, {1, false}).size(), 40u + 72);
}

TEST(EntryTest, a_value_is_rewritten_in_place_and_key_and_deadline_stay) {
  for (std::size_t key_size : {4, 300}) {
    MadeEntry entry(filled(key_size, 1), ScalarView::of_bytes(filled(40, 2)), {777, true});
    for (std::size_t size : {0, 1, 8, 40}) {
      entry->write_value(ScalarView::of_bytes(filled(size, 3)), 4, 5);
      EXPECT_EQ(entry->value().bytes(), filled(size, 3));
      EXPECT_EQ(entry->key(), filled(key_size, 1));
      EXPECT_EQ(entry->deadline().ms, 777);
      EXPECT_TRUE(entry->deadline().on_wall_clock);
      EXPECT_EQ(entry->codec(), 4);
      EXPECT_EQ(entry->stamp(), 5u);
    }
    entry->write_value(ScalarView::of_int(-1), 0, 6);
    EXPECT_EQ(entry->value().integer(), -1);
    EXPECT_EQ(entry->key(), filled(key_size, 1));
  }
}

TEST(EntryTest, the_deadline_changes_and_key_and_value_stay) {
  for (std::size_t key_size : {4, 300}) {
    MadeEntry entry(filled(key_size, 1), ScalarView::of_bytes("value"), {5, false});
    for (const StoredDeadline &deadline :
         {StoredDeadline{6, true}, StoredDeadline{}, StoredDeadline{kFar - 1, false}}) {
      ASSERT_TRUE(entry->can_hold(deadline));
      entry->set_deadline(deadline);
      EXPECT_EQ(entry->deadline().ms, deadline.ms);
      EXPECT_EQ(entry->deadline().exists(), deadline.exists());
      EXPECT_EQ(entry->key(), filled(key_size, 1));
      EXPECT_EQ(entry->value().bytes(), "value");
      EXPECT_EQ(entry->codec(), 9);
    }
  }
}

TEST(EntryTest, knows_which_deadlines_it_can_hold) {
  MadeEntry none("k", ScalarView::of_int(1), {});
  EXPECT_TRUE(none->can_hold({}));
  EXPECT_FALSE(none->can_hold({1, false}));
  MadeEntry small("k", ScalarView::of_int(1), {1, false});
  EXPECT_TRUE(small->can_hold({kFar - 1, true}));
  EXPECT_FALSE(small->can_hold({kFar, false}));
  MadeEntry wide("k", ScalarView::of_int(1), {kFar, false});
  EXPECT_TRUE(wide->can_hold({kNoDeadline - 1, true}));
}

TEST(EntryTest, fits_what_the_block_holds_unless_half_of_it_would_be_empty) {
  MadeEntry small("key", ScalarView::of_bytes("12345678"), {});
  EXPECT_TRUE(small->fits(16, 32));
  EXPECT_FALSE(small->fits(17, 32));
  EXPECT_TRUE(small->fits(0, 32));
  EXPECT_FALSE(small->fits(8, 64));
  // A small entry has no pin count, and so never holds a value that could be pinned.
  EXPECT_FALSE(small->fits(65, 128));
  MadeEntry wide("key", ScalarView::of_bytes(filled(200, 1)), {});
  EXPECT_TRUE(wide->fits(224, 256));
  EXPECT_FALSE(wide->fits(225, 256));
}

TEST(PinTest, the_last_of_table_and_readers_frees) {
  MadeEntry entry("k", ScalarView::of_bytes(filled(100, 1)), {});
  EXPECT_FALSE(entry->is_pinned());
  entry->pin();
  entry->pin();
  EXPECT_TRUE(entry->is_pinned());
  EXPECT_FALSE(entry->unpin());
  EXPECT_FALSE(entry->detach()) << "a reader still holds it";
  EXPECT_TRUE(entry->unpin()) << "the table had let go";
  MadeEntry other("k", ScalarView::of_bytes(filled(100, 1)), {});
  other->pin();
  EXPECT_FALSE(other->unpin()) << "the table holds it";
  EXPECT_TRUE(other->detach());
}

class ReadValueTest : public testing::Test {
 protected:
  ~ReadValueTest() override { account_->drop(); }

  static Entry *make(std::size_t value_size) {
    std::string value = filled(value_size, 1);
    EntryShape shape = EntryShape::of(1, value_size, {});
    Entry *entry = Entry::create(allocate(shape.size()), shape, "k");
    entry->write_value(ScalarView::of_bytes(value), 3, 42);
    return entry;
  }

  PinAccount *account_ = PinAccount::make();
};

TEST_F(ReadValueTest, copies_up_to_64_bytes_and_pins_what_is_larger) {
  for (std::size_t size : {0, 64, 65, 1000}) {
    Entry *entry = make(size);
    ReadValue value;
    value.read(*entry, entry->head(), *account_);
    EXPECT_EQ(value.is_pinned != 0, size > 64);
    EXPECT_EQ(entry->is_pinned(), size > 64);
    EXPECT_EQ(value.size, size);
    EXPECT_EQ(value.codec, 3);
    EXPECT_EQ(value.version, 42u);
    const void *bytes = value.is_pinned != 0 ? value.data : value.bytes;
    EXPECT_EQ(std::string(static_cast<const char *>(bytes), size), filled(size, 1));
    value.release();
    EXPECT_FALSE(entry->is_pinned());
    dispose_entry(entry, *account_);
    EXPECT_EQ(account_->bytes(), 0u);
  }
}

TEST_F(ReadValueTest, a_disposed_block_is_accounted_until_its_last_reader_lets_go) {
  Entry *entry = make(1000);
  ReadValue first;
  ReadValue second;
  first.read(*entry, entry->head(), *account_);
  second.read(*entry, entry->head(), *account_);
  std::size_t bytes = block_size(entry);
  EXPECT_EQ(account_->bytes(), 0u);
  dispose_entry(entry, *account_);
  EXPECT_EQ(account_->bytes(), bytes);
  first.release();
  EXPECT_EQ(account_->bytes(), bytes);
  EXPECT_EQ(std::string(static_cast<const char *>(second.data), 1000), filled(1000, 1));
  second.release();
  EXPECT_EQ(account_->bytes(), 0u);
}

TEST_F(ReadValueTest, the_account_outlives_its_instance_as_long_as_a_block_is_pinned) {
  Entry *entry = make(1000);
  ReadValue value;
  PinAccount *account = PinAccount::make();
  value.read(*entry, entry->head(), *account);
  dispose_entry(entry, *account);
  account->drop();
  EXPECT_GE(value.owner->bytes(), 1000u);
  value.release();
  EXPECT_EQ(value.type, 0);
  value.release();
}

}  // namespace
}  // namespace cellaret::engine
