// Handles: stale ones and made-up ones are answered, never followed; instances are limited.
#include <vector>

#include "tests/capi/fixture.h"

namespace cellaret::test {
namespace {

cellaret_cache *made_up(std::uint64_t bits) {
  return reinterpret_cast<cellaret_cache *>(static_cast<std::uintptr_t>(bits));
}

cellaret_status answer(cellaret_cache *cache) {
  std::uint64_t entries = 0;
  return cellaret_len(cache, &entries);
}

TEST(HandleTest, a_closed_handle_is_closed) {
  Cache cache;
  cache.close();
  EXPECT_EQ(answer(cache), CELLARET_CLOSED);
  cache.close();
  EXPECT_EQ(answer(cache), CELLARET_CLOSED);
}

TEST(HandleTest, a_closed_handle_stays_closed_when_its_slot_is_used_again) {
  std::vector<cellaret_cache *> old;
  for (int round = 0; round < 100; ++round) {
    Cache cache;
    old.push_back(cache.handle());
    EXPECT_EQ(answer(cache), CELLARET_OK);
    for (cellaret_cache *stale : old) {
      EXPECT_EQ(answer(stale), stale == cache.handle() ? CELLARET_OK : CELLARET_CLOSED);
    }
    // Closing a stale handle must not close the instance that has its slot now.
    for (cellaret_cache *stale : old) {
      if (stale != cache.handle()) cellaret_cache_close(stale);
    }
    EXPECT_EQ(answer(cache), CELLARET_OK);
  }
  for (cellaret_cache *stale : old) EXPECT_EQ(answer(stale), CELLARET_CLOSED);
}

TEST(HandleTest, what_never_was_a_handle_is_invalid) {
  Cache cache;
  int local = 0;
  auto bits = static_cast<std::uint64_t>(reinterpret_cast<std::uintptr_t>(cache.handle()));
  for (std::uint64_t wrong :
       {UINT64_C(0), UINT64_C(1), UINT64_C(0xffff), UINT64_C(1) << 63, UINT64_MAX,
        UINT64_C(1) << 32, UINT64_C(0x1000000ffff), bits + (UINT64_C(1000) << 32),
        bits ^ (UINT64_C(1) << 63),
        static_cast<std::uint64_t>(reinterpret_cast<std::uintptr_t>(&local)) | 0x80000000u}) {
    EXPECT_EQ(answer(made_up(wrong)), CELLARET_INVALID) << std::hex << wrong;
    cellaret_cache_close(made_up(wrong));
  }
  EXPECT_EQ(answer(cache), CELLARET_OK);
}

TEST(HandleTest, every_handle_is_a_different_one) {
  Cache first;
  Cache second;
  EXPECT_NE(first.handle(), second.handle());
}

TEST(HandleTest, opening_over_the_limit_is_refused_until_one_is_closed) {
  constexpr std::size_t kLimit = 65536;
  std::vector<cellaret_cache *> open;
  cellaret_options options = manual_options();
  cellaret_cache *cache = nullptr;
  cellaret_status status = CELLARET_OK;
  while ((status = cellaret_cache_open(&options, &cache)) == CELLARET_OK) {
    open.push_back(cache);
    ASSERT_LE(open.size(), kLimit);
  }
  EXPECT_EQ(status, CELLARET_LIMIT);
  EXPECT_EQ(open.size(), kLimit);
  EXPECT_EQ(cache, open.back()) << "out_cache is untouched by a refused call";
  cellaret_cache_close(open[1234]);
  ASSERT_EQ(cellaret_cache_open(&options, &open[1234]), CELLARET_OK);
  EXPECT_EQ(cellaret_cache_open(&options, &cache), CELLARET_LIMIT);
  EXPECT_EQ(cellaret_set(open[1234], "k", 1, "v", 1, nullptr, nullptr), CELLARET_OK);
  for (cellaret_cache *each : open) cellaret_cache_close(each);
}

}  // namespace
}  // namespace cellaret::test
