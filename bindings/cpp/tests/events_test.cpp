// Events: which keys are gone and why, pulled by whoever wants to know.
#include <poll.h>

#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "fixture.h"

namespace cellaret::test {
namespace {

static_assert(!std::is_copy_constructible_v<Events>);
static_assert(std::is_nothrow_move_constructible_v<Events>);

class EventsTest : public CacheTest {
 protected:
  std::vector<std::pair<std::string, Removal>> read(Events &events) {
    std::vector<std::pair<std::string, Removal>> seen;
    events.dispatch([&](const RemovalEvent &event) {
      seen.emplace_back(event.key, event.cause);
      EXPECT_EQ(event.shard, 0u);
    });
    return seen;
  }
};

using Seen = std::vector<std::pair<std::string, Removal>>;

TEST_F(EventsTest, each_removal_comes_with_its_key_and_cause_in_order) {
  Events events = cache_.events();
  cache_.set("a", 1);
  cache_.set("a", 2);
  cache_.set("b", 1, {.expiry = Expiry::in(10ms)});
  cache_.erase("a");
  cache_.advance(11ms);
  static_cast<void>(cache_.get("b"));
  cache_.set("c", 1);
  cache_.clear();
  EXPECT_EQ(read(events), (Seen{{"a", Removal::kReplaced},
                                {"a", Removal::kDeleted},
                                {"b", Removal::kExpired},
                                {"c", Removal::kCleared}}));
  EXPECT_EQ(events.dropped(), 0u);
}

TEST_F(EventsTest, a_subscription_can_want_a_few_causes) {
  Events events = cache_.events(Removal::kDeleted | Removal::kExpired);
  cache_.set("a", 1);
  cache_.set("a", 2);
  cache_.erase("a");
  EXPECT_EQ(read(events), (Seen{{"a", Removal::kDeleted}}));
}

TEST_F(EventsTest, the_descriptor_is_readable_while_events_wait) {
  Events events = cache_.events();
  pollfd poll_for{events.descriptor(), POLLIN, 0};
  EXPECT_EQ(poll(&poll_for, 1, 0), 0);
  cache_.set("a", 1);
  cache_.erase("a");
  EXPECT_EQ(poll(&poll_for, 1, 0), 1);
  read(events);
  EXPECT_EQ(poll(&poll_for, 1, 0), 0);
}

TEST_F(EventsTest, what_a_visitor_throws_comes_out) {
  Events events = cache_.events();
  for (const char *key : {"a", "b"}) {
    cache_.set(key, 1);
    cache_.erase(key);
  }
  int visits = 0;
  EXPECT_THROW(events.dispatch([&](const RemovalEvent &) {
    ++visits;
    throw std::runtime_error("enough");
  }),
               std::runtime_error);
  EXPECT_EQ(visits, 1);
}

TEST_F(EventsTest, a_subscription_can_be_moved_and_outlive_its_cache) {
  Events moved = [] {
    Cache cache(manual_options());
    Events events = cache.events();
    Events other = std::move(events);
    return other;
  }();
  EXPECT_EQ(error_of([&] { static_cast<void>(moved.dropped()); }).code(), Code::CLOSED);
  moved = cache_.events();
  EXPECT_EQ(moved.dropped(), 0u);
}

TEST_F(EventsTest, a_size_that_is_not_allowed_is_refused) {
  EXPECT_THROW(static_cast<void>(cache_.events({}, 1000)), std::invalid_argument);
}

}  // namespace
}  // namespace cellaret::test
