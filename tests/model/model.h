// A naive model of the C API on a manual clock and with endless memory: a map and plain arithmetic.
//
// It shares no code with the engine and takes no short cut: what it answers is what the headers
// say.
#pragma once

#include <cellaret/cellaret.h>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace cellaret::model {

struct Scalar {
  std::uint8_t type = CELLARET_TYPE_NONE;
  std::uint8_t codec = 0;
  std::string bytes;
  std::int64_t integer = 0;
  double number = 0;
};

// The elements of a list in their order, or the members of a set sorted.
using Elements = std::vector<std::string>;

// How a collection is written.
struct Write {
  std::uint8_t codec = 0;
  cellaret_expiry expiry{};
};

struct Deadline {
  bool exists = false;
  bool on_wall_clock = false;
  std::int64_t ms = 0;
};

struct Counters {
  std::uint64_t hits = 0;
  std::uint64_t misses = 0;
  std::uint64_t sets = 0;
  std::uint64_t deletes = 0;
  std::uint64_t expirations = 0;
};

class Model {
 public:
  Model(std::int64_t start_ms, const cellaret_expiry &default_expiry)
      : default_(default_expiry), steady_ms_(start_ms), wall_ms_(start_ms) {}

  cellaret_status get(const std::string &key, Scalar &out);
  cellaret_status set(const std::string &key, const Scalar &value, std::uint8_t condition,
                      const cellaret_expiry &expiry, Scalar *out_old);
  cellaret_status increment(const std::string &key, std::int64_t delta,
                            const cellaret_expiry &expiry, std::int64_t &out);
  cellaret_status increment(const std::string &key, double delta, const cellaret_expiry &expiry,
                            double &out);
  cellaret_status erase(const std::string &key);
  cellaret_status type(const std::string &key, std::uint8_t &out) const;
  cellaret_status expire(const std::string &key, std::int64_t ms, std::uint32_t condition);
  cellaret_status expire_at(const std::string &key, std::int64_t unix_ms, std::uint32_t condition);
  cellaret_status persist(const std::string &key);
  cellaret_status ttl(const std::string &key, std::int64_t &out) const;
  cellaret_status expire_time(const std::string &key, std::int64_t &out) const;
  cellaret_status advance(std::int64_t ms);
  cellaret_status step_wall(std::int64_t ms);

  // Whether a write may have this expiry at this moment.
  cellaret_status allows(const cellaret_expiry &expiry) const {
    Change change;
    return resolve(expiry, false, change);
  }

  // Texts, in model_keys.cpp.
  cellaret_status string_len(const std::string &key, std::uint64_t &out) const;
  cellaret_status get_range(const std::string &key, std::int64_t first, std::int64_t last,
                            std::string &out) const;
  cellaret_status append(const std::string &key, const std::string &bytes, const Write &write,
                         std::uint64_t &out);
  cellaret_status set_range(const std::string &key, std::uint64_t offset, const std::string &bytes,
                            const Write &write, std::uint64_t &out);
  cellaret_status get_and_delete(const std::string &key, Scalar &out);
  cellaret_status get_and_touch(const std::string &key, const cellaret_expiry &expiry, Scalar &out);
  // `is_current`: whether the version expected is the one the key has.
  cellaret_status compare_and_set(const std::string &key, bool expects_none, bool is_current,
                                  const Scalar &value, const cellaret_expiry &expiry);
  // Keys, in model_keys.cpp.
  cellaret_status touch(const std::string &key, const cellaret_expiry &expiry);
  cellaret_status copy(const std::string &source, const std::string &destination, bool replace);
  cellaret_status rename(const std::string &source, const std::string &destination, bool if_absent);
  std::uint64_t erase_matching(const std::string &prefix);
  Elements keys() const;

  // Lists, in model_lists.cpp.
  cellaret_status push(const std::string &key, bool left, const Elements &elements, bool if_exists,
                       const Write &write, std::uint64_t &out);
  cellaret_status pop(const std::string &key, bool left, std::uint64_t count,
                      const cellaret_expiry &expiry, Elements &out);
  // A copy of what the key holds, if it is of this type.
  cellaret_status elements(const std::string &key, std::uint8_t type, Elements &out) const;
  cellaret_status list_set(const std::string &key, std::int64_t index, const std::string &element,
                           const cellaret_expiry &expiry);
  cellaret_status insert(const std::string &key, bool before, const std::string &pivot,
                         const std::string &element, const cellaret_expiry &expiry,
                         std::uint64_t &out);
  // count: 0 for all; negative from the end.
  cellaret_status remove(const std::string &key, std::int64_t count, const std::string &element,
                         const cellaret_expiry &expiry, std::uint64_t &out);
  cellaret_status trim(const std::string &key, std::int64_t from, std::int64_t to,
                       const cellaret_expiry &expiry);
  cellaret_status move(const std::string &source, const std::string &destination, bool from_left,
                       bool to_left, const cellaret_expiry &expiry, std::string &out);

  // Sets, in model_sets.cpp.
  cellaret_status set_add(const std::string &key, const Elements &members, const Write &write,
                          std::uint64_t &out);
  cellaret_status set_remove(const std::string &key, const Elements &members,
                             const cellaret_expiry &expiry, std::uint64_t &out);
  enum class Algebra { kDiff, kIntersect, kUnion };
  cellaret_status combine(Algebra algebra, const Elements &keys, Elements &out) const;
  cellaret_status store(Algebra algebra, const std::string &destination, const Elements &keys,
                        const cellaret_expiry &expiry, std::uint64_t &out);
  cellaret_status set_move(const std::string &source, const std::string &destination,
                           const std::string &member, const cellaret_expiry &expiry);
  // The codec of a collection, 0 without one.
  std::uint8_t codec(const std::string &key) const;

  void clear() { entries_.clear(); }
  // The instance evicted it, or it never fit: gone without a trace in the counters.
  void forget(const std::string &key) { entries_.erase(key); }
  bool has(const std::string &key) const { return entries_.contains(key); }
  std::uint64_t size() const { return entries_.size(); }
  std::int64_t wall_ms() const { return wall_ms_; }
  // How often the value of this key was written, ever.
  std::uint64_t writes(const std::string &key) { return writes_[key]; }
  Counters &counters() { return counters_; }

 private:
  struct Entry {
    Scalar value;       // of a collection the type and the codec
    Elements elements;  // of a collection
    Deadline deadline;
  };
  enum class Action { kSet, kKeep, kGone };
  struct Change {
    Action action = Action::kKeep;
    Deadline deadline;
  };

  std::int64_t now(bool on_wall_clock) const { return on_wall_clock ? wall_ms_ : steady_ms_; }
  void purge();
  cellaret_status resolve(const cellaret_expiry &expiry, bool replaces, Change &out) const;
  void store(const std::string &key, const Scalar &value, const Change &change);
  void store_collection(const std::string &key, std::uint8_t type, std::uint8_t codec,
                        const Elements &elements, const Change &change);
  // OK, MISS or WRONG_TYPE.
  cellaret_status find(const std::string &key, std::uint8_t type, Entry *&out);
  // After a change to a collection: its new deadline, or its end.
  void finish(const std::string &key, const Change &change);
  cellaret_status change_deadline(const std::string &key, const Deadline &deadline, bool is_gone,
                                  std::uint32_t condition);
  std::int64_t unix_ms(const Deadline &deadline) const;

  cellaret_expiry default_;
  std::int64_t steady_ms_;
  std::int64_t wall_ms_;
  std::map<std::string, Entry> entries_;
  std::map<std::string, std::uint64_t> writes_;
  Counters counters_;
};

inline bool is_collection(std::uint8_t type) {
  return type == CELLARET_TYPE_LIST || type == CELLARET_TYPE_SET;
}
// The bytes that a scalar stands for.
std::string bytes_of(const Scalar &value);

// The shortest decimal text of a double that reads back as it, without an exponent.
std::string text_of(double value);
// What the text is as an operand; nothing if it is none.
std::optional<std::int64_t> integer_of(const Scalar &value);
std::optional<long double> number_of(const Scalar &value);

}  // namespace cellaret::model
