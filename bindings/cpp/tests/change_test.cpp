// Texts, reads that change, several values at once, and keys that get other values.
#include <array>
#include <string>
#include <vector>

#include "fixture.h"

namespace cellaret::test {
namespace {

using ChangeTest = CacheTest;

TEST_F(ChangeTest, appends_and_reads_parts) {
  EXPECT_EQ(cache_.append("k", "Hello"), 5u);
  EXPECT_EQ(cache_.append("k", std::string(" World")), 11u);
  const std::array<std::byte, 1> mark{std::byte{'!'}};
  EXPECT_EQ(cache_.append("k", mark), 12u);
  EXPECT_EQ(cache_.get_range("k", 0, 4).text(), "Hello");
  EXPECT_EQ(cache_.get_range("k", -6, -2).text(), "World");
  EXPECT_EQ(cache_.get_range("nothing", 0, -1).text(), "");
  EXPECT_EQ(cache_.string_len("k"), 12u);
  EXPECT_EQ(cache_.string_len("nothing"), 0u);
}

TEST_F(ChangeTest, overwrites_with_zeros_before) {
  EXPECT_EQ(cache_.set_range("k", 2, "ab"), 4u);
  EXPECT_EQ(cache_.get_string("k"), std::string("\0\0ab", 4));
  EXPECT_EQ(cache_.set_range("k", 9, ""), 4u);
  EXPECT_EQ(error_of([&] { cache_.set_range("k", -1, "x"); }).code(), Code::OUT_OF_RANGE);
}

TEST_F(ChangeTest, a_text_of_a_list_is_the_wrong_type) {
  cache_.list_push_left("l", {"e"});
  const Error error = error_of([&] { cache_.append("l", "x"); });
  EXPECT_EQ(error.code(), Code::WRONG_TYPE);
  EXPECT_EQ(error.operation(), "append");
  EXPECT_EQ(error.key(), "l");
  EXPECT_EQ(error_of([&] { (void)cache_.get_range("l", 0, 1); }).code(), Code::WRONG_TYPE);
}

TEST_F(ChangeTest, appending_keeps_the_deadline_and_takes_a_new_one) {
  cache_.set("k", "v", {.expiry = Expiry::in(10s)});
  cache_.append("k", "w");
  EXPECT_EQ(cache_.ttl("k").left, 10s);
  cache_.append("k", "x", {.expiry = Expiry::in(20s)});
  EXPECT_EQ(cache_.ttl("k").left, 20s);
}

TEST_F(ChangeTest, takes_a_value_with_its_key) {
  cache_.set("k", "v");
  EXPECT_EQ(cache_.get_and_delete("k")->text(), "v");
  EXPECT_FALSE(cache_.get_and_delete("k"));
  cache_.set_add("s", {"m"});
  EXPECT_EQ(error_of([&] { cache_.get_and_delete("s"); }).code(), Code::WRONG_TYPE);
}

TEST_F(ChangeTest, reads_and_slides_the_expiry) {
  cache_.set("k", "v");
  EXPECT_EQ(cache_.get_and_touch("k", Expiry::in(5s))->text(), "v");
  EXPECT_EQ(cache_.ttl("k").left, 5s);
  EXPECT_TRUE(cache_.get_and_touch("k", Expiry::never()));
  EXPECT_EQ(cache_.ttl("k").lifetime, Lifetime::kForever);
  EXPECT_FALSE(cache_.get_and_touch("nothing"));
  EXPECT_TRUE(cache_.touch("k", Expiry::in(7s)));
  EXPECT_EQ(cache_.ttl("k").left, 7s);
  EXPECT_FALSE(cache_.touch("nothing"));
  EXPECT_EQ(cache_.touch_many({"k", "k", "nothing"}, Expiry::in(9s)), 2u);
  EXPECT_EQ(cache_.ttl("k").left, 9s);
}

TEST_F(ChangeTest, writes_only_what_nobody_has_changed) {
  using Outcome = CompareResult::Outcome;
  const CompareResult made = cache_.compare_and_set("k", 0, "one");
  ASSERT_TRUE(made);
  EXPECT_EQ(made.version, cache_.get("k")->version());
  EXPECT_EQ(cache_.compare_and_set("k", 0, "two").outcome, Outcome::kChanged);
  EXPECT_TRUE(cache_.compare_and_set("k", made.version, 2));
  EXPECT_EQ(cache_.compare_and_set("k", made.version, 3).outcome, Outcome::kChanged);
  EXPECT_EQ(cache_.get_int("k"), 2);
  cache_.erase("k");
  EXPECT_EQ(cache_.compare_and_set("k", made.version, 3).outcome, Outcome::kMissing);
}

TEST_F(ChangeTest, gives_the_default_in_the_type_it_has) {
  EXPECT_EQ(cache_.get_or_default("k", 5), 5);
  EXPECT_EQ(cache_.get_or_default("k", 0.5), 0.5);
  EXPECT_EQ(cache_.get_or_default("k", "none"), "none");
  cache_.set("k", 7);
  EXPECT_EQ(cache_.get_or_default("k", 5), 7);
  EXPECT_EQ(cache_.get_or_default("k", 0.5), 7.0);
  EXPECT_EQ(cache_.get_or_default("k", "none"), "7");
}

TEST_F(ChangeTest, subtracts_from_integers_and_doubles) {
  EXPECT_EQ(cache_.decrement("n"), -1);
  EXPECT_EQ(cache_.decrement("n", 4), -5);
  EXPECT_EQ(error_of([&] { cache_.decrement("n", INT64_MIN); }).code(), Code::OVERFLOW);
  cache_.set("d", 0.3);
  EXPECT_EQ(cache_.decrement("d", 0.1), 0.2);
}

TEST_F(ChangeTest, reads_and_writes_several_values) {
  cache_.multi_set({{"a", "text"}, {"b", 2}, {"c", 0.5, Codec::kJson}}, Expiry::in(5s));
  cache_.list_push_left("l", {"e"});
  const auto values = cache_.multi_get({"a", "b", "nothing", "l", "c"});
  ASSERT_EQ(values.size(), 5u);
  EXPECT_EQ(values[0]->text(), "text");
  EXPECT_EQ(values[1]->integer(), 2);
  EXPECT_FALSE(values[2]);
  EXPECT_FALSE(values[3]);
  EXPECT_EQ(values[4]->codec(), Codec::kJson);
  EXPECT_EQ(cache_.ttl("b").left, 5s);
  EXPECT_FALSE(cache_.multi_set_if_absent({{"new", 1}, {"a", 1}}));
  EXPECT_FALSE(cache_.exists("new"));
  EXPECT_TRUE(cache_.multi_set_if_absent({{"new", 1}, {"newer", 2}}));
  EXPECT_EQ(cache_.exists_many({"new", "new", "newer", "nothing"}), 3u);
  EXPECT_TRUE(cache_.multi_get(std::vector<std::string>{}).empty());
}

TEST_F(ChangeTest, copies_and_renames) {
  cache_.set("k", "v", {.expiry = Expiry::in(5s)});
  EXPECT_EQ(cache_.copy("k", "copy"), CopyResult::kCopied);
  EXPECT_EQ(cache_.copy("k", "copy"), CopyResult::kExists);
  EXPECT_EQ(cache_.copy("k", "copy", true), CopyResult::kCopied);
  EXPECT_EQ(cache_.copy("nothing", "copy", true), CopyResult::kMissing);
  EXPECT_THROW(cache_.copy("k", "k", true), std::invalid_argument);
  EXPECT_EQ(cache_.ttl("copy").left, 5s);
  cache_.rename("copy", "other");
  EXPECT_EQ(cache_.get_string("other"), "v");
  EXPECT_FALSE(cache_.exists("copy"));
  EXPECT_FALSE(cache_.rename_if_absent("other", "k"));
  EXPECT_TRUE(cache_.rename_if_absent("other", "copy"));
  const Error error = error_of([&] { cache_.rename("nothing", "k"); });
  EXPECT_EQ(error.code(), Code::NO_KEY);
  EXPECT_EQ(error.key(), "nothing");
}

TEST_F(ChangeTest, an_earlier_deadline_needs_one_that_is_there) {
  cache_.set("k", "v");
  EXPECT_FALSE(cache_.expire("k", 5s, ExpireCondition::kIfAnyAndLess));
  EXPECT_TRUE(cache_.expire("k", 5s));
  EXPECT_FALSE(cache_.expire("k", 6s, ExpireCondition::kIfAnyAndLess));
  EXPECT_TRUE(cache_.expire("k", 4s, ExpireCondition::kIfAnyAndLess));
  EXPECT_EQ(cache_.ttl("k").left, 4s);
}

}  // namespace
}  // namespace cellaret::test
