// Lists and sets under threads: moves lose and double nothing, and readers without the lock never
// follow what is not theirs.
#include "tests/capi/collections.h"
#include "tests/concurrency/threads.h"

namespace cellaret::test {
namespace {

cellaret_options shared_options() {
  cellaret_options options{};
  options.struct_size = sizeof options;
  options.shards = 8;
  return options;
}

constexpr int kKeys = 6;
constexpr int kMembers = 40;

std::string key_of(std::uint64_t number) { return numbered("key", number % kKeys); }

TEST(CollectionThreadsTest, a_member_that_moves_is_always_in_exactly_one_set) {
  Collections cache(shared_options());
  Texts members;
  for (int at = 0; at < kMembers; ++at) members.push_back(numbered("m", at));
  cache.add("key0", members);
  std::vector<std::string> names;
  std::vector<cellaret_key> keys;
  for (int at = 0; at < kKeys; ++at) names.push_back(key_of(at));
  for (const std::string &name : names) keys.push_back({name.data(), name.size()});
  auto look = [&] {
    cellaret_values *values = nullptr;
    EXPECT_EQ(cellaret_set_union(cache, keys.data(), keys.size(), &values), CELLARET_OK);
    EXPECT_EQ(values->count, static_cast<std::size_t>(kMembers));
    cellaret_values_release(values);
  };
  {
    Beside looking(look);
    on_threads(3, [&](int thread) {
      for (int round = 0; round < kRounds; ++round) {
        std::string source = key_of(round * 7 + thread);
        std::string destination = key_of(round * 3 + thread + 1);
        cellaret_element member = element_of(members[(round * 11 + thread) % kMembers]);
        cellaret_status status =
            cellaret_set_move(cache, source.data(), source.size(), destination.data(),
                              destination.size(), &member, nullptr);
        EXPECT_TRUE(status == CELLARET_OK || status == CELLARET_MISS);
      }
    });
  }
  std::uint64_t sum = 0;
  for (const std::string &name : names) sum += cache.members(name).size();
  EXPECT_EQ(sum, static_cast<std::uint64_t>(kMembers));
}

TEST(CollectionThreadsTest, elements_that_move_between_lists_are_neither_lost_nor_doubled) {
  Collections cache(shared_options());
  Texts elements;
  for (int at = 0; at < kMembers; ++at) elements.push_back(numbered("e", at));
  cache.push_right("key0", elements);
  on_threads(4, [&](int thread) {
    for (int round = 0; round < kRounds; ++round) {
      std::string source = key_of(round * 5 + thread);
      std::string destination = key_of(round + thread * 2);
      Value moved;
      cellaret_status status =
          cellaret_list_move(cache, source.data(), source.size(), destination.data(),
                             destination.size(), round & 1, round >> 1 & 1, nullptr, moved.raw());
      EXPECT_TRUE(status == CELLARET_OK || status == CELLARET_MISS);
    }
  });
  Texts all;
  for (int at = 0; at < kKeys; ++at) {
    for (std::string &element : cache.range(key_of(at))) all.push_back(std::move(element));
  }
  EXPECT_EQ(sorted(all), sorted(elements));
}

TEST(CollectionThreadsTest, a_read_without_the_lock_sees_a_value_or_a_wrong_type) {
  Collections cache(shared_options());
  auto read = [&] {
    for (int at = 0; at < kKeys; ++at) {
      std::string key = key_of(at);
      Value value;
      cellaret_status status = cache.get(key, value);
      if (status == CELLARET_OK) {
        EXPECT_EQ(value.text(), "a scalar");
      } else {
        EXPECT_TRUE(status == CELLARET_MISS || status == CELLARET_WRONG_TYPE);
        EXPECT_EQ(value->type, CELLARET_TYPE_NONE);
      }
    }
  };
  Beside reading(read);
  on_threads(3, [&](int thread) {
    for (int round = 0; round < kRounds; ++round) {
      std::string key = key_of(round + thread);
      cellaret_element element = element_of("element");
      Value value;
      switch (round % 5) {
        case 0:
          cache.set(key, "a scalar");
          break;
        case 1:
          cache.erase(key);
          break;
        case 2:
          cellaret_set_add(cache, key.data(), key.size(), &element, 1, nullptr, nullptr);
          break;
        case 3:
          cellaret_list_pop_left(cache, key.data(), key.size(), nullptr, value.raw());
          break;
        default:
          cellaret_list_push_right(cache, key.data(), key.size(), &element, 1, nullptr, nullptr);
      }
    }
  });
}

TEST(CollectionThreadsTest, a_limit_holds_while_collections_of_all_shards_grow) {
  cellaret_options options = shared_options();
  options.max_bytes = 2 * 1024 * 1024;
  Collections cache(options);
  auto look = [&] { EXPECT_LE(cache.stats().bytes_charged, options.max_bytes); };
  Beside looking(look);
  on_threads(3, [&](int thread) {
    for (int round = 0; round < kRounds / 4; ++round) {
      std::string key = numbered("key", (round * 13 + thread) % 200);
      std::string element(static_cast<std::size_t>(round * 37 % 900), 'e');
      cellaret_element raw = element_of(element);
      EXPECT_EQ(cellaret_list_push_left(cache, key.data(), key.size(), &raw, 1, nullptr, nullptr),
                CELLARET_OK);
    }
  });
}

}  // namespace
}  // namespace cellaret::test
