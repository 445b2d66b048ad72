// Lists and sets as C++ sees them: what goes in, what comes back, what is thrown.
#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "fixture.h"

namespace cellaret::test {
namespace {

using Strings = std::vector<std::string>;

class CollectionTest : public CacheTest {};

Strings sorted(const Values &values) {
  Strings strings = values.to_strings();
  std::sort(strings.begin(), strings.end());
  return strings;
}

TEST_F(CollectionTest, elements_of_any_storable_type_become_text) {
  const std::string text = "text";
  EXPECT_EQ(cache_.list_push_right("l", {1, 0.5, "literal", text, std::string_view("view")}), 5u);
  EXPECT_EQ(cache_.list_items("l").to_strings(), (Strings{"1", "0.5", "literal", "text", "view"}));
  EXPECT_EQ(cache_.list_push_left("l", std::vector<int>{2, 3}), 7u);
  EXPECT_EQ(cache_.list_get("l", 0)->text(), "3");
  EXPECT_EQ(cache_.type("l"), Type::kList);
  EXPECT_THROW(cache_.list_push_left("l", {UINT64_MAX}), std::invalid_argument);
  EXPECT_THROW(cache_.list_push_left("l", std::vector<int>{}), std::invalid_argument);
}

TEST_F(CollectionTest, a_list_is_worked_on_at_both_ends_and_in_the_middle) {
  EXPECT_EQ(cache_.list_push_left_if_exists("l", {"x"}), std::nullopt);
  cache_.list_push_right("l", {"a", "b", "c", "b"});
  EXPECT_EQ(cache_.list_push_right_if_exists("l", {"e"}), 5u);
  EXPECT_EQ(cache_.list_pop_right("l")->text(), "e");
  EXPECT_EQ(cache_.list_insert_after("l", "a", "A"), 5u);
  EXPECT_EQ(cache_.list_insert_before("l", "z", "A"), std::nullopt);
  EXPECT_EQ(cache_.list_insert_before("none", "z", "A"), 0u);
  cache_.list_set("l", -1, "B");
  EXPECT_EQ(cache_.list_get_range("l", 1, -1).to_strings(), (Strings{"A", "b", "c", "B"}));
  EXPECT_EQ(cache_.list_position("l", "c"), std::vector<std::uint64_t>{3});
  EXPECT_EQ(cache_.list_remove_all("l", "b"), 1u);
  EXPECT_EQ(cache_.list_remove_first("l", 1, "x"), 0u);
  EXPECT_EQ(cache_.list_remove_last("l", 1, "B"), 1u);
  cache_.list_trim("l", 0, 1);
  EXPECT_EQ(cache_.list_len("l"), 2u);
  EXPECT_EQ(cache_.list_pop_left("l", 5)->to_strings(), (Strings{"a", "A"}));
  EXPECT_FALSE(cache_.exists("l"));
  EXPECT_FALSE(cache_.list_pop_left("l").has_value());
  EXPECT_FALSE(cache_.list_pop_left("l", 2).has_value());
}

TEST_F(CollectionTest, an_element_moves_and_the_first_list_gives) {
  cache_.list_push_right("a", {"1", "2"});
  EXPECT_EQ(cache_.list_move("a", "b", End::kRight, End::kLeft)->text(), "2");
  EXPECT_FALSE(cache_.list_move("none", "b", End::kRight, End::kLeft).has_value());
  const auto popped = cache_.list_pop_first_of({"none", "b", "a"}, End::kLeft);
  ASSERT_TRUE(popped.has_value());
  EXPECT_EQ(popped->index, 1u);
  EXPECT_EQ(popped->values[0], "2");
  EXPECT_FALSE(cache_.list_pop_first_of({"none"}, End::kLeft).has_value());
}

TEST_F(CollectionTest, what_the_engine_answers_is_thrown_with_its_code) {
  cache_.set("s", "text");
  cache_.list_push_left("l", {"a"});
  EXPECT_EQ(error_of([&] { cache_.list_push_left("s", {"a"}); }).code(), Code::WRONG_TYPE);
  EXPECT_EQ(error_of([&] { cache_.list_set("l", 7, "a"); }).code(), Code::OUT_OF_RANGE);
  EXPECT_EQ(error_of([&] { cache_.list_set("none", 0, "a"); }).code(), Code::NO_KEY);
  EXPECT_EQ(error_of([&] { cache_.set_add("l", {"a"}); }).code(), Code::WRONG_TYPE);
  EXPECT_EQ(error_of([&] { static_cast<void>(cache_.get("l")); }).code(), Code::WRONG_TYPE);
  EXPECT_THROW(cache_.list_remove_first("l", -1, "a"), std::invalid_argument);
  EXPECT_THROW(static_cast<void>(cache_.set_sample("m", -1)), std::invalid_argument);
  EXPECT_THROW(static_cast<void>(cache_.set_union(Strings{})), std::invalid_argument);
}

TEST_F(CollectionTest, a_set_has_each_member_once) {
  EXPECT_EQ(cache_.set_add("s", {"a", 1, "1"}), 2u);
  EXPECT_EQ(cache_.set_add("s", std::set<std::string>{"a", "b"}), 1u);
  EXPECT_TRUE(cache_.set_contains("s", 1));
  EXPECT_EQ(cache_.set_contains_many("s", {"a", "x"}), (std::vector<bool>{true, false}));
  EXPECT_EQ(cache_.set_len("s"), 3u);
  EXPECT_EQ(sorted(cache_.set_items("s")), (Strings{"1", "a", "b"}));
  EXPECT_EQ(cache_.set_sample("s", 2).size(), 2u);
  EXPECT_EQ(cache_.set_sample_with_replacement("s", 7).size(), 7u);
  EXPECT_TRUE(cache_.set_sample_one("s").has_value());
  EXPECT_EQ(cache_.set_remove("s", {"a", "x"}), 1u);
  EXPECT_TRUE(cache_.set_pop_one("s").has_value());
  EXPECT_EQ(cache_.set_pop("s", 9).size(), 1u);
  EXPECT_FALSE(cache_.exists("s"));
}

TEST_F(CollectionTest, sets_are_combined_and_members_move) {
  cache_.set_add("a", {1, 2, 3});
  cache_.set_add("b", {2, 3, 4});
  EXPECT_EQ(sorted(cache_.set_diff({"a", "b"})), Strings{"1"});
  EXPECT_EQ(sorted(cache_.set_intersect(Strings{"a", "b"})), (Strings{"2", "3"}));
  EXPECT_EQ(sorted(cache_.set_union({"a", "b"})), (Strings{"1", "2", "3", "4"}));
  EXPECT_EQ(cache_.set_intersect_len({"a", "b"}, 1), 1u);
  EXPECT_EQ(cache_.set_union_store("d", {"a", "b"}, Expiry::in(5s)), 4u);
  EXPECT_EQ(cache_.ttl("d").left, 5s);
  EXPECT_EQ(cache_.set_intersect_store("d", {"a", "b"}), 2u);
  EXPECT_EQ(cache_.set_diff_store("d", {"a", "a"}), 0u);
  EXPECT_FALSE(cache_.exists("d"));
  EXPECT_TRUE(cache_.set_move("a", "b", 1));
  EXPECT_FALSE(cache_.set_move("a", "b", 1));
}

TEST_F(CollectionTest, values_outlive_the_cache_and_move) {
  Values values;
  EXPECT_TRUE(values.empty());
  {
    Cache cache;
    cache.list_push_right("l", {"a", "b"}, {.expiry = Expiry::in(1h), .codec = Codec::kUtf8});
    values = cache.list_items("l");
    EXPECT_EQ(values.items()[0].codec, CELLARET_CODEC_UTF8);
  }
  const Values moved = std::move(values);
  EXPECT_EQ(moved.to_strings(), (Strings{"a", "b"}));
}

}  // namespace
}  // namespace cellaret::test
