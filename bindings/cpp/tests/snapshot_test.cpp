// Dumps and snapshots as members of Cache.
#include <filesystem>
#include <fstream>
#include <stdexcept>

#include "fixture.h"

namespace cellaret::test {
namespace {

class SnapshotTest : public CacheTest {
 protected:
  SnapshotTest() {
    std::string pattern = (std::filesystem::temp_directory_path() / "cellaret-cpp-XXXXXX").string();
    folder_ = ::mkdtemp(pattern.data());
  }
  ~SnapshotTest() override { std::filesystem::remove_all(folder_); }

  std::filesystem::path folder_;
};

TEST_F(SnapshotTest, a_value_is_dumped_and_restored) {
  cache_.list_push_right("list", {"a", "b"});
  cache_.expire("list", 10s);
  const std::string dump = cache_.dump("list").value();
  EXPECT_FALSE(cache_.dump("none").has_value());
  EXPECT_FALSE(cache_.restore("list", dump));
  EXPECT_TRUE(cache_.restore("copy", dump));
  EXPECT_EQ(cache_.list_len("copy"), 2u);
  EXPECT_EQ(cache_.ttl("copy").left, 10s);
  EXPECT_TRUE(cache_.restore("list", dump, {.replace = true, .expiry = Expiry::never()}));
  EXPECT_EQ(cache_.ttl("list").lifetime, Lifetime::kForever);
  EXPECT_EQ(error_of([&] { cache_.restore("x", dump.substr(1)); }).code(), Code::BAD_FORMAT);
}

TEST_F(SnapshotTest, a_cache_is_saved_and_loaded) {
  const std::filesystem::path path = folder_ / "snapshot";
  cache_.set("text", "v", {.expiry = Expiry::in(10s)});
  cache_.set_add("set", {1, 2});
  EXPECT_EQ(cache_.save(path), 2u);
  Cache other(manual_options());
  EXPECT_EQ(other.load(path), 2u);
  EXPECT_EQ(other.get_string("text"), "v");
  EXPECT_EQ(other.ttl("text").left, 10s);
  EXPECT_EQ(other.set_len("set"), 2u);
}

TEST_F(SnapshotTest, what_cannot_be_read_or_written_is_thrown) {
  const std::filesystem::path path = folder_ / "snapshot";
  EXPECT_EQ(error_of([&] { cache_.load(path); }).code(), Code::IO);
  EXPECT_EQ(error_of([&] { cache_.save(folder_ / "none" / "x"); }).code(), Code::IO);
  EXPECT_THROW(cache_.save(""), std::invalid_argument);
  std::ofstream(path) << "no snapshot, but some text of the length of one";
  EXPECT_EQ(error_of([&] { cache_.load(path); }).code(), Code::BAD_FORMAT);
  EXPECT_EQ(cache_.size(), 0u);
}

}  // namespace
}  // namespace cellaret::test
