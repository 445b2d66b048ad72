// Packed blocks against a vector of texts: both ends, the middle, tags in order, and every size of
// payload; and the comparisons of many words at once beside their plain twins.
#include "engine/data/packed_block.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "engine/base/random.h"
#include "engine/data/int_array.h"
#include "engine/data/number_window.h"
#include "engine/data/slot_window.h"

namespace cellaret::engine {
namespace {

constexpr std::uint32_t kLargest = kMaxPackedBytes - PackedBlock::kHeaderSize;

std::string text_of(const Element &element) {
  NumberText text;
  return std::string(element.as_bytes(text));
}

// A block beside its model. Its room is what was asked for and what the allocator gave on top.
class Pair {
 public:
  explicit Pair(std::uint32_t size) : block_(PackedBlock::make(size)) {}
  Pair(const Pair &) = delete;
  Pair &operator=(const Pair &) = delete;
  ~Pair() {
    while (block_->count() != 0) erase(0);
    deallocate(block_);
  }

  PackedBlock &block() { return *block_; }
  std::vector<std::string> &model() { return model_; }

  bool insert(std::uint32_t at, const std::string &text) {
    PackedElement element{Element(text)};
    if (!block_->has_room(element.size())) return false;
    EXPECT_TRUE(element.make_separate());
    block_->insert(at, element);
    model_.insert(model_.begin() + at, text);
    return true;
  }
  void erase(std::uint32_t at) {
    deallocate(block_->separate(at));
    if (at == 0) {
      block_->pop_front();
    } else if (at + 1 == block_->count()) {
      block_->pop_back();
    } else {
      block_->erase(at, 1);
    }
    model_.erase(model_.begin() + at);
  }
  void overwrite(std::uint32_t at, const std::string &text) {
    PackedElement element{Element(text)};
    SeparateBytes *old = block_->separate(at);
    EXPECT_TRUE(element.make_separate());
    if (block_->overwrite(at, element)) {
      deallocate(old);
      model_[at] = text;
    } else {
      EXPECT_NE(element.size(), PackedElement(Element(model_[at])).size());
      element.drop_separate();
    }
  }
  void resize(std::uint32_t size) { block_ = block_->resized(size); }
  void check() {
    ASSERT_EQ(block_->count(), model_.size());
    std::uint32_t used = 0;
    for (std::uint32_t at = 0; at < model_.size(); ++at) {
      ASSERT_EQ(text_of(block_->element(at)), model_[at]) << at;
      used += PackedElement(Element(model_[at])).size();
    }
    ASSERT_EQ(block_->used(), used);
  }

 private:
  PackedBlock *block_;
  std::vector<std::string> model_;
};

std::string random_text(Random &random) {
  switch (random.below(6)) {
    case 0:
      return std::to_string(static_cast<std::int64_t>(random.next()) >> random.below(64));
    case 1:
      return std::string(random.below(kMaxPackedElement + 90), 'l');
    case 2:
      return "";
    default:
      return "text " + std::to_string(random.below(1000));
  }
}

TEST(PackedBlock, holds_what_was_put_in_whatever_came_and_went_before) {
  for (std::uint32_t size : {52u, 200u, 1000u, kLargest}) {
    Pair pair(size);
    Random random(size);
    for (int step = 0; step < 20000; ++step) {
      std::uint32_t count = pair.block().count();
      auto at = static_cast<std::uint32_t>(random.below(count + 1));
      if (random.below(2) == 0) at = random.below(2) == 0 ? 0 : count;
      switch (random.below(count == 0 ? 2 : 5)) {
        case 0:
        case 1:
          pair.insert(at, random_text(random));
          break;
        case 2:
          pair.overwrite(at == count ? 0 : at, random_text(random));
          break;
        default:
          pair.erase(at == count ? at - 1 : at);
      }
      if (step % 500 == 0) pair.resize(size);
      ASSERT_NO_FATAL_FAILURE(pair.check()) << step;
    }
  }
}

// Payloads and slots of a queue wander through the block in opposite directions and are moved back
// when they meet.
TEST(PackedBlock, is_a_queue_of_any_length_in_either_direction) {
  for (bool is_leftward : {false, true}) {
    for (std::uint32_t length = 0; length <= 130; ++length) {
      Pair pair((length + 1) * 16 + length % 5 * 20);
      std::uint64_t number = 0;
      for (std::uint32_t step = 0; step < 3 * length + 60; ++step) {
        std::string text = (number % 3 == 0 ? "" : "element ") + std::to_string(number);
        ++number;
        ASSERT_TRUE(pair.insert(is_leftward ? 0 : pair.block().count(), text));
        if (pair.block().count() > length) pair.erase(is_leftward ? pair.block().count() - 1 : 0);
        ASSERT_NO_FATAL_FAILURE(pair.check()) << length << ' ' << step;
      }
    }
  }
}

TEST(PackedBlock, copies_payloads_of_every_size) {
  for (std::uint32_t size = 0; size <= kMaxPackedElement; ++size) {
    Pair pair(3 * (size + 4) + 8);
    std::string text;
    for (std::uint32_t at = 0; at < size; ++at) text += static_cast<char>('a' + at * 7 % 26);
    ASSERT_TRUE(pair.insert(0, "<"));
    ASSERT_TRUE(pair.insert(1, text));
    ASSERT_TRUE(pair.insert(2, ">"));
    ASSERT_NO_FATAL_FAILURE(pair.check());
    PackedElement same{Element(text)};
    ASSERT_TRUE(pair.block().equals(1, same));
    for (std::uint32_t at = 0; at < size; ++at) {
      std::string other = text;
      other[at] ^= 1;
      PackedElement different{Element(other)};
      ASSERT_FALSE(pair.block().equals(1, different)) << size << ' ' << at;
    }
  }
}

// Few tags make long runs of equal ones, and tags that are all high or low are far from where they
// are guessed to be.
struct Tags {
  std::uint32_t count;
  std::uint32_t step;
  std::uint32_t first;
};

TEST(PackedBlock, finds_elements_by_tags_in_order) {
  for (Tags tags : {Tags{1, 1, 0}, Tags{2, 256, 0}, Tags{5, 100, 0}, Tags{60, 8, 0},
                    Tags{512, 1, 0}, Tags{128, 1, 0}, Tags{128, 1, 384}}) {
    Random random(tags.count);
    auto tag_of = [&](std::uint64_t number) {
      auto hash = static_cast<std::uint32_t>(number * 0x9e3779b97f4a7c15u >> 40);
      return tags.first + hash % tags.count * tags.step;
    };
    for (std::uint32_t count = 0; count <= 130; ++count) {
      PackedBlock *block = PackedBlock::make(52 + count * 12);
      std::vector<std::uint64_t> numbers(count);
      for (std::uint32_t at = 0; at < count; ++at) numbers[at] = at * 2;
      auto packed = [&](const std::string &text, std::uint64_t number) {
        return PackedElement(Element(text), tag_of(number));
      };
      auto text_for = [&](std::uint64_t number) {
        return (number % 4 == 0 ? "" : "m") + std::to_string(number);
      };
      for (std::uint64_t number : numbers) {
        std::string text = text_for(number);
        PackedElement element = packed(text, number);
        PackedBlock::SortedPlace place = block->find_sorted(element);
        ASSERT_FALSE(place.is_there) << text;
        block->insert(place.at, element);
      }
      // Some go, at both ends and inside, so that the first slot is not the block's first.
      for (std::uint32_t times = 0; times < count / 4; ++times) {
        auto at = static_cast<std::size_t>(random.below(numbers.size()));
        std::string text = text_for(numbers[at]);
        PackedBlock::SortedPlace place = block->find_sorted(packed(text, numbers[at]));
        ASSERT_TRUE(place.is_there) << text;
        block->erase(place.at, 1);
        numbers.erase(numbers.begin() + static_cast<std::ptrdiff_t>(at));
      }
      for (std::uint64_t number = 0; number < count * 2; ++number) {
        bool is_there = std::find(numbers.begin(), numbers.end(), number) != numbers.end();
        std::string text = text_for(number);
        PackedBlock::SortedPlace place = block->find_sorted(packed(text, number));
        ASSERT_EQ(place.is_there, is_there) << text << " of " << count;
        if (is_there) {
          ASSERT_EQ(text_of(block->element(place.at)), text);
        }
      }
      deallocate(block);
    }
  }
}

// What goes from the middle leaves a hole for the next of its size, of which there may be many.
TEST(PackedBlock, takes_members_of_one_size_where_others_of_it_were) {
  Random random(6);
  for (std::uint32_t size : {3u, 4u, 5u, 16u, 40u}) {
    Pair pair(30 * (size + 4));
    auto text = [&] { return std::string(size, static_cast<char>('a' + random.below(26))); };
    while (
        pair.insert(static_cast<std::uint32_t>(random.below(pair.block().count() + 1)), text())) {
    }
    for (int round = 0; round < 3000; ++round) {
      std::uint32_t count = pair.block().count();
      auto gone = static_cast<std::uint32_t>(random.below(count / 2));
      for (std::uint32_t times = 0; times < gone; ++times) {
        pair.erase(static_cast<std::uint32_t>(random.below(pair.block().count())));
      }
      // Sometimes others come between.
      if (random.below(4) == 0) pair.insert(0, std::string(random.below(9), 'x'));
      while (
          pair.insert(static_cast<std::uint32_t>(random.below(pair.block().count() + 1)), text())) {
      }
      ASSERT_NO_FATAL_FAILURE(pair.check()) << size << ' ' << round;
    }
  }
}

TEST(SlotWindow, compares_as_the_plain_way_does) {
  Random random(4);
  for (int round = 0; round < 20000; ++round) {
    std::uint32_t words[SlotWindow::kSize];
    auto shift = static_cast<unsigned>(1 + random.below(31));
    for (std::uint32_t &word : words) {
      word = static_cast<std::uint32_t>(random.next()) >> random.below(32);
    }
    std::uint32_t wanted = words[random.below(SlotWindow::kSize)] >> shift;
    ASSERT_EQ(SlotComparison::equal(words, wanted, shift),
              PlainComparison::equal(words, wanted, shift));
    ASSERT_EQ(SlotComparison::below(words, wanted, shift),
              PlainComparison::below(words, wanted, shift));
    auto count = static_cast<std::uint32_t>(random.below(SlotWindow::kSize + 1));
    SlotWindow window(words, count);
    EXPECT_EQ(window.equal(wanted, shift) >> count, 0u);
    EXPECT_LE(window.below(wanted, shift), count);
  }
}

template <class Number>
void compare_windows() {
  Random random(sizeof(Number));
  constexpr std::uint32_t kSize = NumberWindow<Number>::kSize;
  for (int round = 0; round < 20000; ++round) {
    Number numbers[kSize];
    for (Number &number : numbers) number = static_cast<Number>(random.next() >> random.below(64));
    auto count = static_cast<std::uint32_t>(random.below(kSize + 3));
    std::sort(numbers, numbers + std::min(count, kSize));
    Number limit = numbers[random.below(kSize)];
    const auto *bytes = reinterpret_cast<const unsigned char *>(numbers);
    ASSERT_EQ(NumberWindow<Number>::below(bytes, count, limit),
              PlainNumberWindow<Number>::below(bytes, count, limit));
  }
}

TEST(NumberWindow, compares_as_the_plain_way_does) {
  compare_windows<std::int16_t>();
  compare_windows<std::int32_t>();
  compare_windows<std::int64_t>();
}

// Every count and every gap between the members, in arrays that have grown and that have shrunk.
TEST(IntArray, finds_numbers_of_every_width_in_arrays_of_every_size) {
  for (std::int64_t step : {2LL, 300LL, 3'000'000LL, 3'000'000'000'000LL}) {
    IntArray *array = IntArray::make();
    auto check = [&](std::uint32_t first) {
      for (std::uint32_t at = 0; at < array->count(); ++at) {
        std::int64_t number = (std::int64_t{at} + first - 65) * step;
        IntArray::Place there = array->find(number);
        ASSERT_TRUE(there.is_there) << number;
        ASSERT_EQ(there.at, at);
        IntArray::Place behind = array->find(number + 1);
        ASSERT_FALSE(behind.is_there) << number;
        ASSERT_EQ(behind.at, at + 1);
      }
      for (std::int64_t number : {INT64_MIN, std::int64_t{INT32_MIN}, std::int64_t{INT16_MIN}}) {
        ASSERT_FALSE(array->find(number - (number == INT64_MIN ? 0 : 1)).is_there);
      }
      ASSERT_EQ(array->find(INT64_MIN).at, 0u);
      ASSERT_EQ(array->find(INT64_MAX).at, array->count());
    };
    for (std::uint32_t at = 0; at <= 600; ++at) {
      std::int64_t number = (std::int64_t{at} - 65) * step;
      array = array->insert(array->find(number).at, number);
      ASSERT_NO_FATAL_FAILURE(check(0));
    }
    for (std::uint32_t first = 1; first <= 600; ++first) {
      array = array->erase(0);
      ASSERT_NO_FATAL_FAILURE(check(first));
    }
    deallocate(array);
  }
}

}  // namespace
}  // namespace cellaret::engine
