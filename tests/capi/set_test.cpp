// Sets through the C API: membership, samples, deadlines, types and what each call answers.
#include <map>
#include <set>
#include <tuple>

#include "tests/capi/collections.h"

namespace cellaret::test {
namespace {

Texts numbered_texts(const char *prefix, int count) {
  Texts texts;
  for (int at = 0; at < count; ++at) texts.push_back(numbered(prefix, at));
  return texts;
}

TEST(SetsTest, a_member_is_there_once) {
  Collections cache;
  EXPECT_EQ(cache.add("s", {"a", "b", "a"}), 2u);
  EXPECT_EQ(cache.add("s", {"b", "c"}), 1u);
  EXPECT_EQ(cache.members("s"), (Texts{"a", "b", "c"}));
  EXPECT_EQ(cache.type("s"), CELLARET_TYPE_SET);
  EXPECT_EQ(cache.take("s", {"a", "x", "a"}), 1u);
  EXPECT_EQ(cache.members("s"), (Texts{"b", "c"}));
}

TEST(SetsTest, the_key_goes_with_the_last_member) {
  Collections cache;
  cache.add("s", {"a"});
  EXPECT_EQ(cache.take("s", {"a"}), 1u);
  EXPECT_FALSE(cache.exists("s"));
  EXPECT_EQ(cache.take("s", {"a"}), 0u);
  EXPECT_EQ(cache.len(), 0u);
}

TEST(SetsTest, text_that_looks_like_a_number_is_one_only_in_canonical_form) {
  Collections cache;
  EXPECT_EQ(cache.add("s", {"1", "01", "1.0"}), 3u);
  cellaret_element numbers[] = {cellaret_element_int(1), cellaret_element_double(1.0)};
  std::uint64_t added = 9;
  EXPECT_EQ(cellaret_set_add(cache, "s", 1, numbers, 2, nullptr, &added), CELLARET_OK);
  EXPECT_EQ(added, 0u);
  EXPECT_EQ(cellaret_set_contains(cache, "s", 1, &numbers[1]), CELLARET_OK);
}

TEST(SetsTest, contains_answers_each_member_of_one_moment) {
  Collections cache;
  cache.add("s", {"a", "b"});
  cellaret_element a = element_of("a");
  cellaret_element x = element_of("x");
  EXPECT_EQ(cellaret_set_contains(cache, "s", 1, &a), CELLARET_OK);
  EXPECT_EQ(cellaret_set_contains(cache, "s", 1, &x), CELLARET_MISS);
  EXPECT_EQ(cellaret_set_contains(cache, "none", 4, &a), CELLARET_MISS);
  cellaret_element both[] = {x, a};
  std::uint8_t contained[] = {9, 9};
  EXPECT_EQ(cellaret_set_contains_many(cache, "s", 1, both, 2, contained), CELLARET_OK);
  EXPECT_EQ(contained[0], 0);
  EXPECT_EQ(contained[1], 1);
}

// Through all forms: integers, packed, hashed, and back.
TEST(SetsTest, holds_its_members_through_every_form) {
  Collections cache;
  std::set<std::string> model;
  for (int at = 0; at < 3000; ++at) {
    std::string member = at < 300 ? std::to_string(at * 7) : numbered("member ", at);
    EXPECT_EQ(cache.add("s", {member}), 1u);
    model.insert(member);
    if (at % 500 == 0) {
      EXPECT_EQ(cache.members("s"), Texts(model.begin(), model.end()));
    }
  }
  while (model.size() > 2) {
    std::string member = *model.begin();
    EXPECT_EQ(cache.take("s", {member}), 1u);
    model.erase(member);
    if (model.size() % 500 == 0) {
      EXPECT_EQ(cache.members("s"), Texts(model.begin(), model.end()));
    }
  }
  EXPECT_EQ(cache.members("s"), Texts(model.begin(), model.end()));
}

TEST(SetsTest, a_pop_takes_out_what_it_gives) {
  Collections cache;
  Texts all = sorted(numbered_texts("m", 400));
  cache.add("s", all);
  Texts popped;
  for (int at = 0; at < 50; ++at) {
    Value value;
    EXPECT_EQ(cellaret_set_pop_one(cache, "s", 1, nullptr, value.raw()), CELLARET_OK);
    popped.emplace_back(value.text());
  }
  for (std::int64_t count : {0, 1, 7, 100, 1000}) {
    cellaret_values *values = nullptr;
    EXPECT_EQ(cellaret_set_pop(cache, "s", 1, count, nullptr, &values), CELLARET_OK);
    Texts some = texts_of(values);
    EXPECT_EQ(some.size(), std::min<std::size_t>(static_cast<std::size_t>(count), 242));
    popped.insert(popped.end(), some.begin(), some.end());
  }
  EXPECT_EQ(sorted(popped), all);
  EXPECT_FALSE(cache.exists("s"));
  Value value;
  EXPECT_EQ(cellaret_set_pop_one(cache, "s", 1, nullptr, value.raw()), CELLARET_MISS);
}

TEST(SetsTest, a_sample_has_distinct_members_unless_it_may_repeat) {
  Collections cache;
  for (int members : {2, 60, 300, 3000}) {
    Texts all = sorted(numbered_texts("m", members));
    cache.erase("s");
    cache.add("s", all);
    for (int count : {0, 1, 10, members / 2, members, members * 5}) {
      cellaret_values *values = nullptr;
      EXPECT_EQ(cellaret_set_sample(cache, "s", 1, count, &values), CELLARET_OK);
      Texts some = texts_of(values);
      EXPECT_EQ(some.size(), static_cast<std::size_t>(std::min(count, members)));
      EXPECT_EQ(std::set<std::string>(some.begin(), some.end()).size(), some.size());
      for (const std::string &member : some) {
        EXPECT_TRUE(std::binary_search(all.begin(), all.end(), member));
      }
      EXPECT_EQ(cellaret_set_sample_with_replacement(cache, "s", 1, count, &values), CELLARET_OK);
      EXPECT_EQ(texts_of(values).size(), static_cast<std::size_t>(count));
    }
    EXPECT_EQ(cache.members("s"), all);
  }
}

TEST(SetsTest, a_sample_of_no_set_is_empty) {
  Collections cache;
  cellaret_values *values = nullptr;
  Value value;
  EXPECT_EQ(cellaret_set_sample(cache, "s", 1, 5, &values), CELLARET_OK);
  EXPECT_EQ(texts_of(values), Texts{});
  EXPECT_EQ(cellaret_set_sample_with_replacement(cache, "s", 1, 5, &values), CELLARET_OK);
  EXPECT_EQ(texts_of(values), Texts{});
  EXPECT_EQ(cellaret_set_pop(cache, "s", 1, 5, nullptr, &values), CELLARET_OK);
  EXPECT_EQ(texts_of(values), Texts{});
  EXPECT_EQ(cellaret_set_sample_one(cache, "s", 1, value.raw()), CELLARET_MISS);
}

TEST(SetsTest, a_sample_that_no_machine_can_hold_is_an_error) {
  Collections cache;
  cache.add("s", {"a"});
  cellaret_values *values = nullptr;
  EXPECT_EQ(cellaret_set_sample_with_replacement(cache, "s", 1, INT64_MAX, &values),
            CELLARET_NO_MEMORY);
  EXPECT_EQ(values, nullptr);
}

TEST(SetsTest, every_call_on_another_type_changes_nothing) {
  Collections cache;
  cache.set("s", "text");
  cache.push_right("l", {"element"});
  for (const char *key : {"s", "l"}) {
    cellaret_element x = element_of("x");
    cellaret_values *values = nullptr;
    Value value;
    std::uint64_t number = 0;
    std::uint8_t flag = 0;
    EXPECT_EQ(cellaret_set_add(cache, key, 1, &x, 1, nullptr, &number), CELLARET_WRONG_TYPE);
    EXPECT_EQ(cellaret_set_remove(cache, key, 1, &x, 1, nullptr, &number), CELLARET_WRONG_TYPE);
    EXPECT_EQ(cellaret_set_contains(cache, key, 1, &x), CELLARET_WRONG_TYPE);
    EXPECT_EQ(cellaret_set_contains_many(cache, key, 1, &x, 1, &flag), CELLARET_WRONG_TYPE);
    EXPECT_EQ(cellaret_set_len(cache, key, 1, &number), CELLARET_WRONG_TYPE);
    EXPECT_EQ(cellaret_set_items(cache, key, 1, &values), CELLARET_WRONG_TYPE);
    EXPECT_EQ(cellaret_set_pop_one(cache, key, 1, nullptr, value.raw()), CELLARET_WRONG_TYPE);
    EXPECT_EQ(cellaret_set_pop(cache, key, 1, 0, nullptr, &values), CELLARET_WRONG_TYPE);
    EXPECT_EQ(cellaret_set_sample_one(cache, key, 1, value.raw()), CELLARET_WRONG_TYPE);
    EXPECT_EQ(cellaret_set_sample(cache, key, 1, 0, &values), CELLARET_WRONG_TYPE);
  }
  EXPECT_EQ(cache.text("s"), "text");
  EXPECT_EQ(cache.range("l"), Texts{"element"});
}

TEST(SetsTest, a_write_that_adds_nothing_still_refreshes_the_deadline) {
  Collections cache;
  cellaret_write_options options = write_options(cellaret_expiry_in(1000));
  cache.add("s", {"a"}, &options);
  cache.advance(400);
  EXPECT_EQ(cache.add("s", {"a"}), 0u);
  EXPECT_EQ(cache.ttl("s"), 600);
  EXPECT_EQ(cache.add("s", {"a"}, &options), 0u);
  EXPECT_EQ(cache.ttl("s"), 1000);
  cellaret_expiry later = cellaret_expiry_in(3000);
  cellaret_element x = element_of("x");
  EXPECT_EQ(cellaret_set_remove(cache, "s", 1, &x, 1, &later, nullptr), CELLARET_OK);
  EXPECT_EQ(cache.ttl("s"), 3000);
  cellaret_values *values = nullptr;
  cellaret_expiry latest = cellaret_expiry_in(9000);
  EXPECT_EQ(cellaret_set_pop(cache, "s", 1, 0, &latest, &values), CELLARET_OK);
  cellaret_values_release(values);
  EXPECT_EQ(cache.ttl("s"), 3000);
}

TEST(SetsTest, a_bad_expiry_changes_nothing) {
  Collections cache;
  cellaret_write_options bad = write_options(cellaret_expiry_in(0));
  cellaret_element a = element_of("a");
  EXPECT_EQ(cellaret_set_add(cache, "s", 1, &a, 1, &bad, nullptr), CELLARET_BAD_EXPIRY);
  EXPECT_FALSE(cache.exists("s"));
}

TEST(SetsTest, large_sets_evict_others_and_are_evicted_themselves) {
  cellaret_options options = manual_options();
  options.max_bytes = 1024 * 1024;
  Collections cache(options);
  for (int round = 0; round < 30; ++round) {
    cache.add(numbered("set", round), numbered_texts("a member of some length ", 2000));
    EXPECT_LE(cache.stats().bytes_charged, options.max_bytes);
  }
  EXPECT_GT(cache.stats().evictions, 10u);
  EXPECT_GE(cache.len(), 2u);
}

using Combine = cellaret_status (*)(cellaret_cache *, const cellaret_key *, std::size_t,
                                    cellaret_values **);
using Store = cellaret_status (*)(cellaret_cache *, const void *, std::size_t, const cellaret_key *,
                                  std::size_t, const cellaret_expiry *, std::uint64_t *);

std::vector<cellaret_key> keys_of(const Texts &texts) {
  std::vector<cellaret_key> keys;
  for (const std::string &text : texts) keys.push_back({text.data(), text.size()});
  return keys;
}

std::vector<cellaret_key> keys_of(Texts &&) = delete;

Texts combined(Collections &cache, Combine combine, const Texts &keys) {
  std::vector<cellaret_key> raw = keys_of(keys);
  cellaret_values *values = nullptr;
  EXPECT_EQ(combine(cache, raw.data(), raw.size(), &values), CELLARET_OK);
  return values == nullptr ? Texts() : sorted(texts_of(values));
}

std::uint64_t stored(Collections &cache, Store store, std::string_view destination,
                     const Texts &keys, const cellaret_expiry *expiry = nullptr) {
  std::vector<cellaret_key> raw = keys_of(keys);
  std::uint64_t len = 99;
  EXPECT_EQ(
      store(cache, destination.data(), destination.size(), raw.data(), raw.size(), expiry, &len),
      CELLARET_OK);
  return len;
}

TEST(SetAlgebraTest, combines_as_std_set_does) {
  cellaret_options options = manual_options();
  options.shards = 8;
  Collections cache(options);
  std::map<std::string, std::set<std::string>> model;
  for (auto [key, from, to] : {std::tuple{"a", 0, 700}, {"b", 300, 310}, {"c", 250, 600}}) {
    Texts members;
    for (int at = from; at < to; ++at) {
      members.push_back(at % 2 == 0 ? std::to_string(at) : numbered("m", at));
    }
    cache.add(key, members);
    model[key] = {members.begin(), members.end()};
  }
  for (const Texts &keys : {Texts{"a"}, Texts{"a", "b"}, Texts{"b", "a", "c"}, Texts{"c", "none"},
                            Texts{"a", "a"}, Texts{"none", "a"},
                            Texts{"a", "b", "c", "a", "b", "c", "a", "b", "c", "a", "b", "c", "a",
                                  "b", "c", "a", "b", "c"}}) {
    std::set<std::string> all;
    for (const std::string &key : keys) all.insert(model[key].begin(), model[key].end());
    Texts difference;
    Texts intersection;
    for (const std::string &member : all) {
      bool in_all = true;
      bool in_later = false;
      for (std::size_t at = 0; at < keys.size(); ++at) {
        bool is_in = model[keys[at]].contains(member);
        in_all = in_all && is_in;
        in_later = in_later || (at > 0 && is_in);
      }
      if (in_all) intersection.push_back(member);
      if (model[keys[0]].contains(member) && !in_later) difference.push_back(member);
    }
    Texts united(all.begin(), all.end());
    EXPECT_EQ(combined(cache, cellaret_set_diff, keys), difference);
    EXPECT_EQ(combined(cache, cellaret_set_intersect, keys), intersection);
    EXPECT_EQ(combined(cache, cellaret_set_union, keys), united);
    EXPECT_EQ(stored(cache, cellaret_set_diff_store, "d", keys), difference.size());
    EXPECT_EQ(cache.members("d"), difference);
    EXPECT_EQ(stored(cache, cellaret_set_intersect_store, "d", keys), intersection.size());
    EXPECT_EQ(cache.members("d"), intersection);
    EXPECT_EQ(stored(cache, cellaret_set_union_store, "d", keys), united.size());
    EXPECT_EQ(cache.members("d"), united);
  }
}

TEST(SetAlgebraTest, counts_an_intersection_up_to_the_limit) {
  Collections cache;
  cache.add("a", {"1", "2", "3", "4"});
  cache.add("b", {"2", "3", "4", "5"});
  Texts names{"a", "b"};
  std::vector<cellaret_key> keys = keys_of(names);
  for (auto [limit, wanted] : {std::pair{0u, 3u}, {2u, 2u}, {3u, 3u}, {9u, 3u}}) {
    std::uint64_t len = 0;
    EXPECT_EQ(cellaret_set_intersect_len(cache, keys.data(), 2, limit, &len), CELLARET_OK);
    EXPECT_EQ(len, wanted);
  }
}

TEST(SetAlgebraTest, another_type_in_any_place_is_an_error_and_stores_nothing) {
  Collections cache;
  cache.add("a", {"1"});
  cache.set("s", "text");
  for (const Texts &keys : {Texts{"s"}, Texts{"a", "s"}, Texts{"none", "s"}}) {
    std::vector<cellaret_key> raw = keys_of(keys);
    cellaret_values *values = nullptr;
    for (Combine combine : {cellaret_set_diff, cellaret_set_intersect, cellaret_set_union}) {
      EXPECT_EQ(combine(cache, raw.data(), raw.size(), &values), CELLARET_WRONG_TYPE);
    }
    EXPECT_EQ(cellaret_set_union_store(cache, "a", 1, raw.data(), raw.size(), nullptr, nullptr),
              CELLARET_WRONG_TYPE);
  }
  EXPECT_EQ(cache.members("a"), Texts{"1"});
}

TEST(SetAlgebraTest, a_store_replaces_any_type_and_an_empty_one_takes_the_key_out) {
  Collections cache;
  cache.add("s", {"1", "2"});
  for (bool is_list : {false, true}) {
    if (is_list) {
      cache.push_right("d", Texts(500, "element"));
    } else {
      cache.set("d", "text");
    }
    EXPECT_EQ(stored(cache, cellaret_set_intersect_store, "d", {"s"}), 2u);
    EXPECT_EQ(cache.type("d"), CELLARET_TYPE_SET);
    EXPECT_EQ(cache.set("d", "text"), CELLARET_OK);
    EXPECT_EQ(stored(cache, cellaret_set_diff_store, "d", {"s", "s"}), 0u);
    EXPECT_FALSE(cache.exists("d"));
  }
  cache.add("t", {"3"});
  EXPECT_EQ(stored(cache, cellaret_set_union_store, "t", {"t", "s"}), 3u);
  EXPECT_EQ(cache.members("t"), (Texts{"1", "2", "3"}));
}

TEST(SetAlgebraTest, a_store_replaces_the_deadline_unless_told_to_keep_it) {
  Collections cache;
  cellaret_write_options options = write_options(cellaret_expiry_in(1000));
  cache.add("s", {"1"});
  cache.add("d", {"2"}, &options);
  cellaret_expiry keep = cellaret_expiry_keep();
  stored(cache, cellaret_set_union_store, "d", {"s", "d"}, &keep);
  EXPECT_EQ(cache.ttl("d"), 1000);
  stored(cache, cellaret_set_union_store, "d", {"s", "d"});
  EXPECT_EQ(cache.ttl("d"), -1);
  cellaret_expiry in = cellaret_expiry_in(700);
  stored(cache, cellaret_set_union_store, "d", {"s", "d"}, &in);
  EXPECT_EQ(cache.ttl("d"), 700);
  cellaret_expiry past = cellaret_expiry_at(1);
  EXPECT_EQ(stored(cache, cellaret_set_union_store, "d", {"s", "d"}, &past), 2u);
  EXPECT_FALSE(cache.exists("d"));
}

TEST(SetsTest, a_move_takes_a_member_along) {
  Collections cache;
  cache.add("a", {"1", "2"});
  cellaret_element one = element_of("1");
  cellaret_element x = element_of("x");
  EXPECT_EQ(cellaret_set_move(cache, "a", 1, "b", 1, &one, nullptr), CELLARET_OK);
  EXPECT_EQ(cache.members("a"), Texts{"2"});
  EXPECT_EQ(cache.members("b"), Texts{"1"});
  EXPECT_EQ(cellaret_set_move(cache, "a", 1, "b", 1, &x, nullptr), CELLARET_MISS);
  EXPECT_EQ(cellaret_set_move(cache, "b", 1, "b", 1, &one, nullptr), CELLARET_OK);
  EXPECT_EQ(cache.members("b"), Texts{"1"});
  cache.set("s", "text");
  EXPECT_EQ(cellaret_set_move(cache, "none", 4, "s", 1, &one, nullptr), CELLARET_MISS);
  EXPECT_EQ(cellaret_set_move(cache, "b", 1, "s", 1, &x, nullptr), CELLARET_WRONG_TYPE);
  EXPECT_EQ(cellaret_set_move(cache, "b", 1, "a", 1, &one, nullptr), CELLARET_OK);
  EXPECT_FALSE(cache.exists("b"));
}

}  // namespace
}  // namespace cellaret::test
