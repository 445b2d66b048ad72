// Lists against std::deque, with every byte recounted and every allocation failing once.
#include "engine/data/list.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <deque>
#include <string>
#include <vector>

#include "engine/base/random.h"
#include "tests/engine/failing_memory.h"

namespace cellaret::engine {
namespace {

using Model = std::deque<std::string>;
using End = List::End;

std::string text_of(const Element &element) {
  NumberText text;
  return std::string(element.as_bytes(text));
}

ElementLoad load_of(const std::string &value) {
  ElementLoad load;
  load.add(Element(value));
  return load;
}

// A list beside its model; every change is made to both and checked.
class Pair {
 public:
  Pair() : base_(test::live_bytes()), list_(List::make()) {}
  Pair(const Pair &) = delete;
  Pair &operator=(const Pair &) = delete;
  ~Pair() {
    Collection::free_all(list_);
    EXPECT_EQ(test::live_bytes(), base_);
  }

  List &list() { return *list_; }
  Model &model() { return model_; }

  // The bytes an addition takes stay within what was announced.
  template <class Change>
  void grow(std::uint64_t index, const std::string &value, Change &&change) {
    std::size_t before = list_->bytes();
    std::size_t bound = list_->growth_bound(index, load_of(value));
    ASSERT_TRUE(change());
    ASSERT_LE(list_->bytes(), before + bound);
  }
  void push(End end, const std::string &value) {
    grow(end == End::kLeft ? 0 : model_.size(), value,
         [&] { return list_->push(end, Element(value)); });
    end == End::kLeft ? model_.push_front(value) : model_.push_back(value);
  }
  void insert(std::uint64_t index, const std::string &value) {
    grow(index, value, [&] { return list_->insert(index, Element(value)); });
    model_.insert(model_.begin() + static_cast<std::ptrdiff_t>(index), value);
  }
  void set(std::uint64_t index, const std::string &value) {
    grow(index, value, [&] { return list_->set(index, Element(value)); });
    model_[index] = value;
  }
  void pop(End end) {
    list_->pop(end);
    end == End::kLeft ? model_.pop_front() : model_.pop_back();
  }
  void trim(std::uint64_t first, std::uint64_t count) {
    Remains remains;
    list_->trim(first, count, remains);
    check_remains(remains);
    auto begin = model_.begin() + static_cast<std::ptrdiff_t>(first);
    model_ = Model(begin, begin + static_cast<std::ptrdiff_t>(count));
  }
  void remove(const std::string &value, std::uint64_t count, End from) {
    std::uint64_t removed = 0;
    if (from == End::kRight) std::reverse(model_.begin(), model_.end());
    for (auto at = model_.begin(); at != model_.end() && removed < count;) {
      if (*at == value) {
        at = model_.erase(at);
        ++removed;
      } else {
        ++at;
      }
    }
    if (from == End::kRight) std::reverse(model_.begin(), model_.end());
    Remains remains;
    EXPECT_EQ(list_->remove(Element(value), count, from, remains), removed);
    check_remains(remains);
  }

  // Nothing is charged twice or not at all, and all of it can be freed in steps.
  void check_remains(Remains &remains) {
    EXPECT_EQ(remains.bytes(), remains.recount());
    EXPECT_EQ(static_cast<std::int64_t>(list_->bytes() + remains.bytes()),
              test::live_bytes() - base_);
    while (!remains.empty()) {
      std::size_t before = remains.bytes();
      std::size_t freed = remains.free_some(1);
      EXPECT_EQ(freed, before - remains.bytes());
      EXPECT_EQ(remains.bytes(), remains.recount());
    }
  }
  void check_bytes() {
    ASSERT_EQ(list_->bytes(), list_->recount());
    ASSERT_EQ(static_cast<std::int64_t>(list_->bytes()), test::live_bytes() - base_);
  }
  void check() {
    check_bytes();
    ASSERT_EQ(list_->size(), model_.size());
    std::vector<std::string> walked;
    list_->visit(0, list_->size(), [&](const Element &element) {
      walked.push_back(text_of(element));
      return true;
    });
    ASSERT_TRUE(std::equal(walked.begin(), walked.end(), model_.begin(), model_.end()));
    for (std::uint64_t index = 0; index < model_.size(); ++index) {
      ASSERT_EQ(text_of(list_->get(index)), model_[index]) << index;
    }
  }

 private:
  std::int64_t base_;
  List *list_;
  Model model_;
};

std::string random_value(Random &random) {
  switch (random.below(8)) {
    case 0:
      return std::to_string(static_cast<std::int64_t>(random.next()) >> random.below(64));
    case 1:
      return "00" + std::to_string(random.below(9));
    case 2:
      return std::string(random.below(700), 'x');
    case 3:
      return random.below(20) == 0 ? std::string(5000 + random.below(9), 'y') : "";
    default:
      return "value " + std::to_string(random.below(12));
  }
}

void random_step(Pair &pair, Random &random, std::uint64_t wanted_size) {
  std::uint64_t size = pair.model().size();
  bool grows = random.below(2 * wanted_size) >= size;
  End end = random.below(2) == 0 ? End::kLeft : End::kRight;
  std::string value = random_value(random);
  if (size == 0 || (grows && random.below(2) == 0)) {
    pair.push(end, value);
  } else if (grows) {
    pair.insert(random.below(size + 1), value);
  } else if (random.below(3) == 0) {
    pair.set(random.below(size), value);
  } else if (random.below(3) == 0) {
    pair.remove(value, 1 + random.below(3), end);
  } else if (random.below(40) == 0) {
    std::uint64_t first = random.below(random.below(4) == 0 ? size + 1 : size / 8 + 1);
    pair.trim(first, size - first - random.below((size - first) / 4 + 1));
  } else {
    pair.pop(end);
  }
}

TEST(List, answers_as_a_deque_does_and_counts_every_byte) {
  for (std::uint64_t wanted_size : {5, 100, 1500}) {
    Pair pair;
    Random random(wanted_size);
    for (int step = 0; step < 6000; ++step) {
      random_step(pair, random, wanted_size);
      ASSERT_NO_FATAL_FAILURE(pair.check_bytes());
      if (step % 97 == 0) {
        ASSERT_NO_FATAL_FAILURE(pair.check());
      }
    }
    ASSERT_NO_FATAL_FAILURE(pair.check());
  }
}

TEST(List, is_as_it_was_when_an_allocation_fails) {
  Pair pair;
  Random random(3);
  for (int step = 0; step < 3000; ++step) {
    std::uint64_t index = random.below(pair.model().size() + 1);
    std::string value = random_value(random);
    std::size_t before = pair.list().bytes();
    bool sets = index < pair.model().size() && random.below(2) == 0;
    for (std::int64_t allocations = 0;; ++allocations) {
      test::fail_after(allocations);
      bool done =
          sets ? pair.list().set(index, Element(value)) : pair.list().insert(index, Element(value));
      test::fail_after(-1);
      if (done) break;
      ASSERT_NO_FATAL_FAILURE(pair.check_bytes());
      // Blocks may have been made ready, but no more than was announced.
      ASSERT_LE(pair.list().bytes(), before + pair.list().growth_bound(index, load_of(value)) +
                                         3 * block_bound(kMaxPackedBytes));
    }
    if (sets) {
      pair.model()[index] = value;
    } else {
      pair.model().insert(pair.model().begin() + static_cast<std::ptrdiff_t>(index), value);
    }
    if (step % 50 == 0) {
      ASSERT_NO_FATAL_FAILURE(pair.check());
    }
    while (pair.model().size() > 900) pair.pop(End::kLeft);
  }
  ASSERT_NO_FATAL_FAILURE(pair.check());
}

TEST(List, shrinks_without_memory_for_smaller_blocks) {
  Pair pair;
  for (int at = 0; at < 3000; ++at) pair.push(End::kRight, std::to_string(at));
  test::fail_after(0);
  while (pair.model().size() > 1) pair.pop(End::kLeft);
  test::fail_after(-1);
  ASSERT_NO_FATAL_FAILURE(pair.check());
}

TEST(List, gives_its_memory_back_as_it_shrinks) {
  Pair pair;
  for (int at = 0; at < 50000; ++at) pair.push(End::kRight, "element " + std::to_string(at));
  std::size_t full = pair.list().bytes();
  EXPECT_LT(full, 50000u * (13 + 4 + 1));
  for (int at = 0; at < 49990; ++at) pair.pop(at % 2 == 0 ? End::kLeft : End::kRight);
  EXPECT_LT(pair.list().bytes(), 700u);
  ASSERT_NO_FATAL_FAILURE(pair.check());
}

// A stack around the edge of a block used to free a page and allocate it again each time.
TEST(List, allocates_nothing_around_the_edge_of_a_block) {
  for (End end : {End::kLeft, End::kRight}) {
    for (std::uint64_t blocks : {1, 2, 9}) {
      Pair pair;
      std::size_t before = 0;
      std::uint64_t edges = 0;
      // The first push beyond the last block of so many.
      while (edges <= blocks) {
        before = pair.list().bytes();
        pair.push(end, "element");
        if (pair.list().bytes() - before >= kMaxPackedBytes / 2) ++edges;
      }
      for (int at = 0; at < 9; ++at) pair.push(end, "element");
      std::size_t bytes = pair.list().bytes();
      test::fail_after(0);
      for (int turn = 0; turn < 5; ++turn) {
        for (int at = 0; at < 20; ++at) pair.pop(end);
        EXPECT_EQ(pair.list().bytes(), bytes);
        for (int at = 0; at < 20; ++at) pair.push(end, "element");
        EXPECT_EQ(pair.list().bytes(), bytes);
      }
      test::fail_after(-1);
      ASSERT_NO_FATAL_FAILURE(pair.check());
    }
  }
}

// The block that is kept for that is given up with the last large one.
TEST(List, keeps_no_spare_block_once_it_is_small) {
  Pair pair;
  for (int at = 0; at < 2000; ++at) pair.push(End::kRight, "element");
  while (pair.model().size() > 20) pair.pop(End::kRight);
  EXPECT_LT(pair.list().bytes(), 800u);
  ASSERT_NO_FATAL_FAILURE(pair.check());
}

TEST(List, finds_every_index_however_uneven_its_blocks_are) {
  for (std::size_t size : {1, 60, 400}) {
    Pair pair;
    std::string value(size, 'v');
    for (int at = 0; at < 3000; ++at) pair.push(at % 3 == 0 ? End::kLeft : End::kRight, value);
    ASSERT_NO_FATAL_FAILURE(pair.check());
    for (int at = 0; at < 1500; ++at) pair.insert(2000, std::to_string(at));
    ASSERT_NO_FATAL_FAILURE(pair.check());
    for (int at = 0; at < 900; ++at) pair.pop(End::kLeft);
    ASSERT_NO_FATAL_FAILURE(pair.check());
  }
}

TEST(List, holds_a_few_small_elements_in_little_more_than_their_bytes) {
  Pair pair;
  for (int at = 0; at < 100; ++at) pair.push(End::kRight, "abcdefgh");
  EXPECT_LT(pair.list().bytes(), 100u * 12 * 3 / 2 + 200);
}

// A block just large enough for its elements would be tidied up for each that comes.
TEST(List, gives_a_small_queue_room_to_move_in) {
  for (End end : {End::kLeft, End::kRight}) {
    for (int length = 8; length <= 150; ++length) {
      Pair pair;
      for (int at = 0; at < length; ++at) pair.push(end, "element");
      for (int at = 0; at < 3 * length; ++at) {
        pair.push(end, "element");
        pair.pop(end == End::kLeft ? End::kRight : End::kLeft);
      }
      std::size_t used = static_cast<std::size_t>(length) * (7 + 4);
      EXPECT_GT(pair.list().bytes(), used + used / 8) << length;
      EXPECT_LT(pair.list().bytes(), used * 2 + 200) << length;
      ASSERT_NO_FATAL_FAILURE(pair.check());
    }
  }
}

TEST(List, finds_equal_elements_from_either_end) {
  Pair pair;
  for (int at = 0; at < 5000; ++at) pair.push(End::kRight, at % 1000 == 7 ? "x" : "y");
  std::vector<std::uint64_t> found;
  auto note = [&](std::uint64_t index) {
    found.push_back(index);
    return found.size() < 3;
  };
  pair.list().find_all(Element("x"), End::kLeft, List::kNone, note);
  EXPECT_EQ(found, (std::vector<std::uint64_t>{7, 1007, 2007}));
  found.clear();
  pair.list().find_all(Element("x"), End::kRight, List::kNone, note);
  EXPECT_EQ(found, (std::vector<std::uint64_t>{4007, 3007, 2007}));
  found.clear();
  pair.list().find_all(Element("x"), End::kLeft, 1007, note);
  EXPECT_EQ(found, (std::vector<std::uint64_t>{7}));
}

TEST(List, gives_back_any_text_of_a_number_byte_for_byte) {
  Pair pair;
  for (const char *text :
       {"0", "-0", "007", "+1", " 1", "1 ", "9223372036854775807", "9223372036854775808",
        "-9223372036854775808", "127", "128", "-129", "32768", "2147483648", "1e3", "0x10", ""}) {
    pair.push(End::kRight, text);
  }
  ASSERT_NO_FATAL_FAILURE(pair.check());
}

TEST(List, is_freed_in_steps_that_are_bounded) {
  List *list = List::make();
  std::string large(600, 'l');
  for (int at = 0; at < 3000; ++at) ASSERT_TRUE(list->push(End::kRight, Element(large)));
  std::int64_t blocks = test::live_blocks();
  int calls = 0;
  for (bool done = false; !done; ++calls) {
    std::size_t before = list->bytes();
    std::size_t freed = Collection::free_some(list, 4, done);
    EXPECT_GT(freed, 0u);
    EXPECT_LE(blocks - test::live_blocks(), 4 * 16 + 6);
    blocks = test::live_blocks();
    if (!done) {
      EXPECT_EQ(list->bytes(), before - freed);
    }
  }
  EXPECT_GT(calls, 40);
}

}  // namespace
}  // namespace cellaret::engine
