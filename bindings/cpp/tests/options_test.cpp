// Opening: options reach the engine, are read back, and are refused where they are not allowed.
#include <chrono>
#include <memory>
#include <string>
#include <thread>
#include <type_traits>
#include <utility>

#include "fixture.h"

namespace cellaret::test {
namespace {

static_assert(!std::is_copy_constructible_v<Cache> && !std::is_copy_assignable_v<Cache>);
static_assert(std::is_nothrow_move_constructible_v<Cache>);
static_assert(std::is_nothrow_move_assignable_v<Cache>);
static_assert(sizeof(Cache) == sizeof(void *));
static_assert(!std::is_convertible_v<Options, Cache>);

TEST(OptionsTest, every_option_is_in_force_as_given) {
  const Cache cache({.max_bytes = 64 << 20,
                     .max_entries = 1000,
                     .max_entry_bytes = 4096,
                     .policy = "allkeys-random",
                     .shards = 4,
                     .clock = Clock::kManual,
                     .manual_start = kStart,
                     .seed = 42,
                     .default_expiry = Expiry::in(5s),
                     .maintenance = 25ms});
  const Options options = cache.options();
  EXPECT_EQ(options.max_bytes, 64U << 20U);
  EXPECT_EQ(options.max_entries, 1000U);
  EXPECT_EQ(options.max_entry_bytes, 4096U);
  EXPECT_EQ(options.policy, "allkeys-random");
  EXPECT_EQ(options.shards, 4U);
  EXPECT_EQ(options.clock, Clock::kManual);
  EXPECT_EQ(options.manual_start, kStart);
  EXPECT_EQ(options.seed, 42U);
  EXPECT_EQ(options.default_expiry.raw().kind, CELLARET_EXPIRY_IN);
  EXPECT_EQ(options.default_expiry.raw().ms, 5000);
  EXPECT_EQ(options.maintenance, 25ms);
}

TEST(OptionsTest, without_options_a_cache_has_the_documented_defaults) {
  const Options options = Cache().options();
  EXPECT_EQ(options.max_bytes, CELLARET_DEFAULT_MAX_BYTES);
  EXPECT_EQ(options.max_entries, kUnlimited);
  EXPECT_EQ(options.max_entry_bytes, kUnlimited);
  EXPECT_EQ(options.policy, "allkeys-lru");
  EXPECT_GE(options.shards, 1U);
  EXPECT_EQ(options.clock, Clock::kCoarse);
  EXPECT_EQ(options.default_expiry.raw().kind, CELLARET_EXPIRY_NEVER);
  EXPECT_EQ(options.maintenance, 0ms);
}

TEST(OptionsTest, the_policy_needs_no_terminator) {
  const std::string text = "noeviction-and-more";
  const Cache cache({.policy = std::string_view(text).substr(0, 10)});
  EXPECT_EQ(cache.options().policy, "noeviction");
}

TEST(OptionsTest, options_that_are_not_allowed_are_invalid_arguments) {
  EXPECT_THROW(Cache({.max_bytes = 4095}), std::invalid_argument);
  EXPECT_THROW(Cache({.policy = "best"}), std::invalid_argument);
  EXPECT_THROW(Cache({.policy = std::string_view("noeviction\0", 11)}), std::invalid_argument);
  EXPECT_THROW(Cache({.shards = 3}), std::invalid_argument);
  EXPECT_THROW(Cache({.clock = static_cast<Clock>(9)}), std::invalid_argument);
  EXPECT_THROW(Cache({.clock = Clock::kManual, .manual_start = TimePoint(-1ms)}),
               std::invalid_argument);
  EXPECT_THROW(Cache({.default_expiry = Expiry::keep()}), std::invalid_argument);
  EXPECT_THROW(Cache({.maintenance = -1ms}), std::invalid_argument);
  EXPECT_THROW(Cache({.maintenance = 60'001ms}), std::invalid_argument);
  EXPECT_THROW(Cache({.maintenance = std::chrono::milliseconds::max()}), std::invalid_argument);
}

// In real time, and so with much patience; statistics do no work of their own.
TEST(OptionsTest, with_maintenance_expired_entries_go_though_nobody_calls) {
  Cache cache({.maintenance = 5ms});
  cache.set("k", "v", {.expiry = Expiry::in(20ms)});
  const auto limit = std::chrono::steady_clock::now() + 20s;
  while (cache.stats().expirations == 0 && std::chrono::steady_clock::now() < limit) {
    std::this_thread::sleep_for(1ms);
  }
  EXPECT_EQ(cache.stats().expirations, 1U);
  EXPECT_EQ(cache.stats().entries, 0U);
}

TEST(OptionsTest, a_default_expiry_out_of_range_is_an_error) {
  const Error error = error_of([] { Cache cache({.default_expiry = Expiry::in(0ms)}); });
  EXPECT_EQ(error.code(), Code::BAD_EXPIRY);
  EXPECT_EQ(error.operation(), "Cache");
  EXPECT_EQ(error.key(), "");
}

TEST(CacheOwnershipTest, two_caches_share_nothing) {
  Cache first;
  Cache second;
  first.set("key", 1);
  EXPECT_FALSE(second.exists("key"));
  EXPECT_NE(first.handle(), second.handle());
}

TEST(CacheOwnershipTest, a_cache_moves_with_its_entries) {
  Cache source;
  source.set("key", 1);
  cellaret_cache *const handle = source.handle();
  Cache target = std::move(source);
  EXPECT_EQ(target.handle(), handle);
  EXPECT_EQ(target.get_int("key"), 1);
}

TEST(CacheOwnershipTest, move_assignment_closes_the_cache_that_was_there) {
  Cache source;
  Cache target;
  source.set("key", 1);
  cellaret_cache *const replaced = target.handle();
  target = std::move(source);
  EXPECT_EQ(target.get_int("key"), 1);
  EXPECT_EQ(cellaret_clear(replaced), CELLARET_CLOSED);
}

TEST(CacheOwnershipTest, a_cache_survives_being_moved_onto_itself) {
  Cache cache;
  cache.set("key", 1);
  Cache &same = cache;
  cache = std::move(same);
  EXPECT_EQ(cache.get_int("key"), 1);
}

TEST(CacheOwnershipTest, use_after_a_move_is_an_invalid_argument) {
  Cache source;
  const Cache target = std::move(source);
  // NOLINTBEGIN(bugprone-use-after-move): what happens then is what is tested.
  EXPECT_EQ(source.handle(), nullptr);
  EXPECT_THROW((void)source.get("key"), std::invalid_argument);
  EXPECT_THROW(source.set("key", 1), std::invalid_argument);
  EXPECT_THROW(source.clear(), std::invalid_argument);
  source = Cache();
  EXPECT_TRUE(source.set_if_absent("key", 1));
  // NOLINTEND(bugprone-use-after-move)
}

TEST(CacheOwnershipTest, destruction_closes_the_handle) {
  auto cache = std::make_unique<Cache>();
  cellaret_cache *const handle = cache->handle();
  EXPECT_EQ(cellaret_clear(handle), CELLARET_OK);
  cache.reset();
  EXPECT_EQ(cellaret_clear(handle), CELLARET_CLOSED);
}

TEST(LibraryTest, version_and_allocator_are_told) {
  EXPECT_EQ(version(), CELLARET_VERSION_STRING);
  EXPECT_TRUE(allocator() == "system" || allocator().starts_with("mimalloc ")) << allocator();
}

TEST(SettingsTest, limits_change_and_what_is_left_out_stays) {
  Cache cache(manual_options());
  for (int number = 0; number < 100; ++number) cache.set(std::to_string(number), "v");
  cache.set_limits({.max_entries = 30});
  EXPECT_EQ(cache.size(), 30u);
  EXPECT_EQ(cache.options().max_entries, 30u);
  EXPECT_EQ(cache.options().max_bytes, CELLARET_DEFAULT_MAX_BYTES);
  EXPECT_THROW(cache.set_limits({.max_bytes = 4095}), std::invalid_argument);
}

TEST(SettingsTest, the_policy_changes_and_decides) {
  Cache cache(manual_options());
  for (int number = 0; number < 100; ++number) cache.set(std::to_string(number), "v");
  cache.set_policy("noeviction");
  EXPECT_EQ(cache.options().policy, "noeviction");
  const Error error = error_of([&] { cache.set_limits({.max_entries = 30}); });
  EXPECT_EQ(error.code(), Code::FULL);
  EXPECT_EQ(cache.size(), 100u);
  EXPECT_THROW(cache.set_policy("no such policy"), std::invalid_argument);
  EXPECT_THROW(cache.set_policy(std::string_view("sieve\0", 6)), std::invalid_argument);
  EXPECT_EQ(cache.options().policy, "noeviction");
}

}  // namespace
}  // namespace cellaret::test
