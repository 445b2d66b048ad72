// Instances that have a name: one for all who open it, and freed with its last handle.
#include <memory>
#include <optional>
#include <vector>

#include "tests/capi/fixture.h"

namespace cellaret::test {
namespace {

// A handle that was opened by name and is closed when it goes.
class Named {
 public:
  explicit Named(std::string_view name) : Named(name, nullptr) {}
  Named(std::string_view name, const cellaret_options &options) : Named(name, &options) {}
  Named(const Named &) = delete;
  Named &operator=(const Named &) = delete;
  ~Named() { close(); }

  operator cellaret_cache *() const { return handle_; }
  void close() { cellaret_cache_close(handle_); }
  cellaret_status set(std::string_view key, std::string_view value) {
    return cellaret_set(handle_, key.data(), key.size(), value.data(), value.size(), nullptr,
                        nullptr);
  }
  std::optional<std::string> text(std::string_view key) {
    Value value;
    if (cellaret_get(handle_, key.data(), key.size(), value.raw()) != CELLARET_OK) return {};
    return std::string(value.text());
  }
  cellaret_options options() {
    cellaret_options options{};
    options.struct_size = sizeof options;
    EXPECT_EQ(cellaret_cache_options(handle_, &options), CELLARET_OK);
    return options;
  }

 private:
  Named(std::string_view name, const cellaret_options *options) {
    EXPECT_EQ(cellaret_cache_open_named(name.data(), name.size(), options, &handle_, nullptr),
              CELLARET_OK);
  }

  cellaret_cache *handle_ = nullptr;
};

// What a second opening is told: the option, or nothing if it succeeds.
std::optional<std::string> differing(std::string_view name, const cellaret_options &options) {
  cellaret_cache *cache = nullptr;
  const char *option = nullptr;
  cellaret_status status =
      cellaret_cache_open_named(name.data(), name.size(), &options, &cache, &option);
  if (status == CELLARET_OK) {
    EXPECT_EQ(option, nullptr);
    cellaret_cache_close(cache);
    return std::nullopt;
  }
  EXPECT_EQ(status, CELLARET_DIFFERS);
  EXPECT_EQ(cache, nullptr);
  return option == nullptr ? "" : option;
}

TEST(NamedTest, one_name_is_one_instance_and_another_name_another) {
  Named first("one");
  Named second("one");
  Named other("other");
  first.set("k", "v");
  EXPECT_EQ(second.text("k"), "v");
  EXPECT_EQ(other.text("k"), std::nullopt);
}

TEST(NamedTest, names_are_bytes_of_any_kind_up_to_255) {
  std::string longest(CELLARET_MAX_NAME_SIZE, 'n');
  Named zero(std::string_view("a\0b", 3));
  Named prefix("a");
  Named other(std::string_view("a\0c", 3));
  Named most(longest);
  Named most_again(longest);
  zero.set("k", "zero");
  most.set("k", "most");
  EXPECT_EQ(prefix.text("k"), std::nullopt);
  EXPECT_EQ(other.text("k"), std::nullopt);
  EXPECT_EQ(most_again.text("k"), "most");
}

TEST(NamedTest, every_opening_has_a_handle_that_only_it_can_close) {
  Named first("one");
  Named second("one");
  EXPECT_NE(static_cast<cellaret_cache *>(first), static_cast<cellaret_cache *>(second));
  first.set("k", "v");
  first.close();
  first.close();
  EXPECT_EQ(first.set("k", "w"), CELLARET_CLOSED);
  EXPECT_EQ(second.text("k"), "v");
  second.close();
  EXPECT_EQ(second.set("k", "w"), CELLARET_CLOSED);
}

TEST(NamedTest, the_last_close_frees_and_the_next_opening_is_a_new_instance) {
  Value pinned;
  {
    Named first("one", manual_options());
    Named second("one");
    first.set("k", std::string(5000, 'v'));
    ASSERT_EQ(cellaret_get(second, "k", 1, pinned.raw()), CELLARET_OK);
  }
  EXPECT_EQ(pinned.text(), std::string(5000, 'v')) << "a pin outlives the instance";
  // Not even the configuration is left.
  cellaret_options options = manual_options();
  options.max_entries = 5;
  Named again("one", options);
  EXPECT_EQ(again.text("k"), std::nullopt);
}

TEST(NamedTest, an_unnamed_instance_is_nobody_elses) {
  Cache unnamed;
  Named named("one");
  unnamed.set("k", "v");
  EXPECT_EQ(named.text("k"), std::nullopt);
}

TEST(NamedTest, each_option_that_differs_is_named) {
  cellaret_options options = manual_options();
  options.max_bytes = 1 << 20;
  options.default_expiry = cellaret_expiry_in(1000);
  Named first("one", options);
  EXPECT_EQ(differing("one", options), std::nullopt);
  auto changed = [&](auto change) {
    cellaret_options other = options;
    change(other);
    return differing("one", other);
  };
  EXPECT_EQ(changed([](auto &o) { o.max_bytes = 2 << 20; }), "max_bytes");
  EXPECT_EQ(changed([](auto &o) { o.max_bytes = 0; }), "max_bytes");
  EXPECT_EQ(changed([](auto &o) { o.max_entries = 10; }), "max_entries");
  EXPECT_EQ(changed([](auto &o) { o.max_entry_bytes = 1000; }), "max_entry_bytes");
  EXPECT_EQ(changed([](auto &o) { o.policy = "sieve"; }), "policy");
  EXPECT_EQ(changed([](auto &o) { o.shards = 2; }), "shards");
  EXPECT_EQ(changed([](auto &o) { o.seed = 8; }), "seed");
  EXPECT_EQ(changed([](auto &o) { o.hash = CELLARET_HASH_SIPHASH; }), "hash");
  EXPECT_EQ(changed([](auto &o) { o.manual_start_ms += 1; }), "manual_start_ms");
  EXPECT_EQ(changed([](auto &o) {
              o.clock = CELLARET_CLOCK_SYSTEM;
              o.manual_start_ms = 0;
            }),
            "clock");
  EXPECT_EQ(changed([](auto &o) { o.default_expiry = cellaret_expiry_in(1001); }),
            "default_expiry");
  EXPECT_EQ(changed([](auto &o) { o.default_expiry = cellaret_expiry_default(); }),
            "default_expiry");
}

TEST(NamedTest, what_is_left_to_the_library_or_says_the_default_differs_from_nothing) {
  cellaret_options options = manual_options();
  Named first("one", options);
  cellaret_options open = options;
  open.shards = 0;
  open.seed = 0;
  EXPECT_EQ(differing("one", open), std::nullopt);
  cellaret_options spelled = options;
  spelled.policy = "allkeys-lru";
  spelled.max_bytes = CELLARET_DEFAULT_MAX_BYTES;
  spelled.max_entries = CELLARET_UNLIMITED;
  spelled.default_expiry = cellaret_expiry_never();
  EXPECT_EQ(differing("one", spelled), std::nullopt);
}

TEST(NamedTest, a_refused_opening_leaves_the_instance_as_it_was) {
  Named first("one", manual_options());
  first.set("k", "v");
  cellaret_options other = manual_options();
  other.max_entries = 1;
  for (int repeat = 0; repeat < 10; ++repeat) EXPECT_EQ(differing("one", other), "max_entries");
  EXPECT_EQ(first.text("k"), "v");
  first.close();
  EXPECT_EQ(differing("one", other), std::nullopt) << "a refused opening holds nothing";
}

TEST(NamedTest, by_its_name_alone_an_instance_is_taken_as_it_is) {
  cellaret_options options = manual_options();
  options.max_entries = 77;
  Named first("one", options);
  Named alone("one");
  EXPECT_EQ(alone.options().max_entries, 77u);
  EXPECT_EQ(differing("one", options), std::nullopt);
}

TEST(NamedTest, the_name_alone_may_come_before_the_definition) {
  Named alone("one");
  Named also("one");
  EXPECT_EQ(alone.options().max_entries, CELLARET_UNLIMITED);
  alone.set("early", "v");
  Value pinned;
  alone.set("pinned", std::string(5000, 'p'));
  ASSERT_EQ(cellaret_get(also, "pinned", 6, pinned.raw()), CELLARET_OK);
  cellaret_options options = manual_options();
  options.max_entries = 77;
  Named definition("one", options);
  EXPECT_EQ(alone.options().max_entries, 77u);
  EXPECT_EQ(also.options().max_entries, 77u);
  EXPECT_EQ(alone.text("early"), std::nullopt);
  EXPECT_EQ(pinned.text(), std::string(5000, 'p'));
  definition.set("k", "v");
  EXPECT_EQ(alone.text("k"), "v");
  // From here on it is defined.
  options.max_entries = 78;
  EXPECT_EQ(differing("one", options), "max_entries");
}

TEST(NamedTest, a_definition_that_asks_for_what_is_there_keeps_what_was_written) {
  Named alone("one");
  alone.set("early", "v");
  cellaret_options defaults{};
  defaults.struct_size = sizeof defaults;
  Named definition("one", defaults);
  EXPECT_EQ(definition.text("early"), "v");
}

TEST(NamedTest, a_prepared_key_belongs_to_the_instance_and_not_to_the_handle) {
  Named alone("one");
  Named also("one");
  cellaret_prepared_key key;
  ASSERT_EQ(cellaret_key_prepare(alone, "k", 1, &key), CELLARET_OK);
  EXPECT_EQ(cellaret_set_k(also, &key, "v", 1), CELLARET_OK);
  EXPECT_EQ(alone.text("k"), "v");
  Named definition("one", manual_options());
  EXPECT_EQ(cellaret_set_k(also, &key, "v", 1), CELLARET_INVALID);
  ASSERT_EQ(cellaret_key_prepare(alone, "k", 1, &key), CELLARET_OK);
  EXPECT_EQ(cellaret_set_k(also, &key, "v", 1), CELLARET_OK);
}

TEST(NamedTest, many_names_are_all_found_again) {
  std::vector<std::unique_ptr<Named>> first;
  for (int number = 0; number < 1000; ++number) {
    first.push_back(std::make_unique<Named>(numbered("name", number), manual_options()));
    first.back()->set("k", std::to_string(number));
  }
  // Every other one goes, and the rest is still there.
  for (int number = 0; number < 1000; number += 2) first[number]->close();
  for (int number = 0; number < 1000; ++number) {
    Named again(numbered("name", number));
    EXPECT_EQ(again.text("k"),
              number % 2 == 0 ? std::nullopt : std::optional<std::string>(std::to_string(number)));
  }
}

}  // namespace
}  // namespace cellaret::test
