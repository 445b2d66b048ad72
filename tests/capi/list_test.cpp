// Lists through the C API: order, indexes, deadlines, types and what each call answers.
#include "tests/capi/collections.h"

namespace cellaret::test {
namespace {

TEST(ListTest, elements_pushed_left_come_out_last_in_first_out) {
  Collections cache;
  EXPECT_EQ(cache.push_left("l", {"a", "b", "c"}), 3u);
  EXPECT_EQ(cache.range("l"), (Texts{"c", "b", "a"}));
  EXPECT_EQ(cache.push_right("l", {"d"}), 4u);
  std::string first;
  EXPECT_EQ(cache.pop_left("l", &first), CELLARET_OK);
  EXPECT_EQ(first, "c");
  Value last;
  EXPECT_EQ(cellaret_list_pop_right(cache, "l", 1, nullptr, last.raw()), CELLARET_OK);
  EXPECT_EQ(last.text(), "d");
}

TEST(ListTest, the_key_goes_with_the_last_element) {
  Collections cache;
  cache.push_left("l", {"a"});
  EXPECT_EQ(cache.type("l"), CELLARET_TYPE_LIST);
  EXPECT_EQ(cache.len(), 1u);
  EXPECT_EQ(cache.pop_left("l"), CELLARET_OK);
  EXPECT_FALSE(cache.exists("l"));
  EXPECT_EQ(cache.pop_left("l"), CELLARET_MISS);
  EXPECT_EQ(cache.len(), 0u);
}

TEST(ListTest, a_push_that_needs_a_list_makes_none) {
  Collections cache;
  cellaret_element element = element_of("x");
  std::uint64_t len = 77;
  EXPECT_EQ(cellaret_list_push_left_if_exists(cache, "l", 1, &element, 1, nullptr, &len),
            CELLARET_MISS);
  EXPECT_EQ(len, 77u);
  EXPECT_FALSE(cache.exists("l"));
  cache.push_left("l", {"a"});
  EXPECT_EQ(cellaret_list_push_right_if_exists(cache, "l", 1, &element, 1, nullptr, &len),
            CELLARET_OK);
  EXPECT_EQ(len, 2u);
}

TEST(ListTest, numbers_are_their_canonical_text) {
  Collections cache;
  cellaret_element elements[] = {cellaret_element_int(-5), cellaret_element_double(0.1),
                                 cellaret_element_double(3.0), cellaret_element_int(INT64_MIN)};
  EXPECT_EQ(cellaret_list_push_right(cache, "l", 1, elements, 4, nullptr, nullptr), CELLARET_OK);
  EXPECT_EQ(cache.range("l"), (Texts{"-5", "0.1", "3", "-9223372036854775808"}));
  cellaret_values *found = nullptr;
  cellaret_element three = element_of("3");
  EXPECT_EQ(cellaret_list_position(cache, "l", 1, &three, 1, 0, 0, &found), CELLARET_OK);
  EXPECT_EQ(texts_of(found), Texts{"2"});
}

TEST(ListTest, indexes_below_zero_count_from_the_end) {
  Collections cache;
  cache.push_right("l", {"a", "b", "c"});
  for (auto [index, text] : {std::pair{0, "a"}, {2, "c"}, {-1, "c"}, {-3, "a"}}) {
    Value value;
    EXPECT_EQ(cellaret_list_get(cache, "l", 1, index, value.raw()), CELLARET_OK);
    EXPECT_EQ(value.text(), text);
  }
  Value value;
  EXPECT_EQ(cellaret_list_get(cache, "l", 1, 3, value.raw()), CELLARET_MISS);
  EXPECT_EQ(cellaret_list_get(cache, "l", 1, -4, value.raw()), CELLARET_MISS);
  EXPECT_EQ(cellaret_list_get(cache, "l", 1, INT64_MIN, value.raw()), CELLARET_MISS);
  EXPECT_EQ(cellaret_list_get(cache, "none", 4, 0, value.raw()), CELLARET_MISS);
}

TEST(ListTest, set_tells_a_wrong_index_from_a_missing_key) {
  Collections cache;
  cache.push_right("l", {"a", "b"});
  cellaret_element x = element_of("x");
  EXPECT_EQ(cellaret_list_set(cache, "l", 1, -1, &x, nullptr), CELLARET_OK);
  EXPECT_EQ(cellaret_list_set(cache, "l", 1, 2, &x, nullptr), CELLARET_OUT_OF_RANGE);
  EXPECT_EQ(cellaret_list_set(cache, "l", 1, -3, &x, nullptr), CELLARET_OUT_OF_RANGE);
  EXPECT_EQ(cellaret_list_set(cache, "none", 4, 0, &x, nullptr), CELLARET_NO_KEY);
  EXPECT_EQ(cache.range("l"), (Texts{"a", "x"}));
}

TEST(ListTest, ranges_are_clamped_and_never_fail) {
  Collections cache;
  cache.push_right("l", {"a", "b", "c"});
  EXPECT_EQ(cache.range("l", -100, 100), (Texts{"a", "b", "c"}));
  EXPECT_EQ(cache.range("l", 1, 1), Texts{"b"});
  EXPECT_EQ(cache.range("l", 2, 1), Texts{});
  EXPECT_EQ(cache.range("l", INT64_MIN, INT64_MAX), (Texts{"a", "b", "c"}));
  EXPECT_EQ(cache.range("l", INT64_MAX, INT64_MIN), Texts{});
  EXPECT_EQ(cache.range("none"), Texts{});
}

TEST(ListTest, trim_keeps_a_range_and_an_empty_one_takes_the_key_out) {
  Collections cache;
  cache.push_right("l", {"a", "b", "c", "d"});
  EXPECT_EQ(cellaret_list_trim(cache, "l", 1, 1, -2, nullptr), CELLARET_OK);
  EXPECT_EQ(cache.range("l"), (Texts{"b", "c"}));
  EXPECT_EQ(cellaret_list_trim(cache, "l", 1, 5, 1, nullptr), CELLARET_OK);
  EXPECT_FALSE(cache.exists("l"));
  EXPECT_EQ(cellaret_list_trim(cache, "l", 1, 0, 1, nullptr), CELLARET_MISS);
}

TEST(ListTest, inserts_beside_the_first_pivot) {
  Collections cache;
  cache.push_right("l", {"a", "b", "a"});
  cellaret_element a = element_of("a");
  cellaret_element x = element_of("x");
  cellaret_element z = element_of("z");
  std::uint64_t len = 0;
  EXPECT_EQ(cellaret_list_insert_after(cache, "l", 1, &a, &x, nullptr, &len), CELLARET_OK);
  EXPECT_EQ(len, 4u);
  EXPECT_EQ(cellaret_list_insert_before(cache, "l", 1, &a, &x, nullptr, &len), CELLARET_OK);
  EXPECT_EQ(cache.range("l"), (Texts{"x", "a", "x", "b", "a"}));
  EXPECT_EQ(cellaret_list_insert_before(cache, "l", 1, &z, &x, nullptr, &len), CELLARET_MISS);
  EXPECT_EQ(len, 5u);
  EXPECT_EQ(cellaret_list_insert_before(cache, "none", 4, &a, &x, nullptr, &len), CELLARET_OK);
  EXPECT_EQ(len, 0u);
  EXPECT_FALSE(cache.exists("none"));
}

TEST(ListTest, removes_from_the_end_it_is_told) {
  Collections cache;
  cellaret_element a = element_of("a");
  std::uint64_t removed = 0;
  cache.push_right("l", {"a", "b", "a", "c", "a"});
  EXPECT_EQ(cellaret_list_remove_first(cache, "l", 1, 1, &a, nullptr, &removed), CELLARET_OK);
  EXPECT_EQ(removed, 1u);
  EXPECT_EQ(cache.range("l"), (Texts{"b", "a", "c", "a"}));
  EXPECT_EQ(cellaret_list_remove_last(cache, "l", 1, 1, &a, nullptr, &removed), CELLARET_OK);
  EXPECT_EQ(cache.range("l"), (Texts{"b", "a", "c"}));
  EXPECT_EQ(cellaret_list_remove_last(cache, "l", 1, 10, &a, nullptr, &removed), CELLARET_OK);
  EXPECT_EQ(removed, 1u);
  EXPECT_EQ(cellaret_list_remove_first(cache, "l", 1, 0, &a, nullptr, &removed), CELLARET_OK);
  EXPECT_EQ(removed, 0u);
  cache.push_right("l", {"b", "b"});
  cellaret_element b = element_of("b");
  EXPECT_EQ(cellaret_list_remove_all(cache, "l", 1, &b, nullptr, &removed), CELLARET_OK);
  EXPECT_EQ(removed, 3u);
  EXPECT_EQ(cache.range("l"), Texts{"c"});
}

TEST(ListTest, pops_many_in_the_order_they_go) {
  Collections cache;
  cache.push_right("l", {"a", "b", "c", "d"});
  cellaret_values *values = nullptr;
  EXPECT_EQ(cellaret_list_pop_right_many(cache, "l", 1, 2, nullptr, &values), CELLARET_OK);
  EXPECT_EQ(texts_of(values), (Texts{"d", "c"}));
  EXPECT_EQ(cellaret_list_pop_left_many(cache, "l", 1, 0, nullptr, &values), CELLARET_OK);
  EXPECT_EQ(texts_of(values), Texts{});
  EXPECT_EQ(cellaret_list_pop_left_many(cache, "l", 1, UINT64_MAX, nullptr, &values), CELLARET_OK);
  EXPECT_EQ(texts_of(values), (Texts{"a", "b"}));
  EXPECT_FALSE(cache.exists("l"));
  EXPECT_EQ(cellaret_list_pop_left_many(cache, "l", 1, 1, nullptr, &values), CELLARET_MISS);
}

TEST(ListTest, position_counts_ranks_from_either_end) {
  Collections cache;
  cache.push_right("l", {"a", "b", "c", "a", "b", "a"});
  cellaret_element a = element_of("a");
  auto find = [&](std::int64_t rank, std::uint64_t count, std::uint64_t max_len) {
    cellaret_values *values = nullptr;
    cellaret_status status =
        cellaret_list_position(cache, "l", 1, &a, rank, count, max_len, &values);
    return status == CELLARET_OK ? texts_of(values) : Texts{};
  };
  EXPECT_EQ(find(1, 1, 0), Texts{"0"});
  EXPECT_EQ(find(2, 0, 0), (Texts{"3", "5"}));
  EXPECT_EQ(find(-1, 2, 0), (Texts{"5", "3"}));
  EXPECT_EQ(find(1, 0, 4), (Texts{"0", "3"}));
  EXPECT_EQ(find(4, 0, 0), Texts{});
}

TEST(ListTest, every_call_on_another_type_changes_nothing) {
  Collections cache;
  cache.set("s", "text");
  cache.add("m", {"member"});
  for (const char *key : {"s", "m"}) {
    cellaret_element x = element_of("x");
    cellaret_values *values = nullptr;
    Value value;
    std::uint64_t number = 0;
    EXPECT_EQ(cellaret_list_push_left(cache, key, 1, &x, 1, nullptr, &number), CELLARET_WRONG_TYPE);
    EXPECT_EQ(cellaret_list_push_right_if_exists(cache, key, 1, &x, 1, nullptr, &number),
              CELLARET_WRONG_TYPE);
    EXPECT_EQ(cellaret_list_pop_left(cache, key, 1, nullptr, value.raw()), CELLARET_WRONG_TYPE);
    EXPECT_EQ(cellaret_list_pop_left_many(cache, key, 1, 0, nullptr, &values), CELLARET_WRONG_TYPE);
    EXPECT_EQ(cellaret_list_len(cache, key, 1, &number), CELLARET_WRONG_TYPE);
    EXPECT_EQ(cellaret_list_get(cache, key, 1, 0, value.raw()), CELLARET_WRONG_TYPE);
    EXPECT_EQ(cellaret_list_set(cache, key, 1, 0, &x, nullptr), CELLARET_WRONG_TYPE);
    EXPECT_EQ(cellaret_list_items(cache, key, 1, &values), CELLARET_WRONG_TYPE);
    EXPECT_EQ(cellaret_list_trim(cache, key, 1, 1, 0, nullptr), CELLARET_WRONG_TYPE);
    EXPECT_EQ(cellaret_list_insert_before(cache, key, 1, &x, &x, nullptr, &number),
              CELLARET_WRONG_TYPE);
    EXPECT_EQ(cellaret_list_remove_all(cache, key, 1, &x, nullptr, &number), CELLARET_WRONG_TYPE);
    EXPECT_EQ(cellaret_list_position(cache, key, 1, &x, 1, 1, 0, &values), CELLARET_WRONG_TYPE);
  }
  EXPECT_EQ(cache.text("s"), "text");
  EXPECT_EQ(cache.members("m"), Texts{"member"});
}

TEST(ListTest, scalar_calls_on_a_list_change_nothing_but_set_replaces_it) {
  Collections cache;
  cache.push_right("l", {"1"});
  Value value;
  EXPECT_EQ(cache.get("l", value), CELLARET_WRONG_TYPE);
  EXPECT_EQ(value->type, CELLARET_TYPE_NONE);
  EXPECT_EQ(cache.increment("l", 1), CELLARET_WRONG_TYPE);
  EXPECT_EQ(cellaret_double_increment(cache, "l", 1, 1.0, nullptr, nullptr), CELLARET_WRONG_TYPE);
  EXPECT_EQ(cache.set("l", "x", nullptr, value.raw()), CELLARET_WRONG_TYPE);
  EXPECT_EQ(cache.range("l"), Texts{"1"});
  cellaret_set_options if_absent = set_options(CELLARET_SET_IF_ABSENT);
  EXPECT_EQ(cache.set("l", "x", &if_absent), CELLARET_EXISTS);
  EXPECT_EQ(cache.set("l", "short"), CELLARET_OK);
  EXPECT_EQ(cache.text("l"), "short");
  cache.erase("l");
  cache.push_right("l", Texts(1000, "large enough for several blocks"));
  EXPECT_EQ(cache.increment("n", 5), CELLARET_OK);
  EXPECT_EQ(cellaret_int_set(cache, "l", 1, 7, nullptr, nullptr), CELLARET_OK);
  EXPECT_EQ(cache.integer("l"), 7);
}

TEST(ListTest, calls_on_several_scalars_take_a_list_for_none_or_replace_it) {
  Collections cache;
  cache.push_right("l", Texts(3000, "large enough for several blocks"));
  cache.set("s", "text");
  cellaret_key keys[] = {{"l", 1}, {"s", 1}};
  cellaret_value values[2];
  EXPECT_EQ(cellaret_multi_get(cache, keys, 2, values), CELLARET_OK);
  EXPECT_EQ(values[0].type, CELLARET_TYPE_NONE);
  EXPECT_EQ(values[1].type, CELLARET_TYPE_STRING);
  std::uint64_t full = cache.stats().bytes_charged;
  cellaret_pair pair{};
  pair.key = keys[0];
  pair.value = cellaret_element_int(7);
  EXPECT_EQ(cellaret_multi_set(cache, &pair, 1, nullptr), CELLARET_OK);
  EXPECT_EQ(cache.integer("l"), 7);
  EXPECT_EQ(cellaret_maintain(cache, 1, nullptr), CELLARET_OK);
  EXPECT_LT(cache.stats().bytes_charged, full / 4);
}

TEST(ListTest, a_scalar_of_eight_bytes_replaces_a_list_as_any_other_does) {
  Collections cache;
  for (int round = 0; round < 3; ++round) {
    cache.push_right("l", Texts(3000, "large enough for several blocks"));
    EXPECT_EQ(cache.set("l", "8 bytes!"), CELLARET_OK);
    EXPECT_EQ(cache.text("l"), "8 bytes!");
    cache.erase("l");
    EXPECT_EQ(cellaret_maintain(cache, 1, nullptr), CELLARET_OK);
    EXPECT_LT(cache.stats().bytes_charged, 20'000u);
  }
}

TEST(ListTest, writes_leave_the_deadline_alone_unless_told) {
  Collections cache;
  cellaret_write_options options = write_options(cellaret_expiry_in(1000));
  cache.push_right("l", {"a", "b", "a"}, &options);
  EXPECT_EQ(cache.ttl("l"), 1000);
  cache.advance(100);
  cache.push_right("l", {"c"});
  cache.pop_left("l");
  EXPECT_EQ(cache.ttl("l"), 900);
  cellaret_expiry later = cellaret_expiry_in(5000);
  EXPECT_EQ(cellaret_list_trim(cache, "l", 1, 0, -1, &later), CELLARET_OK);
  EXPECT_EQ(cache.ttl("l"), 5000);
  cellaret_element absent = element_of("absent");
  cellaret_expiry latest = cellaret_expiry_in(9000);
  EXPECT_EQ(cellaret_list_remove_all(cache, "l", 1, &absent, &latest, nullptr), CELLARET_OK);
  EXPECT_EQ(cache.ttl("l"), 9000);
  EXPECT_EQ(cellaret_list_remove_first(cache, "l", 1, 0, &absent, &later, nullptr), CELLARET_OK);
  EXPECT_EQ(cache.ttl("l"), 9000);
  cellaret_expiry never = cellaret_expiry_never();
  EXPECT_EQ(cellaret_list_insert_before(cache, "l", 1, &absent, &absent, &never, nullptr),
            CELLARET_MISS);
  EXPECT_EQ(cache.ttl("l"), -1);
}

TEST(ListTest, a_default_expiry_is_refreshed_by_every_write_and_no_read) {
  cellaret_options options = manual_options();
  options.default_expiry = cellaret_expiry_in(1000);
  Collections cache(options);
  cache.push_right("l", {"a"});
  cache.advance(300);
  cache.range("l");
  EXPECT_EQ(cache.ttl("l"), 700);
  cellaret_element a = element_of("a");
  EXPECT_EQ(cellaret_list_set(cache, "l", 1, 0, &a, nullptr), CELLARET_OK);
  EXPECT_EQ(cache.ttl("l"), 1000);
  cache.advance(1001);
  EXPECT_FALSE(cache.exists("l"));
}

TEST(ListTest, a_deadline_that_has_passed_leaves_no_key) {
  Collections cache;
  cellaret_write_options past = write_options(cellaret_expiry_at(1));
  EXPECT_EQ(cache.push_right("l", {"a", "b"}, &past), 2u);
  EXPECT_FALSE(cache.exists("l"));
  cache.push_right("l", {"a", "b"});
  cellaret_expiry at = cellaret_expiry_at(1);
  Value value;
  EXPECT_EQ(cellaret_list_pop_left(cache, "l", 1, &at, value.raw()), CELLARET_OK);
  EXPECT_EQ(value.text(), "a");
  EXPECT_FALSE(cache.exists("l"));
}

TEST(ListTest, a_large_element_outlives_its_list_and_its_cache) {
  std::string large(100'000, 'x');
  Value value;
  cellaret_values *values = nullptr;
  {
    Collections cache;
    cache.push_right("l", {large, "b"});
    EXPECT_EQ(cellaret_list_items(cache, "l", 1, &values), CELLARET_OK);
    EXPECT_EQ(cache.stats().bytes_pinned, 0u);
    EXPECT_EQ(cellaret_list_pop_left(cache, "l", 1, nullptr, value.raw()), CELLARET_OK);
    EXPECT_GE(cache.stats().bytes_pinned, large.size());
    cache.erase("l");
  }
  EXPECT_EQ(value.text(), large);
  EXPECT_EQ(texts_of(values), (Texts{large, "b"}));
}

TEST(ListTest, a_list_keeps_the_codec_it_was_made_with) {
  Collections cache;
  cellaret_write_options text = write_options(cellaret_expiry_default(), CELLARET_CODEC_UTF8);
  cellaret_write_options json = write_options(cellaret_expiry_default(), CELLARET_CODEC_JSON);
  cache.push_right("l", {"a"}, &text);
  cache.push_right("l", {"b"}, &json);
  cellaret_values *values = nullptr;
  EXPECT_EQ(cellaret_list_items(cache, "l", 1, &values), CELLARET_OK);
  EXPECT_EQ(values->items[1].codec, CELLARET_CODEC_UTF8);
  cellaret_values_release(values);
  Value value;
  EXPECT_EQ(cellaret_list_get(cache, "l", 1, 1, value.raw()), CELLARET_OK);
  EXPECT_EQ(value->codec, CELLARET_CODEC_UTF8);
}

TEST(ListTest, a_list_over_the_entry_limit_is_refused_and_kept) {
  cellaret_options options = manual_options();
  options.max_entry_bytes = 64 * 1024;
  Collections cache(options);
  cache.push_right("l", Texts(1000, "element"));
  Texts texts(10'000, "element");
  std::vector<cellaret_element> many = elements_of(texts);
  EXPECT_EQ(cellaret_list_push_left(cache, "l", 1, many.data(), many.size(), nullptr, nullptr),
            CELLARET_TOO_LARGE);
  EXPECT_EQ(cellaret_list_push_left(cache, "new", 3, many.data(), many.size(), nullptr, nullptr),
            CELLARET_TOO_LARGE);
  EXPECT_EQ(cache.range("l").size(), 1000u);
  EXPECT_FALSE(cache.exists("new"));
}

TEST(ListTest, reads_count_as_hits_and_misses_and_changes_as_sets) {
  Collections cache;
  cache.push_right("l", {"a"});
  cache.range("l");
  cache.range("none");
  EXPECT_EQ(cache.stats().hits, 1u);
  EXPECT_EQ(cache.stats().misses, 1u);
  EXPECT_EQ(cache.stats().sets, 1u);
}

cellaret_status move(Collections &cache, std::string_view source, std::string_view destination,
                     std::uint32_t from, std::uint32_t to, std::string *out = nullptr,
                     const cellaret_expiry *expiry = nullptr) {
  Value value;
  cellaret_status status =
      cellaret_list_move(cache, source.data(), source.size(), destination.data(),
                         destination.size(), from, to, expiry, value.raw());
  if (status == CELLARET_OK && out != nullptr) *out = value.text();
  return status;
}

TEST(ListTest, a_move_takes_from_one_end_to_another) {
  cellaret_options options = manual_options();
  options.shards = 8;
  Collections cache(options);
  cache.push_right("a", {"1", "2", "3"});
  std::string moved;
  EXPECT_EQ(move(cache, "a", "b", CELLARET_LEFT, CELLARET_RIGHT, &moved), CELLARET_OK);
  EXPECT_EQ(moved, "1");
  EXPECT_EQ(move(cache, "a", "b", CELLARET_RIGHT, CELLARET_LEFT, &moved), CELLARET_OK);
  EXPECT_EQ(moved, "3");
  EXPECT_EQ(cache.range("b"), (Texts{"3", "1"}));
  EXPECT_EQ(move(cache, "a", "b", CELLARET_RIGHT, CELLARET_LEFT), CELLARET_OK);
  EXPECT_FALSE(cache.exists("a"));
  EXPECT_EQ(move(cache, "a", "b", CELLARET_RIGHT, CELLARET_LEFT), CELLARET_MISS);
  EXPECT_EQ(cache.range("b"), (Texts{"2", "3", "1"}));
}

TEST(ListTest, a_move_within_a_list_turns_it) {
  Collections cache;
  cache.push_right("l", {"a", "b", "c"});
  EXPECT_EQ(move(cache, "l", "l", CELLARET_LEFT, CELLARET_RIGHT), CELLARET_OK);
  EXPECT_EQ(cache.range("l"), (Texts{"b", "c", "a"}));
  EXPECT_EQ(move(cache, "l", "l", CELLARET_LEFT, CELLARET_LEFT), CELLARET_OK);
  EXPECT_EQ(cache.range("l"), (Texts{"b", "c", "a"}));
  cellaret_write_options options = write_options(cellaret_expiry_in(1000));
  cache.push_right("one", {"x"}, &options);
  EXPECT_EQ(move(cache, "one", "one", CELLARET_LEFT, CELLARET_RIGHT), CELLARET_OK);
  EXPECT_EQ(cache.range("one"), Texts{"x"});
  EXPECT_EQ(cache.ttl("one"), 1000);
}

TEST(ListTest, a_move_to_another_type_leaves_both_as_they_were) {
  Collections cache;
  cache.push_right("l", {"a"});
  cache.set("s", "text");
  EXPECT_EQ(move(cache, "l", "s", CELLARET_LEFT, CELLARET_LEFT), CELLARET_WRONG_TYPE);
  EXPECT_EQ(move(cache, "s", "l", CELLARET_LEFT, CELLARET_LEFT), CELLARET_WRONG_TYPE);
  EXPECT_EQ(cache.range("l"), Texts{"a"});
  EXPECT_EQ(cache.text("s"), "text");
}

TEST(ListTest, a_move_sets_the_deadline_of_the_destination_alone) {
  Collections cache;
  cellaret_write_options options = write_options(cellaret_expiry_in(1000));
  cache.push_right("a", {"1", "2", "3"}, &options);
  cellaret_expiry expiry = cellaret_expiry_in(5000);
  EXPECT_EQ(move(cache, "a", "b", CELLARET_LEFT, CELLARET_LEFT, nullptr, &expiry), CELLARET_OK);
  EXPECT_EQ(cache.ttl("a"), 1000);
  EXPECT_EQ(cache.ttl("b"), 5000);
}

// Room for the destination may cost the source its place; the element arrives all the same.
TEST(ListTest, a_large_element_moves_in_a_cache_that_has_room_for_it_once) {
  cellaret_options options = manual_options();
  options.max_bytes = 64 * 1024;
  Collections cache(options);
  std::string large(40'000, 'x');
  cache.push_right("a", {large, "small"});
  std::string moved;
  EXPECT_EQ(move(cache, "a", "b", CELLARET_LEFT, CELLARET_LEFT, &moved), CELLARET_OK);
  EXPECT_EQ(moved, large);
  EXPECT_EQ(cache.range("b"), Texts{large});
  EXPECT_LE(cache.stats().bytes_charged, options.max_bytes);
}

TEST(ListTest, pops_from_the_first_list_that_is_there) {
  Collections cache;
  cache.push_right("b", {"1", "2", "3"});
  cache.push_right("c", {"4"});
  cache.set("s", "text");
  cellaret_key keys[] = {{"a", 1}, {"b", 1}, {"s", 1}, {"c", 1}};
  cellaret_values *values = nullptr;
  std::size_t index = 9;
  EXPECT_EQ(cellaret_list_pop_first_of(cache, keys, 4, CELLARET_RIGHT, 2, nullptr, &index, &values),
            CELLARET_OK);
  EXPECT_EQ(index, 1u);
  EXPECT_EQ(texts_of(values), (Texts{"3", "2"}));
  EXPECT_EQ(cellaret_list_pop_first_of(cache, keys, 4, CELLARET_LEFT, 9, nullptr, &index, &values),
            CELLARET_OK);
  EXPECT_EQ(texts_of(values), Texts{"1"});
  EXPECT_EQ(cellaret_list_pop_first_of(cache, keys, 4, CELLARET_LEFT, 9, nullptr, &index, &values),
            CELLARET_WRONG_TYPE);
  EXPECT_EQ(cellaret_list_pop_first_of(cache, keys, 2, CELLARET_LEFT, 9, nullptr, &index, &values),
            CELLARET_MISS);
}

}  // namespace
}  // namespace cellaret::test
