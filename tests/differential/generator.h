// Random commands: all those of the corpus, on few keys that they share, most of them sensible.
//
// What depends on the moment is left out, for the server's clock cannot be moved: times to live are
// hours, or not positive, and SET gets no time that has passed. Times are drawn from a range so
// wide that none are near each other.
#pragma once

#include <array>
#include <random>
#include <span>
#include <string_view>

#include "tests/differential/shrink.h"

namespace cellaret::test {

// How replies to a command are compared: `near`: times, to a minute; `number`: sums of decimals.
enum class Judgement : std::uint8_t { kExact, kUnordered, kNearMs, kNearSeconds, kNumber };

struct Template {
  std::string_view name;
  int weight;
  std::string_view arguments;  // kinds of arguments, by the letters that generator.cpp explains
  Judgement judgement = Judgement::kExact;
};

std::span<const Template> templates();

// Keys that hold anything; sums have keys of their own.
std::span<const std::string_view> all_keys();

// How to judge a reply to these words.
Judgement judgement_of(const Words &words);

class Generator {
 public:
  // now_ms: Unix time, that absolute times are compared with.
  Generator(std::uint64_t seed, std::int64_t now_ms);

  // The next sequence. Its steps favour one type of value, or none; the last ones read all keys.
  Sequence next_sequence();

 private:
  enum class Family : std::uint8_t { kString, kList, kSet, kKey, kSum };

  static Family family_of(std::string_view arguments);

  Words next_command(std::span<const double> weights);
  void append(char kind, Words &words);
  void append_several(char kind, Words &words);
  void append_options(char kind, Words &words);
  void append_counted_keys(const char *family, Words &words);
  void append_set_options(Words &words);
  void append_getex_options(Words &words);
  void append_expire_options(Words &words);
  void append_position_options(Words &words);
  void append_time(bool is_in_seconds, bool is_absolute, bool may_have_passed, Words &words);
  void spoil(Words &words);

  std::string key(std::string_view family);
  std::string value();
  std::string element();
  std::string integer();
  std::string index();
  std::string offset();

  bool chance(int percent) { return below(100) < static_cast<std::uint64_t>(percent); }
  std::uint64_t below(std::uint64_t bound) { return random_() % bound; }
  template <typename List>
  std::string one_of(const List &list) {
    return std::string(list[below(std::size(list))]);
  }

  std::mt19937_64 random_;
  std::int64_t now_ms_;
  std::uint64_t member_range_ = 10;  // of numbers that are elements; grows for large collections
};

}  // namespace cellaret::test
