// What threads did to a cache: every operation with the times of its call and return and its
// answer. Recorded by Player, judged by the checker, and written by hand in the checker's own test.
//
// Times come from one shared counter that is raised before each call and after each return. If the
// return of one operation has a lower number than the call of another, the first was over before
// the second began, and by the order of a counter's changes the second thread knows it: an answer
// that contradicts that order contradicts the memory model, too. A processor's clock would disturb
// less but promises neither.
#pragma once

#include <cellaret/cellaret.h>

#include <cstdint>
#include <string>
#include <vector>

namespace cellaret::history {

inline constexpr std::int64_t kStart = 1'893'456'000'000;  // 2030-01-01 00:00 UTC
inline constexpr std::uint8_t kNoKey = 255;
// The type of bytes that are no value anybody wrote. No key ever has it.
inline constexpr std::uint8_t kTorn = 255;

enum class Kind : std::uint8_t {
  kGet,
  kSet,        // with condition, expiry, and the old value if asked for
  kIncrement,  // by `amount`
  kDelete,
  kExists,
  kType,
  kExpire,  // in `amount` ms
  kPersist,
  kTtl,
  kMultiGet,  // of key and second_key, each at a moment of its own
  kMultiSet,  // of key and second_key, atomic as a whole; with condition IF_ABSENT all or none
  kClear,     // each key at a moment of its own
  kAdvance,   // both clocks by `amount`; one thread alone moves clocks
  kStepWall,  // the wall clock by `amount`
  kMaintain,  // nothing that can be seen
  kChurn,     // a key beside those of the history comes or goes: `amount`
  kStats,     // a look at the limits
  kClose,     // of the instance; what is called later is answered CLOSED
  kRename     // of key to second_key, atomic as a whole
};

// A value as it is written and seen. Strings have a number that no other write of the history has.
struct Content {
  std::uint8_t type = CELLARET_TYPE_NONE;
  std::int64_t number = 0;

  bool operator==(const Content &) const = default;
};

inline Content text(std::int64_t number) { return {CELLARET_TYPE_STRING, number}; }
inline Content integer(std::int64_t number) { return {CELLARET_TYPE_INT, number}; }

struct Operation {
  // What was asked.
  Kind kind = Kind::kGet;
  std::uint8_t thread = 0;
  std::uint8_t key = 0;
  std::uint8_t second_key = kNoKey;
  std::uint8_t condition = CELLARET_SET_ALWAYS;
  bool wants_old = false;
  Content written;
  Content second_written;
  std::int64_t amount = 0;
  cellaret_expiry expiry = cellaret_expiry_default();

  // What was answered.
  std::uint64_t call = 0;
  std::uint64_t back = 0;
  cellaret_status status = CELLARET_OK;
  Content seen;               // the value, the old value, the type alone, or the sum
  std::uint64_t version = 0;  // of `seen`; 0 if the operation does not tell
  Content second_seen;
  std::uint64_t second_version = 0;
  std::int64_t ms = 0;  // the time to live
};

struct History {
  std::uint8_t keys = 1;
  bool may_evict = false;    // any key may go at any time
  bool may_be_full = false;  // any write may be refused
  std::vector<Operation> operations;
};

// One line for people.
[[nodiscard]] std::string shown(const Operation &operation);

// How many operations on keys there are, and how many of them ran beside one of another thread on
// the same key.
struct Overlap {
  std::uint64_t operations = 0;
  std::uint64_t overlapping = 0;
};
[[nodiscard]] Overlap count_overlap(const History &history);

// What is done at one time with one key alone.
[[nodiscard]] constexpr bool is_on_keys(Kind kind) {
  return kind <= Kind::kMultiSet || kind == Kind::kRename;
}

}  // namespace cellaret::history
