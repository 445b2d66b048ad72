// Sets against std::set, with every byte recounted and every allocation failing once.
#include "engine/data/set.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "tests/engine/failing_memory.h"

namespace cellaret::engine {
namespace {

const HashSecret kSecret(11);

std::string text_of(const Element &element) {
  NumberText text;
  return std::string(element.as_bytes(text));
}

MemberLoad load_of(const std::vector<std::string> &values) {
  MemberLoad load;
  for (const std::string &value : values) load.add(Element(value));
  return load;
}

class Pair {
 public:
  Pair() : base_(test::live_bytes()), set_(Set::make(kSecret)) {}
  Pair(const Pair &) = delete;
  Pair &operator=(const Pair &) = delete;
  ~Pair() {
    Collection::free_all(set_);
    EXPECT_EQ(test::live_bytes(), base_);
  }

  Set &set() { return *set_; }
  std::set<std::string> &model() { return model_; }

  void add(const std::string &value) {
    std::size_t before = set_->bytes();
    std::size_t bound = set_->growth_bound(load_of({value}));
    Set::Added wanted = model_.insert(value).second ? Set::Added::kYes : Set::Added::kWasThere;
    ASSERT_EQ(set_->add(Element(value)), wanted) << value;
    ASSERT_LE(set_->bytes(), before + bound);
  }
  void remove(const std::string &value, std::size_t spare_bytes = SIZE_MAX) {
    std::size_t before = set_->bytes();
    Remains remains;
    ASSERT_EQ(set_->remove(Element(value), spare_bytes, remains), model_.erase(value) != 0)
        << value;
    if (spare_bytes != SIZE_MAX) {
      ASSERT_LE(set_->bytes() + remains.bytes(), before + spare_bytes);
    }
    ASSERT_NO_FATAL_FAILURE(check_remains(remains));
  }
  // Nothing is charged twice or not at all, and all of it can be freed in steps.
  void check_remains(Remains &remains) {
    if (remains.empty()) return;
    // On their way to the shard they go from one to another.
    Remains others;
    others.add(remains);
    ASSERT_TRUE(remains.empty());
    ASSERT_EQ(static_cast<std::int64_t>(set_->bytes() + others.bytes()),
              test::live_bytes() - base_);
    while (!others.empty()) {
      std::size_t bytes = others.bytes();
      ASSERT_EQ(bytes, others.recount());
      std::size_t freed = others.free_some(3);
      ASSERT_EQ(freed, bytes - others.bytes());
    }
    ASSERT_EQ(others.bytes(), 0u);
  }
  void check_bytes() {
    ASSERT_EQ(set_->bytes(), set_->recount());
    ASSERT_EQ(static_cast<std::int64_t>(set_->bytes()), test::live_bytes() - base_);
    ASSERT_EQ(set_->size(), model_.size());
  }
  void check() {
    check_bytes();
    std::vector<std::string> walked;
    set_->visit([&](const Element &element) {
      walked.push_back(text_of(element));
      return true;
    });
    std::sort(walked.begin(), walked.end());
    ASSERT_TRUE(std::equal(walked.begin(), walked.end(), model_.begin(), model_.end()));
    for (const std::string &value : model_) ASSERT_TRUE(set_->contains(Element(value))) << value;
  }

 private:
  std::int64_t base_;
  Set *set_;
  std::set<std::string> model_;
};

struct Shape {
  const char *name;
  std::uint64_t members;
  int others_in_hundred;  // members that are no integers
};

std::string random_value(Random &random, const Shape &shape) {
  std::uint64_t number = random.below(shape.members * 2);
  if (random.below(100) < static_cast<std::uint64_t>(shape.others_in_hundred)) {
    if (number % 50 == 0) return std::string(500 + number % 900, 'l') + std::to_string(number);
    return number % 7 == 0 ? "0" + std::to_string(number) : "member " + std::to_string(number);
  }
  // Of all widths, and around the ends of int64.
  auto value = static_cast<std::int64_t>(number * 0x9e3779b97f4a7c15ull);
  return std::to_string(number % 3 == 0 ? value : value >> (number % 5 == 0 ? 60 : 30));
}

TEST(Set, answers_as_a_set_does_and_counts_every_byte) {
  for (const Shape &shape : {Shape{"few", 10, 50}, Shape{"packed", 100, 60}, Shape{"ints", 300, 0},
                             Shape{"many", 2000, 50}, Shape{"many ints", 3000, 0}}) {
    SCOPED_TRACE(shape.name);
    Pair pair;
    Random random(shape.members);
    bool grows = true;
    for (std::uint64_t step = 0; step < 8000 + shape.members * 4; ++step) {
      if (pair.model().size() > shape.members) grows = false;
      if (pair.model().size() < shape.members / 20 + 1) grows = true;
      bool adds = random.below(3) != 0 ? grows : !grows;
      std::string value = random_value(random, shape);
      if (!adds && random.below(2) == 0 && !pair.model().empty()) {
        value = text_of(pair.set().sample(random));
        ASSERT_TRUE(pair.model().contains(value));
      }
      ASSERT_EQ(pair.set().contains(Element(value)), pair.model().contains(value));
      if (adds) {
        ASSERT_NO_FATAL_FAILURE(pair.add(value));
      } else {
        ASSERT_NO_FATAL_FAILURE(pair.remove(value, random.below(4) == 0 ? 0 : SIZE_MAX));
      }
      if (step % 7 == 0) {
        ASSERT_NO_FATAL_FAILURE(pair.check_bytes());
      }
      if (step % 997 == 0) {
        ASSERT_NO_FATAL_FAILURE(pair.check());
      }
    }
    ASSERT_NO_FATAL_FAILURE(pair.check());
  }
}

TEST(Set, grows_no_further_than_announced_when_many_come_at_once) {
  Random random(5);
  for (int round = 0; round < 60; ++round) {
    Pair pair;
    Shape shape{"any", 20 + random.below(3000), round % 3 == 0 ? 0 : 40};
    for (int batch = 0; batch < 6; ++batch) {
      std::vector<std::string> values(random.below(1500) + 1);
      for (std::string &value : values) value = random_value(random, shape);
      std::size_t allowed = pair.set().bytes() + pair.set().growth_bound(load_of(values));
      for (const std::string &value : values) {
        ASSERT_NE(pair.set().add(Element(value)), Set::Added::kNoMemory);
        pair.model().insert(value);
        ASSERT_LE(pair.set().bytes(), allowed);
      }
    }
    ASSERT_NO_FATAL_FAILURE(pair.check());
  }
}

TEST(Set, holds_what_it_held_when_an_allocation_fails) {
  for (int others : {0, 50}) {
    Pair pair;
    Random random(9);
    Shape shape{"any", 1500, others};
    for (int step = 0; step < 2500; ++step) {
      std::string value = random_value(random, shape);
      for (std::int64_t allocations = 0;; ++allocations) {
        test::fail_after(allocations);
        Set::Added added = pair.set().add(Element(value));
        test::fail_after(-1);
        ASSERT_EQ(added == Set::Added::kWasThere, pair.model().contains(value));
        if (added != Set::Added::kNoMemory) break;
        ASSERT_NO_FATAL_FAILURE(pair.check_bytes());
        ASSERT_FALSE(pair.set().contains(Element(value)));
      }
      pair.model().insert(value);
      if (step % 100 == 0) {
        ASSERT_NO_FATAL_FAILURE(pair.check());
      }
    }
    test::fail_after(0);
    while (pair.model().size() > 3) {
      ASSERT_NO_FATAL_FAILURE(pair.remove(std::string(*pair.model().begin())));
      if (pair.model().size() % 100 == 0) {
        ASSERT_NO_FATAL_FAILURE(pair.check());
      }
    }
    test::fail_after(-1);
    ASSERT_NO_FATAL_FAILURE(pair.check());
  }
}

TEST(Set, gives_its_memory_back_as_it_shrinks) {
  Pair pair;
  for (int at = 0; at < 40000; ++at) ASSERT_NO_FATAL_FAILURE(pair.add("m" + std::to_string(at)));
  std::size_t full = pair.set().bytes();
  for (int at = 0; at < 39990; ++at) {
    ASSERT_NO_FATAL_FAILURE(pair.remove("m" + std::to_string(at)));
    if (at == 30000) {
      EXPECT_LT(pair.set().bytes(), full / 2);
    }
  }
  EXPECT_LT(pair.set().bytes(), 600u);
  ASSERT_NO_FATAL_FAILURE(pair.check());
}

// A table for many that holds few is large beside what one for those few takes.
TEST(Set, shrinks_within_the_room_it_is_given) {
  Pair pair;
  int at = 0;
  for (int member = 0; member < 40000; ++member) pair.add(std::to_string(member));
  while (at < 39700) ASSERT_NO_FATAL_FAILURE(pair.remove(std::to_string(at++), 0));
  std::size_t full = pair.set().bytes();
  for (std::size_t spare = 0; at < 39900; spare += 512) {
    ASSERT_NO_FATAL_FAILURE(pair.remove(std::to_string(at++), spare));
  }
  EXPECT_GT(pair.set().bytes(), full);  // has begun
  ASSERT_NO_FATAL_FAILURE(pair.check());
}

TEST(Set, of_small_numbers_takes_two_bytes_a_member) {
  Pair pair;
  for (int at = 0; at < 500; ++at) ASSERT_NO_FATAL_FAILURE(pair.add(std::to_string(at * 50)));
  EXPECT_LT(pair.set().bytes(), 500u * 2 * 3 / 2 + 120);
}

TEST(Set, of_a_hundred_short_members_takes_little_more_than_their_bytes) {
  Pair pair;
  for (int at = 0; at < 100; ++at) ASSERT_NO_FATAL_FAILURE(pair.add("member" + std::to_string(at)));
  EXPECT_LT(pair.set().bytes(), 100u * 12 * 3 / 2 + 200);
}

// No addition or removal moves more than a few groups: what it allocates at once is a segment or
// two, a directory, and its member.
TEST(Set, never_pays_for_a_full_rehash) {
  Pair pair;
  std::int64_t blocks = test::live_blocks();
  std::size_t bytes = pair.set().bytes();
  for (int at = 0; at < 300000; ++at) {
    ASSERT_EQ(pair.set().add(Element("m" + std::to_string(at))), Set::Added::kYes);
    if (at > 2000) {
      EXPECT_LE(std::abs(test::live_blocks() - blocks), 5);
      EXPECT_LE(pair.set().bytes(), bytes + 3 * 17000 + 10000);
    }
    blocks = test::live_blocks();
    bytes = pair.set().bytes();
  }
  for (int at = 0; at < 299000; ++at) {
    Remains remains;
    ASSERT_TRUE(pair.set().remove(Element("m" + std::to_string(at)), SIZE_MAX, remains));
    EXPECT_LE(std::abs(test::live_blocks() - blocks), 6);
    blocks = test::live_blocks();
  }
  for (int at = 299000; at < 300000; ++at) pair.model().insert("m" + std::to_string(at));
  ASSERT_NO_FATAL_FAILURE(pair.check());
}

// Pearson's chi-squared with n - 1 degrees of freedom stays under this but once in a million.
double chi_squared_limit(double degrees) { return degrees + 4.75 * std::sqrt(2 * degrees) + 12; }

// A set that was made of another's members in their order used to fill from one end until a search
// for a free slot gave up: union_store and restored dumps do that.
TEST(Set, takes_members_in_the_order_of_another_set) {
  Set *source = Set::make(kSecret);
  for (int number = 0; number < 100'000; ++number) {
    ASSERT_EQ(source->add(Element("m" + std::to_string(number))), Set::Added::kYes);
  }
  Set *copy = Set::make(kSecret);
  source->visit([&](const Element &member) { return copy->add(member) == Set::Added::kYes; });
  EXPECT_EQ(copy->size(), source->size());
  Collection::free_all(copy);
  Collection::free_all(source);
}

TEST(Set, samples_every_member_with_the_same_probability) {
  for (int members : {5, 100, 400, 1000}) {
    for (const char *prefix : {"", "m"}) {
      SCOPED_TRACE(prefix + std::to_string(members));
      Pair pair;
      for (int at = 0; at < members; ++at) pair.add(prefix + std::to_string(at));
      Random random(21);
      std::map<std::string, int> counts;
      for (int draw = 0; draw < members * 50; ++draw) ++counts[text_of(pair.set().sample(random))];
      double sum = 50.0 * (members - static_cast<double>(counts.size()));
      for (const auto &[member, count] : counts) sum += (count - 50.0) * (count - 50.0) / 50.0;
      EXPECT_LT(sum, chi_squared_limit(members - 1));
    }
  }
}

TEST(Set, samples_uniformly_while_it_is_being_resized) {
  Pair pair;
  int members = 0;
  // Until the table has just begun to grow: two tables at once.
  for (std::size_t before = 0; members < 2000; ++members) {
    before = pair.set().bytes();
    pair.add("member " + std::to_string(members));
    if (members > 1400 && pair.set().bytes() > before + 10000) break;
  }
  ASSERT_LT(members, 2000);
  Random random(22);
  std::map<std::string, int> counts;
  for (int draw = 0; draw < members * 50; ++draw) ++counts[text_of(pair.set().sample(random))];
  double sum = 0;
  double expected = members * 50.0 / (members + 1);
  for (const std::string &member : pair.model()) {
    sum += (counts[member] - expected) * (counts[member] - expected) / expected;
  }
  EXPECT_LT(sum, chi_squared_limit(members));
}

// A table that had no room to shrink: drawing slots until one holds a member would not end soon.
TEST(Set, samples_uniformly_from_a_table_that_is_nearly_empty) {
  for (const char *prefix : {"", "m"}) {
    Pair pair;
    Remains remains;
    for (int at = 0; at < 50000; ++at) pair.add(prefix + std::to_string(at));
    for (int at = 0; at < 49900; ++at) {
      std::string member = prefix + std::to_string(at);
      ASSERT_TRUE(pair.set().remove(Element(member), 0, remains));
      pair.model().erase(member);
    }
    ASSERT_GT(pair.set().bytes(), 500000u);
    Random random(23);
    std::map<std::string, int> counts;
    for (int draw = 0; draw < 5000; ++draw) ++counts[text_of(pair.set().sample(random))];
    double sum = 0;
    for (const std::string &member : pair.model()) {
      sum += (counts[member] - 50.0) * (counts[member] - 50.0) / 50.0;
    }
    EXPECT_LT(sum, chi_squared_limit(99));
    ASSERT_NO_FATAL_FAILURE(pair.check());
  }
}

// A table without room to shrink used to be freed at once by the removal that made the set small.
TEST(Set, leaves_a_large_table_behind_to_be_freed_in_steps) {
  for (const char *prefix : {"", "m"}) {
    Pair pair;
    const int members = 20000;
    for (int at = 0; at < members; ++at) pair.add(prefix + std::to_string(at));
    Remains remains;
    for (int at = 0; at < members - 5; ++at) {
      std::string member = prefix + std::to_string(at);
      std::int64_t blocks = test::live_blocks();
      ASSERT_TRUE(pair.set().remove(Element(member), 0, remains));
      pair.model().erase(member);
      ASSERT_GE(test::live_blocks(), blocks - 4);
    }
    ASSERT_FALSE(remains.empty());
    std::int64_t blocks = test::live_blocks();
    int calls = 0;
    for (; !remains.empty(); ++calls) {
      ASSERT_EQ(remains.bytes(), remains.recount());
      remains.free_some(8);
      ASSERT_GE(test::live_blocks(), blocks - (8 * 7 + 6));
      blocks = test::live_blocks();
    }
    EXPECT_GT(calls, 50);
    ASSERT_NO_FATAL_FAILURE(pair.check());
  }
}

TEST(Set, leaves_its_table_behind_those_of_others) {
  std::int64_t base = test::live_bytes();
  Remains gathered;
  for (int round = 0; round < 2; ++round) {
    Remains remains;
    for (int number = 0; number < 3; ++number) {
      Set *set = Set::make(kSecret);
      for (int at = 0; at < 2000; ++at) {
        ASSERT_EQ(set->add(Element("m" + std::to_string(at))), Set::Added::kYes);
      }
      for (int at = 3; at < 2000; ++at) {
        ASSERT_TRUE(set->remove(Element("m" + std::to_string(at)), 0, remains));
      }
      Collection::free_all(set);
      ASSERT_EQ(remains.bytes(), remains.recount());
    }
    gathered.add(remains);
    ASSERT_EQ(static_cast<std::int64_t>(gathered.bytes()), test::live_bytes() - base);
  }
  while (!gathered.empty()) {
    gathered.free_some(50);
    ASSERT_EQ(static_cast<std::int64_t>(gathered.bytes()), test::live_bytes() - base);
  }
  EXPECT_EQ(test::live_bytes(), base);
}

TEST(Set, is_freed_in_steps_that_are_bounded) {
  Set *set = Set::make(kSecret);
  for (int at = 0; at < 20000; ++at) {
    ASSERT_EQ(set->add(Element("m" + std::to_string(at))), Set::Added::kYes);
  }
  std::int64_t blocks = test::live_blocks();
  int calls = 0;
  for (bool done = false; !done; ++calls) {
    EXPECT_GT(Collection::free_some(set, 8, done), 0u);
    EXPECT_LE(blocks - test::live_blocks(), 8 * 7 + 6);
    blocks = test::live_blocks();
  }
  EXPECT_GT(calls, 200);
}

}  // namespace
}  // namespace cellaret::engine
