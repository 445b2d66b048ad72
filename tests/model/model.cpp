// The model's arithmetic, in 128 bits where 64 could overflow.
#include "tests/model/model.h"

#include <cerrno>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <iterator>

namespace cellaret::model {

namespace {

using Wide = __int128;

constexpr Wide kDayMs = 86'400'000;
constexpr Wide kFurthest = INT64_MAX - 1;
constexpr std::int64_t kEndOfClock = INT64_C(1) << 62;

bool has_unused_field(const cellaret_expiry &expiry) {
  bool time_of_day = expiry.hour != 0 || expiry.minute != 0 || expiry.second != 0 ||
                     expiry.utc_offset_minutes != 0;
  switch (expiry.kind) {
    case CELLARET_EXPIRY_IN:
    case CELLARET_EXPIRY_AT:
      return time_of_day;
    case CELLARET_EXPIRY_DAILY:
      return expiry.ms != 0;
    default:
      return time_of_day || expiry.ms != 0;
  }
}

cellaret_status check(const cellaret_expiry &expiry) {
  if (expiry.kind > CELLARET_EXPIRY_DAILY || has_unused_field(expiry)) return CELLARET_INVALID;
  if (expiry.kind == CELLARET_EXPIRY_DAILY &&
      (expiry.hour > 23 || expiry.minute > 59 || expiry.second > 59 ||
       std::abs(static_cast<long>(expiry.utc_offset_minutes)) > 1439)) {
    return CELLARET_INVALID;
  }
  bool has_time = expiry.kind == CELLARET_EXPIRY_IN || expiry.kind == CELLARET_EXPIRY_AT;
  if (has_time && expiry.ms < 1) return CELLARET_BAD_EXPIRY;
  bool is_too_far = expiry.kind == CELLARET_EXPIRY_IN && expiry.ms > kFurthest;
  return is_too_far ? CELLARET_BAD_EXPIRY : CELLARET_OK;
}

// The last number is no deadline; it means the one before it.
std::int64_t furthest(std::int64_t ms) { return ms > kFurthest ? INT64_MAX - 1 : ms; }

// Walks the local calendar: today at that time, or tomorrow if that is not in the future.
std::int64_t next_daily(const cellaret_expiry &expiry, std::int64_t wall_ms) {
  Wide zone = Wide{expiry.utc_offset_minutes} * 60'000;
  Wide local = wall_ms + zone;
  Wide midnight = local - ((local % kDayMs) + kDayMs) % kDayMs;
  Wide moment =
      midnight + (Wide{expiry.hour} * 3600 + Wide{expiry.minute} * 60 + expiry.second) * 1000;
  if (moment <= local) moment += kDayMs;
  return static_cast<std::int64_t>(moment - zone);
}

// The digits times a power of ten, written out.
std::string positional(std::string digits, int exponent) {
  while (digits.size() > 1 && digits.back() == '0') {
    digits.pop_back();
    ++exponent;
  }
  if (exponent >= 0) return digits + std::string(static_cast<std::size_t>(exponent), '0');
  auto fraction = static_cast<std::size_t>(-exponent);
  if (digits.size() > fraction) {
    return digits.substr(0, digits.size() - fraction) + "." +
           digits.substr(digits.size() - fraction);
  }
  return "0." + std::string(fraction - digits.size(), '0') + digits;
}

}  // namespace

// By trial: the decimal of 1, 2, ... digits nearest to the value, or else its neighbours. Those
// count just above a power of two, where doubles lie half as far apart below as above.
std::string text_of(double value) {
  if (value == 0) return "0";
  double magnitude = std::fabs(value);
  for (int precision = 0;; ++precision) {
    char text[64];
    std::snprintf(text, sizeof text, "%.*e", precision, magnitude);
    std::string digits(1, text[0]);
    const char *rest = text + 1;
    for (; *rest != 'e'; ++rest) {
      if (*rest != '.') digits += *rest;
    }
    int exponent = std::atoi(rest + 1) - precision;
    std::int64_t nearest = std::stoll(digits);
    for (std::int64_t candidate : {nearest, nearest + 1, nearest - 1}) {
      std::string whole = std::to_string(candidate);
      std::string scientific = whole + "e" + std::to_string(exponent);
      if (std::strtod(scientific.c_str(), nullptr) != magnitude) continue;
      return (value < 0 ? "-" : "") + positional(whole, exponent);
    }
  }
}

std::optional<std::int64_t> integer_of(const Scalar &value) {
  if (value.type == CELLARET_TYPE_INT) return value.integer;
  std::string text = value.type == CELLARET_TYPE_DOUBLE ? text_of(value.number) : value.bytes;
  errno = 0;
  std::int64_t parsed = std::strtoll(text.c_str(), nullptr, 10);
  // Canonical: exactly the text that the integer has itself.
  if (errno != 0 || std::to_string(parsed) != text) return std::nullopt;
  return parsed;
}

std::optional<long double> number_of(const Scalar &value) {
  if (value.type == CELLARET_TYPE_INT) return static_cast<long double>(value.integer);
  std::string text = value.type == CELLARET_TYPE_DOUBLE ? text_of(value.number) : value.bytes;
  if (text.empty() || text.size() >= 5 * 1024) return std::nullopt;
  if (std::string(" \t\n\v\f\r").find(text[0]) != std::string::npos) return std::nullopt;
  char *end = nullptr;
  errno = 0;
  long double parsed = std::strtold(text.c_str(), &end);
  if (end != text.data() + text.size() || std::isnan(parsed)) return std::nullopt;
  if (errno == ERANGE && (std::isinf(parsed) || parsed == 0)) return std::nullopt;
  return parsed;
}

void Model::purge() {
  for (auto entry = entries_.begin(); entry != entries_.end();) {
    const Deadline &deadline = entry->second.deadline;
    bool is_gone = deadline.exists && now(deadline.on_wall_clock) > deadline.ms;
    counters_.expirations += is_gone;
    entry = is_gone ? entries_.erase(entry) : std::next(entry);
  }
}

cellaret_status Model::resolve(const cellaret_expiry &expiry, bool replaces, Change &out) const {
  cellaret_status status = check(expiry);
  if (status != CELLARET_OK) return status;
  bool is_default = expiry.kind == CELLARET_EXPIRY_DEFAULT;
  const cellaret_expiry &wanted = is_default ? default_ : expiry;
  out = {Action::kSet, {}};
  switch (wanted.kind) {
    case CELLARET_EXPIRY_KEEP:
      out.action = Action::kKeep;
      return CELLARET_OK;
    case CELLARET_EXPIRY_IN:
      if (Wide{steady_ms_} + wanted.ms > kFurthest || Wide{wall_ms_} + wanted.ms > kFurthest) {
        return CELLARET_BAD_EXPIRY;
      }
      out.deadline = {true, false, steady_ms_ + wanted.ms};
      return CELLARET_OK;
    case CELLARET_EXPIRY_AT:
      out.deadline = {true, true, furthest(wanted.ms)};
      if (wanted.ms < wall_ms_) out.action = Action::kGone;
      return CELLARET_OK;
    case CELLARET_EXPIRY_DAILY:
      out.deadline = {true, true, next_daily(wanted, wall_ms_)};
      return CELLARET_OK;
    default:
      // DEFAULT without a default leaves the deadline alone, unless the write replaces the entry.
      if (is_default && !replaces) out.action = Action::kKeep;
      return CELLARET_OK;
  }
}

void Model::store(const std::string &key, const Scalar &value, const Change &change) {
  ++counters_.sets;
  ++writes_[key];
  if (change.action == Action::kGone) {
    entries_.erase(key);
    return;
  }
  Entry &entry = entries_[key];
  entry.value = value;
  entry.elements.clear();
  if (change.action == Action::kSet) entry.deadline = change.deadline;
}

cellaret_status Model::get(const std::string &key, Scalar &out) {
  auto found = entries_.find(key);
  if (found != entries_.end() && is_collection(found->second.value.type)) {
    return CELLARET_WRONG_TYPE;
  }
  ++(found == entries_.end() ? counters_.misses : counters_.hits);
  if (found == entries_.end()) return CELLARET_MISS;
  out = found->second.value;
  return CELLARET_OK;
}

cellaret_status Model::set(const std::string &key, const Scalar &value, std::uint8_t condition,
                           const cellaret_expiry &expiry, Scalar *out_old) {
  if (value.type == CELLARET_TYPE_DOUBLE && !std::isfinite(value.number)) return CELLARET_OVERFLOW;
  Change change;
  cellaret_status status = resolve(expiry, true, change);
  if (status != CELLARET_OK) return status;
  auto found = entries_.find(key);
  bool exists = found != entries_.end();
  bool is_other = exists && is_collection(found->second.value.type);
  if (is_other && out_old != nullptr) return CELLARET_WRONG_TYPE;
  if (out_old != nullptr) *out_old = exists ? found->second.value : Scalar{};
  if (exists && condition == CELLARET_SET_IF_ABSENT) return CELLARET_EXISTS;
  if (!exists && condition == CELLARET_SET_IF_PRESENT) return CELLARET_MISS;
  store(key, value, change);
  return CELLARET_OK;
}

cellaret_status Model::increment(const std::string &key, std::int64_t delta,
                                 const cellaret_expiry &expiry, std::int64_t &out) {
  Change change;
  cellaret_status status = resolve(expiry, false, change);
  if (status != CELLARET_OK) return status;
  Scalar value;
  value.type = CELLARET_TYPE_INT;
  if (auto found = entries_.find(key); found != entries_.end()) {
    if (is_collection(found->second.value.type)) return CELLARET_WRONG_TYPE;
    std::optional<std::int64_t> current = integer_of(found->second.value);
    if (!current) return CELLARET_NOT_AN_INTEGER;
    value.integer = *current;
    value.codec = found->second.value.codec;
  }
  Wide sum = Wide{value.integer} + delta;
  if (sum < INT64_MIN || sum > INT64_MAX) return CELLARET_OVERFLOW;
  value.integer = out = static_cast<std::int64_t>(sum);
  store(key, value, change);
  return CELLARET_OK;
}

cellaret_status Model::increment(const std::string &key, double delta,
                                 const cellaret_expiry &expiry, double &out) {
  Change change;
  cellaret_status status = resolve(expiry, false, change);
  if (status != CELLARET_OK) return status;
  Scalar value;
  value.type = CELLARET_TYPE_DOUBLE;
  long double current = 0;
  if (auto found = entries_.find(key); found != entries_.end()) {
    if (is_collection(found->second.value.type)) return CELLARET_WRONG_TYPE;
    std::optional<long double> operand = number_of(found->second.value);
    if (!operand) return CELLARET_NOT_A_NUMBER;
    current = *operand;
    value.codec = found->second.value.codec;
  }
  if (!std::isfinite(delta)) return CELLARET_OVERFLOW;
  auto sum = static_cast<double>(current + std::strtold(text_of(delta).c_str(), nullptr));
  if (!std::isfinite(sum)) return CELLARET_OVERFLOW;
  value.number = out = sum;
  store(key, value, change);
  return CELLARET_OK;
}

cellaret_status Model::erase(const std::string &key) {
  if (entries_.erase(key) == 0) return CELLARET_MISS;
  ++counters_.deletes;
  return CELLARET_OK;
}

cellaret_status Model::type(const std::string &key, std::uint8_t &out) const {
  auto found = entries_.find(key);
  out = found == entries_.end() ? std::uint8_t{CELLARET_TYPE_NONE} : found->second.value.type;
  return found == entries_.end() ? CELLARET_MISS : CELLARET_OK;
}

std::int64_t Model::unix_ms(const Deadline &deadline) const {
  if (!deadline.exists) return INT64_MAX;
  if (deadline.on_wall_clock) return deadline.ms;
  Wide moment = Wide{wall_ms_} + deadline.ms - steady_ms_;
  return static_cast<std::int64_t>(moment > kFurthest ? kFurthest : moment);
}

cellaret_status Model::change_deadline(const std::string &key, const Deadline &deadline,
                                       bool is_gone, std::uint32_t condition) {
  auto found = entries_.find(key);
  if (found == entries_.end()) return CELLARET_MISS;
  Deadline &current = found->second.deadline;
  bool holds = true;
  if (condition == CELLARET_EXPIRE_IF_NONE) holds = !current.exists;
  if (condition == CELLARET_EXPIRE_IF_ANY) holds = current.exists;
  if (condition == CELLARET_EXPIRE_IF_GREATER) holds = unix_ms(deadline) > unix_ms(current);
  if (condition == CELLARET_EXPIRE_IF_LESS) holds = unix_ms(deadline) < unix_ms(current);
  if (condition == CELLARET_EXPIRE_IF_ANY_AND_LESS) {
    holds = current.exists && unix_ms(deadline) < unix_ms(current);
  }
  if (!holds) return CELLARET_MISS;
  if (is_gone) return erase(key);
  current = deadline;
  return CELLARET_OK;
}

cellaret_status Model::expire(const std::string &key, std::int64_t ms, std::uint32_t condition) {
  if (Wide{steady_ms_} + ms > kFurthest || Wide{wall_ms_} + ms > kFurthest) {
    return CELLARET_BAD_EXPIRY;
  }
  return change_deadline(key, {true, false, steady_ms_ + ms}, ms <= 0, condition);
}

cellaret_status Model::expire_at(const std::string &key, std::int64_t unix_ms,
                                 std::uint32_t condition) {
  return change_deadline(key, {true, true, furthest(unix_ms)}, unix_ms <= wall_ms_, condition);
}

cellaret_status Model::persist(const std::string &key) {
  auto found = entries_.find(key);
  if (found == entries_.end()) return CELLARET_MISS;
  if (!found->second.deadline.exists) return CELLARET_NO_EXPIRY;
  found->second.deadline = {};
  return CELLARET_OK;
}

cellaret_status Model::ttl(const std::string &key, std::int64_t &out) const {
  auto found = entries_.find(key);
  if (found == entries_.end()) return CELLARET_MISS;
  const Deadline &deadline = found->second.deadline;
  if (!deadline.exists) return CELLARET_NO_EXPIRY;
  out = deadline.ms - now(deadline.on_wall_clock);
  return CELLARET_OK;
}

cellaret_status Model::expire_time(const std::string &key, std::int64_t &out) const {
  auto found = entries_.find(key);
  if (found == entries_.end()) return CELLARET_MISS;
  if (!found->second.deadline.exists) return CELLARET_NO_EXPIRY;
  out = unix_ms(found->second.deadline);
  return CELLARET_OK;
}

cellaret_status Model::advance(std::int64_t ms) {
  if (ms < 0 || Wide{steady_ms_} + ms >= kEndOfClock || Wide{wall_ms_} + ms >= kEndOfClock) {
    return CELLARET_INVALID;
  }
  steady_ms_ += ms;
  wall_ms_ += ms;
  purge();
  return CELLARET_OK;
}

cellaret_status Model::step_wall(std::int64_t ms) {
  Wide moved = Wide{wall_ms_} + ms;
  if (moved < 0 || moved >= kEndOfClock) return CELLARET_INVALID;
  wall_ms_ = static_cast<std::int64_t>(moved);
  purge();
  return CELLARET_OK;
}

}  // namespace cellaret::model
