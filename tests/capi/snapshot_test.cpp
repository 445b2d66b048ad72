// The whole cache in a file and back: nothing lost, nothing read that is not whole.
#include <fcntl.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "tests/capi/collections.h"

namespace cellaret::test {
namespace {

namespace fs = std::filesystem;

class SnapshotTest : public testing::Test {
 protected:
  SnapshotTest() {
    std::string pattern = (fs::temp_directory_path() / "cellaret-snapshot-XXXXXX").string();
    folder_ = ::mkdtemp(pattern.data());
    path_ = (folder_ / "cache.snapshot").string();
  }
  ~SnapshotTest() override { fs::remove_all(folder_); }

  [[nodiscard]] std::string bytes() const { return bytes_of(path_); }
  static std::string bytes_of(const fs::path &path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  void write(std::string_view bytes) const {
    std::ofstream(path_, std::ios::binary | std::ios::trunc) << bytes;
  }
  std::uint64_t save(Cache &cache) const {
    std::uint64_t entries = 0;
    EXPECT_EQ(cellaret_save(cache, path_.c_str(), &entries), CELLARET_OK);
    return entries;
  }
  std::uint64_t load(Cache &cache) const {
    std::uint64_t entries = 0;
    EXPECT_EQ(cellaret_load(cache, path_.c_str(), &entries), CELLARET_OK);
    return entries;
  }

  fs::path folder_;
  std::string path_;
};

cellaret_options with_shards(std::uint32_t shards, std::int64_t start_ms = kStart) {
  cellaret_options options = manual_options();
  options.shards = shards;
  options.manual_start_ms = start_ms;
  return options;
}

void fill(Collections &cache) {
  cache.set("text", "v");
  cache.set("", "of the empty key");
  cache.set("large", std::string(300'000, 'x'));
  cache.increment("int", 42);
  cache.Cache::add("double", 0.5);
  cache.push_right("list", {"a", "", "7"});
  cache.add("set", {"1", "x"});
}

TEST_F(SnapshotTest, every_type_comes_back) {
  Collections cache(with_shards(8));
  fill(cache);
  Texts many;
  for (int number = 0; number < 20'000; ++number) many.push_back(numbered("m", number));
  cache.push_right("many", many);
  for (int number = 0; number < 5000; ++number) cache.set(numbered("k", number), "v");
  EXPECT_EQ(save(cache), 5008u);
  Collections other(with_shards(2));
  other.set("only here", "v");
  other.set("text", "overwritten");
  EXPECT_EQ(load(other), 5008u);
  EXPECT_EQ(other.len(), 5009u);
  EXPECT_EQ(other.text("text"), "v");
  EXPECT_EQ(other.text(""), "of the empty key");
  EXPECT_EQ(other.text("large"), std::string(300'000, 'x'));
  EXPECT_EQ(other.integer("int"), 42);
  EXPECT_EQ(other.number("double"), 0.5);
  EXPECT_EQ(other.range("list"), (Texts{"a", "", "7"}));
  EXPECT_EQ(other.members("set"), (Texts{"1", "x"}));
  EXPECT_EQ(other.range("many"), many);
  EXPECT_EQ(other.text("k4999"), "v");
  EXPECT_FALSE(fs::exists(path_ + ".saving"));
}

TEST_F(SnapshotTest, an_empty_cache_is_a_file_too) {
  Cache cache;
  EXPECT_EQ(save(cache), 0u);
  EXPECT_EQ(load(cache), 0u);
}

// The process was away for four seconds.
TEST_F(SnapshotTest, what_is_left_of_a_deadline_is_kept_over_a_restart) {
  Cache cache(with_shards(4));
  cache.set("steady", "v", cellaret_expiry_in(10'000));
  cache.set("wall", "v", cellaret_expiry_at(kStart + 10'000));
  cache.set("short", "v", cellaret_expiry_in(3'000));
  cache.set("gone", "v", cellaret_expiry_in(1));
  cache.set("never", "v");
  cache.advance(2);
  EXPECT_EQ(save(cache), 4u);
  Cache later(with_shards(1, kStart + 4'000));
  load(later);
  EXPECT_EQ(later.ttl("steady"), 6'000);
  EXPECT_EQ(later.ttl("wall"), 6'000);
  EXPECT_EQ(later.ttl("never"), -1);
  EXPECT_FALSE(later.exists("short"));
  EXPECT_EQ(later.len(), 3u);
}

TEST_F(SnapshotTest, damaged_truncated_and_foreign_files_change_nothing) {
  Collections cache;
  cache.set("k", "v", cellaret_expiry_in(1000));
  cache.push_right("list", {"a", "b"});
  save(cache);
  std::string sound = bytes();
  cache.set("k", "now");
  std::uint64_t charged = cache.stats().bytes_charged;
  auto expect_refused = [&](const std::string &damaged, std::size_t at) {
    write(damaged);
    std::uint64_t untouched = 77;
    ASSERT_EQ(cellaret_load(cache, path_.c_str(), &untouched), CELLARET_BAD_FORMAT) << at;
    ASSERT_EQ(untouched, 77u);
  };
  for (std::size_t size = 0; size < sound.size(); ++size) {
    expect_refused(sound.substr(0, size), size);
  }
  for (std::size_t bit = 0; bit < sound.size() * 8; ++bit) {
    std::string damaged = sound;
    damaged[bit / 8] = static_cast<char>(damaged[bit / 8] ^ (1 << bit % 8));
    expect_refused(damaged, bit);
  }
  expect_refused(sound + '\0', 0);
  expect_refused(sound + sound, 0);
  expect_refused("#!/bin/sh\necho a script of some length, and no snapshot\n", 0);
  expect_refused(std::string(100'000, '\0'), 0);
  EXPECT_EQ(cache.text("k"), "now");
  EXPECT_EQ(cache.len(), 2u);
  EXPECT_EQ(cache.stats().bytes_charged, charged);
  write(sound);
  EXPECT_EQ(load(cache), 2u);
  EXPECT_EQ(cache.text("k"), "v");
}

TEST_F(SnapshotTest, a_file_that_lacks_an_entry_is_not_whole) {
  Cache cache;
  cache.set("a", "1");
  cache.set("b", "2");
  save(cache);
  std::string both = bytes();
  cache.erase("b");
  save(cache);
  std::string one = bytes();
  // The records but the last are sound; their number and sum are not.
  std::size_t end_size = 24 + 16 + 8;
  write(one.substr(0, one.size() - end_size) + both.substr(both.size() - end_size));
  EXPECT_EQ(cellaret_load(cache, path_.c_str(), nullptr), CELLARET_BAD_FORMAT);
}

TEST_F(SnapshotTest, a_file_that_is_not_there_is_told_with_errno) {
  Cache cache;
  errno = 0;
  EXPECT_EQ(cellaret_load(cache, path_.c_str(), nullptr), CELLARET_IO);
  EXPECT_EQ(errno, ENOENT);
  EXPECT_EQ(cellaret_load(cache, folder_.c_str(), nullptr), CELLARET_IO);
  EXPECT_EQ(errno, EISDIR);
  EXPECT_EQ(cellaret_save(cache, (folder_ / "none" / "x").c_str(), nullptr), CELLARET_IO);
  EXPECT_EQ(errno, ENOENT);
  ASSERT_EQ(::mkfifo(path_.c_str(), 0600), 0);
  EXPECT_EQ(cellaret_load(cache, path_.c_str(), nullptr), CELLARET_IO) << "and does not wait";
}

TEST_F(SnapshotTest, a_second_save_to_the_same_file_is_told) {
  Cache cache;
  cache.set("k", "v");
  std::string saving = path_ + ".saving";
  int other = ::open(saving.c_str(), O_CREAT | O_WRONLY, 0600);
  ASSERT_EQ(::flock(other, LOCK_EX), 0);
  EXPECT_EQ(cellaret_save(cache, path_.c_str(), nullptr), CELLARET_IO);
  EXPECT_EQ(errno, EWOULDBLOCK);
  // It was killed, and left this.
  ASSERT_EQ(::write(other, "half a snapsho", 14), 14);
  ::close(other);
  EXPECT_EQ(save(cache), 1u);
  EXPECT_EQ(load(cache), 1u);
  EXPECT_FALSE(fs::exists(saving));
}

// A full disk by way of the limit on the size of files, in a process of its own.
TEST_F(SnapshotTest, a_disk_that_is_full_leaves_the_old_file) {
  Cache cache(with_shards(4));
  cache.set("k", "old");
  save(cache);
  std::string old = bytes();
  for (int number = 0; number < 5000; ++number) cache.set(numbered("k", number), "new");
  for (rlim_t limit : {0, 100, 4096, 100'000}) {
    pid_t child = ::fork();
    if (child == 0) {
      std::signal(SIGXFSZ, SIG_IGN);
      rlimit most{limit, limit};
      ::setrlimit(RLIMIT_FSIZE, &most);
      bool is_right = cellaret_save(cache, path_.c_str(), nullptr) == CELLARET_IO && errno == EFBIG;
      ::_exit(is_right ? 0 : 1);
    }
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << limit;
    EXPECT_EQ(bytes(), old) << limit;
    EXPECT_FALSE(fs::exists(path_ + ".saving")) << limit;
  }
  EXPECT_EQ(save(cache), 5001u);
}

TEST_F(SnapshotTest, a_cache_that_is_too_small_keeps_what_its_policy_keeps) {
  Cache cache(with_shards(1));
  for (int number = 0; number < 5000; ++number) cache.set(numbered("k", number), "v");
  save(cache);
  cellaret_options options = with_shards(1);
  options.max_entries = 100;
  options.policy = "allkeys-lru";
  Cache small(options);
  EXPECT_EQ(load(small), 5000u);
  EXPECT_EQ(small.len(), 100u);
  options.policy = "noeviction";
  Cache full(options);
  std::uint64_t entries = 0;
  EXPECT_EQ(cellaret_load(full, path_.c_str(), &entries), CELLARET_FULL);
  EXPECT_EQ(entries, 100u);
  EXPECT_EQ(full.len(), 100u);
}

}  // namespace
}  // namespace cellaret::test
