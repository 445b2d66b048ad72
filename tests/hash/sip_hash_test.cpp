// SipHash-1-3 gives what others compute, and an instance that hashes with it behaves as any other.
#include "engine/base/sip_hash.h"

#include <set>

#include "tests/capi/fixture.h"

namespace cellaret::test {
namespace {

// As CPython 3.11 has them: PYTHONHASHSEED=0 sets the key to zeros, and hash(bytes) is SipHash-1-3.
// Of n bytes, byte i is 7 * i + n.
TEST(SipHashTest, gives_what_cpython_gives_for_a_key_of_zeros) {
  struct Row {
    std::size_t size;
    std::uint64_t hash;
  };
  for (const Row &row :
       {Row{1, 0x44bc103b1f8540ed}, Row{2, 0x59c293a98a99f70b}, Row{7, 0x9fff4ac9ef420232},
        Row{8, 0xcaf590d4e8867659}, Row{9, 0xdbc958e03a783083}, Row{15, 0xade679b8aedd64c4},
        Row{16, 0xd16eb79de4d128d0}, Row{17, 0x64aa3c973ae91df5}, Row{63, 0x1bc1438de96eb7e0},
        Row{64, 0x5567a64c7eaaba34}, Row{100, 0xe7e90a1389544e65}}) {
    std::string bytes;
    for (std::size_t at = 0; at < row.size; ++at) {
      bytes.push_back(static_cast<char>(at * 7 + row.size));
    }
    EXPECT_EQ(engine::sip_hash_1_3(bytes, 0, 0), row.hash) << row.size;
  }
}

TEST(SipHashTest, both_halves_of_the_key_count) {
  std::set<std::uint64_t> hashes;
  for (std::uint64_t key0 : {0, 1, 2}) {
    for (std::uint64_t key1 : {0, 1, 2}) hashes.insert(engine::sip_hash_1_3("key", key0, key1));
  }
  EXPECT_EQ(hashes.size(), 9u);
}

TEST(SipHashTest, seeds_give_different_hashes) {
  EXPECT_NE(engine::sip_hash("key", engine::HashSecret(1)),
            engine::sip_hash("key", engine::HashSecret(2)));
}

TEST(HashOptionTest, an_instance_with_either_hash_keeps_and_loses_the_same) {
  for (std::uint32_t hash : {CELLARET_HASH_XXH3, CELLARET_HASH_SIPHASH}) {
    cellaret_options options = manual_options();
    options.hash = hash;
    options.shards = 4;
    Cache cache(options);
    EXPECT_EQ(cache.options().hash, hash);
    for (int number = 0; number < 5000; ++number) {
      ASSERT_EQ(cache.set(numbered("k", number), std::to_string(number)), CELLARET_OK);
    }
    for (int number = 0; number < 5000; number += 2) cache.erase(numbered("k", number));
    for (int number = 0; number < 5000; ++number) {
      EXPECT_EQ(cache.text(numbered("k", number)).has_value(), number % 2 == 1);
    }
    cellaret_element members[300];
    std::string texts[300];
    for (int at = 0; at < 300; ++at) {
      texts[at] = numbered("member", at);
      members[at] = cellaret_element_bytes(texts[at].data(), texts[at].size());
    }
    std::uint64_t added = 0;
    ASSERT_EQ(cellaret_set_add(cache, "s", 1, members, 300, nullptr, &added), CELLARET_OK);
    EXPECT_EQ(added, 300u);
    EXPECT_EQ(cellaret_set_contains(cache, "s", 1, &members[123]), CELLARET_OK);
  }
}

}  // namespace
}  // namespace cellaret::test
