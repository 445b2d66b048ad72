// Walks, lists and draws of keys as members of Cache.
#include <algorithm>
#include <ranges>
#include <set>
#include <vector>

#include "fixture.h"

namespace cellaret::test {
namespace {

using Strings = std::vector<std::string>;

static_assert(std::ranges::input_range<Scan>);

class ScanTest : public CacheTest {
 protected:
  ScanTest() {
    for (int number = 0; number < 100; ++number) cache_.set("k" + std::to_string(number), number);
    cache_.set("text", "v");
    cache_.list_push_left("list", {"a"});
  }
};

Strings sorted(Strings strings) {
  std::sort(strings.begin(), strings.end());
  return strings;
}

TEST_F(ScanTest, a_walk_is_a_range_that_gives_every_key_once) {
  std::multiset<std::string> seen;
  for (std::string_view key : cache_.scan()) seen.insert(std::string(key));
  EXPECT_EQ(seen.size(), 102u);
  EXPECT_EQ(std::set<std::string>(seen.begin(), seen.end()).size(), 102u);
}

TEST_F(ScanTest, a_walk_is_narrowed_by_pattern_type_and_step) {
  Strings found;
  for (std::string_view key : cache_.scan("k[12]?")) found.emplace_back(key);
  EXPECT_EQ(found.size(), 20u);
  found.clear();
  for (std::string_view key :
       cache_.scan({.pattern = "*", .types = {Type::kList, Type::kString}, .count = 1})) {
    found.emplace_back(key);
  }
  EXPECT_EQ(sorted(found), (Strings{"list", "text"}));
  for (std::string_view key : cache_.scan("none*")) ADD_FAILURE() << key;
}

TEST_F(ScanTest, a_walk_can_be_gone_on_with_by_its_cursor) {
  std::uint64_t cursor = 0;
  std::size_t keys = 0;
  do {
    ScanStep step = cache_.scan_step(cursor, {.count = 5});
    keys += step.keys.size();
    cursor = step.cursor;
  } while (cursor != 0);
  EXPECT_EQ(keys, 102u);
  EXPECT_THROW(static_cast<void>(cache_.scan_step(UINT64_MAX)), std::invalid_argument);
}

TEST_F(ScanTest, an_empty_cache_has_nothing_to_walk_or_draw) {
  cache_.clear();
  for (std::string_view key : cache_.scan()) ADD_FAILURE() << key;
  EXPECT_TRUE(cache_.keys().empty());
  EXPECT_FALSE(cache_.random_key().has_value());
  EXPECT_FALSE(cache_.memory_usage("k1").has_value());
}

TEST_F(ScanTest, keys_are_listed_deleted_and_drawn) {
  EXPECT_EQ(cache_.keys().size(), 102u);
  EXPECT_EQ(sorted(cache_.keys("[tl]*").to_strings()), (Strings{"list", "text"}));
  EXPECT_TRUE(cache_.exists(cache_.random_key().value()));
  EXPECT_GT(cache_.memory_usage("list").value(), 16u);
  EXPECT_EQ(cache_.delete_matching("k*"), 100u);
  EXPECT_EQ(cache_.size(), 2u);
}

}  // namespace
}  // namespace cellaret::test
