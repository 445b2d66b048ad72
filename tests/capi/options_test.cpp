// Option structs: the rule of struct_size, every default resolved, everything wrong refused.
#include <algorithm>
#include <cstddef>
#include <vector>

#include "tests/capi/fixture.h"

namespace cellaret::test {
namespace {

cellaret_status open_status(const cellaret_options &options) {
  cellaret_cache *cache = nullptr;
  cellaret_status status = cellaret_cache_open(&options, &cache);
  EXPECT_EQ(cache != nullptr, status == CELLARET_OK);
  cellaret_cache_close(cache);
  return status;
}

// `Struct` followed by `tail` bytes, as a later version of the headers would make it.
template <class Struct>
class LargerStruct {
 public:
  LargerStruct(const Struct &known, std::size_t tail) : words_((sizeof(Struct) + tail + 7) / 8) {
    std::memcpy(words_.data(), &known, sizeof known);
    auto size = static_cast<std::uint32_t>(sizeof(Struct) + tail);
    std::memcpy(words_.data(), &size, sizeof size);
  }
  Struct *get() { return reinterpret_cast<Struct *>(words_.data()); }
  unsigned char *tail() {
    return reinterpret_cast<unsigned char *>(words_.data()) + sizeof(Struct);
  }

 private:
  std::vector<std::uint64_t> words_;
};

TEST(OptionsTest, null_options_are_the_defaults) {
  cellaret_cache *cache = nullptr;
  ASSERT_EQ(cellaret_cache_open(nullptr, &cache), CELLARET_OK);
  cellaret_options options{};
  options.struct_size = sizeof options;
  ASSERT_EQ(cellaret_cache_options(cache, &options), CELLARET_OK);
  EXPECT_EQ(options.clock, CELLARET_CLOCK_COARSE);
  EXPECT_EQ(options.max_bytes, CELLARET_DEFAULT_MAX_BYTES);
  EXPECT_EQ(options.max_entries, CELLARET_UNLIMITED);
  EXPECT_EQ(options.max_entry_bytes, CELLARET_UNLIMITED);
  EXPECT_STREQ(options.policy, "allkeys-lru");
  EXPECT_GE(options.shards, 1u);
  EXPECT_LE(options.shards, CELLARET_MAX_SHARDS);
  EXPECT_EQ(options.shards & (options.shards - 1), 0u);
  EXPECT_EQ(options.hash, CELLARET_HASH_XXH3);
  EXPECT_EQ(options.manual_start_ms, 0);
  EXPECT_NE(options.seed, 0u);
  EXPECT_EQ(options.default_expiry.kind, CELLARET_EXPIRY_NEVER);
  EXPECT_EQ(options.maintenance_ms, 0u);
  cellaret_cache_close(cache);
}

TEST(OptionsTest, what_was_asked_for_is_in_force) {
  cellaret_options asked = manual_options();
  asked.max_bytes = 1 << 20;
  asked.max_entries = 77;
  asked.max_entry_bytes = 1000;
  asked.policy = "allkeys-random";
  asked.shards = 4;
  asked.seed = 99;
  asked.default_expiry = cellaret_expiry_daily(6, 30, 15, 540);
  asked.maintenance_ms = 25;
  Cache cache(asked);
  cellaret_options options = cache.options();
  EXPECT_EQ(options.maintenance_ms, 25u);
  EXPECT_EQ(options.clock, CELLARET_CLOCK_MANUAL);
  EXPECT_EQ(options.manual_start_ms, kStart);
  EXPECT_EQ(options.max_bytes, 1u << 20);
  EXPECT_EQ(options.max_entries, 77u);
  EXPECT_EQ(options.max_entry_bytes, 1000u);
  EXPECT_STREQ(options.policy, "allkeys-random");
  EXPECT_EQ(options.shards, 4u);
  EXPECT_EQ(options.seed, 99u);
  EXPECT_EQ(std::memcmp(&options.default_expiry, &asked.default_expiry, sizeof(cellaret_expiry)),
            0);
}

TEST(OptionsTest, two_instances_without_a_seed_have_different_ones) {
  cellaret_options options = manual_options();
  options.seed = 0;
  Cache one(options);
  Cache other(options);
  EXPECT_NE(one.options().seed, other.options().seed);
}

TEST(OptionsTest, default_shards_shrink_with_the_limits) {
  cellaret_options options = manual_options();
  options.shards = 0;
  options.max_entries = 127;
  EXPECT_EQ(Cache(options).options().shards, 1u);
  options.max_entries = 4 * 64;
  EXPECT_LE(Cache(options).options().shards, 4u);
  options.max_entries = 0;
  options.max_bytes = 511 * 1024;
  EXPECT_EQ(Cache(options).options().shards, 1u);
}

TEST(OptionsTest, clocks_but_the_manual_one_follow_the_system) {
  for (std::uint32_t clock : {CELLARET_CLOCK_SYSTEM, CELLARET_CLOCK_COARSE}) {
    cellaret_options options = manual_options();
    options.clock = clock;
    options.manual_start_ms = 0;
    Cache cache(options);
    std::int64_t now = 0;
    ASSERT_EQ(cellaret_clock_now(cache, &now), CELLARET_OK);
    EXPECT_GT(now, 1'600'000'000'000);
    EXPECT_EQ(cellaret_clock_advance(cache, 1), CELLARET_INVALID);
    EXPECT_EQ(cellaret_clock_step_wall(cache, 1), CELLARET_INVALID);
  }
}

TEST(OptionsTest, every_field_out_of_range_is_refused) {
  struct Case {
    const char *name;
    void (*spoil)(cellaret_options &);
    cellaret_status expected;
  };
  constexpr Case kCases[] = {
      {"clock", [](auto &o) { o.clock = 4; }, CELLARET_INVALID},
      {"max_bytes", [](auto &o) { o.max_bytes = 4095; }, CELLARET_INVALID},
      {"policy", [](auto &o) { o.policy = "allkeys-magic"; }, CELLARET_INVALID},
      {"policy case", [](auto &o) { o.policy = "ALLKEYS-LRU"; }, CELLARET_INVALID},
      {"policy empty", [](auto &o) { o.policy = ""; }, CELLARET_INVALID},
      {"shards no power of two", [](auto &o) { o.shards = 3; }, CELLARET_INVALID},
      {"shards too many", [](auto &o) { o.shards = 2048; }, CELLARET_INVALID},
      {"hash", [](auto &o) { o.hash = 3; }, CELLARET_INVALID},
      {"start negative", [](auto &o) { o.manual_start_ms = -1; }, CELLARET_INVALID},
      {"start far", [](auto &o) { o.manual_start_ms = INT64_C(1) << 62; }, CELLARET_INVALID},
      {"start without manual clock", [](auto &o) { o.clock = CELLARET_CLOCK_SYSTEM; },
       CELLARET_INVALID},
      {"maintenance", [](auto &o) { o.maintenance_ms = CELLARET_MAX_MAINTENANCE_MS + 1; },
       CELLARET_INVALID},
      {"reserved", [](auto &o) { o.reserved = 1; }, CELLARET_INVALID},
      {"keep as default", [](auto &o) { o.default_expiry = cellaret_expiry_keep(); },
       CELLARET_INVALID},
      {"at as default", [](auto &o) { o.default_expiry = cellaret_expiry_at(kStart * 2); },
       CELLARET_INVALID},
      {"unknown default", [](auto &o) { o.default_expiry.kind = 6; }, CELLARET_INVALID},
      {"hour", [](auto &o) { o.default_expiry = cellaret_expiry_daily(24, 0, 0, 0); },
       CELLARET_INVALID},
      {"unused field", [](auto &o) { o.default_expiry = {CELLARET_EXPIRY_NEVER, 0, 0, 1, 0, 0}; },
       CELLARET_INVALID},
      {"default of no time", [](auto &o) { o.default_expiry = cellaret_expiry_in(0); },
       CELLARET_BAD_EXPIRY},
      {"default negative", [](auto &o) { o.default_expiry = cellaret_expiry_in(-5); },
       CELLARET_BAD_EXPIRY},
  };
  for (const Case &wrong : kCases) {
    cellaret_options options = manual_options();
    wrong.spoil(options);
    EXPECT_EQ(open_status(options), wrong.expected) << wrong.name;
  }
}

TEST(OptionsTest, the_limits_of_each_range_are_accepted) {
  cellaret_options options = manual_options();
  options.max_bytes = 4096;
  options.shards = CELLARET_MAX_SHARDS;
  options.manual_start_ms = (INT64_C(1) << 62) - 1;
  EXPECT_EQ(open_status(options), CELLARET_OK);
  options.max_bytes = CELLARET_UNLIMITED;
  options.maintenance_ms = CELLARET_MAX_MAINTENANCE_MS;
  options.manual_start_ms = 0;
  EXPECT_EQ(open_status(options), CELLARET_OK);
}

TEST(OptionsTest, a_struct_size_out_of_range_is_refused) {
  for (std::uint32_t size : {0u, 3u, 4097u, UINT32_MAX}) {
    cellaret_options options = manual_options();
    options.struct_size = size;
    EXPECT_EQ(open_status(options), CELLARET_INVALID) << size;
  }
}

TEST(OptionsTest, a_larger_struct_with_a_zero_tail_is_accepted) {
  LargerStruct<cellaret_options> larger(manual_options(), 64);
  EXPECT_EQ(open_status(*larger.get()), CELLARET_OK);
}

TEST(OptionsTest, a_larger_struct_with_anything_in_its_tail_is_refused) {
  for (std::size_t at : {std::size_t{0}, std::size_t{31}, std::size_t{63}}) {
    LargerStruct<cellaret_options> larger(manual_options(), 64);
    larger.tail()[at] = 1;
    EXPECT_EQ(open_status(*larger.get()), CELLARET_INVALID) << at;
  }
}

TEST(OptionsTest, a_shorter_struct_of_an_older_header_is_accepted_and_not_read_beyond) {
  cellaret_options options = manual_options();
  options.struct_size = offsetof(cellaret_options, max_bytes);
  options.clock = CELLARET_CLOCK_SYSTEM;
  // All of this lies behind what the caller said is there.
  options.max_bytes = 1;
  options.shards = 3;
  options.policy = reinterpret_cast<const char *>(8);
  options.default_expiry.kind = 200;
  Cache cache(options);
  EXPECT_EQ(cache.options().max_bytes, CELLARET_DEFAULT_MAX_BYTES);
  EXPECT_EQ(cache.options().clock, CELLARET_CLOCK_SYSTEM);
}

TEST(OptionsTest, no_more_than_the_caller_has_is_written) {
  Cache cache;
  cellaret_options out;
  std::memset(&out, 0x5a, sizeof out);
  out.struct_size = offsetof(cellaret_options, max_entries);
  ASSERT_EQ(cellaret_cache_options(cache, &out), CELLARET_OK);
  EXPECT_EQ(out.struct_size, offsetof(cellaret_options, max_entries));
  EXPECT_EQ(out.max_bytes, CELLARET_DEFAULT_MAX_BYTES);
  EXPECT_EQ(out.max_entries, UINT64_C(0x5a5a5a5a5a5a5a5a));
}

TEST(OptionsTest, what_the_library_does_not_know_is_read_back_as_zero) {
  Cache cache;
  LargerStruct<cellaret_options> larger(cellaret_options{}, 32);
  std::fill_n(larger.tail(), 32, static_cast<unsigned char>(0x5a));
  ASSERT_EQ(cellaret_cache_options(cache, larger.get()), CELLARET_OK);
  EXPECT_TRUE(std::all_of(larger.tail(), larger.tail() + 32, [](auto b) { return b == 0; }));
  EXPECT_EQ(larger.get()->struct_size, sizeof(cellaret_options) + 32);
}

TEST(OptionsTest, set_options_follow_the_same_rule) {
  Cache cache;
  cellaret_set_options options = set_options(CELLARET_SET_ALWAYS, cellaret_expiry_in(5), 3);
  for (std::uint32_t size : {0u, 3u, 4097u}) {
    options.struct_size = size;
    EXPECT_EQ(cache.set("k", "v", &options), CELLARET_INVALID) << size;
  }
  options.struct_size = offsetof(cellaret_set_options, expiry);
  options.expiry.kind = 200;  // not read: the struct ends before it
  EXPECT_EQ(cache.set("k", "v", &options), CELLARET_OK);
  EXPECT_EQ(cache.ttl("k"), -1);

  LargerStruct<cellaret_set_options> larger(set_options(CELLARET_SET_ALWAYS, cellaret_expiry_in(5)),
                                            16);
  EXPECT_EQ(cache.set("k", "w", larger.get()), CELLARET_OK);
  EXPECT_EQ(cache.ttl("k"), 5);
  larger.tail()[15] = 1;
  EXPECT_EQ(cache.set("k", "x", larger.get()), CELLARET_INVALID);
  EXPECT_EQ(cache.text("k"), "w");
}

TEST(OptionsTest, statistics_follow_the_same_rule) {
  Cache cache;
  cache.set("k", "v");
  cellaret_stats stats;
  std::memset(&stats, 0x5a, sizeof stats);
  for (std::uint32_t size : {0u, 7u, 4097u}) {
    stats.struct_size = size;
    EXPECT_EQ(cellaret_stats_read(cache, &stats), CELLARET_INVALID) << size;
  }
  stats.struct_size = 8;
  EXPECT_EQ(cellaret_stats_read(cache, &stats), CELLARET_OK);
  EXPECT_EQ(stats.shards, 1u);
  EXPECT_EQ(stats.hits, UINT64_C(0x5a5a5a5a5a5a5a5a));

  LargerStruct<cellaret_stats> larger(cellaret_stats{}, 16);
  std::fill_n(larger.tail(), 16, static_cast<unsigned char>(0x5a));
  ASSERT_EQ(cellaret_stats_read(cache, larger.get()), CELLARET_OK);
  EXPECT_EQ(larger.get()->sets, 1u);
  EXPECT_TRUE(std::all_of(larger.tail(), larger.tail() + 16, [](auto b) { return b == 0; }));
}

}  // namespace
}  // namespace cellaret::test
