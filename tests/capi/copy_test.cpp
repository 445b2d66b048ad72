// Copying values to other keys, and giving them other keys.
#include "tests/capi/collections.h"
#include "tests/capi/fixture.h"

namespace cellaret::test {
namespace {

class Copies : public Collections {
 public:
  using Collections::Collections;

  cellaret_status copy(std::string_view from, std::string_view to, bool replace = false) {
    return cellaret_copy(handle(), from.data(), from.size(), to.data(), to.size(), replace ? 1 : 0);
  }
  cellaret_status rename(std::string_view from, std::string_view to) {
    return cellaret_rename(handle(), from.data(), from.size(), to.data(), to.size());
  }
  cellaret_status rename_if_absent(std::string_view from, std::string_view to) {
    return cellaret_rename_if_absent(handle(), from.data(), from.size(), to.data(), to.size());
  }
};

cellaret_options with_shards(std::uint32_t shards) {
  cellaret_options options = manual_options();
  options.shards = shards;
  return options;
}

// Key names in the same shard and in different ones.
constexpr std::uint32_t kShardCounts[] = {1, 64};

TEST(CopyTest, a_value_of_every_type_is_there_twice_and_each_goes_its_own_way) {
  for (std::uint32_t shards : kShardCounts) {
    Copies cache(with_shards(shards));
    cache.set("string", std::string(1000, 'x'));
    cache.increment("int", 5);
    cache.Cache::add("double", 2.5);
    cache.push_right("list", {"a", "b", "c"});
    cache.add("set", {"1", "two"});
    for (const char *type : {"string", "int", "double", "list", "set"}) {
      EXPECT_EQ(cache.copy(type, std::string(type) + "2"), CELLARET_OK) << type;
      EXPECT_EQ(cache.type(type), cache.type(std::string(type) + "2"));
    }
    cache.set("string", "y");
    cache.increment("int", 1);
    cache.push_right("list", {"d"});
    cache.take("set", {"1"});
    EXPECT_EQ(cache.text("string2"), std::string(1000, 'x'));
    EXPECT_EQ(cache.integer("int2"), 5);
    EXPECT_EQ(cache.number("double2"), 2.5);
    EXPECT_EQ(cache.range("list2"), (Texts{"a", "b", "c"}));
    EXPECT_EQ(cache.members("set2"), (Texts{"1", "two"}));
  }
}

TEST(CopyTest, leaves_a_destination_unless_it_is_told_to_replace_it) {
  for (std::uint32_t shards : kShardCounts) {
    Copies cache(with_shards(shards));
    cache.set("a", "new");
    cache.push_right("b", {"old"});
    EXPECT_EQ(cache.copy("a", "b"), CELLARET_EXISTS);
    EXPECT_EQ(cache.range("b"), (Texts{"old"}));
    EXPECT_EQ(cache.copy("a", "b", true), CELLARET_OK);
    EXPECT_EQ(cache.text("b"), "new");
    EXPECT_EQ(cache.text("a"), "new");
    cache.push_right("l", {"1", "2"});
    EXPECT_EQ(cache.copy("l", "b", true), CELLARET_OK);
    EXPECT_EQ(cache.range("b"), (Texts{"1", "2"}));
    EXPECT_EQ(cache.copy("l", "b", true), CELLARET_OK);
    EXPECT_EQ(cache.len(), 3u);
  }
}

TEST(CopyTest, codec_and_deadline_go_along) {
  Copies cache;
  cellaret_set_options options =
      set_options(CELLARET_SET_ALWAYS, cellaret_expiry_in(100), CELLARET_CODEC_JSON);
  cache.set("k", "1", &options);
  cellaret_write_options write =
      write_options(cellaret_expiry_at(kStart + 77), CELLARET_CODEC_UTF8);
  cache.add("s", {"m"}, &write);
  cache.set("never", "1");
  cache.set("old", "1", cellaret_expiry_in(5));
  EXPECT_EQ(cache.copy("k", "k2"), CELLARET_OK);
  EXPECT_EQ(cache.copy("s", "s2"), CELLARET_OK);
  EXPECT_EQ(cache.copy("never", "old", true), CELLARET_OK);
  EXPECT_EQ(cache.ttl("k2"), 100);
  EXPECT_EQ(cache.ttl("old"), -1);
  EXPECT_EQ(cache.expire_time("s2"), kStart + 77);
  Value value;
  cache.get("k2", value);
  EXPECT_EQ(value->codec, CELLARET_CODEC_JSON);
  cache.advance(101);
  EXPECT_FALSE(cache.exists("k2"));
  EXPECT_FALSE(cache.exists("s2"));
}

TEST(CopyTest, without_a_source_or_onto_itself_nothing_happens) {
  Copies cache;
  cache.set("k", "v");
  cache.set("gone", "v", cellaret_expiry_in(1));
  cache.advance(2);
  EXPECT_EQ(cache.copy("nothing", "k", true), CELLARET_MISS);
  EXPECT_EQ(cache.copy("gone", "k", true), CELLARET_MISS);
  EXPECT_EQ(cache.copy("k", "k", true), CELLARET_INVALID);
  EXPECT_EQ(cache.copy("nothing", "nothing"), CELLARET_INVALID);
  EXPECT_EQ(cache.text("k"), "v");
}

TEST(CopyTest, an_expired_destination_is_not_there) {
  Copies cache;
  cache.set("a", "new");
  cache.set("b", "old", cellaret_expiry_in(1));
  cache.advance(2);
  EXPECT_EQ(cache.copy("a", "b"), CELLARET_OK);
  EXPECT_EQ(cache.text("b"), "new");
  EXPECT_EQ(cache.ttl("b"), -1);
}

TEST(CopyTest, without_room_all_stays_as_it_was) {
  for (std::uint32_t shards : kShardCounts) {
    cellaret_options options = with_shards(shards);
    options.max_bytes = shards * 16384;
    options.policy = "noeviction";
    Copies cache(options);
    while (cache.stats().bytes_charged < options.max_bytes * 3 / 5) {
      cache.push_right("list", {std::string(400, 'e')});
    }
    cache.set("kept", "v");
    std::uint64_t bytes_before = cache.stats().bytes_charged;
    std::uint64_t length = cache.range("list").size();
    EXPECT_EQ(cache.copy("list", "list2"), CELLARET_FULL);
    EXPECT_EQ(cache.copy("list", "kept", true), CELLARET_FULL);
    EXPECT_EQ(cache.stats().bytes_charged, bytes_before);
    EXPECT_EQ(cache.range("list").size(), length);
    EXPECT_EQ(cache.text("kept"), "v");
    EXPECT_EQ(cache.rename("list", "renamed"), CELLARET_OK) << "nothing is copied";
    EXPECT_EQ(cache.range("renamed").size(), length);
  }
}

TEST(CopyTest, makes_room_by_evicting_others_and_never_the_source) {
  for (const char *policy : {"allkeys-lru", "allkeys-random", "sieve", "s3-fifo"}) {
    cellaret_options options = manual_options();
    options.max_bytes = 65536;
    options.policy = policy;
    Copies cache(options);
    cache.set("source", std::string(20000, 's'));
    cache.push_right("list", {std::string(300, 'l'), std::string(300, 'm')});
    for (std::uint64_t at = 0; at < 200; ++at) cache.set(numbered("k", at), std::string(500, 'x'));
    for (std::uint64_t at = 0; at < 20; ++at) {
      if (cache.exists("source")) {
        EXPECT_EQ(cache.copy("source", numbered("copy", at)), CELLARET_OK) << policy;
        EXPECT_TRUE(cache.exists("source")) << policy;
        EXPECT_EQ(cache.text(numbered("copy", at)), std::string(20000, 's'));
      }
      cache.set("source", std::string(20000, 's'));
      for (std::uint64_t more = 0; more < 50; ++more)
        cache.set(numbered("m", more), std::string(500, 'x'));
    }
  }
}

TEST(CopyTest, is_refused_when_the_longer_key_makes_the_entry_too_large) {
  cellaret_options options = manual_options();
  options.max_entry_bytes = 1024;
  Copies cache(options);
  cache.set("k", std::string(900, 'x'));
  cache.push_right("l", {std::string(400, 'x')});
  const std::string longer(900, 'k');
  EXPECT_EQ(cache.copy("k", longer), CELLARET_TOO_LARGE);
  EXPECT_EQ(cache.rename("k", longer), CELLARET_TOO_LARGE);
  EXPECT_EQ(cache.copy("l", longer), CELLARET_TOO_LARGE);
  EXPECT_EQ(cache.rename("l", longer), CELLARET_TOO_LARGE);
  EXPECT_EQ(cache.text("k"), std::string(900, 'x'));
  EXPECT_EQ(cache.range("l"), (Texts{std::string(400, 'x')}));
  EXPECT_EQ(cache.len(), 2u);
}

TEST(RenameTest, the_value_is_under_the_new_key_and_nothing_under_the_old) {
  for (std::uint32_t shards : kShardCounts) {
    Copies cache(with_shards(shards));
    cache.set("string", std::string(1000, 'x'));
    cache.increment("int", 5);
    cache.push_right("list", {"a", "b"});
    cache.add("set", {"m"});
    for (const char *type : {"string", "int", "list", "set"}) {
      std::uint8_t before = cache.type(type);
      EXPECT_EQ(cache.rename(type, "renamed"), CELLARET_OK);
      EXPECT_FALSE(cache.exists(type));
      EXPECT_EQ(cache.type("renamed"), before);
      EXPECT_EQ(cache.rename("renamed", type), CELLARET_OK);
    }
    EXPECT_EQ(cache.text("string"), std::string(1000, 'x'));
    EXPECT_EQ(cache.integer("int"), 5);
    EXPECT_EQ(cache.range("list"), (Texts{"a", "b"}));
    EXPECT_EQ(cache.members("set"), (Texts{"m"}));
    EXPECT_EQ(cache.len(), 4u);
  }
}

TEST(RenameTest, replaces_whatever_was_there_with_value_codec_and_deadline) {
  for (std::uint32_t shards : kShardCounts) {
    Copies cache(with_shards(shards));
    cellaret_write_options write = write_options(cellaret_expiry_in(100), CELLARET_CODEC_UTF8);
    cache.add("set", {"m"}, &write);
    cache.set("k", "v", cellaret_expiry_in(5));
    EXPECT_EQ(cache.rename("set", "k"), CELLARET_OK);
    EXPECT_EQ(cache.members("k"), (Texts{"m"}));
    EXPECT_EQ(cache.ttl("k"), 100);
    EXPECT_EQ(cache.len(), 1u);
    cache.set("never", "v");
    EXPECT_EQ(cache.rename("never", "k"), CELLARET_OK);
    EXPECT_EQ(cache.text("k"), "v");
    EXPECT_EQ(cache.ttl("k"), -1);
    cache.advance(1000);
    EXPECT_EQ(cache.len(), 1u);
  }
}

TEST(RenameTest, without_a_source_there_is_no_key_to_rename) {
  Copies cache;
  cache.set("k", "v");
  EXPECT_EQ(cache.rename("nothing", "k"), CELLARET_NO_KEY);
  EXPECT_EQ(cache.rename_if_absent("nothing", "k"), CELLARET_NO_KEY);
  EXPECT_EQ(cache.rename("nothing", "nothing"), CELLARET_NO_KEY);
  cache.set("gone", "v", cellaret_expiry_in(1));
  cache.advance(2);
  EXPECT_EQ(cache.rename("gone", "k"), CELLARET_NO_KEY);
  EXPECT_EQ(cache.text("k"), "v");
}

TEST(RenameTest, onto_itself_changes_nothing) {
  Copies cache;
  cache.set("k", "v", cellaret_expiry_in(100));
  EXPECT_EQ(cache.rename("k", "k"), CELLARET_OK);
  EXPECT_EQ(cache.rename_if_absent("k", "k"), CELLARET_EXISTS);
  EXPECT_EQ(cache.text("k"), "v");
  EXPECT_EQ(cache.ttl("k"), 100);
}

TEST(RenameTest, if_absent_leaves_both_when_something_is_there) {
  Copies cache;
  cache.set("a", "1");
  cache.set("b", "2");
  EXPECT_EQ(cache.rename_if_absent("a", "b"), CELLARET_EXISTS);
  EXPECT_EQ(cache.text("a"), "1");
  EXPECT_EQ(cache.text("b"), "2");
  EXPECT_EQ(cache.rename_if_absent("a", "c"), CELLARET_OK);
  EXPECT_EQ(cache.text("a"), std::nullopt);
  EXPECT_EQ(cache.text("c"), "1");
}

TEST(RenameTest, bytes_that_somebody_holds_stay) {
  Copies cache;
  const std::string bytes(1000, 'x');
  cache.set("a", bytes);
  Value held;
  cache.get("a", held);
  EXPECT_EQ(cache.rename("a", "b"), CELLARET_OK);
  cache.set("b", std::string(1000, 'y'));
  EXPECT_EQ(held.text(), bytes);
}

TEST(MoveTest, the_last_element_takes_its_collection_along_without_the_deadline) {
  for (std::uint32_t shards : kShardCounts) {
    Copies cache(with_shards(shards));
    cellaret_write_options write = write_options(cellaret_expiry_in(100), CELLARET_CODEC_UTF8);
    cache.push_right("list", {"only"}, &write);
    cache.add("set", {"only"}, &write);
    EXPECT_EQ(cellaret_list_move(cache, "list", 4, "list2", 5, CELLARET_LEFT, CELLARET_RIGHT,
                                 nullptr, nullptr),
              CELLARET_OK);
    cellaret_element member = cellaret_element_bytes("only", 4);
    EXPECT_EQ(cellaret_set_move(cache, "set", 3, "set2", 4, &member, nullptr), CELLARET_OK);
    EXPECT_FALSE(cache.exists("list"));
    EXPECT_FALSE(cache.exists("set"));
    EXPECT_EQ(cache.range("list2"), (Texts{"only"}));
    EXPECT_EQ(cache.members("set2"), (Texts{"only"}));
    EXPECT_EQ(cache.ttl("list2"), -1);
    EXPECT_EQ(cache.ttl("set2"), -1);
    EXPECT_EQ(cache.rename("list2", "list"), CELLARET_OK);
    cellaret_expiry expiry = cellaret_expiry_in(7);
    EXPECT_EQ(cellaret_list_move(cache, "list", 4, "list2", 5, CELLARET_LEFT, CELLARET_RIGHT,
                                 &expiry, nullptr),
              CELLARET_OK);
    EXPECT_EQ(cache.ttl("list2"), 7);
    expiry = cellaret_expiry_at(1);
    EXPECT_EQ(cellaret_list_move(cache, "list2", 5, "list3", 5, CELLARET_LEFT, CELLARET_RIGHT,
                                 &expiry, nullptr),
              CELLARET_OK);
    EXPECT_FALSE(cache.exists("list2"));
    EXPECT_FALSE(cache.exists("list3"));
  }
}

}  // namespace
}  // namespace cellaret::test
