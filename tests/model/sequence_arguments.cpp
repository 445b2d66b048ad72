// Arguments made from bytes, biased towards what has special rules, and the checks between calls.
#include <cmath>
#include <cstring>
#include <iterator>

#include "engine/cache/handles.h"
#include "tests/model/sequence.h"

namespace cellaret::model {

std::string Sequence::key() {
  std::uint32_t choice = bytes_.below(96);
  switch (choice) {
    case 0:
      return "";
    case 1:
      return std::string("z\0z", 3);
    case 2:
      return std::string(255, 'k');
    case 3:
      return std::string(256, 'k');
    case 4:
      return std::string(CELLARET_MAX_KEY_SIZE, 'k');
    default:
      return "k" + std::to_string(choice < 64 ? choice % 8 : choice);
  }
}

std::string Sequence::text() {
  static const char *const kTexts[] = {"0",
                                       "41",
                                       "-7",
                                       "3.5",
                                       "-0.25",
                                       "1e5",
                                       "0x1f",
                                       " 1",
                                       "1 ",
                                       "-0",
                                       "007",
                                       "inf",
                                       "nan",
                                       "-",
                                       ".",
                                       "abc",
                                       "1e400",
                                       "1e-400",
                                       "9223372036854775807",
                                       "-9223372036854775808",
                                       "9223372036854775808"};
  static constexpr std::size_t kSizes[] = {0,  1,   7,   8,   9,   63,   64,
                                           65, 127, 128, 255, 256, 1000, 5000};
  std::uint32_t choice = bytes_.below(48);
  if (choice < std::size(kTexts)) return kTexts[choice];
  std::size_t size = choice < 40 ? kSizes[choice % std::size(kSizes)] : bytes_.byte();
  std::string made(size, static_cast<char>('a' + choice % 26));
  if (size > 2) made[size / 2] = static_cast<char>(bytes_.byte());
  return made;
}

std::int64_t Sequence::integer() {
  switch (bytes_.below(6)) {
    case 0:
      return static_cast<std::int64_t>(bytes_.word());
    case 1:
      return INT64_MAX - bytes_.byte();
    case 2:
      return INT64_MIN + bytes_.byte();
    case 3:
      return 0;
    default:
      return std::int64_t{bytes_.byte()} - 128;
  }
}

double Sequence::number() {
  std::uint64_t word = 0;
  double value = 0;
  switch (bytes_.below(5)) {
    case 0:
      word = bytes_.word();
      std::memcpy(&value, &word, sizeof value);
      return value;
    case 1:
      return static_cast<double>(integer());
    case 2:
      return std::ldexp(bytes_.byte() - 128, 4 * bytes_.byte() - 512);
    default:
      return (bytes_.byte() - 128) / 10.0;
  }
}

Scalar Sequence::scalar() {
  Scalar value;
  value.codec = bytes_.byte();
  switch (bytes_.below(4)) {
    case 0:
      value.type = CELLARET_TYPE_INT;
      value.integer = integer();
      break;
    case 1:
      value.type = CELLARET_TYPE_DOUBLE;
      value.number = number();
      break;
    default:
      value.type = CELLARET_TYPE_STRING;
      value.bytes = text();
  }
  return value;
}

cellaret_expiry Sequence::expiry() {
  switch (bytes_.below(16)) {
    case 0:
      return cellaret_expiry_never();
    case 1:
      return cellaret_expiry_keep();
    case 2:
    case 3:
    case 4:
      return cellaret_expiry_in(1 + bytes_.byte() % 32);
    case 5:
      return cellaret_expiry_in(integer());
    case 6:
    case 7:
      return cellaret_expiry_at(model_->wall_ms() + bytes_.byte() % 64 - 8);
    case 8:
      return cellaret_expiry_at(integer());
    case 9:
      return cellaret_expiry_daily(bytes_.byte() % 25, bytes_.byte() % 61, bytes_.byte() % 61,
                                   static_cast<std::int32_t>(bytes_.word() % 2900) - 1450);
    case 10: {
      // Any bytes: most are refused.
      cellaret_expiry any{};
      any.kind = bytes_.byte();
      any.hour = bytes_.byte() % 2;
      any.utc_offset_minutes = bytes_.byte() % 2;
      any.ms = bytes_.byte() % 3;
      return any;
    }
    default:
      return cellaret_expiry_default();
  }
}

cellaret_write_options Sequence::write_options() {
  cellaret_write_options options{};
  options.struct_size = sizeof options;
  options.codec = bytes_.byte();
  options.expiry = bytes_.below(2) == 0 ? expiry() : cellaret_expiry_default();
  return options;
}

std::string Sequence::collection_key(const char *prefix) {
  return bytes_.below(8) == 0 ? key() : prefix + std::to_string(bytes_.below(4));
}

Sequence::Given Sequence::given(std::size_t count) {
  Given made;
  std::uint32_t range = count > 8 ? 4096 : 16;
  std::uint32_t shape = bytes_.below(6);
  for (std::size_t at = 0; at < count; ++at) {
    // Hundreds come from one byte, or no sequence would be long enough.
    std::uint32_t number =
        count > 8 ? static_cast<std::uint32_t>(at * 7919 + shape) % range : bytes_.below(range);
    cellaret_element raw{};
    raw.type = CELLARET_TYPE_STRING;
    std::string text = std::to_string(number);
    if (shape == 1) text = "m" + text;
    if (shape == 2 && count <= 8) text = this->text();
    if (shape == 3) raw = cellaret_element_int(number);
    if (shape == 4 && count <= 8) {
      double value = (bytes_.byte() - 128) / 4.0;
      text = text_of(value);
      raw = cellaret_element_double(value);
    }
    made.texts.push_back(text);
    made.raw.push_back(raw);
  }
  for (std::size_t at = 0; at < count; ++at) {
    if (made.raw[at].type != CELLARET_TYPE_STRING) continue;
    made.raw[at] = cellaret_element_bytes(made.texts[at].data(), made.texts[at].size());
  }
  return made;
}

Sequence::Given Sequence::given_some() {
  std::uint32_t choice = bytes_.below(24);
  return given(choice == 0 ? 50 + 3 * std::size_t{bytes_.byte()} : 1 + choice % 4);
}

Elements Sequence::take(cellaret_values *values, std::uint8_t codec) {
  Elements texts;
  for (std::size_t at = 0; values != nullptr && at < values->count; ++at) {
    const cellaret_item &item = values->items[at];
    expect_equal("type of an element", +item.type, +CELLARET_TYPE_STRING);
    expect_equal("codec of an element", +item.codec, +codec);
    texts.emplace_back(static_cast<const char *>(item.as.data), item.size);
  }
  cellaret_values_release(values);
  return texts;
}

void Sequence::expect_same(const char *what, const Elements &actual, const Elements &expected) {
  if (actual == expected) return;
  std::string told = std::string(what) + ": " + std::to_string(actual.size()) + " elements";
  for (std::size_t at = 0; at < actual.size() && at < 8; ++at) told += " '" + actual[at] + "'";
  told += ", expected " + std::to_string(expected.size());
  for (std::size_t at = 0; at < expected.size() && at < 8; ++at) told += " '" + expected[at] + "'";
  expect(false, told);
}

void Sequence::adopt_counters() {
  cellaret_stats now = stats();
  Counters &counters = model_->counters();
  counters.hits = now.hits;
  counters.misses = now.misses;
  counters.sets = now.sets;
  counters.deletes = now.deletes;
}

void Sequence::learn(const std::string &key) {
  if (!has_limits_) return;
  if (cellaret_exists(cache_, key.data(), key.size()) == CELLARET_MISS) model_->forget(key);
}

bool Sequence::is_refused(cellaret_status status, const std::string &key) {
  if (!has_limits_ || (status != CELLARET_FULL && status != CELLARET_TOO_LARGE)) return false;
  cellaret_status expected = model_->has(key) ? CELLARET_OK : CELLARET_MISS;
  expect_equal("exists after a refusal", cellaret_exists(cache_, key.data(), key.size()), expected);
  return true;
}

bool Sequence::is_out_of_room(cellaret_status status, const std::string &source) {
  bool is_refused = status == CELLARET_FULL || status == CELLARET_TOO_LARGE;
  bool is_missed = status == CELLARET_MISS || status == CELLARET_NO_KEY;
  if (!has_limits_ || (!is_refused && !is_missed)) return false;
  bool was_there = model_->has(source);
  learn(source);
  return is_refused || (was_there && !model_->has(source));
}

// What must hold between any two calls: the limits, and the accounts to the byte.
void Sequence::check_accounts() {
  cellaret_stats now = stats();
  expect(now.bytes_charged <= now.max_bytes, "over max_bytes");
  expect(now.entries <= now.max_entries, std::to_string(now.entries) +
                                             " entries, over the limit of " +
                                             std::to_string(now.max_entries));
  auto handle = static_cast<engine::Handle>(reinterpret_cast<std::uintptr_t>(cache_));
  engine::Cache *instance = engine::find_handle(handle);
  if (instance == nullptr) return;
  expect_equal("bytes charged against a recount", now.bytes_charged, instance->recount());
  if (pins_.empty()) expect_equal("bytes pinned without a pin", now.bytes_pinned, std::uint64_t{0});
}

void Sequence::check_value(const cellaret_value &value, const Scalar &expected) {
  expect_equal("type", +value.type, +expected.type);
  expect_equal("codec", +value.codec, +expected.codec);
  std::string actual(static_cast<const char *>(cellaret_value_data(&value)), value.size);
  expect(actual == expected.bytes, "the bytes differ");
  if (expected.type == CELLARET_TYPE_INT) {
    expect_equal("integer", value.as.integer, expected.integer);
  } else if (expected.type == CELLARET_TYPE_DOUBLE) {
    expect(std::memcmp(&value.as.number, &expected.number, sizeof(double)) == 0,
           "double " + text_of(value.as.number) + ", expected " + text_of(expected.number));
  }
}

void Sequence::check_version(const std::string &key, std::uint64_t version) {
  Seen &seen = seen_[key];
  std::uint64_t writes = model_->writes(key);
  // A new deadline may need a new block, and that is a version of its own.
  expect(
      writes != seen.writes ? version > seen.version : version >= seen.version,
      "the version went from " + std::to_string(seen.version) + " to " + std::to_string(version));
  seen = {version, writes};
}

void Sequence::hold(cellaret_value &value, const Scalar &expected) {
  expect_equal("is_pinned", value.is_pinned != 0,
               expected.bytes.size() > CELLARET_VALUE_INLINE_SIZE);
  if (value.is_pinned == 0) return;
  pins_.push_back({value, expected.bytes});
  if (pins_.size() > 8) release_pin();
}

void Sequence::check_pin(Pin &pin) {
  std::string actual(static_cast<const char *>(cellaret_value_data(&pin.value)), pin.value.size);
  expect(actual == pin.expected, "pinned bytes changed");
  cellaret_value_release(&pin.value);
  cellaret_value_release(&pin.value);
}

void Sequence::release_pin() {
  if (pins_.empty()) return;
  auto pin = pins_.begin() + bytes_.below(static_cast<std::uint32_t>(pins_.size()));
  check_pin(*pin);
  pins_.erase(pin);
}

cellaret_stats Sequence::stats() {
  cellaret_stats stats{};
  stats.struct_size = sizeof stats;
  expect_equal("stats_read", cellaret_stats_read(cache_, &stats), cellaret_status{CELLARET_OK});
  return stats;
}

std::uint64_t Sequence::pending() { return has_limits_ ? 0 : stats().entries - model_->size(); }

void Sequence::note(const std::string &what) {
  notes_.push_back(what);
  // The first says what the instance is like.
  if (notes_.size() > 40) notes_.erase(notes_.begin() + 1);
}

void Sequence::expect(bool holds, const std::string &what) {
  if (holds || difference_) return;
  std::string told = what + "\nafter these calls:\n";
  for (const std::string &line : notes_) told += "  " + line + '\n';
  difference_ = told;
}

}  // namespace cellaret::model
