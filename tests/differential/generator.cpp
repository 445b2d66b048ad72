// The table of commands and what their arguments look like.
#include "tests/differential/generator.h"

#include <algorithm>
#include <stdexcept>

namespace cellaret::test {
namespace {

using namespace std::string_view_literals;

// Letters of a template:
//   s l t  a key that is likely to hold a string, list, set     k  any key
//   f      a key of sums of decimals    x  one of sums of fractions    T  one to three sets   K
//   keys v      a value   e  an element      E  one to five elements (members)        p  keys and
//   values i      an index  n  an integer      d  a decimal   q  a fraction that binary64 holds z
//   no number, or no finite one c      a count, not negative        o  an offset           w BEFORE
//   or AFTER r      LEFT or RIGHT                g  a pattern 1 2 3 4  a time: seconds,
//   milliseconds, Unix seconds, Unix milliseconds X G Q P C M N  options of SET, GETEX, EXPIRE,
//   LPOS, COPY, LMPOP, SINTERCARD
constexpr Template kTemplates[] = {
    {"APPEND", 12, "sv"},
    {"COPY", 8, "kkC"},
    {"DBSIZE", 4, ""},
    {"DECR", 8, "s"},
    {"DECRBY", 8, "sn"},
    {"DEL", 6, "K"},
    {"EXISTS", 8, "K"},
    {"EXPIRE", 8, "k1Q"},
    {"EXPIREAT", 8, "k3Q"},
    {"EXPIRETIME", 6, "k", Judgement::kNearSeconds},
    {"FLUSHALL", 2, ""},
    {"GET", 14, "s"},
    {"GETDEL", 6, "s"},
    {"GETEX", 8, "sG"},
    {"GETRANGE", 12, "sii"},
    {"GETSET", 8, "sv"},
    {"INCR", 8, "s"},
    {"INCRBY", 8, "sn"},
    {"INCRBYFLOAT", 4, "kz"},  // an error, whatever the key holds
    {"KEYS", 4, "g", Judgement::kUnordered},
    {"LINDEX", 12, "li"},
    {"LINSERT", 12, "lwee"},
    {"LLEN", 8, "l"},
    {"LMOVE", 12, "llrr"},
    {"LMPOP", 6, "M"},
    {"LPOP", 6, "l"},
    {"LPOP", 4, "lc"},
    {"LPOS", 12, "leP"},
    {"LPUSH", 16, "lE"},
    {"LPUSHX", 6, "lE"},
    {"LRANGE", 14, "lii"},
    {"LREM", 10, "lie"},
    {"LSET", 12, "lie"},
    {"LTRIM", 3, "lii"},
    {"MGET", 8, "K"},
    {"MSET", 8, "p"},
    {"MSETNX", 6, "p"},
    {"PERSIST", 6, "k"},
    {"PEXPIRE", 8, "k2Q"},
    {"PEXPIREAT", 8, "k4Q"},
    {"PEXPIRETIME", 6, "k", Judgement::kNearMs},
    {"PSETEX", 6, "s2v"},
    {"PTTL", 8, "k", Judgement::kNearMs},
    {"RENAME", 8, "kk"},
    {"RENAMENX", 6, "kk"},
    {"RPOP", 6, "l"},
    {"RPOP", 4, "lc"},
    {"RPOPLPUSH", 8, "ll"},
    {"RPUSH", 18, "lE"},
    {"RPUSHX", 6, "lE"},
    {"SADD", 24, "tE"},
    {"SCARD", 8, "t"},
    {"SDIFF", 8, "T", Judgement::kUnordered},
    {"SDIFFSTORE", 6, "tT"},
    {"SET", 16, "svX"},
    {"SETEX", 6, "s1v"},
    {"SETNX", 6, "sv"},
    {"SETRANGE", 12, "sov"},
    {"SINTER", 8, "T", Judgement::kUnordered},
    {"SINTERCARD", 8, "N"},
    {"SINTERSTORE", 6, "tT"},
    {"SISMEMBER", 10, "te"},
    {"SMEMBERS", 10, "t", Judgement::kUnordered},
    {"SMISMEMBER", 10, "tE"},
    {"SMOVE", 10, "tte"},
    {"SREM", 12, "tE"},
    {"STRLEN", 8, "s"},
    {"SUBSTR", 6, "sii"},
    {"SUNION", 8, "T", Judgement::kUnordered},
    {"SUNIONSTORE", 6, "tT"},
    {"TOUCH", 6, "K"},
    {"TTL", 8, "k", Judgement::kNearSeconds},
    {"TYPE", 8, "k"},
    {"UNLINK", 4, "K"},
    // Sums are kept apart, and small: Redis's have 64 bits, and decimals show it in the last
    // digits.
    {"INCRBYFLOAT", 10, "xq"},
    {"SET", 4, "xq"},
    {"GET", 4, "x"},
    {"STRLEN", 4, "x"},
    {"GETRANGE", 4, "xii"},
    {"INCR", 4, "x"},
    {"INCRBYFLOAT", 10, "fd", Judgement::kNumber},
    {"GET", 6, "f", Judgement::kNumber},
};

constexpr std::string_view kKeys[] = {"s0"sv, "s1"sv, "s2"sv, "i0"sv, "i1"sv, "l0"sv, "l1"sv,
                                      "l2"sv, "t0"sv, "t1"sv, "t2"sv, "t3"sv, ""sv,   "\r\n\0"sv};
constexpr std::string_view kStringKeys[] = {"s0"sv, "s1"sv, "s2"sv, "i0"sv, "i1"sv};
constexpr std::string_view kListKeys[] = {"l0"sv, "l1"sv, "l2"sv};
constexpr std::string_view kSetKeys[] = {"t0"sv, "t1"sv, "t2"sv, "t3"sv};
constexpr std::string_view kDecimalKeys[] = {"f0"sv, "f1"sv};
constexpr std::string_view kFractionKeys[] = {"x0"sv, "x1"sv};
constexpr std::string_view kIntegers[] = {
    "0"sv,   "1"sv,     "-1"sv, "9223372036854775807"sv, "-9223372036854775808"sv,
    "-0"sv,  "+1"sv,    ""sv,   "9223372036854775808"sv, "-9223372036854775807"sv,
    "007"sv, "1.5"sv,   " 1"sv, "4611686018427387904"sv, "99999999999999999999"sv,
    "1 "sv,  "1\0002"sv};
// None of them is a short time to live. The last millisecond of int64 is no deadline in the cache.
constexpr std::string_view kBadTimes[] = {
    "0"sv,   "-1"sv,  "9223372036854775806"sv, "-9223372036854775808"sv, "9223372036854775"sv,
    "1.5"sv, ""sv,    "9223372036854776"sv,    "-9223372036854775807"sv, "9223370000000000"sv,
    " 12"sv, "+12"sv, "-9223372036854776"sv};
constexpr std::string_view kJunk[] = {
    ""sv,      "NX"sv,   "XX"sv,   "GET"sv, "EX"sv, "abc"sv,     "0"sv,     "-1"sv,      "COUNT"sv,
    "LIMIT"sv, "RANK"sv, "LEFT"sv, "-2"sv,  "GT"sv, "KEEPTTL"sv, "right"sv, "PERSIST"sv, "\r\n"sv};
constexpr std::string_view kPatterns[] = {"*"sv,      "s*"sv,  "?0"sv,      "[lt]1"sv, "[^s]?"sv,
                                          "[a-m]*"sv, "\\*"sv, "l[0-1]"sv,  "*0*"sv,   ""sv,
                                          "[t"sv,     "??"sv,  "*[^0-9]"sv, "t\\2"sv,  "[]"sv};
constexpr std::string_view kFractions[] = {"0.5"sv,  "-0.25"sv, "3"sv,     "1.125"sv, "-7"sv,
                                           "10.5"sv, "1e2"sv,   "0x1p3"sv, "-2.75"sv, "+4"sv};
constexpr std::string_view kNoFractions[] = {"inf"sv, "nan"sv,       " 1"sv,  "1e"sv, "abc"sv,
                                             ""sv,    "-infinity"sv, "1,5"sv, "1\0"sv};
constexpr std::string_view kDecimals[] = {"0.1"sv, "-0.1"sv, "0.2"sv,
                                          "3.3"sv, "-1.7"sv, "0.0001"sv};

constexpr std::int64_t kLeastTtlSeconds = 10000;
constexpr std::int64_t kTtlRangeSeconds = 1000000000;
constexpr int kSpoiledPercent = 3;
constexpr std::uint64_t kMostStringSize = 536870912;

}  // namespace

std::span<const Template> templates() { return kTemplates; }

Judgement judgement_of(const Words &words) {
  const bool is_decimal = words.size() > 1 && words[1].starts_with('f');
  for (const Template &row : kTemplates) {
    if (row.name == words[0] && (row.judgement == Judgement::kNumber) == is_decimal) {
      return row.judgement;
    }
  }
  return Judgement::kExact;
}

std::span<const std::string_view> all_keys() { return kKeys; }

Generator::Generator(std::uint64_t seed, std::int64_t now_ms) : random_(seed), now_ms_(now_ms) {}

// By the first argument.
Generator::Family Generator::family_of(std::string_view arguments) {
  switch (arguments.empty() ? 'k' : arguments.front()) {
    case 's':
    case 'p':
      return Family::kString;
    case 'l':
    case 'M':
      return Family::kList;
    case 't':
    case 'T':
    case 'N':
      return Family::kSet;
    case 'f':
    case 'x':
      return Family::kSum;
    default:
      return Family::kKey;
  }
}

Sequence Generator::next_sequence() {
  // Now and then only lists or sets grow, and then to sizes where their layout changes.
  const std::uint64_t choice = below(16);
  const bool is_large = choice < 2;
  const Family favoured = choice % 2 == 0 ? Family::kList : Family::kSet;
  member_range_ = is_large ? 2000 : 12;
  std::vector<double> weights;
  for (const Template &row : kTemplates) {
    double weight = row.weight;
    if (is_large && family_of(row.arguments) != favoured) weight /= 8;
    if (is_large && row.name.ends_with("PUSH")) weight *= 3;
    if (is_large && row.name == "SADD") weight *= 3;
    weights.push_back(weight);
  }
  const std::size_t length = is_large ? 1500 : 20 + below(400);
  Sequence sequence;
  while (sequence.size() < length) sequence.push_back(next_command(weights));
  for (const std::string_view key : kKeys) {
    const std::string name(key);
    sequence.push_back({"PTTL", name});
    sequence.push_back({"GET", name});
    sequence.push_back({"LRANGE", name, "0", "-1"});
    sequence.push_back({"SMEMBERS", name});
  }
  return sequence;
}

Words Generator::next_command(std::span<const double> weights) {
  std::discrete_distribution<std::size_t> choose(weights.begin(), weights.end());
  const Template &row = kTemplates[choose(random_)];
  Words words = {std::string(row.name)};
  for (const char kind : row.arguments) append(kind, words);
  // A sum that is spoiled might be a large one.
  if (row.name != "INCRBYFLOAT" && family_of(row.arguments) != Family::kSum &&
      chance(kSpoiledPercent))
    spoil(words);
  return words;
}

// A word too much, too few, or another one.
void Generator::spoil(Words &words) {
  const std::size_t place = words.size() == 1 ? 1 : 1 + below(words.size());
  if (chance(40)) {
    words.insert(words.begin() + static_cast<std::ptrdiff_t>(place), one_of(kJunk));
  } else if (place < words.size() && chance(50)) {
    words.erase(words.begin() + static_cast<std::ptrdiff_t>(place));
  } else if (place < words.size()) {
    words[place] = one_of(kJunk);
  }
}

void Generator::append(char kind, Words &words) {
  switch (kind) {
    case 's':
    case 'l':
    case 't':
    case 'k':
    case 'f':
    case 'x':
      return words.push_back(key({&kind, 1}));
    case 'v':
      return words.push_back(value());
    case 'e':
      return words.push_back(element());
    case 'i':
      return words.push_back(index());
    case 'n':
      return words.push_back(integer());
    case 'd':
      return words.push_back(one_of(kDecimals));
    case 'q':
      return words.push_back(one_of(kFractions));
    case 'z':
      return words.push_back(one_of(kNoFractions));
    case 'c':
      return words.push_back(chance(90) ? std::to_string(below(6)) : integer());
    case 'o':
      return words.push_back(offset());
    case 'w':
      return words.push_back(chance(50) ? "BEFORE" : "after");
    case 'r':
      return words.push_back(chance(50) ? "LEFT" : "Right");
    case 'g':
      return words.push_back(one_of(kPatterns));
    default:
      return append_several(kind, words);
  }
}

void Generator::append_several(char kind, Words &words) {
  switch (kind) {
    case 'K':
    case 'T':
      for (std::uint64_t left = 1 + below(3); left > 0; --left) {
        words.push_back(key(kind == 'K' ? "k" : "t"));
      }
      return;
    case 'E':
      for (std::uint64_t left = 1 + below(5); left > 0; --left) words.push_back(element());
      return;
    case 'p':
      for (std::uint64_t left = 1 + below(3); left > 0; --left) {
        words.insert(words.end(), {key("s"), value()});
      }
      return;
    case '1':
    case '2':
      return append_time(kind == '1', false, true, words);
    case '3':
    case '4':
      return append_time(kind == '3', true, true, words);
    default:
      return append_options(kind, words);
  }
}

void Generator::append_options(char kind, Words &words) {
  switch (kind) {
    case 'X':
      return append_set_options(words);
    case 'G':
      return append_getex_options(words);
    case 'Q':
      return append_expire_options(words);
    case 'P':
      return append_position_options(words);
    case 'C':
      if (chance(50)) words.push_back("REPLACE");
      return;
    case 'M':
      append_counted_keys("l", words);
      words.push_back(chance(50) ? "LEFT" : "RIGHT");
      if (chance(60)) words.insert(words.end(), {"COUNT", std::to_string(below(5))});
      return;
    case 'N':
      append_counted_keys("t", words);
      if (chance(60)) words.insert(words.end(), {"LIMIT", std::to_string(below(5))});
      return;
    default:
      throw std::logic_error("no such kind of argument");
  }
}

void Generator::append_counted_keys(const char *family, Words &words) {
  const std::uint64_t count = 1 + below(3);
  words.push_back(std::to_string(chance(95) ? count : below(5)));
  for (std::uint64_t left = count; left > 0; --left) words.push_back(key(family));
}

void Generator::append_set_options(Words &words) {
  if (chance(20)) words.push_back(chance(50) ? "NX" : "xx");
  if (chance(20)) words.push_back("GET");
  if (chance(15)) return words.push_back("KEEPTTL");
  if (chance(70)) return;
  const std::uint64_t unit = below(4);
  words.push_back(std::array{"EX", "PX", "EXAT", "PXAT"}[unit]);
  append_time(unit % 2 == 0, unit >= 2, false, words);
}

void Generator::append_getex_options(Words &words) {
  if (chance(30)) return;
  if (chance(30)) return words.push_back("PERSIST");
  const std::uint64_t unit = below(4);
  words.push_back(std::array{"EX", "PX", "EXAT", "PXAT"}[unit]);
  append_time(unit % 2 == 0, unit >= 2, true, words);
}

void Generator::append_expire_options(Words &words) {
  static constexpr std::string_view kConditions[] = {"NX", "XX", "GT", "LT"};
  while (chance(40)) words.push_back(one_of(kConditions));
}

void Generator::append_position_options(Words &words) {
  if (chance(50)) {
    std::string rank = chance(90) ? index() : integer();
    // The server negates it, which overflows, and from then on its count of matches does, too.
    if (rank == "-9223372036854775808") rank = "-9223372036854775807";
    words.insert(words.end(), {"RANK", rank});
  }
  if (chance(50)) words.insert(words.end(), {"COUNT", std::to_string(below(4))});
  if (chance(30)) words.insert(words.end(), {"MAXLEN", std::to_string(below(20))});
}

void Generator::append_time(bool is_in_seconds, bool is_absolute, bool may_have_passed,
                            Words &words) {
  std::int64_t seconds =
      kLeastTtlSeconds +
      static_cast<std::int64_t>(below(static_cast<std::uint64_t>(kTtlRangeSeconds)));
  std::int64_t ms = seconds * 1000 + static_cast<std::int64_t>(below(1000));
  if (is_absolute) {
    seconds += now_ms_ / 1000;
    ms += now_ms_;
  }
  if (chance(6) && (!is_absolute || may_have_passed)) {
    seconds = ms = -static_cast<std::int64_t>(below(3));
  }
  if (chance(3)) return words.push_back(one_of(kBadTimes));
  words.push_back(std::to_string(is_in_seconds ? seconds : ms));
}

std::string Generator::key(std::string_view family) {
  if (family == "f") return one_of(kDecimalKeys);
  if (family == "x") return one_of(kFractionKeys);
  if (family == "k" || chance(12)) return one_of(kKeys);
  if (family == "s") return one_of(kStringKeys);
  return family == "l" ? one_of(kListKeys) : one_of(kSetKeys);
}

std::string Generator::value() {
  if (chance(35)) return std::to_string(static_cast<std::int64_t>(below(2000)) - 1000);
  if (chance(20)) return one_of(kIntegers);
  if (chance(10)) return one_of(kFractions);
  std::string bytes(chance(90) ? below(20) : below(3000), '\0');
  for (char &byte : bytes) byte = static_cast<char>(chance(80) ? 'a' + below(4) : below(256));
  return bytes;
}

std::string Generator::element() {
  if (chance(70)) return std::to_string(below(member_range_));
  if (chance(10)) return one_of(kIntegers);
  if (chance(30)) return "m" + std::to_string(below(member_range_));
  if (chance(10)) return std::to_string(random_() >> below(64));
  return value();
}

std::string Generator::integer() {
  if (chance(70)) return std::to_string(static_cast<std::int64_t>(below(200)) - 100);
  return one_of(kIntegers);
}

// Not so large that a string of that size would be made.
std::string Generator::offset() {
  if (chance(90)) return std::to_string(below(60));
  return chance(50) ? integer() : std::to_string(kMostStringSize + below(20));
}

std::string Generator::index() {
  if (chance(85)) {
    const auto range = static_cast<std::int64_t>(member_range_);
    return std::to_string(static_cast<std::int64_t>(below(2 * member_range_)) - range);
  }
  return integer();
}

}  // namespace cellaret::test
