// The bytes of strings and numbers: lengths, parts, appending, overwriting.
#include <cstdlib>

#include "tests/capi/collections.h"
#include "tests/capi/fixture.h"

namespace cellaret::test {
namespace {

class TextCache : public Cache {
 public:
  using Cache::Cache;

  cellaret_status append(std::string_view key, std::string_view bytes, std::uint64_t *out = nullptr,
                         const cellaret_write_options *options = nullptr) {
    return cellaret_append(handle(), key.data(), key.size(), bytes.data(), bytes.size(), options,
                           out);
  }
  // The new length, or the status if that is not OK.
  std::int64_t appended(std::string_view key, std::string_view bytes) {
    std::uint64_t length = 0;
    cellaret_status status = append(key, bytes, &length);
    return status == CELLARET_OK ? static_cast<std::int64_t>(length) : status;
  }
  cellaret_status set_range(std::string_view key, std::int64_t offset, std::string_view bytes,
                            std::uint64_t *out = nullptr,
                            const cellaret_write_options *options = nullptr) {
    return cellaret_set_range(handle(), key.data(), key.size(), offset, bytes.data(), bytes.size(),
                              options, out);
  }
  std::int64_t overwritten(std::string_view key, std::int64_t offset, std::string_view bytes) {
    std::uint64_t length = 0;
    cellaret_status status = set_range(key, offset, bytes, &length);
    return status == CELLARET_OK ? static_cast<std::int64_t>(length) : status;
  }
  std::string range(std::string_view key, std::int64_t first, std::int64_t last) {
    Value value;
    cellaret_status status =
        cellaret_get_range(handle(), key.data(), key.size(), first, last, value.raw());
    if (status != CELLARET_OK) return cellaret_status_name(status);
    EXPECT_EQ(value->type, CELLARET_TYPE_STRING);
    EXPECT_EQ(value->is_pinned, value->size > CELLARET_VALUE_INLINE_SIZE);
    return std::string(value.text());
  }
  std::int64_t length(std::string_view key) {
    std::uint64_t length = 0;
    cellaret_status status = cellaret_string_len(handle(), key.data(), key.size(), &length);
    return status == CELLARET_OK ? static_cast<std::int64_t>(length) : status;
  }
  void add_list(std::string_view key) {
    cellaret_element element = cellaret_element_bytes("e", 1);
    EXPECT_EQ(
        cellaret_list_push_right(handle(), key.data(), key.size(), &element, 1, nullptr, nullptr),
        CELLARET_OK);
  }
};

std::string pattern(std::size_t size) {
  std::string bytes(size, '\0');
  for (std::size_t at = 0; at < size; ++at) bytes[at] = static_cast<char>(at * 37 + at / 251);
  return bytes;
}

TEST(AppendTest, adds_to_the_end_and_gives_the_new_length) {
  TextCache cache;
  EXPECT_EQ(cache.appended("k", "Hello"), 5);
  EXPECT_EQ(cache.appended("k", " World"), 11);
  EXPECT_EQ(cache.text("k"), "Hello World");
}

TEST(AppendTest, no_bytes_make_a_missing_key_and_leave_one_that_is_there) {
  TextCache cache;
  EXPECT_EQ(cache.appended("k", ""), 0);
  EXPECT_EQ(cache.text("k"), "");
  cache.set("k", "v");
  EXPECT_EQ(cache.appended("k", ""), 1);
  EXPECT_EQ(cache.text("k"), "v");
}

TEST(AppendTest, byte_by_byte_gives_the_same_as_at_once) {
  TextCache cache;
  const std::string bytes = pattern(20'000);
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    ASSERT_EQ(cache.appended("k", bytes.substr(at, 1)), static_cast<std::int64_t>(at) + 1);
  }
  EXPECT_EQ(cache.text("k"), bytes);
}

TEST(AppendTest, pieces_of_every_size_meet_without_a_seam) {
  TextCache cache;
  const std::string bytes = pattern(4000);
  for (std::size_t first : {0, 1, 7, 8, 9, 56, 63, 64, 65, 71, 72, 255, 1000}) {
    for (std::size_t second : {0, 1, 2, 7, 8, 9, 15, 16, 17, 64, 65, 100, 3000}) {
      cache.set("k", bytes.substr(0, first));
      EXPECT_EQ(cache.appended("k", bytes.substr(first, second)),
                static_cast<std::int64_t>(first + second));
      EXPECT_EQ(cache.text("k"), bytes.substr(0, first + second)) << first << " " << second;
    }
  }
}

TEST(AppendTest, a_number_is_its_text_and_a_string_afterwards) {
  TextCache cache;
  cache.increment("i", 10);
  EXPECT_EQ(cache.appended("i", "5"), 3);
  EXPECT_EQ(cache.text("i"), "105");
  std::int64_t sum = 0;
  EXPECT_EQ(cache.increment("i", 1, &sum), CELLARET_OK);
  EXPECT_EQ(sum, 106);
  cellaret_double_set(cache, "d", 1, 1e-300, nullptr, nullptr);
  EXPECT_EQ(cache.appended("d", "x"), 303);
  EXPECT_EQ(cache.text("d"), "0." + std::string(299, '0') + "1x");
}

TEST(AppendTest, a_collection_is_the_wrong_type_and_stays) {
  TextCache cache;
  cache.add_list("l");
  EXPECT_EQ(cache.appended("l", "x"), CELLARET_WRONG_TYPE);
  EXPECT_EQ(cache.overwritten("l", 0, "x"), CELLARET_WRONG_TYPE);
  EXPECT_EQ(cache.overwritten("l", 0, ""), CELLARET_WRONG_TYPE);
  EXPECT_EQ(cache.range("l", 0, -1), "WRONG_TYPE");
  EXPECT_EQ(cache.length("l"), CELLARET_WRONG_TYPE);
  std::uint64_t length = 0;
  EXPECT_EQ(cellaret_list_len(cache, "l", 1, &length), CELLARET_OK);
  EXPECT_EQ(length, 1u);
}

TEST(AppendTest, keeps_codec_and_deadline_and_gives_a_new_key_its_own) {
  TextCache cache;
  cellaret_set_options options =
      set_options(CELLARET_SET_ALWAYS, cellaret_expiry_in(500), CELLARET_CODEC_JSON);
  cache.set("k", "[1", &options);
  cellaret_write_options write = write_options(cellaret_expiry_default(), CELLARET_CODEC_BYTES);
  EXPECT_EQ(cache.append("k", "]", nullptr, &write), CELLARET_OK);
  EXPECT_EQ(cache.append("new", "]", nullptr, &write), CELLARET_OK);
  Value value;
  cache.get("k", value);
  EXPECT_EQ(value->codec, CELLARET_CODEC_JSON);
  EXPECT_EQ(cache.ttl("k"), 500);
  cache.get("new", value);
  EXPECT_EQ(value->codec, CELLARET_CODEC_BYTES);
  EXPECT_EQ(cache.ttl("new"), -1);
}

TEST(AppendTest, an_expiry_replaces_the_deadline_and_a_bad_one_changes_nothing) {
  TextCache cache;
  cache.set("k", "v");
  cellaret_write_options write = write_options(cellaret_expiry_in(100));
  EXPECT_EQ(cache.append("k", "w", nullptr, &write), CELLARET_OK);
  EXPECT_EQ(cache.ttl("k"), 100);
  write = write_options(cellaret_expiry_in(0));
  EXPECT_EQ(cache.append("k", "x", nullptr, &write), CELLARET_BAD_EXPIRY);
  EXPECT_EQ(cache.text("k"), "vw");
  EXPECT_EQ(cache.ttl("k"), 100);
  write = write_options(cellaret_expiry_at(1));
  EXPECT_EQ(cache.append("k", "x", nullptr, &write), CELLARET_OK);
  EXPECT_EQ(cache.text("k"), std::nullopt);
}

TEST(AppendTest, the_default_expiry_of_the_instance_is_refreshed) {
  cellaret_options options = manual_options();
  options.default_expiry = cellaret_expiry_in(1000);
  TextCache cache(options);
  cache.set("k", "v");
  cache.advance(400);
  cache.append("k", "");
  EXPECT_EQ(cache.ttl("k"), 1000);
  cache.advance(400);
  cache.set_range("k", 0, "x");
  EXPECT_EQ(cache.ttl("k"), 1000);
  cache.advance(400);
  cache.set_range("k", 0, "");
  EXPECT_EQ(cache.ttl("k"), 600);
}

TEST(AppendTest, an_expired_value_is_not_appended_to) {
  TextCache cache;
  cache.set("k", "old", cellaret_expiry_in(10));
  cache.advance(11);
  EXPECT_EQ(cache.appended("k", "new"), 3);
  EXPECT_EQ(cache.text("k"), "new");
  EXPECT_EQ(cache.ttl("k"), -1);
}

TEST(AppendTest, too_large_a_sum_changes_nothing) {
  cellaret_options options = manual_options();
  options.max_entry_bytes = 2048;
  TextCache cache(options);
  const std::string old(1000, 'a');
  cache.set("k", old);
  EXPECT_EQ(cache.appended("k", std::string(1100, 'b')), CELLARET_TOO_LARGE);
  EXPECT_EQ(cache.overwritten("k", 2000, std::string(100, 'b')), CELLARET_TOO_LARGE);
  EXPECT_EQ(cache.text("k"), old);
  EXPECT_EQ(cache.overwritten("k", CELLARET_MAX_VALUE_SIZE, "b"), CELLARET_TOO_LARGE);
  EXPECT_EQ(cache.overwritten("k", INT64_MAX, "b"), CELLARET_TOO_LARGE);
}

TEST(AppendTest, without_room_the_old_value_stays) {
  cellaret_options options = manual_options();
  options.max_bytes = 16384;
  options.policy = "noeviction";
  TextCache cache(options);
  cache.set("k", std::string(5000, 'a'));
  cache.set("other", std::string(5000, 'b'));
  EXPECT_EQ(cache.appended("k", std::string(2000, 'c')), CELLARET_FULL);
  EXPECT_EQ(cache.text("k"), std::string(5000, 'a'));
  EXPECT_EQ(cache.stats().evictions, 0u);
}

TEST(AppendTest, bytes_that_somebody_holds_do_not_change) {
  TextCache cache;
  const std::string before = pattern(1000);
  cache.set("k", before);
  Value held;
  ASSERT_EQ(cache.get("k", held), CELLARET_OK);
  EXPECT_EQ(cache.appended("k", "x"), 1001);
  EXPECT_EQ(cache.overwritten("k", 0, "yy"), 1001);
  EXPECT_EQ(held.text(), before);
  EXPECT_EQ(cache.range("k", 0, 3), "yy" + before.substr(2, 2));
  EXPECT_EQ(cache.range("k", -2, -1), before.substr(999) + "x");
}

TEST(SetRangeTest, overwrites_in_the_middle_and_grows_at_the_end) {
  TextCache cache;
  cache.set("k", "Hello World");
  EXPECT_EQ(cache.overwritten("k", 6, "Redis"), 11);
  EXPECT_EQ(cache.text("k"), "Hello Redis");
  EXPECT_EQ(cache.overwritten("k", 9, "brick"), 14);
  EXPECT_EQ(cache.text("k"), "Hello Redbrick");
}

TEST(SetRangeTest, fills_a_gap_with_zeros) {
  TextCache cache;
  for (std::size_t size : {0, 1, 5, 8, 60, 64, 65, 100}) {
    for (std::size_t gap : {0, 1, 3, 8, 20, 64, 130, 500}) {
      for (std::size_t count : {1, 8, 70}) {
        const std::string old = pattern(size);
        const std::string bytes(count, 'x');
        cache.erase("k");
        if (size > 0) cache.set("k", old);
        EXPECT_EQ(cache.overwritten("k", static_cast<std::int64_t>(size + gap), bytes),
                  static_cast<std::int64_t>(size + gap + count));
        EXPECT_EQ(cache.text("k"), old + std::string(gap, '\0') + bytes);
      }
    }
  }
}

TEST(SetRangeTest, no_bytes_do_nothing_and_make_no_key) {
  TextCache cache;
  EXPECT_EQ(cache.overwritten("k", 5, ""), 0);
  EXPECT_FALSE(cache.exists("k"));
  cache.set("k", "abc");
  EXPECT_EQ(cache.overwritten("k", 500, ""), 3);
  EXPECT_EQ(cache.text("k"), "abc");
}

TEST(SetRangeTest, a_negative_offset_is_out_of_range_whatever_the_key_holds) {
  TextCache cache;
  EXPECT_EQ(cache.overwritten("k", -1, "x"), CELLARET_OUT_OF_RANGE);
  EXPECT_EQ(cache.overwritten("k", INT64_MIN, ""), CELLARET_OUT_OF_RANGE);
  cache.add_list("l");
  EXPECT_EQ(cache.overwritten("l", -1, "x"), CELLARET_OUT_OF_RANGE);
}

TEST(SetRangeTest, agrees_with_a_model_at_every_offset) {
  TextCache cache;
  std::string model;
  std::srand(1);
  for (int step = 0; step < 5000; ++step) {
    std::size_t offset = static_cast<std::size_t>(std::rand()) % (model.size() + 12);
    std::string bytes = pattern(1 + static_cast<std::size_t>(std::rand()) % 40);
    bytes[0] = static_cast<char>(step);
    if (model.size() > 3000) {
      model.clear();
      cache.erase("k");
      continue;
    }
    if (offset + bytes.size() > model.size()) model.resize(offset + bytes.size());
    model.replace(offset, bytes.size(), bytes);
    ASSERT_EQ(cache.overwritten("k", static_cast<std::int64_t>(offset), bytes),
              static_cast<std::int64_t>(model.size()));
    ASSERT_EQ(cache.text("k"), model) << step;
  }
}

TEST(GetRangeTest, counts_from_both_ends_and_cuts_off_what_lies_outside) {
  TextCache cache;
  cache.set("k", "This is a string");
  EXPECT_EQ(cache.range("k", 0, 3), "This");
  EXPECT_EQ(cache.range("k", -3, -1), "ing");
  EXPECT_EQ(cache.range("k", 0, -1), "This is a string");
  EXPECT_EQ(cache.range("k", 10, 100), "string");
  EXPECT_EQ(cache.range("k", 5, 4), "");
  EXPECT_EQ(cache.range("k", 16, 20), "");
  EXPECT_EQ(cache.range("k", -1, -100), "");
  EXPECT_EQ(cache.range("k", -100, -50), "T");  // as in Redis
  EXPECT_EQ(cache.range("k", INT64_MIN, INT64_MAX), "This is a string");
  EXPECT_EQ(cache.range("k", INT64_MAX, INT64_MIN), "");
}

TEST(GetRangeTest, of_no_key_and_of_no_bytes_is_empty) {
  TextCache cache;
  EXPECT_EQ(cache.range("k", 0, -1), "");
  EXPECT_EQ(cache.length("k"), 0);
  cache.set("k", "");
  EXPECT_EQ(cache.range("k", 0, -1), "");
  EXPECT_EQ(cache.length("k"), 0);
}

TEST(GetRangeTest, parts_of_large_values_are_right_on_either_side_of_the_inline_size) {
  TextCache cache;
  const std::string bytes = pattern(5000);
  cache.set("k", bytes);
  for (std::int64_t first : {0, 1, 2500, 4935, 4936}) {
    for (std::int64_t count : {1, 63, 64, 65, 66, 2000}) {
      EXPECT_EQ(cache.range("k", first, first + count - 1),
                bytes.substr(static_cast<std::size_t>(first), static_cast<std::size_t>(count)));
    }
  }
}

TEST(GetRangeTest, a_part_stays_when_the_value_goes_and_gives_its_memory_back) {
  TextCache cache;
  const std::string bytes = pattern(5000);
  cache.set("k", bytes);
  {
    Value part;
    Value small;
    ASSERT_EQ(cellaret_get_range(cache, "k", 1, 100, 299, part.raw()), CELLARET_OK);
    ASSERT_EQ(cellaret_get_range(cache, "k", 1, 100, 109, small.raw()), CELLARET_OK);
    cache.erase("k");
    cellaret_maintain(cache, UINT64_MAX, nullptr);
    EXPECT_EQ(part.text(), bytes.substr(100, 200));
    EXPECT_EQ(small.text(), bytes.substr(100, 10));
    EXPECT_GT(cache.stats().bytes_pinned, 5000u);
  }
  EXPECT_EQ(cache.stats().bytes_pinned, 0u);
}

TEST(GetRangeTest, a_number_is_its_text) {
  TextCache cache;
  cache.increment("i", -1234);
  EXPECT_EQ(cache.range("i", 0, 1), "-1");
  EXPECT_EQ(cache.length("i"), 5);
  cellaret_double_set(cache, "d", 1, 1e-300, nullptr, nullptr);
  EXPECT_EQ(cache.length("d"), 302);
  EXPECT_EQ(cache.range("d", -3, -1), "001");
  EXPECT_EQ(cache.range("d", 0, -1), "0." + std::string(299, '0') + "1");
  Value value;
  cache.get("d", value);
  EXPECT_EQ(value->type, CELLARET_TYPE_DOUBLE) << "reading does not change the type";
}

TEST(GetRangeTest, counts_hits_and_misses_and_keeps_codec_and_version) {
  TextCache cache;
  cellaret_set_options options =
      set_options(CELLARET_SET_ALWAYS, cellaret_expiry_default(), CELLARET_CODEC_UTF8);
  cache.set("k", "h\xc3\xa9", &options);
  Value whole;
  cache.get("k", whole);
  cellaret_stats_reset(cache);
  Value part;
  ASSERT_EQ(cellaret_get_range(cache, "k", 1, 0, 1, part.raw()), CELLARET_OK);
  EXPECT_EQ(part.text(), "h\xc3") << "bytes, not characters";
  EXPECT_EQ(part->codec, CELLARET_CODEC_UTF8);
  EXPECT_EQ(part->version, whole->version);
  cache.length("k");
  cache.length("nothing");
  EXPECT_EQ(cache.stats().hits, 2u);
  EXPECT_EQ(cache.stats().misses, 1u);
}

TEST(NumberTextTest, a_double_has_the_fewest_digits_and_no_exponent) {
  auto text_of = [](double number) {
    char text[CELLARET_NUMBER_TEXT_SIZE];
    std::size_t size = 0;
    EXPECT_EQ(cellaret_double_text(number, text, &size), CELLARET_OK);
    return std::string(text, size);
  };
  EXPECT_EQ(text_of(0.3), "0.3");
  EXPECT_EQ(text_of(-0.0), "0");
  EXPECT_EQ(text_of(3), "3");
  EXPECT_EQ(text_of(1e23), "1" + std::string(23, '0'));
  EXPECT_EQ(text_of(5e-324), "0." + std::string(323, '0') + "5");
  EXPECT_EQ(text_of(-5e-324).size(), 327u);
}

TEST(NumberTextTest, a_value_has_the_bytes_it_stands_for) {
  Cache cache;
  cache.set("s", "text");
  cache.increment("i", INT64_MIN);
  cache.add("d", 2.5);
  auto text_of = [&](std::string_view key) {
    Value value;
    EXPECT_EQ(cache.get(key, value), CELLARET_OK);
    char text[CELLARET_NUMBER_TEXT_SIZE];
    const void *data = nullptr;
    std::size_t size = 0;
    EXPECT_EQ(cellaret_value_text(value.raw(), text, &data, &size), CELLARET_OK);
    return std::string(static_cast<const char *>(data), size);
  };
  EXPECT_EQ(text_of("s"), "text");
  EXPECT_EQ(text_of("i"), "-9223372036854775808");
  EXPECT_EQ(text_of("d"), "2.5");
  cellaret_value none{};
  char text[CELLARET_NUMBER_TEXT_SIZE];
  const void *data = nullptr;
  std::size_t size = 0;
  EXPECT_EQ(cellaret_value_text(&none, text, &data, &size), CELLARET_MISS);
}

}  // namespace
}  // namespace cellaret::test
