// Reads without a lock beside writers that change entries in place, move them and take them out.
#include <string>

#include "tests/capi/fixture.h"
#include "tests/concurrency/threads.h"

namespace cellaret::test {
namespace {

constexpr int kThreads = 4;

// Every value is one letter, as often as the letter says: a torn read shows.
std::string value_of(int round) {
  auto letter = static_cast<char>('a' + round % 26);
  return std::string(static_cast<std::size_t>(letter - 'a') + 8, letter);
}

void expect_untorn(const Value &value) {
  std::string_view text = value.text();
  ASSERT_FALSE(text.empty());
  ASSERT_EQ(text, value_of(text[0] - 'a'));
}

void expect_untorn_reads(Cache &cache, int round, int keys) {
  Value value;
  if (cache.get(numbered("k", round % keys), value) == CELLARET_OK) expect_untorn(value);
}

TEST(UnlockedReadTest, values_are_whole_beside_overwrites_and_deadlines_in_place) {
  Cache cache(manual_options());
  on_threads(kThreads, [&](int number) {
    for (int round = 0; round < kRounds; ++round) {
      if (number != 0) {
        expect_untorn_reads(cache, round, 2);
        continue;
      }
      std::string key = numbered("k", round % 2);
      cache.set(key, value_of(round), cellaret_expiry_in(1000 + round));
      cache.expire(key, 5000 + round);
      if (round % 7 == 0) cache.persist(key);
    }
  });
}

TEST(UnlockedReadTest, values_are_whole_while_the_table_grows_and_shrinks) {
  cellaret_options options = manual_options();
  options.shards = 1;
  Cache cache(options);
  constexpr int kKeys = 400;
  on_threads(kThreads, [&](int number) {
    for (int round = 0; round < kRounds; ++round) {
      if (number != 0) {
        expect_untorn_reads(cache, round * 7, kKeys);
      } else if (round / kKeys % 2 == 0) {
        cache.set(numbered("k", round % kKeys), value_of(round));
      } else {
        cache.erase(numbered("k", round % kKeys));
      }
    }
  });
}

// A key that nobody takes out is always found, wherever its neighbours make it move.
TEST(UnlockedReadTest, a_key_that_stays_is_never_missed) {
  cellaret_options options = manual_options();
  options.shards = 1;
  Cache cache(options);
  for (int key = 0; key < 50; ++key) cache.set(numbered("stays", key), value_of(key));
  on_threads(kThreads, [&](int number) {
    for (int round = 0; round < kRounds; ++round) {
      if (number != 0) {
        Value value;
        ASSERT_EQ(cache.get(numbered("stays", round % 50), value), CELLARET_OK);
        expect_untorn(value);
      } else if (round / 500 % 2 == 0) {
        cache.set(numbered("k", round % 500), value_of(round));
      } else {
        cache.erase(numbered("k", round % 500));
      }
    }
  });
}

}  // namespace
}  // namespace cellaret::test
