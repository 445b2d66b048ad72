// Events: every removal with its cause, in order, and what does not fit is counted.
#include <poll.h>

#include <algorithm>
#include <cstring>
#include <map>
#include <random>
#include <vector>

#include "tests/capi/collections.h"
#include "tests/capi/fixture.h"

namespace cellaret::test {
namespace {

struct Seen {
  std::string key;
  std::uint32_t cause;
  std::uint32_t shard = 0;

  bool operator==(const Seen &other) const { return key == other.key && cause == other.cause; }
};

void PrintTo(const Seen &seen, std::ostream *out) { *out << seen.key << ':' << seen.cause; }

constexpr std::uint32_t kEvicted = CELLARET_EVENT_EVICTED;
constexpr std::uint32_t kExpired = CELLARET_EVENT_EXPIRED;
constexpr std::uint32_t kDeleted = CELLARET_EVENT_DELETED;
constexpr std::uint32_t kReplaced = CELLARET_EVENT_REPLACED;
constexpr std::uint32_t kCleared = CELLARET_EVENT_CLEARED;

class Subscription {
 public:
  explicit Subscription(Cache &cache, std::uint32_t causes = 0, std::uint32_t shard_bytes = 0)
      : cache_(cache) {
    cellaret_events_options options{};
    options.struct_size = sizeof options;
    options.causes = causes;
    options.shard_bytes = shard_bytes;
    EXPECT_EQ(cellaret_events_subscribe(cache, &options, &number_), CELLARET_OK);
  }
  Subscription(const Subscription &) = delete;
  Subscription &operator=(const Subscription &) = delete;
  ~Subscription() { cellaret_events_close(cache_, number_); }

  std::uint64_t number() const { return number_; }
  // Everything that waits, a few at a time.
  std::vector<Seen> read(std::size_t at_once = 3) {
    std::vector<Seen> all;
    std::vector<cellaret_event> events(at_once);
    std::vector<char> buffer(CELLARET_MAX_KEY_SIZE);
    std::size_t count = 0;
    do {
      EXPECT_EQ(cellaret_events_read(cache_, number_, events.data(), at_once, buffer.data(),
                                     buffer.size(), &count),
                CELLARET_OK);
      for (std::size_t at = 0; at < count; ++at) {
        const cellaret_event &event = events[at];
        all.push_back({std::string(static_cast<const char *>(event.key), event.key_size),
                       event.cause, event.shard});
      }
    } while (count != 0);
    return all;
  }
  std::uint64_t dropped() {
    std::uint64_t count = 0;
    EXPECT_EQ(cellaret_events_dropped(cache_, number_, &count), CELLARET_OK);
    return count;
  }
  int descriptor() {
    int descriptor = -1;
    EXPECT_EQ(cellaret_events_descriptor(cache_, number_, &descriptor), CELLARET_OK);
    return descriptor;
  }
  bool is_readable() {
    pollfd poll_for{descriptor(), POLLIN, 0};
    return poll(&poll_for, 1, 0) == 1;
  }

 private:
  Cache &cache_;
  std::uint64_t number_ = 0;
};

using List = std::vector<Seen>;

TEST(EventsTest, each_cause_is_told_with_its_key_in_order) {
  cellaret_options options = manual_options();
  options.max_entries = 3;
  Cache cache(options);
  Subscription events(cache);
  cache.set("a", "1");
  cache.set("a", "2");
  cache.set("b", "1", cellaret_expiry_in(10));
  cache.erase("a");
  cache.advance(11);
  std::uint64_t reclaimed = 0;
  cellaret_maintain(cache, 10, &reclaimed);
  for (const char *key : {"c", "d", "e", "f"}) cache.set(key, "v");
  cellaret_clear(cache);
  List seen = events.read();
  ASSERT_GE(seen.size(), 4u);
  std::sort(seen.begin() + 4, seen.end(),
            [](const Seen &left, const Seen &right) { return left.key < right.key; });
  EXPECT_EQ(seen, (List{{"a", kReplaced},
                        {"a", kDeleted},
                        {"b", kExpired},
                        {"c", kEvicted},
                        {"d", kCleared},
                        {"e", kCleared},
                        {"f", kCleared}}));
  EXPECT_EQ(events.dropped(), 0u);
}

TEST(EventsTest, what_replaces_a_value_is_told_and_what_changes_one_is_not) {
  Collections cache;
  Subscription events(cache);
  cache.increment("n", 1);
  cache.increment("n", 1);
  cache.Cache::add("n", 0.5);
  cache.push_right("list", {"a"});
  cache.push_right("list", {"b"});
  cache.expire("n", 1000);
  cache.persist("n");
  EXPECT_EQ(events.read(), List{});
  cache.set("n", "text");
  cache.set("n", "text");
  Value old;
  cache.set("n", "text", nullptr, old.raw());
  cache.set("list", "no list");
  auto absent = set_options(CELLARET_SET_IF_ABSENT);
  cache.set("n", "refused", &absent);
  cellaret_pair pairs[2] = {};
  for (cellaret_pair &pair : pairs) {
    pair.key = {"n", 1};
    pair.value = cellaret_element_bytes("v", 1);
  }
  ASSERT_EQ(cellaret_multi_set(cache, pairs, 2, nullptr), CELLARET_OK);
  EXPECT_EQ(events.read(), (List{{"n", kReplaced},
                                 {"n", kReplaced},
                                 {"n", kReplaced},
                                 {"list", kReplaced},
                                 {"n", kReplaced}}));
}

TEST(EventsTest, a_value_is_replaced_when_its_deadline_is_put_off) {
  Cache cache;
  cache.set("k", "one", cellaret_expiry_in(100));
  Subscription events(cache);
  cache.set("k", "two", cellaret_expiry_in(200));
  EXPECT_EQ(events.read(), (List{{"k", kReplaced}}));
}

TEST(EventsTest, a_copy_a_rename_and_a_versioned_write_replace_what_was_there) {
  Collections cache;
  Subscription events(cache);
  cache.set("a", "1");
  cache.push_right("list", {"x"});
  for (const char *from : {"a", "list"}) {
    for (int times = 0; times < 2; ++times) {
      ASSERT_EQ(cellaret_copy(cache, from, std::strlen(from), "copy", 4, 1), CELLARET_OK);
    }
  }
  EXPECT_EQ(events.read(), (List{{"copy", kReplaced}, {"copy", kReplaced}, {"copy", kReplaced}}));
  ASSERT_EQ(cellaret_rename(cache, "a", 1, "copy", 4), CELLARET_OK);
  ASSERT_EQ(cellaret_rename(cache, "copy", 4, "new", 3), CELLARET_OK);
  EXPECT_EQ(events.read(), (List{{"copy", kReplaced}, {"a", kDeleted}, {"copy", kDeleted}}));
  std::uint64_t version = 0;
  cellaret_element value = cellaret_element_int(1);
  ASSERT_EQ(cellaret_compare_and_set(cache, "v", 1, 0, &value, nullptr, &version), CELLARET_OK);
  ASSERT_EQ(cellaret_compare_and_set(cache, "v", 1, version, &value, nullptr, &version),
            CELLARET_OK);
  EXPECT_EQ(events.read(), (List{{"v", kReplaced}}));
}

TEST(EventsTest, every_way_a_key_goes_by_a_call_is_a_deletion) {
  Collections cache;
  Subscription events(cache);
  cache.set("past", "v");
  cache.set("past", "v", cellaret_expiry_at(1));
  cache.set("expired", "v");
  cache.expire("expired", -1);
  cache.push_right("list", {"a"});
  ASSERT_EQ(cache.pop_left("list"), CELLARET_OK);
  cache.erase("nothing");
  EXPECT_EQ(events.read(), (List{{"past", kDeleted}, {"expired", kDeleted}, {"list", kDeleted}}));
}

TEST(EventsTest, an_expired_key_is_told_when_somebody_looks_for_it) {
  Cache cache;
  Subscription events(cache);
  cache.set("k", "v", cellaret_expiry_in(10));
  cache.advance(11);
  EXPECT_EQ(cache.text("k"), std::nullopt);
  EXPECT_EQ(events.read(), (List{{"k", kExpired}}));
}

TEST(EventsTest, a_subscription_sees_its_causes_only_and_from_its_beginning_on) {
  Cache cache;
  cache.set("early", "v");
  cache.erase("early");
  Subscription deletions(cache, kDeleted);
  Subscription replacements(cache, kReplaced);
  cache.set("k", "v");
  cache.set("k", "w");
  cache.erase("k");
  EXPECT_EQ(deletions.read(), (List{{"k", kDeleted}}));
  EXPECT_EQ(replacements.read(), (List{{"k", kReplaced}}));
}

TEST(EventsTest, without_interest_in_replacements_none_is_told_again) {
  Cache cache;
  cache.set("k", "v");
  {
    Subscription all(cache);
    cache.set("k", "v");
    EXPECT_EQ(all.read(), (List{{"k", kReplaced}}));
  }
  Subscription deletions(cache, kDeleted);
  cache.set("k", "v");
  EXPECT_EQ(deletions.read(), List{});
}

TEST(EventsTest, keys_of_every_size_come_whole) {
  Cache cache;
  Subscription events(cache, 0, 128 * 1024);
  List expected;
  for (int round = 0; round < 3; ++round) {
    for (std::size_t size : {0, 1, 7, 8, 9, 100, 255, 256, 5000, 65535}) {
      std::string key(size, static_cast<char>('a' + round));
      cache.set(key, "v");
      cache.erase(key);
      expected.push_back({key, kDeleted});
    }
    // The queue goes round within its bytes.
    EXPECT_EQ(events.read(), expected);
    expected.clear();
  }
}

TEST(EventsTest, what_does_not_fit_is_dropped_and_counted_and_the_rest_is_the_beginning) {
  Cache cache;
  Subscription events(cache, 0, 1024);
  for (int number = 0; number < 1000; ++number) {
    cache.set(numbered("k", 1000 + number), "v");
    cache.erase(numbered("k", 1000 + number));
  }
  List seen = events.read();
  ASSERT_EQ(seen.size(), 1024u / 16);
  for (std::size_t at = 0; at < seen.size(); ++at) {
    EXPECT_EQ(seen[at], (Seen{numbered("k", 1000 + at), kDeleted}));
  }
  EXPECT_EQ(events.dropped(), 1000 - seen.size());
  cache.set("later", "v");
  cache.erase("later");
  EXPECT_EQ(events.read(), (List{{"later", kDeleted}}));
}

TEST(EventsTest, clearing_more_than_fits_counts_the_rest) {
  Cache cache;
  for (int number = 0; number < 500; ++number) cache.set(numbered("k", number), "v");
  Subscription events(cache, 0, 1024);
  cellaret_clear(cache);
  cache.set("after", "v");
  List seen = events.read();
  EXPECT_EQ(seen.size() + events.dropped(), 500u);
  EXPECT_EQ(seen.size(), 64u);
}

TEST(EventsTest, subscriptions_do_not_take_from_each_other) {
  Cache cache;
  Subscription first(cache);
  Subscription second(cache, 0, 1024);
  for (int number = 0; number < 100; ++number) {
    cache.set(numbered("key", number), "v");
    cache.erase(numbered("key", number));
  }
  EXPECT_EQ(first.read().size(), 100u);
  EXPECT_EQ(first.dropped(), 0u);
  EXPECT_EQ(second.read().size() + second.dropped(), 100u);
  EXPECT_GT(second.dropped(), 0u);
}

// The events are exactly those of a slow model, by shard and by cause.
TEST(EventsTest, a_long_run_is_told_event_by_event) {
  constexpr unsigned kSeed = 4711;
  SCOPED_TRACE(testing::Message() << "seed " << kSeed);
  std::mt19937 random(kSeed);
  cellaret_options options = manual_options();
  options.shards = 4;
  Cache cache(options);
  Subscription events(cache);
  std::map<std::string, std::vector<std::uint32_t>> expected;
  std::map<std::string, bool> there;
  for (int step = 0; step < 20000; ++step) {
    std::string key = numbered("k", random() % 100);
    if (random() % 2 == 0) {
      ASSERT_EQ(cache.set(key, std::string(random() % 100, 'v')), CELLARET_OK);
      if (there[key]) expected[key].push_back(kReplaced);
      there[key] = true;
    } else if (cache.erase(key) == CELLARET_OK) {
      ASSERT_TRUE(there[key]);
      expected[key].push_back(kDeleted);
      there[key] = false;
    }
    if (step % 500 != 499) continue;
    std::map<std::string, std::vector<std::uint32_t>> seen;
    std::map<std::string, std::uint32_t> shards;
    for (const Seen &event : events.read(64)) {
      seen[event.key].push_back(event.cause);
      EXPECT_EQ(shards.try_emplace(event.key, event.shard).first->second, event.shard);
      EXPECT_LT(event.shard, 4u);
    }
    ASSERT_EQ(seen, expected);
    expected.clear();
  }
  EXPECT_EQ(events.dropped(), 0u);
}

TEST(EventsTest, the_counts_of_events_are_those_of_the_statistics) {
  cellaret_options options = manual_options();
  options.max_entries = 50;
  options.shards = 2;
  Cache cache(options);
  Subscription events(cache, 0, 1 << 20);
  for (int number = 0; number < 2000; ++number) {
    cache.set(numbered("k", number), "v", cellaret_expiry_in(1 + number % 90));
    if (number % 5 == 0) cache.erase(numbered("k", number - 1));
    if (number % 10 == 0) cache.advance(1);
  }
  cellaret_clear(cache);
  std::map<std::uint32_t, std::uint64_t> counts;
  for (const Seen &event : events.read(100)) ++counts[event.cause];
  cellaret_stats stats = cache.stats();
  EXPECT_EQ(counts[kEvicted], stats.evictions);
  EXPECT_EQ(counts[kExpired], stats.expirations);
  EXPECT_EQ(counts[kDeleted], stats.deletes);
  EXPECT_EQ(counts[kCleared], stats.cleared);
  EXPECT_GT(stats.evictions, 0u);
  EXPECT_GT(stats.expirations, 0u);
  EXPECT_GT(stats.cleared, 0u);
}

TEST(EventsTest, the_descriptor_is_readable_exactly_while_events_wait) {
  Cache cache;
  Subscription events(cache);
  cache.set("before", "v");
  cache.erase("before");
  EXPECT_TRUE(events.is_readable()) << "made late, it still tells what waits";
  EXPECT_EQ(events.descriptor(), events.descriptor());
  for (int round = 0; round < 3; ++round) {
    EXPECT_EQ(events.read().size(), round == 0 ? 1u : 2u);
    EXPECT_FALSE(events.is_readable());
    cache.set("k", "v");
    EXPECT_FALSE(events.is_readable()) << "nothing was removed";
    cache.set("k", "v");
    EXPECT_TRUE(events.is_readable());
    cache.erase("k");
    EXPECT_TRUE(events.is_readable());
  }
  // Some are taken, some are left.
  cellaret_event event;
  std::size_t count = 0;
  char buffer[16];
  ASSERT_EQ(cellaret_events_read(cache, events.number(), &event, 1, buffer, sizeof buffer, &count),
            CELLARET_OK);
  EXPECT_TRUE(events.is_readable());
}

TEST(EventsTest, a_buffer_that_is_too_small_takes_nothing) {
  Cache cache;
  Subscription events(cache);
  cache.set("a long key", "v");
  cache.erase("a long key");
  cellaret_event event;
  std::size_t count = 77;
  char buffer[9];
  EXPECT_EQ(cellaret_events_read(cache, events.number(), &event, 1, buffer, sizeof buffer, &count),
            CELLARET_TOO_LARGE);
  EXPECT_EQ(count, 77u);
  EXPECT_EQ(events.read(), (List{{"a long key", kDeleted}}));
}

struct Sink {
  Cache *cache;
  std::uint64_t subscription;
  List seen;
};

TEST(EventsTest, dispatch_calls_with_no_lock_held_and_leaves_the_rest) {
  Cache cache;
  Subscription events(cache, kDeleted);
  for (int number = 0; number < 200; ++number) {
    cache.set(numbered("k", number), "v");
    cache.erase(numbered("k", number));
  }
  Sink sink{&cache, events.number(), {}};
  auto on_event = [](const cellaret_event *event, void *user_data) {
    auto &to = *static_cast<Sink *>(user_data);
    std::string key(static_cast<const char *>(event->key), event->key_size);
    to.seen.push_back({key, event->cause});
    // On the same key, whose shard is not locked.
    EXPECT_EQ(to.cache->set(key, "again"), CELLARET_OK);
    cellaret_stats_reset(*to.cache);
  };
  std::size_t count = 0;
  ASSERT_EQ(cellaret_events_dispatch(cache, events.number(), 150, on_event, &sink, &count),
            CELLARET_OK);
  EXPECT_EQ(count, 150u);
  EXPECT_EQ(sink.seen.size(), 150u);
  ASSERT_EQ(cellaret_events_dispatch(cache, events.number(), 1000, on_event, &sink, nullptr),
            CELLARET_OK);
  ASSERT_EQ(sink.seen.size(), 200u);
  for (int number = 0; number < 200; ++number) {
    EXPECT_EQ(sink.seen[number].key, numbered("k", number));
  }
}

TEST(EventsTest, a_callback_may_close_the_subscription_and_the_cache) {
  Cache cache;
  Subscription events(cache, kDeleted);
  cache.set("k", "v");
  cache.erase("k");
  Sink sink{&cache, events.number(), {}};
  std::size_t count = 0;
  ASSERT_EQ(cellaret_events_dispatch(
                cache, events.number(), 10,
                [](const cellaret_event *, void *user_data) {
                  auto &to = *static_cast<Sink *>(user_data);
                  EXPECT_EQ(cellaret_events_close(*to.cache, to.subscription), CELLARET_OK);
                  to.cache->close();
                },
                &sink, &count),
            CELLARET_OK);
  EXPECT_EQ(count, 1u);
}

TEST(EventsTest, there_are_sixteen_subscriptions_and_closing_one_makes_room) {
  Cache cache;
  std::vector<std::uint64_t> open;
  std::uint64_t number = 0;
  while (cellaret_events_subscribe(cache, nullptr, &number) == CELLARET_OK) open.push_back(number);
  EXPECT_EQ(open.size(), 16u);
  EXPECT_EQ(cellaret_events_subscribe(cache, nullptr, &number), CELLARET_LIMIT);
  EXPECT_EQ(cellaret_events_close(cache, open[3]), CELLARET_OK);
  EXPECT_EQ(cellaret_events_close(cache, open[3]), CELLARET_OK) << "closing twice does nothing";
  EXPECT_EQ(cellaret_events_subscribe(cache, nullptr, &number), CELLARET_OK);
  EXPECT_NE(number, open[3]);
  std::uint64_t dropped = 0;
  EXPECT_EQ(cellaret_events_dropped(cache, open[3], &dropped), CELLARET_CLOSED);
}

TEST(EventsTest, a_number_of_another_instance_or_of_nothing_is_invalid) {
  Cache cache;
  Cache other;
  Subscription events(other);
  std::uint64_t dropped = 0;
  for (std::uint64_t number : {std::uint64_t{0}, events.number(), UINT64_MAX}) {
    EXPECT_EQ(cellaret_events_dropped(cache, number, &dropped), CELLARET_INVALID) << number;
    EXPECT_EQ(cellaret_events_close(cache, number), CELLARET_INVALID) << number;
  }
}

TEST(EventsTest, queues_are_stated_and_not_charged) {
  Cache cache;
  EXPECT_EQ(cache.stats().bytes_events, 0u);
  std::uint64_t charged = cache.stats().bytes_charged;
  {
    Subscription events(cache, 0, 1 << 20);
    EXPECT_GE(cache.stats().bytes_events, 1u << 20);
    EXPECT_LE(cache.stats().bytes_events, (1u << 20) + 65536);
    EXPECT_EQ(cache.stats().bytes_charged, charged);
  }
  EXPECT_EQ(cache.stats().bytes_events, 0u);
}

}  // namespace
}  // namespace cellaret::test
