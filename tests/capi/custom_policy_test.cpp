// Policies of the caller's own: they are obeyed where they are right, and harmless where not.
#include <algorithm>
#include <list>
#include <random>
#include <vector>

#include "tests/capi/fixture.h"

namespace cellaret::test {
namespace {

// First in, first out; with `user_data` the hits make an entry the last in: LRU. A queue of numbers
// + 1, since everything begins as zeros.
struct Record {
  std::uint32_t older;
  std::uint32_t newer;
};
struct Queue {
  std::uint32_t oldest;
  std::uint32_t newest;
};

Record &record_of(cellaret_policy_view *view, std::uint32_t entry) {
  EXPECT_LT(entry, view->capacity);
  return static_cast<Record *>(view->records)[entry];
}

void push(cellaret_policy_view *view, std::uint32_t entry) {
  auto &queue = *static_cast<Queue *>(view->shard);
  record_of(view, entry) = {queue.newest, 0};
  (queue.newest != 0 ? record_of(view, queue.newest - 1).newer : queue.oldest) = entry + 1;
  queue.newest = entry + 1;
}

void take_out(cellaret_policy_view *view, std::uint32_t entry) {
  auto &queue = *static_cast<Queue *>(view->shard);
  Record record = record_of(view, entry);
  (record.older != 0 ? record_of(view, record.older - 1).newer : queue.oldest) = record.newer;
  (record.newer != 0 ? record_of(view, record.newer - 1).older : queue.newest) = record.older;
}

cellaret_policy queue_policy(bool moves_on_hit) {
  cellaret_policy policy{};
  policy.struct_size = sizeof policy;
  policy.shard_bytes = sizeof(Queue);
  policy.entry_bytes = sizeof(Record);
  policy.insert = [](cellaret_policy_view *view, std::uint32_t entry, std::uint64_t, void *) {
    EXPECT_GT(view->weight(view, entry), 0u);
    push(view, entry);
  };
  policy.remove = [](cellaret_policy_view *view, std::uint32_t entry, std::uint32_t, void *) {
    take_out(view, entry);
  };
  policy.victim = [](cellaret_policy_view *view, std::uint32_t keep, void *) {
    std::uint32_t entry = static_cast<Queue *>(view->shard)->oldest - 1;
    return entry == keep ? record_of(view, entry).newer - 1 : entry;
  };
  if (moves_on_hit) {
    policy.hits = [](cellaret_policy_view *view, const std::uint32_t *entries, std::uint32_t count,
                     void *) {
      for (std::uint32_t at = 0; at < count; ++at) {
        take_out(view, entries[at]);
        push(view, entries[at]);
      }
    };
  }
  return policy;
}

cellaret_options options_with(const char *policy) {
  cellaret_options options = manual_options();
  options.policy = policy;
  return options;
}

// The order in which entries have to go, slowly.
class Reference {
 public:
  Reference(std::size_t limit, bool moves_on_hit) : limit_(limit), moves_(moves_on_hit) {}

  [[nodiscard]] bool has(const std::string &key) const {
    return std::find(keys_.begin(), keys_.end(), key) != keys_.end();
  }
  void use(const std::string &key) {
    if (has(key)) {
      if (!moves_) return;
      keys_.remove(key);
    } else if (keys_.size() == limit_) {
      keys_.pop_front();
    }
    keys_.push_back(key);
  }
  void erase(const std::string &key) { keys_.remove(key); }

 private:
  std::size_t limit_;
  bool moves_;
  std::list<std::string> keys_;
};

TEST(CustomPolicyTest, queues_of_the_caller_decide_as_a_slow_reference_does) {
  for (bool moves_on_hit : {false, true}) {
    const char *name = moves_on_hit ? "test-lru" : "test-fifo";
    cellaret_policy policy = queue_policy(moves_on_hit);
    ASSERT_EQ(cellaret_policy_register(name, &policy), CELLARET_OK);
    for (unsigned seed = 1; seed <= 3; ++seed) {
      SCOPED_TRACE(testing::Message() << name << ", seed " << seed);
      std::mt19937 random(seed);
      cellaret_options options = options_with(name);
      options.max_entries = 60;
      Cache cache(options);
      Reference reference(60, moves_on_hit);
      for (int step = 0; step < 6000; ++step) {
        // The table grows, and shrinks when most has been deleted.
        bool is_waning = step / 1000 % 3 == 2;
        std::string key = numbered("k", random() % 150);
        if (random() % 8 < (is_waning ? 5u : 1u)) {
          cache.erase(key);
          reference.erase(key);
        } else if (random() % 2 == 0) {
          ASSERT_EQ(cache.set(key, std::string(random() % 300, 'v')), CELLARET_OK);
          reference.use(key);
        } else {
          ASSERT_EQ(cache.text(key).has_value(), reference.has(key)) << "step " << step;
          if (reference.has(key)) reference.use(key);
        }
      }
      for (int number = 0; number < 150; ++number) {
        EXPECT_EQ(cache.exists(numbered("k", number)), reference.has(numbered("k", number)));
      }
    }
  }
}

TEST(CustomPolicyTest, nonsense_for_an_answer_evicts_somebody_else) {
  static std::mt19937 random(7);
  cellaret_policy policy = queue_policy(false);
  policy.victim = [](cellaret_policy_view *view, std::uint32_t keep, void *) -> std::uint32_t {
    switch (random() % 4) {
      case 0:
        return keep == CELLARET_NO_ENTRY ? view->capacity : keep;
      case 1:
        return view->capacity - 1;  // free, most of the time
      case 2:
        return UINT32_MAX - 1;
      default:
        return static_cast<std::uint32_t>(random());
    }
  };
  ASSERT_EQ(cellaret_policy_register("test-nonsense", &policy), CELLARET_OK);
  cellaret_options options = options_with("test-nonsense");
  options.max_bytes = 64 * 1024;
  Cache cache(options);
  for (int step = 0; step < 20000; ++step) {
    std::string value(random() % 400, 'v');
    ASSERT_EQ(cache.set(numbered("k", random() % 3000), value), CELLARET_OK) << step;
  }
  EXPECT_LE(cache.stats().bytes_charged, 64u * 1024);
  EXPECT_GT(cache.stats().evictions, 1000u);
  EXPECT_GT(cache.len(), 50u);
  ASSERT_EQ(cellaret_clear(cache), CELLARET_OK);
  EXPECT_EQ(cache.stats().bytes_charged, 0u);
}

TEST(CustomPolicyTest, one_that_names_nobody_makes_writes_full) {
  cellaret_policy policy = queue_policy(false);
  policy.victim = [](cellaret_policy_view *, std::uint32_t, void *) { return CELLARET_NO_ENTRY; };
  ASSERT_EQ(cellaret_policy_register("test-nobody", &policy), CELLARET_OK);
  cellaret_options options = options_with("test-nobody");
  options.max_entries = 3;
  Cache cache(options);
  for (const char *key : {"a", "b", "c"}) ASSERT_EQ(cache.set(key, "v"), CELLARET_OK);
  EXPECT_EQ(cache.set("d", "v"), CELLARET_FULL);
  EXPECT_EQ(cache.len(), 3u);
}

// Evicts what has a deadline first, and of that the largest.
TEST(CustomPolicyTest, one_can_ask_for_size_and_deadline) {
  cellaret_policy policy = queue_policy(false);
  policy.victim = [](cellaret_policy_view *view, std::uint32_t keep, void *) {
    std::uint32_t best = CELLARET_NO_ENTRY;
    std::uint64_t most = 0;
    for (std::uint32_t entry = 0; entry < view->capacity; ++entry) {
      std::uint64_t weight = view->weight(view, entry);
      if (weight == 0 || entry == keep) continue;
      std::uint64_t worth = weight + (view->expires(view, entry) != 0 ? 1u << 30 : 0);
      if (worth > most) best = entry;
      most = std::max(most, worth);
    }
    return best;
  };
  ASSERT_EQ(cellaret_policy_register("test-size", &policy), CELLARET_OK);
  Cache cache(options_with("test-size"));
  cache.set("small", std::string(10, 'v'));
  cache.set("large", std::string(3000, 'v'));
  cache.set("middle", std::string(1000, 'v'));
  cache.set("expires", std::string(100, 'v'), cellaret_expiry_in(1000));
  std::vector<std::string> gone;
  for (std::uint64_t left = 3; left > 0; --left) {
    cellaret_limits limits = {sizeof limits, 0, 0, left, 0};
    ASSERT_EQ(cellaret_cache_set_limits(cache, &limits), CELLARET_OK);
    for (const char *key : {"small", "large", "middle", "expires"}) {
      bool is_known = std::find(gone.begin(), gone.end(), key) != gone.end();
      if (!is_known && !cache.exists(key)) gone.emplace_back(key);
    }
  }
  EXPECT_EQ(gone, (std::vector<std::string>{"expires", "large", "middle"}));
}

TEST(CustomPolicyTest, an_instance_can_change_to_one_and_back) {
  cellaret_policy policy = queue_policy(true);
  ASSERT_EQ(cellaret_policy_register("test-change", &policy), CELLARET_OK);
  cellaret_options options = manual_options();
  options.shards = 4;
  Cache cache(options);
  for (int number = 0; number < 2000; ++number) cache.set(numbered("k", number), "v");
  for (const char *to : {"test-change", "sieve", "test-change", "volatile-ttl", "test-change"}) {
    ASSERT_EQ(cellaret_cache_set_policy(cache, to), CELLARET_OK);
    EXPECT_EQ(cache.len(), 2000u);
    EXPECT_STREQ(cache.stats().policy, to);
  }
  cellaret_limits limits = {sizeof limits, 0, 0, 500, 0};
  ASSERT_EQ(cellaret_cache_set_limits(cache, &limits), CELLARET_OK);
  EXPECT_EQ(cache.len(), 500u);
  ASSERT_EQ(cellaret_clear(cache), CELLARET_OK);
  EXPECT_EQ(cache.stats().bytes_charged, 0u);
}

TEST(CustomPolicyTest, a_name_is_given_once) {
  cellaret_policy policy = queue_policy(false);
  ASSERT_EQ(cellaret_policy_register("test-once", &policy), CELLARET_OK);
  EXPECT_EQ(cellaret_policy_register("test-once", &policy), CELLARET_OK);
  policy.entry_bytes = 16;
  EXPECT_EQ(cellaret_policy_register("test-once", &policy), CELLARET_EXISTS);
  EXPECT_EQ(cellaret_policy_register("allkeys-lru", &policy), CELLARET_EXISTS);
  for (const char *name : {"", "Upper", "with space", "under_score"}) {
    EXPECT_EQ(cellaret_policy_register(name, &policy), CELLARET_INVALID) << name;
  }
}

// 16 bytes a slot for this one: 8 of the library's and 8 of records.
TEST(CustomPolicyTest, its_memory_is_charged) {
  cellaret_policy policy = queue_policy(false);
  ASSERT_EQ(cellaret_policy_register("test-memory", &policy), CELLARET_OK);
  std::uint64_t charged[2];
  for (int which = 0; which < 2; ++which) {
    Cache cache(options_with(which == 0 ? "noeviction" : "test-memory"));
    for (int number = 0; number < 10000; ++number) cache.set(numbered("k", number), "v");
    charged[which] = cache.stats().bytes_charged;
  }
  EXPECT_GE(charged[1] - charged[0], 10000u * 16);
  EXPECT_LE(charged[1] - charged[0], 10000u * 16 * 4);
}

}  // namespace
}  // namespace cellaret::test
