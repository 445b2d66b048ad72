// Errors: the codes are those of the C interface, and an Error says what failed on which key.
#include <array>
#include <set>
#include <string>
#include <type_traits>
#include <utility>

#include "fixture.h"

namespace cellaret::test {
namespace {

static_assert(std::is_base_of_v<std::runtime_error, Error>);
static_assert(std::is_nothrow_copy_constructible_v<Error>);
static_assert(!std::is_base_of_v<std::logic_error, Error>);

struct Row {
  Code code;
  cellaret_status status;
  std::string_view name;
  std::string_view text;
};

constexpr std::array kRows = {
#define CELLARET_ROW(name, number, text) Row{Code::name, CELLARET_##name, #name, text},
    CELLARET_STATUS_MAP(CELLARET_ROW)
#undef CELLARET_ROW
};

TEST(CodeTest, every_status_has_a_code_with_its_number_name_and_text) {
  for (const Row &row : kRows) {
    EXPECT_EQ(static_cast<cellaret_status>(row.code), row.status) << row.name;
    EXPECT_EQ(code_name(row.code), row.name);
    EXPECT_EQ(code_text(row.code), row.text);
  }
}

TEST(CodeTest, a_number_that_is_no_code_is_unknown) {
  EXPECT_EQ(code_name(static_cast<Code>(-12345)), "UNKNOWN");
  EXPECT_EQ(code_text(static_cast<Code>(-12345)), "unknown status");
}

TEST(ErrorTest, every_error_status_throws_and_no_outcome_does) {
  for (const Row &row : kRows) {
    if (row.status >= 0) {
      EXPECT_EQ(detail::check(row.status, "get"), row.status) << row.name;
    } else if (row.code == Code::INVALID) {
      EXPECT_THROW(detail::check(row.status, "get"), std::invalid_argument);
    } else {
      const Error error = error_of([&] { detail::check(row.status, "get", "a"); });
      EXPECT_EQ(error.code(), row.code);
      EXPECT_EQ(error.operation(), "get");
      EXPECT_EQ(error.key(), "a");
    }
  }
}

TEST(ErrorTest, what_names_operation_key_text_and_code) {
  const Error error(Code::NOT_AN_INTEGER, "increment", "visits");
  EXPECT_STREQ(error.what(),
               "increment(\"visits\"): the value is not a 64-bit integer (NOT_AN_INTEGER)");
  EXPECT_STREQ(Error(Code::CLOSED, "clear").what(), "clear: the cache is closed (CLOSED)");
}

TEST(ErrorTest, the_key_is_cut_at_100_bytes) {
  const std::string key = std::string(100, 'a') + std::string(900, 'b');
  const Error error(Code::FULL, "set", key);
  EXPECT_EQ(error.key(), std::string(100, 'a'));
  EXPECT_EQ(std::string(error.what()).find("ab"), std::string::npos)
      << "the rest of the key is in the message";
  EXPECT_EQ(Error(Code::FULL, "set", key.substr(0, 100)).key().size(), 100U);
}

TEST(ErrorTest, unprintable_bytes_of_the_key_are_escaped_in_what_alone) {
  const std::string key("a\0\n\"\\\xff", 6);
  const Error error(Code::FULL, "set", key);
  EXPECT_EQ(error.key(), key);
  EXPECT_NE(std::string(error.what()).find("set(\"a\\x00\\x0a\\x22\\x5c\\xff\")"),
            std::string::npos)
      << error.what();
}

TEST(ErrorTest, a_copy_says_the_same_after_the_original_is_gone) {
  auto original = std::make_unique<Error>(Code::FULL, "set", "key");
  const Error copy = *original;
  original.reset();
  EXPECT_EQ(copy.code(), Code::FULL);
  EXPECT_EQ(copy.operation(), "set");
  EXPECT_EQ(copy.key(), "key");
}

TEST_F(CacheTest, errors_of_the_engine_carry_the_operation_and_the_key) {
  cache_.set("word", "hello");
  const Error error = error_of([&] { cache_.increment("word"); });
  EXPECT_EQ(error.code(), Code::NOT_AN_INTEGER);
  EXPECT_EQ(error.operation(), "increment");
  EXPECT_EQ(error.key(), "word");
}

TEST_F(CacheTest, every_call_on_a_handle_that_was_closed_answers_closed) {
  cellaret_cache_close(cache_.handle());
  Cache &cache = cache_;
  const auto code = [](auto call) { return error_of(call).code(); };
  EXPECT_EQ(code([&] { (void)cache.get("a"); }), Code::CLOSED);
  EXPECT_EQ(code([&] { (void)cache.get_string("a"); }), Code::CLOSED);
  EXPECT_EQ(code([&] { (void)cache.get_int("a"); }), Code::CLOSED);
  EXPECT_EQ(code([&] { (void)cache.get_double("a"); }), Code::CLOSED);
  EXPECT_EQ(code([&] { cache.set("a", "b"); }), Code::CLOSED);
  EXPECT_EQ(code([&] { cache.set("a", 1); }), Code::CLOSED);
  EXPECT_EQ(code([&] { cache.set("a", 1.5); }), Code::CLOSED);
  EXPECT_EQ(code([&] { cache.set_if_absent("a", 1); }), Code::CLOSED);
  EXPECT_EQ(code([&] { cache.replace("a", 1); }), Code::CLOSED);
  EXPECT_EQ(code([&] { cache.get_and_set("a", 1); }), Code::CLOSED);
  EXPECT_EQ(code([&] { cache.increment("a"); }), Code::CLOSED);
  EXPECT_EQ(code([&] { cache.increment("a", 0.5); }), Code::CLOSED);
  EXPECT_EQ(code([&] { cache.erase("a"); }), Code::CLOSED);
  EXPECT_EQ(code([&] { cache.delete_many({"a"}); }), Code::CLOSED);
  EXPECT_EQ(code([&] { (void)cache.exists("a"); }), Code::CLOSED);
  EXPECT_EQ(code([&] { (void)cache.type("a"); }), Code::CLOSED);
  EXPECT_EQ(code([&] { cache.expire("a", 1s); }), Code::CLOSED);
  EXPECT_EQ(code([&] { cache.expire_at("a", kStart); }), Code::CLOSED);
  EXPECT_EQ(code([&] { cache.persist("a"); }), Code::CLOSED);
  EXPECT_EQ(code([&] { (void)cache.ttl("a"); }), Code::CLOSED);
  EXPECT_EQ(code([&] { (void)cache.expire_time("a"); }), Code::CLOSED);
  EXPECT_EQ(code([&] { (void)cache.size(); }), Code::CLOSED);
  EXPECT_EQ(code([&] { cache.clear(); }), Code::CLOSED);
  EXPECT_EQ(code([&] { cache.maintain(); }), Code::CLOSED);
  EXPECT_EQ(code([&] { (void)cache.options(); }), Code::CLOSED);
  EXPECT_EQ(code([&] { (void)cache.stats(); }), Code::CLOSED);
  EXPECT_EQ(code([&] { cache.reset_stats(); }), Code::CLOSED);
  EXPECT_EQ(code([&] { (void)cache.now(); }), Code::CLOSED);
  EXPECT_EQ(code([&] { cache.advance(1s); }), Code::CLOSED);
  EXPECT_EQ(code([&] { cache.step_wall(1s); }), Code::CLOSED);
}

}  // namespace
}  // namespace cellaret::test
