// The cache sizes of a curve: "0.1%..100%", "1000,2000,4000", "1MiB..1GiB".
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace cellaret::tool {

enum class SizeUnit : std::uint8_t { kEntries, kBytes };

// Sizes as they were asked for; what a percentage is of is known when the trace has been read.
class SizeRequest {
 public:
  // text: sizes parted by commas, or FROM..TO, which stands for `points` sizes at equal ratios,
  // both ends included. A size is a count of entries, or bytes with or without a suffix, as the
  // unit says, or a percentage over 0 and up to 100 of what the whole trace has.
  // Throws CLI::ValidationError in the name of `option`.
  SizeRequest(const std::string &option, const std::string &text, SizeUnit unit,
              std::uint32_t points);

  bool has_percent() const;

  // Ascending, without repeats. whole: different keys, or the bytes of all of them. smallest: what
  // the cache or the sample can do. A range begins there if it would begin below; a single size
  // below it is refused with CLI::ValidationError.
  std::vector<std::uint64_t> resolve(std::uint64_t whole, std::uint64_t smallest) const;

 private:
  struct Size {
    double amount = 0;
    bool is_percent = false;

    double of(std::uint64_t whole) const;
  };

  Size parse(std::string_view text) const;
  [[noreturn]] void refuse(const std::string &reason) const;

  std::string option_;
  SizeUnit unit_;
  std::uint32_t points_;
  bool is_range_ = false;
  std::vector<Size> sizes_;
};

}  // namespace cellaret::tool
