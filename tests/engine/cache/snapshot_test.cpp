// Saving against a disk that fails and a process that is killed, call by call.
#include "engine/cache/snapshot.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "engine/cache/entry_copy.h"

namespace cellaret::engine {
namespace {

namespace fs = std::filesystem;

// What the calls put in place of the system's do; one test at a time.
struct Disk {
  enum class Fault : std::uint8_t { kNone, kFail, kShort, kDie };

  int calls = 0;      // so far
  int fault_at = -1;  // of them
  Fault fault = Fault::kNone;
  std::vector<std::string> log;

  // Whether this call is the one.
  bool is_it(const char *name) {
    log.emplace_back(name);
    return calls++ == fault_at;
  }
};
Disk disk;

ssize_t watched_write(int file, const void *bytes, std::size_t size) {
  if (disk.fault == Disk::Fault::kShort)
    return ::write(file, bytes, std::min<std::size_t>(size, 7));
  if (disk.is_it("write")) {
    if (disk.fault == Disk::Fault::kFail) {
      errno = ENOSPC;
      return -1;
    }
    // Half of it reaches the file.
    static_cast<void>(!::write(file, bytes, size / 2));
    ::raise(SIGKILL);
  }
  return ::write(file, bytes, size);
}

int watched_sync(int file) {
  if (disk.is_it("sync")) {
    if (disk.fault == Disk::Fault::kDie) ::raise(SIGKILL);
    errno = EIO;
    return -1;
  }
  return ::fsync(file);
}

int watched_rename(const char *from, const char *to) {
  if (disk.is_it("rename")) {
    if (disk.fault == Disk::Fault::kDie) ::raise(SIGKILL);
    errno = EACCES;
    return -1;
  }
  return ::rename(from, to);
}

constexpr FileCalls kWatched{&watched_write, &watched_sync, &watched_rename};
constexpr FileCalls kInPlace{&watched_write, &watched_sync, &watched_rename, true};

Owned<Cache> make_cache(std::uint32_t shards) {
  Options options;
  options.clock = ClockKind::kManual;
  options.manual_start_ms = 1'893'456'000'000;
  options.shards = shards;
  options.seed = 7;
  EXPECT_EQ(resolve_options(options), Status::kOk);
  return Cache::make(options);
}

void set_all(Cache &cache, int entries, std::int64_t value) {
  for (int number = 0; number < entries; ++number) {
    ASSERT_EQ(cache.set("k" + std::to_string(number), ScalarView::of_int(value)), Status::kOk);
  }
}

class SnapshotFileTest : public testing::Test {
 protected:
  static constexpr int kEntries = 20'000;  // several writes
  static constexpr int kRandomKills = 60;

  SnapshotFileTest() {
    disk = {};
    std::string pattern = (fs::temp_directory_path() / "cellaret-snapshot-XXXXXX").string();
    folder_ = ::mkdtemp(pattern.data());
    path_ = (folder_ / "cache.snapshot").string();
  }
  ~SnapshotFileTest() override { fs::remove_all(folder_); }

  Status save(Cache &cache, const FileCalls &calls) {
    std::uint64_t entries = 0;
    return save_snapshot(cache, path_.c_str(), calls, entries);
  }
  // The value of all entries in the file; -1 when they are not one, or the file is not whole.
  [[nodiscard]] std::int64_t generation() const {
    Owned<Cache> cache = make_cache(1);
    std::uint64_t entries = 0;
    if (load_snapshot(*cache, path_.c_str(), entries) != Status::kOk || entries != kEntries) {
      return -1;
    }
    std::int64_t found = -1;
    for (int number = 0; number < kEntries; ++number) {
      ReadValue value;
      EpochGuard guard(*EpochGuard::record_of_thread(), EpochGuard::Kind::kReading);
      if (cache->get(guard.reading(), "k" + std::to_string(number), value) != Status::kOk)
        return -1;
      auto read = static_cast<std::int64_t>(value.word);
      if (number != 0 && read != found) return -1;
      found = read;
    }
    return found;
  }
  [[nodiscard]] std::string bytes() const {
    std::ifstream file(path_, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  // Kills a process at each of its calls while it saves over a file, and says how often what is
  // there then is neither the old nor the new one.
  int files_broken_by_kills(const FileCalls &calls) {
    Owned<Cache> cache = make_cache(4);
    set_all(*cache, kEntries, 1);
    EXPECT_EQ(save(*cache, calls), Status::kOk);
    auto count = static_cast<int>(disk.log.size());
    EXPECT_GE(count, 5);
    int broken = 0;
    for (int call = 0; call < count; ++call) {
      pid_t child = ::fork();
      if (child == 0) {
        set_all(*cache, kEntries, 2);
        disk = {};
        disk.fault = Disk::Fault::kDie;
        disk.fault_at = call;
        static_cast<void>(save(*cache, calls));
        ::_exit(0);
      }
      int status = 0;
      EXPECT_EQ(::waitpid(child, &status, 0), child);
      EXPECT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL) << call;
      std::int64_t found = generation();
      broken += found == 1 || found == 2 ? 0 : 1;
      // What the killed one left does not keep the next from saving.
      disk = {};
      EXPECT_EQ(save(*cache, calls), Status::kOk) << call;
      EXPECT_EQ(generation(), 1) << call;
    }
    return broken;
  }
  [[nodiscard]] bool has_left_something() const { return fs::exists(path_ + ".saving"); }

  fs::path folder_;
  std::string path_;
};

TEST_F(SnapshotFileTest, the_file_is_durable_before_it_has_its_name_and_so_is_the_name) {
  Owned<Cache> cache = make_cache(4);
  set_all(*cache, kEntries, 1);
  ASSERT_EQ(save(*cache, kWatched), Status::kOk);
  ASSERT_GE(disk.log.size(), 5u);
  std::vector<std::string> end(disk.log.end() - 4, disk.log.end());
  EXPECT_EQ(end, (std::vector<std::string>{"write", "sync", "rename", "sync"}));
  EXPECT_GE(std::count(disk.log.begin(), disk.log.end(), "write"), 3);
}

TEST_F(SnapshotFileTest, every_call_that_fails_is_told_and_leaves_the_old_file) {
  Owned<Cache> cache = make_cache(4);
  set_all(*cache, kEntries, 1);
  ASSERT_EQ(save(*cache, kWatched), Status::kOk);
  auto calls = static_cast<int>(disk.log.size());
  std::string old = bytes();
  set_all(*cache, kEntries, 2);
  for (int call = 0; call < calls; ++call) {
    disk = {};
    disk.fault = Disk::Fault::kFail;
    disk.fault_at = call;
    ASSERT_EQ(save(*cache, kWatched), Status::kIo) << call;
    const std::string &failed = disk.log[static_cast<std::size_t>(call)];
    EXPECT_EQ(errno, failed == "write" ? ENOSPC : failed == "sync" ? EIO : EACCES);
    EXPECT_FALSE(has_left_something()) << call;
    // The last is the folder's: the new file is there, and whole.
    EXPECT_EQ(bytes() == old, call + 1 < calls) << call;
  }
  disk = {};
  EXPECT_EQ(save(*cache, kWatched), Status::kOk);
  EXPECT_EQ(generation(), 2);
}

TEST_F(SnapshotFileTest, short_writes_are_gone_on_with) {
  Owned<Cache> cache = make_cache(4);
  set_all(*cache, kEntries, 5);
  disk.fault = Disk::Fault::kShort;
  ASSERT_EQ(save(*cache, kWatched), Status::kOk);
  EXPECT_EQ(generation(), 5);
}

TEST_F(SnapshotFileTest, a_kill_at_any_call_leaves_a_whole_old_or_new_file) {
  EXPECT_EQ(files_broken_by_kills(kWatched), 0);
}

// The same with a writer that is known to be wrong: the test above would see it.
TEST_F(SnapshotFileTest, a_kill_is_seen_to_break_a_file_that_is_written_in_place) {
  EXPECT_GT(files_broken_by_kills(kInPlace), 2);
}

// Where in a save a kill comes is left to chance, between its calls and inside of them: the child
// saves one generation after the other until then.
TEST_F(SnapshotFileTest, a_kill_at_a_random_moment_leaves_a_whole_old_or_new_file) {
  constexpr unsigned kSeed = 4711;
  SCOPED_TRACE(testing::Message() << "seed " << kSeed);
  std::mt19937 random(kSeed);
  Owned<Cache> cache = make_cache(4);
  auto begin = std::chrono::steady_clock::now();
  set_all(*cache, kEntries, 1);
  ASSERT_EQ(save(*cache, FileCalls::of_the_system()), Status::kOk);
  std::chrono::nanoseconds one_save = std::chrono::steady_clock::now() - begin;
  std::int64_t last = 1;
  int unfinished = 0;
  for (int kill = 0; kill < kRandomKills && !HasFailure(); ++kill) {
    pid_t child = ::fork();
    if (child == 0) {
      for (std::int64_t next = last + 1;; ++next) {
        set_all(*cache, kEntries, next);
        if (save(*cache, FileCalls::of_the_system()) != Status::kOk) ::_exit(1);
      }
    }
    std::this_thread::sleep_for(one_save * (random() % 1000) / 400);
    ASSERT_EQ(::kill(child, SIGKILL), 0);
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    ASSERT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL) << kill;
    unfinished += has_left_something() ? 1 : 0;
    std::int64_t found = generation();
    ASSERT_GE(found, last) << kill;
    last = found;
  }
  // Some came in the middle of a save, and some after one.
  EXPECT_GT(unfinished, 3);
  EXPECT_GT(last, 3);
}

// What a write does beside writing, in the test below.
Cache *changing = nullptr;
int writes = 0;

ssize_t write_and_change(int file, const void *bytes, std::size_t size) {
  ++writes;
  for (int number = 0; number < 30'000; ++number) {
    std::string key = "comes" + std::to_string(number);
    if (writes % 2 == 1) {
      EXPECT_EQ(changing->set(key, ScalarView::of_int(writes)), Status::kOk);
    } else {
      EXPECT_EQ(changing->erase(key), Status::kOk);
    }
  }
  return ::write(file, bytes, size);
}

// Entries come and go between the pieces of a save, so that tables grow and shrink; those that do
// not change are in the file once.
TEST_F(SnapshotFileTest, what_does_not_change_is_in_the_file_exactly_once) {
  Owned<Cache> cache = make_cache(4);
  set_all(*cache, kEntries, 3);
  changing = cache.get();
  writes = 0;
  FileCalls calls = FileCalls::of_the_system();
  calls.write = &write_and_change;
  ASSERT_EQ(save(*cache, calls), Status::kOk);
  EXPECT_GE(writes, 4);
  std::map<std::string, int> seen;
  SnapshotReader file;
  ASSERT_EQ(file.open(path_.c_str()), Status::kOk);
  while (!file.is_at_end()) {
    std::string_view bytes;
    RecordView record;
    ASSERT_EQ(file.next(bytes), Status::kOk);
    ASSERT_EQ(read_record(bytes, record), Status::kOk);
    if (record.head.has_key) ++seen[std::string(record.head.key)];
  }
  for (int number = 0; number < kEntries; ++number) {
    ASSERT_EQ(seen["k" + std::to_string(number)], 1) << number;
  }
}

}  // namespace
}  // namespace cellaret::engine
