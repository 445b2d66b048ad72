// Instances that have a name: shared by all who open it.
#include <optional>
#include <string>
#include <type_traits>

#include "fixture.h"

namespace cellaret::test {
namespace {

static_assert(std::is_base_of_v<Error, DifferentConfiguration>);
static_assert(std::is_nothrow_copy_constructible_v<DifferentConfiguration>);

TEST(NamedTest, two_caches_of_one_name_hold_the_same) {
  Cache first = Cache::named("one", manual_options());
  {
    Cache second = Cache::named("one");
    second.set("k", "v");
  }
  EXPECT_EQ(first.get_string("k"), "v");
}

TEST(NamedTest, the_instance_goes_with_the_last_cache) {
  {
    Cache first = Cache::named("one", manual_options());
    Cache moved = std::move(first);
    moved.set("k", "v");
  }
  EXPECT_EQ(Cache::named("one").get_string("k"), std::nullopt);
}

TEST(NamedTest, another_configuration_is_refused_and_says_what_differs) {
  Cache first = Cache::named("one", manual_options());
  Options other = manual_options();
  other.max_entries = 5;
  try {
    static_cast<void>(Cache::named("one", other));
    FAIL() << "nothing was thrown";
  } catch (const DifferentConfiguration &error) {
    EXPECT_EQ(error.code(), Code::DIFFERS);
    EXPECT_EQ(error.option(), "max_entries");
    EXPECT_EQ(error.key(), "one");
    EXPECT_EQ(error.operation(), "named");
    EXPECT_STREQ(error.what(),
                 "named(\"one\"): the name is open with a different configuration (DIFFERS): "
                 "max_entries");
  }
}

TEST(NamedTest, a_name_that_is_not_allowed_is_refused) {
  EXPECT_THROW(static_cast<void>(Cache::named("")), std::invalid_argument);
  EXPECT_THROW(static_cast<void>(Cache::named(std::string(256, 'n'))), std::invalid_argument);
}

}  // namespace
}  // namespace cellaret::test
