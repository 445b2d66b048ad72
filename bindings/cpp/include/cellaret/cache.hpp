// An instance: one isolated cache with its own limits, clock, eviction policy and statistics.
#pragma once

#include <cellaret/cellaret.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <ranges>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "curve.hpp"
#include "error.hpp"
#include "events.hpp"
#include "expiry.hpp"
#include "key.hpp"
#include "list.hpp"
#include "options.hpp"
#include "scalar.hpp"
#include "scan.hpp"
#include "set.hpp"
#include "snapshot.hpp"
#include "stats.hpp"
#include "storable.hpp"
#include "text.hpp"
#include "value.hpp"

namespace cellaret {

// An open instance; it is closed when the Cache is destroyed. Move-only; every use of a Cache that
// was moved from, but for destruction and assignment, throws std::invalid_argument.
//
// Below, `key` is 0 to 65,535 bytes. Reading, erasing or asking for a longer one is a miss; writing
// it throws Error with TOO_LARGE. Every function but the constructor and the destructor can throw
// Error with CLOSED when somebody closed the handle behind the object's back.
// Threads: any function from any thread at any time; destruction, assignment and moving must not
// overlap with another use.
// Since: 0.1
// The functions of key.hpp, scalar.hpp, text.hpp, list.hpp, set.hpp, scan.hpp and snapshot.hpp are
// members of this class.
class Cache : public detail::KeyCalls<Cache>,
              public detail::ScalarCalls<Cache>,
              public detail::TextCalls<Cache>,
              public detail::ListCalls<Cache>,
              public detail::SetCalls<Cache>,
              public detail::ScanCalls<Cache>,
              public detail::SnapshotCalls<Cache> {
 public:
  // Opens an instance.
  // Throws: std::invalid_argument (an option that is not allowed, see options.hpp); Error with
  //   BAD_EXPIRY (a default expiry out of range), LIMIT, NO_MEMORY.
  // Since: 0.1
  explicit Cache(const Options &options = {}) {
    std::string policy;
    const cellaret_options raw = detail::raw_options(options, policy);
    detail::check(cellaret_cache_open(&raw, &handle_), "Cache");
  }

  // Opens the one instance that has this name in the process; it is made if there is none, and
  // freed when the last Cache that was opened by its name goes.
  // name: 1 to 255 bytes, any. options: what it is to be; see cellaret_cache_open_named for what
  //   counts as a different configuration. Without them it is taken as it is; if nobody has opened
  //   it with options yet, it has the defaults until somebody does.
  // Throws: DifferentConfiguration, which names the option; std::invalid_argument (also for an
  //   empty name or one that is too long); Error as the constructor.
  // Since: 0.1
  [[nodiscard]] static Cache named(std::string_view name) { return open_named(name, nullptr); }
  [[nodiscard]] static Cache named(std::string_view name, const Options &options) {
    std::string policy;
    const cellaret_options raw = detail::raw_options(options, policy);
    return open_named(name, &raw);
  }

  // Closes the instance and frees its memory; an instance with a name, if this was the last Cache
  // that held it. Every Value that was read stays readable.
  // Since: 0.1
  ~Cache() { cellaret_cache_close(handle_); }

  Cache(const Cache &) = delete;
  Cache &operator=(const Cache &) = delete;
  Cache(Cache &&other) noexcept : handle_(std::exchange(other.handle_, nullptr)) {}
  Cache &operator=(Cache &&other) noexcept {
    Cache taken(std::move(other));
    std::swap(handle_, taken.handle_);
    return *this;
  }

  // --- Reading -----------------------------------------------------------------------------------

  // Reads a value. Counts a hit or a miss and is a use in the eyes of the eviction policy.
  // Returns: the value; std::nullopt when the key is not there.
  // Throws: Error with WRONG_TYPE (the key holds a collection).
  // Since: 0.1
  [[nodiscard]] std::optional<Value> get(std::string_view key) const { return read("get", key); }

  // As get, with numbers written out as text; see Value::to_string. Since: 0.1
  [[nodiscard]] std::optional<std::string> get_string(std::string_view key) const {
    const std::optional<Value> value = read("get_string", key);
    if (!value) return std::nullopt;
    return value->to_string();
  }

  // As get, for a value that is an integer or looks like one; see Value::to_int.
  // Throws: Error with NOT_AN_INTEGER, WRONG_TYPE. Since: 0.1
  [[nodiscard]] std::optional<std::int64_t> get_int(std::string_view key) const {
    const std::optional<Value> value = read("get_int", key);
    if (!value) return std::nullopt;
    const std::optional<std::int64_t> number = value->to_int();
    if (!number) detail::fail(Code::NOT_AN_INTEGER, "get_int", key);
    return number;
  }

  // As get, for a value that is a number or looks like one; see Value::to_double.
  // Throws: Error with NOT_A_NUMBER, WRONG_TYPE. Since: 0.1
  [[nodiscard]] std::optional<double> get_double(std::string_view key) const {
    const std::optional<Value> value = read("get_double", key);
    if (!value) return std::nullopt;
    const std::optional<double> number = value->to_double();
    if (!number) detail::fail(Code::NOT_A_NUMBER, "get_double", key);
    return number;
  }

  // --- Writing -----------------------------------------------------------------------------------

  // Writes a value, whatever the key held before. The deadline of the key is replaced (by none, if
  // neither the call nor the instance gives one) unless the expiry is Expiry::keep().
  // value: text and bytes up to 512 MiB; a double must be finite.
  // Returns: kWritten; with a condition also kExists and kMissing.
  // Throws: std::invalid_argument (an unsigned number over 2^63 - 1, an option that is not
  //   allowed); Error with TOO_LARGE, OVERFLOW (inf and NaN), BAD_EXPIRY, FULL, NO_MEMORY.
  // Since: 0.1
  template <Storable T>
  SetResult set(std::string_view key, const T &value, const SetOptions &options = {}) {
    const cellaret_status status = write("set", key, value, options, nullptr);
    if (status == CELLARET_OK) return SetResult::kWritten;
    return status == CELLARET_EXISTS ? SetResult::kExists : SetResult::kMissing;
  }

  // Writes a value if the key is not there.
  // Returns: whether it was written; false leaves value and deadline as they were.
  // Throws: as set. Since: 0.1
  template <Storable T>
  bool set_if_absent(std::string_view key, const T &value, const Expiry &expiry = {},
                     Codec codec = Codec::kNone) {
    const SetOptions options{Condition::kIfAbsent, codec, expiry};
    return write("set_if_absent", key, value, options, nullptr) == CELLARET_OK;
  }

  // Writes a value if the key is there.
  // Returns: whether it was written.
  // Throws: as set. Since: 0.1
  template <Storable T>
  bool replace(std::string_view key, const T &value, const Expiry &expiry = {},
               Codec codec = Codec::kNone) {
    const SetOptions options{Condition::kIfPresent, codec, expiry};
    return write("replace", key, value, options, nullptr) == CELLARET_OK;
  }

  // Writes a value and returns the one before, in one step.
  // Returns: the value before the call; std::nullopt when the key was not there. With a condition
  //   this tells whether it was written: kIfAbsent writes if nothing comes back, kIfPresent if
  //   something does.
  // Throws: as set; Error with WRONG_TYPE (the key holds a collection).
  // Since: 0.1
  template <Storable T>
  std::optional<Value> get_and_set(std::string_view key, const T &value,
                                   const SetOptions &options = {}) {
    cellaret_value old{};
    write("get_and_set", key, value, options, &old);
    if (old.type == CELLARET_TYPE_NONE) return std::nullopt;
    return Value::adopt(old);
  }

  // Adds to an integer, or to a string that looks like one. A missing key starts at 0; the value
  // is an integer afterwards. To subtract, pass a negative number.
  // expiry: by default leaves the key's deadline alone unless the instance has a default expiry.
  // Returns: the sum.
  // Throws: std::invalid_argument (an unsigned delta over 2^63 - 1, a time of day that does not
  //   exist); Error with NOT_AN_INTEGER, OVERFLOW, WRONG_TYPE, TOO_LARGE, BAD_EXPIRY, FULL,
  //   NO_MEMORY.
  // Since: 0.1
  template <Integer T = std::int64_t>
  std::int64_t increment(std::string_view key, T delta = 1, const Expiry &expiry = {}) {
    std::int64_t sum = 0;
    detail::check(cellaret_int_increment(handle_, key.data(), key.size(), detail::int64(delta),
                                         &expiry.raw(), &sum),
                  "increment", key);
    return sum;
  }

  // Adds to a double, or to an integer or string that is a number. Each operand enters as its
  // shortest decimal text, so 0.1 + 0.2 is 0.3. The value is a double afterwards.
  // delta: finite.
  // Returns: the sum.
  // Throws: as above, with NOT_A_NUMBER in place of NOT_AN_INTEGER. Since: 0.1
  template <Number T>
  double increment(std::string_view key, T delta, const Expiry &expiry = {}) {
    double sum = 0;
    detail::check(
        cellaret_double_increment(handle_, key.data(), key.size(), delta, &expiry.raw(), &sum),
        "increment", key);
    return sum;
  }

  // --- Keys --------------------------------------------------------------------------------------

  // Deletes a key: `delete` of the other languages, which is a keyword here.
  // Returns: whether it was there. Since: 0.1
  bool erase(std::string_view key) {
    return is_ok(cellaret_delete(handle_, key.data(), key.size()), "erase", key);
  }

  // Deletes several keys, one after another; each deletion is atomic, the whole is not.
  // Returns: how many existed; a key that is named twice counts once.
  // Throws: std::bad_alloc. Since: 0.1
  template <KeyRange R>
  std::uint64_t delete_many(R &&keys) {
    std::vector<cellaret_key> list;
    for (auto &&key : keys) {
      const std::string_view view = key;
      list.push_back({view.data(), view.size()});
    }
    std::uint64_t deleted = 0;
    detail::check(cellaret_delete_many(handle_, list.data(), list.size(), &deleted), "delete_many");
    return deleted;
  }
  std::uint64_t delete_many(std::initializer_list<std::string_view> keys) {
    return delete_many(std::span(keys.begin(), keys.size()));
  }

  // Whether a key is there. Counts as neither hit nor miss and does not touch the entry.
  // Since: 0.1
  [[nodiscard]] bool exists(std::string_view key) const {
    return is_ok(cellaret_exists(handle_, key.data(), key.size()), "exists", key);
  }

  // The type of a key's value; std::nullopt when the key is not there. Since: 0.1
  [[nodiscard]] std::optional<Type> type(std::string_view key) const {
    std::uint8_t type = CELLARET_TYPE_NONE;
    if (!is_ok(cellaret_type(handle_, key.data(), key.size(), &type), "type", key)) {
      return std::nullopt;
    }
    return static_cast<Type>(type);
  }

  // --- Deadlines ---------------------------------------------------------------------------------

  // Sets the deadline of a key.
  // duration: from now, in any unit, parts of a millisecond dropped; 0 or less deletes the key.
  // Returns: whether the deadline was set; false when the key is not there or the condition does
  //   not hold.
  // Throws: std::invalid_argument (not a number); Error with BAD_EXPIRY (the sum overflows), FULL
  //   and NO_MEMORY (the entry has to grow to hold a deadline and cannot).
  // Since: 0.1
  template <class Rep, class Period>
  bool expire(std::string_view key, std::chrono::duration<Rep, Period> duration,
              ExpireCondition condition = ExpireCondition::kAlways) {
    return is_ok(
        cellaret_expire(handle_, key.data(), key.size(), detail::whole_milliseconds(duration),
                        static_cast<std::uint32_t>(condition)),
        "expire", key);
  }

  // As expire, with a moment of the wall clock; one that is not in the future deletes the key.
  // Since: 0.1
  template <class Duration>
  bool expire_at(std::string_view key, std::chrono::sys_time<Duration> time,
                 ExpireCondition condition = ExpireCondition::kAlways) {
    return is_ok(
        cellaret_expire_at(handle_, key.data(), key.size(), detail::unix_milliseconds(time),
                           static_cast<std::uint32_t>(condition)),
        "expire_at", key);
  }

  // Takes the deadline of a key away.
  // Returns: whether there was one to take away. Since: 0.1
  bool persist(std::string_view key) {
    return is_ok(cellaret_persist(handle_, key.data(), key.size()), "persist", key);
  }

  // The time to live: no key, no deadline, or the time left. Since: 0.1
  [[nodiscard]] Ttl ttl(std::string_view key) const {
    std::int64_t ms = 0;
    const cellaret_status status =
        detail::check(cellaret_ttl(handle_, key.data(), key.size(), &ms), "ttl", key);
    return {lifetime(status), std::chrono::milliseconds(ms)};
  }

  // The deadline on the instance's wall clock. Since: 0.1
  [[nodiscard]] ExpireTime expire_time(std::string_view key) const {
    std::int64_t ms = 0;
    const cellaret_status status = detail::check(
        cellaret_expire_time(handle_, key.data(), key.size(), &ms), "expire_time", key);
    return {lifetime(status), TimePoint(std::chrono::milliseconds(ms))};
  }

  // --- The whole instance ------------------------------------------------------------------------

  // The number of live entries: `len` of the C interface. Since: 0.1
  [[nodiscard]] std::uint64_t size() const {
    std::uint64_t entries = 0;
    detail::check(cellaret_len(handle_, &entries), "size");
    return entries;
  }

  // Removes every entry; one that another thread writes meanwhile may stay. Since: 0.1
  void clear() { detail::check(cellaret_clear(handle_), "clear"); }

  // Gives the memory of expired entries back.
  // budget: how many at most; 1 or more.
  // Returns: how many went; fewer than `budget` means that nothing is left to do.
  // Throws: std::invalid_argument (budget 0). Since: 0.1
  std::uint64_t maintain(std::uint64_t budget = kUnlimited) {
    std::uint64_t reclaimed = 0;
    detail::check(cellaret_maintain(handle_, budget, &reclaimed), "maintain");
    return reclaimed;
  }

  // The options in force: every default replaced by what it stands for.
  // Lifetime: `policy` is static. Since: 0.1
  [[nodiscard]] Options options() const {
    cellaret_options raw{};
    raw.struct_size = sizeof raw;
    detail::check(cellaret_cache_options(handle_, &raw), "options");
    return detail::options_from(raw);
  }

  // Changes limits while the instance is in use; a field that is left out stays as it is. Where one
  // is lowered, entries are evicted before the call returns.
  // Throws: std::invalid_argument (max_bytes below 4096); Error: FULL, when what may be evicted is
  // not enough: the limits stay, but entries may have gone. Since: 0.1
  void set_limits(const Limits &limits) {
    const cellaret_limits raw = detail::raw_limits(limits);
    detail::check(cellaret_cache_set_limits(handle_, &raw), "set_limits");
  }

  // Changes the eviction policy while the instance is in use; entries stay.
  // policy: a name as in Options. Throws: std::invalid_argument (no such policy); Error: FULL or
  // NO_MEMORY, with the old policy in force, when there is no room for the bookkeeping. Since: 0.1
  void set_policy(std::string_view policy) {
    const std::string name = detail::policy_name(policy);
    detail::check(cellaret_cache_set_policy(handle_, name.c_str()), "set_policy");
  }

  // Subscribes to the removals of the instance; the subscription ends with what is returned.
  // causes: none: all of them. shard_bytes: room for the events of one shard; 0: 64 KiB; else a
  //   power of two from 1,024 to 64 MiB.
  // Throws: std::invalid_argument (shard_bytes); Error with LIMIT (16 of an instance), NO_MEMORY.
  // Since: 0.1
  [[nodiscard]] Events events(Removals causes = {}, std::uint32_t shard_bytes = 0) const {
    return Events(handle_, causes, shard_bytes);
  }

  // What the instance has done and holds. Since: 0.1
  [[nodiscard]] Stats stats() const {
    cellaret_stats raw{};
    raw.struct_size = sizeof raw;
    detail::check(cellaret_stats_read(handle_, &raw), "stats");
    return detail::stats_from(raw);
  }

  // Sets the counters of the statistics to zero; gauges stay. Since: 0.1
  void reset_stats() { detail::check(cellaret_stats_reset(handle_), "reset_stats"); }

  // --- What another limit would buy: curve.h -----------------------------------------------------

  // Starts to estimate the hit ratio at other sizes, or begins anew.
  // sample_keys: how many are followed; 0: the default.
  // Throws: std::invalid_argument (over CELLARET_MAX_CURVE_KEYS), Error (no room). Since: 0.1
  void start_curve(std::uint32_t sample_keys = 0) {
    const cellaret_curve_options raw{sizeof raw, sample_keys};
    detail::check(cellaret_curve_start(handle_, &raw), "start_curve");
  }

  // Ends the estimate. Returns: whether it was on. Since: 0.1
  bool stop_curve() {
    return detail::check(cellaret_curve_stop(handle_), "stop_curve") == CELLARET_OK;
  }

  // Answers questions to the estimate in place, at most as many as it is given.
  // Returns: how it is doing; nothing if it is off. Since: 0.1
  std::optional<CurveInfo> read_curve(std::span<CurvePoint> points) const {
    std::vector<cellaret_curve_point> raw;
    for (const CurvePoint &point : points) {
      raw.push_back({point.max_bytes, point.max_entries, 0, 0});
    }
    cellaret_curve_info info{};
    info.struct_size = sizeof info;
    const cellaret_status status =
        detail::check(cellaret_curve_read(handle_, raw.data(), raw.size(), &info), "read_curve");
    if (status == CELLARET_MISS) return std::nullopt;
    for (std::size_t at = 0; at < raw.size(); ++at) {
      points[at].hit_ratio = raw[at].hit_ratio;
      points[at].standard_error = raw[at].standard_error;
    }
    return CurveInfo{.sample_keys = info.sample_keys,
                     .reads = info.reads,
                     .followed_reads = info.followed_reads,
                     .sample_rate = info.sample_rate,
                     .bytes_charged = info.bytes_charged};
  }

  // The hit ratio with other limits, 0 for the instance's own; nothing if the estimate is off.
  // Since: 0.1
  [[nodiscard]] std::optional<double> hit_ratio_at(std::uint64_t max_bytes,
                                                   std::uint64_t max_entries = 0) const {
    CurvePoint point{.max_bytes = max_bytes, .max_entries = max_entries};
    if (!read_curve({&point, 1})) return std::nullopt;
    return point.hit_ratio;
  }

  // --- The clock ---------------------------------------------------------------------------------

  // The instance's wall clock. Since: 0.1
  [[nodiscard]] TimePoint now() const {
    std::int64_t ms = 0;
    detail::check(cellaret_clock_now(handle_, &ms), "now");
    return TimePoint(std::chrono::milliseconds(ms));
  }

  // Moves a manual clock forward: durations and the wall clock together.
  // duration: 0 or more, parts of a millisecond dropped.
  // Throws: std::invalid_argument (not a manual clock, or out of range). Since: 0.1
  template <class Rep, class Period>
  void advance(std::chrono::duration<Rep, Period> duration) {
    detail::check(cellaret_clock_advance(handle_, detail::whole_milliseconds(duration)), "advance");
  }

  // Steps the wall clock of a manual clock alone, as when somebody sets the system's time:
  // deadlines given as a moment follow, those given as a duration do not.
  // duration: forward or back; the result must not be before 1970.
  // Throws: std::invalid_argument (not a manual clock, or out of range). Since: 0.1
  template <class Rep, class Period>
  void step_wall(std::chrono::duration<Rep, Period> duration) {
    detail::check(cellaret_clock_step_wall(handle_, detail::whole_milliseconds(duration)),
                  "step_wall");
  }

  // The handle of the C interface, for calls that this class does not have.
  // Lifetime: as long as this Cache; do not close it. Since: 0.1
  [[nodiscard]] cellaret_cache *handle() const noexcept { return handle_; }

 private:
  explicit Cache(cellaret_cache *handle) noexcept : handle_(handle) {}

  static Cache open_named(std::string_view name, const cellaret_options *options) {
    cellaret_cache *handle = nullptr;
    const char *differing = nullptr;
    const cellaret_status status =
        cellaret_cache_open_named(name.data(), name.size(), options, &handle, &differing);
    if (status == CELLARET_DIFFERS) throw DifferentConfiguration(name, differing);
    detail::check(status, "named", name);
    return Cache(handle);
  }

  static bool is_ok(cellaret_status status, std::string_view operation, std::string_view key) {
    return detail::check(status, operation, key) == CELLARET_OK;
  }

  static Lifetime lifetime(cellaret_status status) noexcept {
    if (status == CELLARET_OK) return Lifetime::kLimited;
    return status == CELLARET_NO_EXPIRY ? Lifetime::kForever : Lifetime::kNoKey;
  }

  std::optional<Value> read(std::string_view operation, std::string_view key) const {
    cellaret_value raw;
    if (!is_ok(cellaret_get(handle_, key.data(), key.size(), &raw), operation, key)) {
      return std::nullopt;
    }
    return Value::adopt(raw);
  }

  template <Storable T>
  cellaret_status write(std::string_view operation, std::string_view key, const T &value,
                        const SetOptions &options, cellaret_value *old) {
    const cellaret_set_options raw = detail::raw_options(options);
    cellaret_status status = CELLARET_OK;
    if constexpr (Integer<T>) {
      status = cellaret_int_set(handle_, key.data(), key.size(), detail::int64(value), &raw, old);
    } else if constexpr (Number<T>) {
      status = cellaret_double_set(handle_, key.data(), key.size(), value, &raw, old);
    } else if constexpr (Text<T>) {
      const std::string_view text = value;
      status = cellaret_set(handle_, key.data(), key.size(), text.data(), text.size(), &raw, old);
    } else {
      const std::span<const std::byte> bytes = value;
      status = cellaret_set(handle_, key.data(), key.size(), bytes.data(), bytes.size(), &raw, old);
    }
    return detail::check(status, operation, key);
  }

  cellaret_cache *handle_ = nullptr;
};

}  // namespace cellaret
