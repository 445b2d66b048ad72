// When retired blocks are freed, and which of them serve again.
#include "engine/shard/limbo.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "engine/base/epoch.h"
#include "tests/engine/failing_memory.h"

namespace cellaret::engine {
namespace {

constexpr std::size_t kBatch = 32;
constexpr std::size_t kSize = 64;  // every allocator has a block of very nearly this size

// A reader in a thread of its own, which stays inside until end().
class Reader {
 public:
  Reader() : thread_([this] { stay(); }) { is_inside_.wait(false); }
  ~Reader() { end(); }
  void end() {
    if (!thread_.joinable()) return;
    may_leave_.store(true);
    may_leave_.notify_one();
    thread_.join();
  }

 private:
  void stay() {
    EpochGuard guard(*EpochGuard::record_of_thread(), EpochGuard::Kind::kReading);
    is_inside_.store(true);
    is_inside_.notify_one();
    may_leave_.wait(false);
  }

  std::atomic<bool> is_inside_{false};
  std::atomic<bool> may_leave_{false};
  std::thread thread_;
};

class LimboTest : public testing::Test {
 protected:
  ~LimboTest() override {
    limbo_.reset();
    pins_->drop();
  }

  static void *make_block(std::size_t size) { return allocate(size); }

  // Retires an entry in such a block; the rest of the test may look at the block's address.
  std::uint64_t retire(void *block) {
    Entry *entry = Entry::create_plain(block, "key", ScalarView::of_int(1), ++stamp_);
    return limbo_->add(entry, block_size(block), false);
  }
  std::uint64_t retire(std::size_t count, std::size_t size = kSize) {
    std::uint64_t freed = 0;
    for (; count > 0; --count) freed += retire(make_block(size));
    return freed;
  }
  void *reuse(std::size_t size = kSize) {
    void *block = limbo_->reuse(size, bytes_);
    if (block != nullptr) {
      EXPECT_EQ(bytes_, block_size(block));
      served_.push_back(block);
    }
    return block;
  }
  void free_served() {
    for (void *block : served_) deallocate(block);
    served_.clear();
  }

  PinAccount *pins_ = PinAccount::make();
  Atomic<std::uint64_t> max_bytes_{64 * 1024};
  Graveyard graveyard_;
  Owned<Limbo> limbo_ = make_owned<Limbo>(*pins_, max_bytes_, graveyard_);
  std::uint64_t stamp_ = 0;
  std::size_t bytes_ = 0;
  std::vector<void *> served_;
};

TEST_F(LimboTest, a_full_batch_serves_again_oldest_first_and_stays_charged) {
  std::vector<void *> blocks;
  for (std::size_t count = 0; count < kBatch; ++count) {
    EXPECT_EQ(reuse(), nullptr);
    blocks.push_back(make_block(kSize));
    EXPECT_EQ(retire(blocks.back()), 0u);
  }
  std::uint64_t all = limbo_->bytes();
  EXPECT_EQ(all, kBatch * block_size(blocks[0]));
  for (void *block : blocks) {
    EXPECT_EQ(limbo_->bytes(), all);
    EXPECT_EQ(limbo_->recount(), all);
    EXPECT_EQ(reuse(), block);
    all -= bytes_;
  }
  EXPECT_EQ(reuse(), nullptr);
  EXPECT_TRUE(limbo_->empty());
  free_served();
}

TEST_F(LimboTest, what_is_retired_meanwhile_waits_for_its_own_batch) {
  for (int round = 0; round < 10; ++round) {
    std::uint64_t freed = retire(kBatch);
    for (std::size_t count = 0; count < kBatch; ++count) {
      EXPECT_NE(reuse(), nullptr);
      if (count % 2 == 0) freed += retire(1);
    }
    EXPECT_EQ(freed, 0u);
    EXPECT_EQ(reuse(), nullptr);
    EXPECT_EQ(limbo_->recount(), limbo_->bytes());
    EXPECT_NE(limbo_->free_all(), 0u);
  }
  free_served();
}

TEST_F(LimboTest, nothing_serves_while_a_reader_of_its_time_is_there) {
  Reader before;
  EXPECT_EQ(retire(kBatch), 0u);
  EXPECT_EQ(reuse(), nullptr);
  EXPECT_EQ(limbo_->free_some(), 0u);
  Reader later;
  before.end();
  EXPECT_NE(reuse(), nullptr);
  EXPECT_NE(limbo_->free_some(), 0u);
  free_served();
}

TEST_F(LimboTest, a_block_serves_what_is_little_smaller) {
  for (std::size_t size : {std::size_t{32}, std::size_t{800}}) {
    static_cast<void>(retire(kBatch, size));
    std::size_t bytes = limbo_->bytes() / kBatch;
    std::size_t spare = std::max(std::size_t{15}, bytes / 8);
    EXPECT_EQ(reuse(bytes + 1), nullptr);
    EXPECT_EQ(reuse(bytes - spare - 1), nullptr);
    EXPECT_EQ(reuse(1), nullptr);
    EXPECT_NE(reuse(bytes - spare), nullptr);
    EXPECT_NE(reuse(bytes), nullptr);
    static_cast<void>(limbo_->free_all());
  }
  free_served();
}

TEST_F(LimboTest, what_is_left_goes_with_the_next_batch) {
  EXPECT_EQ(retire(kBatch), 0u);
  EXPECT_NE(reuse(), nullptr);
  std::uint64_t left = limbo_->bytes();
  EXPECT_EQ(retire(kBatch - 1), 0u);
  EXPECT_EQ(retire(1), left);
  EXPECT_NE(reuse(), nullptr);
  free_served();
}

TEST_F(LimboTest, blocks_of_two_sizes_are_freed_at_once) {
  for (std::size_t odd : {std::size_t{0}, std::size_t{1}, kBatch / 2, kBatch - 1}) {
    std::uint64_t freed = 0;
    for (std::size_t at = 0; at < kBatch; ++at) freed += retire(1, at == odd ? 4 * kSize : kSize);
    EXPECT_NE(freed, 0u) << odd;
    EXPECT_TRUE(limbo_->empty()) << odd;
    EXPECT_EQ(reuse(), nullptr) << odd;
  }
}

TEST_F(LimboTest, wide_entries_do_not_serve_again) {
  for (std::size_t count = 0; count < kBatch; ++count) {
    EntryShape shape = EntryShape::of(3, 400, {});
    Entry *entry = Entry::create(make_block(shape.size()), shape, "key");
    entry->write_value(ScalarView::of_bytes(std::string(400, 'v')), 0, ++stamp_);
    ASSERT_TRUE(entry->is_wide());
    static_cast<void>(limbo_->add(entry, block_size(entry), true));
  }
  EXPECT_TRUE(limbo_->empty());
}

TEST_F(LimboTest, a_large_block_goes_at_once_and_takes_the_others_along) {
  EXPECT_EQ(retire(5), 0u);
  EXPECT_NE(retire(1, 2048), 0u);
  EXPECT_TRUE(limbo_->empty());
}

TEST_F(LimboTest, no_more_is_kept_than_may_be) {
  max_bytes_.store(10 * kSize, std::memory_order_relaxed);
  for (std::size_t count = 0; count < 100; ++count) {
    static_cast<void>(retire(1));
    EXPECT_LE(limbo_->bytes(), 10 * kSize);
  }
}

TEST_F(LimboTest, unread_blocks_are_freed_from_open_and_sealed_batches) {
  static_cast<void>(retire(kBatch + 5));
  std::uint64_t all = limbo_->bytes();
  EXPECT_EQ(limbo_->free_unread(), all);
  EXPECT_TRUE(limbo_->empty());
}

TEST_F(LimboTest, everything_is_freed_in_the_end) {
  std::int64_t before = test::live_blocks();
  for (std::size_t left : {std::size_t{0}, std::size_t{7}, kBatch, kBatch + 7}) {
    Owned<Limbo> limbo = make_owned<Limbo>(*pins_, max_bytes_, graveyard_);
    limbo_.swap(limbo);
    static_cast<void>(retire(left));
    limbo_.swap(limbo);
  }
  EXPECT_EQ(test::live_blocks(), before);
}

}  // namespace
}  // namespace cellaret::engine
