// The calls: each is made on the instance and on the model, and the answers are compared.
#include "tests/model/sequence.h"

#include <cstring>

namespace cellaret::model {

namespace {

constexpr std::int64_t kStart = 1'893'456'000'000;

std::string shown(const std::string &key) {
  return key.size() > 12 ? "key of " + std::to_string(key.size()) : "'" + key + "'";
}

std::string shown(const cellaret_expiry &expiry) {
  return "expiry " + std::to_string(expiry.kind) + " " + std::to_string(expiry.ms);
}

std::string shown(const Scalar &value) {
  if (value.type == CELLARET_TYPE_INT) return "int " + std::to_string(value.integer);
  if (value.type == CELLARET_TYPE_DOUBLE) return "double " + std::to_string(value.number);
  return value.bytes.size() > 24 ? std::to_string(value.bytes.size()) + " bytes"
                                 : "'" + value.bytes + "'";
}

}  // namespace

template <class T>
void Sequence::expect_equal(const char *what, const T &actual, const T &expected) {
  if (actual == expected) return;
  expect(false, std::string(what) + ": " + std::to_string(actual) + ", expected " +
                    std::to_string(expected));
}
template void Sequence::expect_equal(const char *, const bool &, const bool &);
template void Sequence::expect_equal(const char *, const int &, const int &);
template void Sequence::expect_equal(const char *, const std::int64_t &, const std::int64_t &);
template void Sequence::expect_equal(const char *, const std::uint64_t &, const std::uint64_t &);

Sequence::Sequence(const std::uint8_t *data, std::size_t size) : bytes_(data, size) {
  cellaret_cache_open(nullptr, &closed_);
  cellaret_cache_close(closed_);
  open();
}

Sequence::~Sequence() {
  for (Pin &pin : pins_) cellaret_value_release(&pin.value);
  cellaret_cache_close(cache_);
}

// The first bytes choose the instance: half of them have limits.
void Sequence::open() {
  options_.struct_size = sizeof options_;
  options_.clock = CELLARET_CLOCK_MANUAL;
  options_.manual_start_ms = bytes_.below(8) == 0 ? 0 : kStart;
  options_.seed = 1 + bytes_.byte();
  options_.shards = 1u << bytes_.below(3);
  static const char *const kPolicies[] = {"allkeys-lru", "allkeys-random", "noeviction"};
  options_.policy = kPolicies[bytes_.below(3)];
  static const cellaret_expiry kDefaults[] = {cellaret_expiry_default(), cellaret_expiry_default(),
                                              cellaret_expiry_never(), cellaret_expiry_in(20),
                                              cellaret_expiry_daily(0, 0, 1, -60)};
  options_.default_expiry = kDefaults[bytes_.below(5)];
  options_.max_bytes = CELLARET_UNLIMITED;
  switch (bytes_.below(4)) {
    case 0:
      options_.max_entries = 1 + bytes_.below(64);
      break;
    case 1:
      options_.max_bytes = 4096 + bytes_.byte() * 512;
      options_.max_entry_bytes = bytes_.below(2) * 600;
      break;
    default:
      break;
  }
  has_limits_ = options_.max_bytes != CELLARET_UNLIMITED || options_.max_entries != 0;
  model_.emplace(options_.manual_start_ms, options_.default_expiry);
  expect_equal("open", cellaret_cache_open(&options_, &cache_), cellaret_status{CELLARET_OK});
  note(std::string(options_.policy) + ", " + std::to_string(options_.shards) + " shards" +
       (has_limits_ ? ", limits" : ""));
}

std::optional<std::string> Sequence::run() {
  while (!bytes_.is_empty() && !difference_) step();
  if (!difference_) read_stats();
  cellaret_cache_close(cache_);
  for (Pin &pin : pins_) check_pin(pin);
  pins_.clear();
  return difference_;
}

void Sequence::step() {
  std::uint32_t choice = bytes_.below(128);
  counts_are_modelled_ = choice < 64;
  if (choice < 48) {
    call_keyed(choice);
  } else if (choice < 64) {
    call_whole(choice - 48);
  } else if (choice < 84) {
    call_text_or_key(choice - 64);
  } else if (choice < 108) {
    call_list(choice - 84);
  } else {
    call_set(choice - 108);
  }
  if (!counts_are_modelled_) adopt_counters();
  if (!difference_) check_accounts();
}

void Sequence::call_keyed(std::uint32_t choice) {
  if (choice < 14) return set();
  if (choice < 22) return get();
  if (choice < 26) return increment_int();
  if (choice < 30) return increment_double();
  if (choice < 34) return erase();
  if (choice < 35) return erase_many();
  if (choice < 38) return exists_and_type();
  if (choice < 43) return expire();
  if (choice < 45) return persist();
  deadline();
}

void Sequence::call_whole(std::uint32_t choice) {
  if (choice < 7) return move_clock();
  if (choice < 8) return len();
  if (choice < 10) return maintain();
  if (choice < 11 && bytes_.below(4) == 0) return clear();
  if (choice < 12) return read_stats();
  if (choice < 13) return reset_stats();
  if (choice < 15) return release_pin();
  misuse();
}

void Sequence::get() {
  std::string name = key();
  note("get " + shown(name));
  learn(name);
  cellaret_value value;
  Scalar expected;
  cellaret_status status = cellaret_get(cache_, name.data(), name.size(), &value);
  if (status == CELLARET_WRONG_TYPE) counts_are_modelled_ = false;
  expect_equal("get", status, model_->get(name, expected));
  if (status != CELLARET_OK || difference_) return;
  check_value(value, expected);
  check_version(name, value.version);
  hold(value, expected);
}

void Sequence::set() {
  std::string name = key();
  Scalar value = scalar();
  cellaret_set_options options{};
  options.struct_size = sizeof options;
  options.condition = static_cast<std::uint8_t>(bytes_.below(8) / 3);
  options.codec = value.codec;
  options.expiry = expiry();
  bool wants_old = bytes_.below(3) == 0;
  note("set " + shown(name) + " " + shown(value) + ", condition " +
       std::to_string(options.condition) + ", " + shown(options.expiry) +
       (wants_old ? ", old" : ""));
  learn(name);
  cellaret_value old;
  cellaret_value *out = wants_old ? &old : nullptr;
  cellaret_status status = CELLARET_OK;
  if (value.type == CELLARET_TYPE_STRING) {
    status = cellaret_set(cache_, name.data(), name.size(), value.bytes.data(), value.bytes.size(),
                          &options, out);
  } else if (value.type == CELLARET_TYPE_INT) {
    status = cellaret_int_set(cache_, name.data(), name.size(), value.integer, &options, out);
  } else {
    status = cellaret_double_set(cache_, name.data(), name.size(), value.number, &options, out);
  }
  if (is_refused(status, name)) return;
  Scalar expected;
  expect_equal(
      "set", status,
      model_->set(name, value, options.condition, options.expiry, wants_old ? &expected : nullptr));
  if (!wants_old || status < 0 || difference_) return;
  check_value(old, expected);
  hold(old, expected);
}

void Sequence::increment_int() {
  std::string name = key();
  std::int64_t delta = integer();
  cellaret_expiry until = expiry();
  note("int_increment " + shown(name) + " " + std::to_string(delta) + ", " + shown(until));
  learn(name);
  std::int64_t sum = 77;
  std::int64_t expected = 77;
  cellaret_status status =
      cellaret_int_increment(cache_, name.data(), name.size(), delta, &until, &sum);
  if (is_refused(status, name)) return;
  expect_equal("int_increment", status, model_->increment(name, delta, until, expected));
  if (status != CELLARET_OK) expected = 77;
  expect_equal("sum", sum, expected);
}

void Sequence::increment_double() {
  std::string name = key();
  double delta = number();
  cellaret_expiry until = expiry();
  note("double_increment " + shown(name) + " " + std::to_string(delta) + ", " + shown(until));
  learn(name);
  double sum = 77;
  double expected = 77;
  cellaret_status status =
      cellaret_double_increment(cache_, name.data(), name.size(), delta, &until, &sum);
  if (is_refused(status, name)) return;
  expect_equal("double_increment", status, model_->increment(name, delta, until, expected));
  if (status != CELLARET_OK) expected = 77;
  expect(sum == expected, "sum " + text_of(sum) + ", expected " + text_of(expected));
}

void Sequence::erase() {
  std::string name = key();
  note("delete " + shown(name));
  learn(name);
  expect_equal("delete", cellaret_delete(cache_, name.data(), name.size()), model_->erase(name));
}

void Sequence::erase_many() {
  std::vector<std::string> names(bytes_.below(6));
  std::vector<cellaret_key> keys;
  for (std::string &name : names) {
    name = key();
    keys.push_back({name.data(), name.size()});
    learn(name);
  }
  note("delete_many of " + std::to_string(keys.size()));
  std::uint64_t deleted = 0;
  std::uint64_t expected = 0;
  expect_equal("delete_many", cellaret_delete_many(cache_, keys.data(), keys.size(), &deleted),
               cellaret_status{CELLARET_OK});
  for (const std::string &name : names) expected += model_->erase(name) == CELLARET_OK;
  expect_equal("deleted", deleted, expected);
}

void Sequence::exists_and_type() {
  std::string name = key();
  note("exists, type " + shown(name));
  learn(name);
  std::uint8_t type = 99;
  std::uint8_t expected = 98;
  cellaret_status status = model_->type(name, expected);
  expect_equal("exists", cellaret_exists(cache_, name.data(), name.size()), status);
  expect_equal("type", cellaret_type(cache_, name.data(), name.size(), &type), status);
  expect_equal("type of the value", +type, +expected);
}

void Sequence::expire() {
  std::string name = key();
  bool is_absolute = bytes_.below(2) == 0;
  std::int64_t ms = bytes_.below(4) == 0 ? integer() : bytes_.byte() - 8;
  if (is_absolute && bytes_.below(4) != 0) ms = model_->wall_ms() + bytes_.byte() - 8;
  std::uint32_t condition = bytes_.below(6);
  note((is_absolute ? "expire_at " : "expire ") + shown(name) + " " + std::to_string(ms) +
       ", condition " + std::to_string(condition));
  learn(name);
  cellaret_status status = is_absolute
                               ? cellaret_expire_at(cache_, name.data(), name.size(), ms, condition)
                               : cellaret_expire(cache_, name.data(), name.size(), ms, condition);
  if (is_refused(status, name)) return;
  expect_equal(
      "expire", status,
      is_absolute ? model_->expire_at(name, ms, condition) : model_->expire(name, ms, condition));
}

void Sequence::persist() {
  std::string name = key();
  note("persist " + shown(name));
  learn(name);
  expect_equal("persist", cellaret_persist(cache_, name.data(), name.size()),
               model_->persist(name));
}

void Sequence::deadline() {
  std::string name = key();
  note("ttl, expire_time " + shown(name));
  learn(name);
  std::int64_t actual = 77;
  std::int64_t expected = 77;
  expect_equal("ttl", cellaret_ttl(cache_, name.data(), name.size(), &actual),
               model_->ttl(name, expected));
  expect_equal("milliseconds left", actual, expected);
  expect_equal("expire_time", cellaret_expire_time(cache_, name.data(), name.size(), &actual),
               model_->expire_time(name, expected));
  expect_equal("moment", actual, expected);
}

void Sequence::move_clock() {
  std::int64_t ms = bytes_.below(2);
  std::uint32_t choice = bytes_.below(16);
  if (choice > 4) ms = bytes_.byte() % 16;
  if (choice > 12) ms = std::int64_t{bytes_.byte()} << bytes_.below(34);
  if (choice == 15) ms = integer();
  bool is_step = bytes_.below(4) == 0;
  if (is_step && bytes_.below(2) == 0 && ms != INT64_MIN) ms = -ms;
  // An entry past its wall-clock deadline may be seen again when that clock steps back, as long as
  // nobody reclaimed it; the model has no such entry.
  if (is_step) len();
  note((is_step ? "step_wall " : "advance ") + std::to_string(ms));
  expect_equal("move",
               is_step ? cellaret_clock_step_wall(cache_, ms) : cellaret_clock_advance(cache_, ms),
               is_step ? model_->step_wall(ms) : model_->advance(ms));
  std::int64_t now = 0;
  expect_equal("clock_now", cellaret_clock_now(cache_, &now), cellaret_status{CELLARET_OK});
  expect_equal("now", now, model_->wall_ms());
}

void Sequence::len() {
  note("len");
  std::uint64_t entries = 0;
  expect_equal("len", cellaret_len(cache_, &entries), cellaret_status{CELLARET_OK});
  expect(has_limits_ ? entries <= model_->size() : entries == model_->size(),
         "len " + std::to_string(entries) + ", expected " + std::to_string(model_->size()));
  expect_equal("entries after len", stats().entries, entries);
}

void Sequence::maintain() {
  std::uint64_t budget = 1 + bytes_.below(16);
  note("maintain " + std::to_string(budget));
  std::uint64_t before = pending();
  std::uint64_t reclaimed = 0;
  expect_equal("maintain", cellaret_maintain(cache_, budget, &reclaimed),
               cellaret_status{CELLARET_OK});
  expect(reclaimed <= budget, "maintain went over its budget");
  if (!has_limits_) {
    expect_equal("reclaimed", reclaimed, before < budget ? before : budget);
    expect_equal("left to reclaim", pending(), before - reclaimed);
  }
}

void Sequence::clear() {
  note("clear");
  // Those never count as expired any more.
  model_->counters().expirations -= pending();
  expect_equal("clear", cellaret_clear(cache_), cellaret_status{CELLARET_OK});
  model_->clear();
  expect_equal("entries after clear", stats().entries, std::uint64_t{0});
  expect_equal("bytes after clear", stats().bytes_charged, std::uint64_t{0});
}

void Sequence::read_stats() {
  note("stats_read");
  cellaret_stats now = stats();
  const Counters &expected = model_->counters();
  expect_equal("hits", now.hits, expected.hits);
  expect_equal("misses", now.misses, expected.misses);
  expect_equal("sets", now.sets, expected.sets);
  expect_equal("deletes", now.deletes, expected.deletes);
  if (has_limits_) return;
  expect_equal("evictions without a limit", now.evictions, std::uint64_t{0});
  expect_equal("expirations", now.expirations + pending(), expected.expirations);
}

void Sequence::reset_stats() {
  note("stats_reset");
  expect_equal("stats_reset", cellaret_stats_reset(cache_), cellaret_status{CELLARET_OK});
  model_->counters() = {};
  model_->counters().expirations = pending();
}

// Calls that are wrong in one way each; check_accounts and later calls see that nothing changed.
void Sequence::misuse() {
  std::uint32_t choice = bytes_.below(11);
  note("misuse " + std::to_string(choice));
  cellaret_set_options wrong{};
  wrong.struct_size = sizeof wrong;
  cellaret_value value;
  auto *made_up = reinterpret_cast<cellaret_cache *>(static_cast<std::uintptr_t>(bytes_.byte()));
  std::string long_key(CELLARET_MAX_KEY_SIZE + 1, 'k');
  auto expect_status = [&](cellaret_status actual, cellaret_status expected) {
    expect_equal("misuse", actual, expected);
  };
  switch (choice) {
    case 0:
      return expect_status(cellaret_get(nullptr, "k", 1, &value), CELLARET_INVALID);
    case 1:
      return expect_status(cellaret_get(closed_, "k", 1, &value), CELLARET_CLOSED);
    case 2:
      return expect_status(cellaret_clear(made_up), CELLARET_INVALID);
    case 3:
      return expect_status(cellaret_get(cache_, nullptr, 3, &value), CELLARET_INVALID);
    case 4:
      return expect_status(cellaret_get(cache_, "k1", 2, nullptr), CELLARET_INVALID);
    case 5:
      wrong.struct_size = 3;
      break;
    case 6:
      wrong.condition = 3;
      break;
    case 7:
      wrong.reserved = 1;
      break;
    case 8:
      return expect_status(cellaret_expire(cache_, "k1", 2, 5, 6), CELLARET_INVALID);
    case 9:
      return expect_status(
          cellaret_int_increment(cache_, long_key.data(), long_key.size(), 1, nullptr, nullptr),
          CELLARET_TOO_LARGE);
    default:
      return expect_status(cellaret_maintain(cache_, 0, nullptr), CELLARET_INVALID);
  }
  expect_status(cellaret_set(cache_, "k1", 2, "v", 1, &wrong, nullptr), CELLARET_INVALID);
}

}  // namespace cellaret::model
