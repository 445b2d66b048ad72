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

namespace cellaret::model {

struct Scalar {
  std::uint8_t type = CELLARET_TYPE_NONE;
  std::uint8_t codec = 0;
  std::string bytes;
  std::int64_t integer = 0;
  double number = 0;
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
    Scalar value;
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

// The shortest decimal text of a double that reads back as it, without an exponent.
std::string text_of(double value);
// What the text is as an operand; nothing if it is none.
std::optional<std::int64_t> integer_of(const Scalar &value);
std::optional<long double> number_of(const Scalar &value);

}  // namespace cellaret::model
