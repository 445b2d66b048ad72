// The tests run in the locale that the environment names, as a host program may: ./dev test runs
// them once more where a comma is the decimal point and the day begins fourteen hours early.
#include <gtest/gtest.h>

#include <clocale>

namespace cellaret::test {
namespace {

class HostLocale : public testing::Environment {
 public:
  void SetUp() override {
    ASSERT_NE(std::setlocale(LC_ALL, ""), nullptr)
        << "the locale that the environment names is not there";
  }
};

[[maybe_unused]] const testing::Environment *const kHostLocale =
    testing::AddGlobalTestEnvironment(new HostLocale);

}  // namespace
}  // namespace cellaret::test
