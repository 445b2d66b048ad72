// Pinned values: readable and unchanged whatever happens to their key, and accounted for.
#include "tests/capi/fixture.h"

namespace cellaret::test {
namespace {

constexpr std::size_t kLarge = 5000;

std::string large(char fill) { return std::string(kLarge, fill); }

struct Case {
  const char *name;
  void (*change)(Cache &);
};

constexpr Case kChanges[] = {
    {"overwrite with the same size", [](Cache &c) { c.set("k", large('n')); }},
    {"overwrite with less", [](Cache &c) { c.set("k", std::string(kLarge - 1, 'n')); }},
    {"overwrite with a number", [](Cache &c) { cellaret_int_set(c, "k", 1, 5, nullptr, nullptr); }},
    {"delete", [](Cache &c) { c.erase("k"); }},
    {"expire now", [](Cache &c) { c.expire("k", 0); }},
    {"a new block for a deadline", [](Cache &c) { c.expire("k", 100); }},
    {"a passed deadline",
     [](Cache &c) {
       c.expire("k", 10);
       c.advance(11);
       c.text("k");
     }},
    {"evict",
     [](Cache &c) {
       for (int number = 0; number < 10; ++number) c.set(numbered("e", number), "v");
     }},
    {"clear", [](Cache &c) { cellaret_clear(c); }},
    {"close", [](Cache &c) { c.close(); }},
};

cellaret_options small_cache() {
  cellaret_options options = manual_options();
  options.max_entries = 8;
  return options;
}

TEST(PinTest, a_large_value_stays_readable_and_unchanged) {
  for (const Case &row : kChanges) {
    Cache cache(small_cache());
    cache.set("k", large('o'));
    Value value;
    ASSERT_EQ(cache.get("k", value), CELLARET_OK);
    EXPECT_EQ(value->is_pinned, 1);
    row.change(cache);
    EXPECT_EQ(value.text(), large('o')) << row.name;
  }
}

TEST(PinTest, a_small_value_is_a_copy_and_pins_nothing) {
  Cache cache;
  cache.set("k", std::string(64, 'o'));
  Value value;
  cache.get("k", value);
  EXPECT_EQ(value->is_pinned, 0);
  cache.close();
  EXPECT_EQ(value.text(), std::string(64, 'o'));
}

TEST(PinTest, bytes_pinned_are_those_of_removed_values_until_their_release) {
  Cache cache;
  cache.set("k", large('a'));
  std::uint64_t charged = cache.stats().bytes_charged;
  Value first;
  Value second;
  cache.get("k", first);
  cache.get("k", second);
  // Pinned, but still in the table and charged there.
  EXPECT_EQ(cache.stats().bytes_pinned, 0u);
  cache.erase("k");
  EXPECT_GE(cache.stats().bytes_pinned, kLarge);
  EXPECT_LT(cache.stats().bytes_pinned, 2 * kLarge);
  EXPECT_LE(cache.stats().bytes_charged, charged - kLarge);
  cellaret_value_release(first.raw());
  EXPECT_GE(cache.stats().bytes_pinned, kLarge);
  cellaret_value_release(second.raw());
  EXPECT_EQ(cache.stats().bytes_pinned, 0u);
}

TEST(PinTest, pinned_bytes_do_not_count_against_the_limit) {
  cellaret_options options = manual_options();
  options.max_bytes = 64 * 1024;
  Cache cache(options);
  std::vector<Value> held;
  for (int number = 0; number < 100; ++number) {
    ASSERT_EQ(cache.set("k", std::string(10'000, 'x')), CELLARET_OK) << number;
    Value value;
    ASSERT_EQ(cache.get("k", value), CELLARET_OK);
    held.push_back(std::move(value));
  }
  EXPECT_GE(cache.stats().bytes_pinned, 990'000u);
  EXPECT_LE(cache.stats().bytes_charged, 64u * 1024);
  held.clear();
  EXPECT_EQ(cache.stats().bytes_pinned, 0u);
}

TEST(PinTest, a_released_value_is_none_and_may_be_released_again) {
  Cache cache;
  cache.set("k", large('a'));
  Value value;
  cache.get("k", value);
  cellaret_value_release(value.raw());
  EXPECT_EQ(value->type, CELLARET_TYPE_NONE);
  EXPECT_EQ(value->is_pinned, 0);
  cellaret_value_release(value.raw());
  EXPECT_EQ(cache.text("k"), large('a'));
}

TEST(PinTest, the_struct_may_be_moved_as_bytes) {
  Cache cache;
  cache.set("k", large('a'));
  cellaret_value first;
  ASSERT_EQ(cellaret_get(cache, "k", 1, &first), CELLARET_OK);
  cellaret_value moved;
  std::memcpy(&moved, &first, sizeof moved);
  std::memset(&first, 0x5a, sizeof first);
  cache.erase("k");
  EXPECT_EQ(std::string(static_cast<const char *>(cellaret_value_data(&moved)), moved.size),
            large('a'));
  cellaret_value_release(&moved);
  EXPECT_EQ(cache.stats().bytes_pinned, 0u);
}

TEST(PinTest, a_value_may_be_released_after_its_cache_is_closed) {
  Value value;
  Value other;
  {
    Cache cache;
    cache.set("k", large('a'));
    cache.get("k", value);
    cache.set("k", large('b'));
    cache.get("k", other);
  }
  EXPECT_EQ(value.text(), large('a'));
  EXPECT_EQ(other.text(), large('b'));
  cellaret_value_release(value.raw());
  cellaret_value_release(other.raw());
}

TEST(PinTest, an_unpinned_value_is_overwritten_in_place_and_a_pinned_one_is_not) {
  Cache cache;
  cache.set("k", large('a'));
  Value before;
  cache.get("k", before);
  const void *pinned = cellaret_value_data(before.raw());
  cellaret_value_release(before.raw());
  cache.set("k", large('b'));
  Value after;
  cache.get("k", after);
  EXPECT_EQ(cellaret_value_data(after.raw()), pinned);
  cache.set("k", large('c'));
  Value replaced;
  cache.get("k", replaced);
  EXPECT_NE(cellaret_value_data(replaced.raw()), pinned);
  EXPECT_EQ(after.text(), large('b'));
}

}  // namespace
}  // namespace cellaret::test
