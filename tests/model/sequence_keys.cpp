// The calls on texts, and on keys of any type.
#include <algorithm>

#include "tests/model/sequence.h"

namespace cellaret::model {

void Sequence::call_text_or_key(std::uint32_t choice) {
  if (choice < 2) return lengths_and_ranges();
  if (choice < 4) return append();
  if (choice < 6) return set_range();
  if (choice < 7) return get_and_delete();
  if (choice < 9) return get_and_touch();
  if (choice < 10) return compare_and_set();
  if (choice < 11) return decrement();
  if (choice < 12) return touch_many();
  if (choice < 13) return copy();
  if (choice < 14) return call_dump_or_prepared();
  if (choice < 16) return rename();
  if (choice < 18) return several();
  if (choice < 19) return list_keys();
  erase_matching();
}

void Sequence::lengths_and_ranges() {
  std::string name = key();
  std::int64_t first = bytes_.below(6) == 0 ? integer() : bytes_.byte() % 32 - 16;
  std::int64_t last = bytes_.below(6) == 0 ? integer() : bytes_.byte() % 32 - 16;
  note("get_range " + name + " " + std::to_string(first) + " " + std::to_string(last));
  learn(name);
  std::uint64_t len = 0;
  std::uint64_t expected_len = 0;
  expect_equal("string_len", cellaret_string_len(cache_, name.data(), name.size(), &len),
               model_->string_len(name, expected_len));
  expect_equal("length", len, expected_len);
  std::string expected;
  cellaret_value value{};
  cellaret_status status =
      cellaret_get_range(cache_, name.data(), name.size(), first, last, &value);
  expect_equal("get_range", status, model_->get_range(name, first, last, expected));
  std::string actual(static_cast<const char *>(cellaret_value_data(&value)), value.size);
  expect(actual == expected, "range '" + actual + "', expected '" + expected + "'");
  cellaret_value_release(&value);
}

void Sequence::append() {
  std::string name = key();
  std::string bytes = text();
  cellaret_write_options options = write_options();
  note("append " + std::to_string(bytes.size()) + " to " + name);
  learn(name);
  std::uint64_t len = 77;
  std::uint64_t expected = 77;
  cellaret_status status =
      cellaret_append(cache_, name.data(), name.size(), bytes.data(), bytes.size(), &options, &len);
  if (is_refused(status, name)) return;
  expect_equal("append", status,
               model_->append(name, bytes, {options.codec, options.expiry}, expected));
  expect_equal("length", len, status == CELLARET_OK ? expected : 77);
}

void Sequence::set_range() {
  std::string name = key();
  std::string bytes = bytes_.below(4) == 0 ? "" : text();
  std::uint64_t offset = bytes_.byte() * (bytes_.below(8) == 0 ? 17 : 1);
  cellaret_write_options options = write_options();
  note("set_range " + name + " " + std::to_string(offset) + ", " + std::to_string(bytes.size()));
  learn(name);
  std::uint64_t len = 77;
  std::uint64_t expected = 77;
  cellaret_status status =
      cellaret_set_range(cache_, name.data(), name.size(), static_cast<std::int64_t>(offset),
                         bytes.data(), bytes.size(), &options, &len);
  if (is_refused(status, name)) return;
  expect_equal("set_range", status,
               model_->set_range(name, offset, bytes, {options.codec, options.expiry}, expected));
  expect_equal("length", len, status == CELLARET_OK ? expected : 77);
}

void Sequence::get_and_delete() {
  std::string name = key();
  note("get_and_delete " + name);
  learn(name);
  cellaret_value value{};
  Scalar expected;
  cellaret_status status = cellaret_get_and_delete(cache_, name.data(), name.size(), &value);
  expect_equal("get_and_delete", status, model_->get_and_delete(name, expected));
  if (status != CELLARET_OK || difference_) return;
  check_value(value, expected);
  hold(value, expected);
}

void Sequence::get_and_touch() {
  std::string name = key();
  cellaret_expiry until = expiry();
  note("get_and_touch " + name);
  learn(name);
  cellaret_value value{};
  Scalar expected;
  cellaret_status status = cellaret_get_and_touch(cache_, name.data(), name.size(), &until, &value);
  if (is_refused(status, name)) return;
  expect_equal("get_and_touch", status, model_->get_and_touch(name, until, expected));
  if (status != CELLARET_OK || difference_) return;
  check_value(value, expected);
  hold(value, expected);
}

void Sequence::compare_and_set() {
  std::string name = key();
  learn(name);
  cellaret_value seen{};
  cellaret_status is_there = cellaret_get(cache_, name.data(), name.size(), &seen);
  std::uint64_t version = is_there == CELLARET_OK ? seen.version : 0;
  cellaret_value_release(&seen);
  bool is_current = bytes_.below(4) != 0;
  std::uint64_t expected = is_current ? version : UINT64_MAX;
  std::string bytes = text();
  Scalar value;
  value.type = CELLARET_TYPE_STRING;
  value.bytes = bytes;
  cellaret_write_options options = write_options();
  value.codec = options.codec;
  note("compare_and_set " + name);
  cellaret_element element = cellaret_element_bytes(bytes.data(), bytes.size());
  cellaret_status status = cellaret_compare_and_set(cache_, name.data(), name.size(), expected,
                                                    &element, &options, nullptr);
  if (is_refused(status, name)) return;
  expect_equal("compare_and_set", status,
               model_->compare_and_set(name, expected == 0, is_current && version != 0, value,
                                       options.expiry));
}

void Sequence::decrement() {
  std::string name = key();
  std::int64_t delta = bytes_.byte() - std::int64_t{100};
  cellaret_expiry until = expiry();
  bool is_double = bytes_.below(2) == 0;
  note("decrement " + name + " " + std::to_string(delta));
  learn(name);
  cellaret_status status = CELLARET_OK;
  if (is_double) {
    double left = 77;
    double expected = 77;
    double by = static_cast<double>(delta) / 10;
    status = cellaret_double_decrement(cache_, name.data(), name.size(), by, &until, &left);
    if (is_refused(status, name)) return;
    expect_equal("double_decrement", status, model_->increment(name, -by, until, expected));
    if (status == CELLARET_OK) expect(left == expected, "another difference");
    return;
  }
  std::int64_t left = 77;
  std::int64_t expected = 77;
  status = cellaret_int_decrement(cache_, name.data(), name.size(), delta, &until, &left);
  if (is_refused(status, name)) return;
  expect_equal("int_decrement", status, model_->increment(name, -delta, until, expected));
  if (status == CELLARET_OK) expect_equal("what is left", left, expected);
}

// One key, or several, with what touches and with what only looks.
void Sequence::touch_many() {
  Elements names;
  std::vector<cellaret_key> keys;
  for (std::uint32_t left = bytes_.below(4); left > 0; --left) names.push_back(collection_key("l"));
  for (const std::string &name : names) {
    learn(name);
    keys.push_back({name.data(), name.size()});
  }
  note("touch_many of " + std::to_string(names.size()));
  std::uint64_t existing = 0;
  std::uint64_t expected = 0;
  for (const std::string &name : names) expected += model_->has(name);
  expect_equal("exists_many", cellaret_exists_many(cache_, keys.data(), keys.size(), &existing),
               cellaret_status{CELLARET_OK});
  expect_equal("existing", existing, expected);
  cellaret_expiry until = expiry();
  if (names.size() == 1) {
    cellaret_status status = cellaret_touch(cache_, names[0].data(), names[0].size(), &until);
    if (is_refused(status, names[0])) return;
    expect_equal("touch", status, model_->touch(names[0], until));
    return;
  }
  until = cellaret_expiry_keep();
  expect_equal("touch_many",
               cellaret_touch_many(cache_, keys.data(), keys.size(), &until, &existing),
               cellaret_status{CELLARET_OK});
  expect_equal("touched", existing, expected);
}

void Sequence::copy() {
  std::string source = bytes_.below(2) == 0 ? key() : collection_key("t");
  std::string destination = bytes_.below(2) == 0 ? key() : collection_key("l");
  std::uint32_t replace = bytes_.below(2);
  note("copy " + source + " to " + destination);
  learn(source);
  learn(destination);
  cellaret_status status = cellaret_copy(cache_, source.data(), source.size(), destination.data(),
                                         destination.size(), replace);
  if (is_out_of_room(status, source)) return;
  expect_equal("copy", status, model_->copy(source, destination, replace != 0));
}

void Sequence::rename() {
  std::string source = bytes_.below(2) == 0 ? key() : collection_key("t");
  std::string destination = bytes_.below(2) == 0 ? key() : collection_key("l");
  bool if_absent = bytes_.below(2) == 0;
  note("rename " + source + " to " + destination);
  learn(source);
  learn(destination);
  auto call = if_absent ? cellaret_rename_if_absent : cellaret_rename;
  cellaret_status status =
      call(cache_, source.data(), source.size(), destination.data(), destination.size());
  if (is_out_of_room(status, source)) return;
  expect_equal("rename", status, model_->rename(source, destination, if_absent));
}

void Sequence::several() {
  Elements names;
  for (std::uint32_t left = 1 + bytes_.below(3); left > 0; --left) names.push_back(key());
  for (const std::string &name : names) learn(name);
  std::uint32_t choice = bytes_.below(3);
  note("several " + std::to_string(choice));
  if (choice == 0) return read_several(names);
  write_several(names, choice == 1);
}

void Sequence::read_several(const Elements &names) {
  std::vector<cellaret_key> keys;
  for (const std::string &name : names) keys.push_back({name.data(), name.size()});
  std::vector<cellaret_value> values(names.size());
  expect_equal("multi_get", cellaret_multi_get(cache_, keys.data(), keys.size(), values.data()),
               cellaret_status{CELLARET_OK});
  for (std::size_t at = 0; at < names.size() && !difference_; ++at) {
    Scalar expected;
    if (model_->get(names[at], expected) != CELLARET_OK) expected = {};
    check_value(values[at], expected);
  }
  for (cellaret_value &value : values) cellaret_value_release(&value);
}

void Sequence::write_several(const Elements &names, bool if_absent) {
  std::vector<Scalar> written;
  std::vector<cellaret_pair> pairs;
  for (std::size_t at = 0; at < names.size(); ++at) {
    written.emplace_back();
    written.back().type = CELLARET_TYPE_STRING;
    written.back().bytes = text();
    written.back().codec = bytes_.byte();
  }
  for (std::size_t at = 0; at < names.size(); ++at) {
    const std::string &bytes = written[at].bytes;
    pairs.push_back({{names[at].data(), names[at].size()},
                     cellaret_element_bytes(bytes.data(), bytes.size()),
                     written[at].codec,
                     {}});
  }
  cellaret_expiry until = expiry();
  auto call = if_absent ? cellaret_multi_set_if_absent : cellaret_multi_set;
  cellaret_status status = call(cache_, pairs.data(), pairs.size(), &until);
  if (has_limits_ && (status == CELLARET_FULL || status == CELLARET_TOO_LARGE)) return;
  cellaret_status expected = model_->allows(until);
  bool is_any_there = std::any_of(names.begin(), names.end(),
                                  [&](const std::string &name) { return model_->has(name); });
  if (expected == CELLARET_OK && if_absent && is_any_there) expected = CELLARET_EXISTS;
  expect_equal("multi_set", status, expected);
  for (std::size_t at = 0; at < names.size() && expected == CELLARET_OK; ++at) {
    model_->set(names[at], written[at], CELLARET_SET_ALWAYS, until, nullptr);
  }
}

// All keys at once, by steps, and one at random.
void Sequence::list_keys() {
  note("keys, scan, random_key");
  cellaret_values *values = nullptr;
  expect_equal("keys", cellaret_keys(cache_, "*", 1, &values), cellaret_status{CELLARET_OK});
  Elements all = take(values, 0);
  std::sort(all.begin(), all.end());
  Elements expected = model_->keys();
  if (has_limits_) {
    expect(std::includes(expected.begin(), expected.end(), all.begin(), all.end()),
           "a key that was never written");
  } else {
    expect_same("keys", all, expected);
  }
  Elements scanned;
  std::uint64_t cursor = 0;
  do {
    expect_equal("scan", cellaret_scan(cache_, cursor, nullptr, &cursor, &values),
                 cellaret_status{CELLARET_OK});
    if (difference_) return;
    for (const std::string &name : take(values, 0)) scanned.push_back(name);
  } while (cursor != 0);
  std::sort(scanned.begin(), scanned.end());
  expect_same("scan", scanned, all);
  cellaret_value drawn{};
  cellaret_status status = cellaret_random_key(cache_, &drawn);
  expect_equal("random_key", status, cellaret_status{all.empty() ? CELLARET_MISS : CELLARET_OK});
  std::string name(static_cast<const char *>(cellaret_value_data(&drawn)), drawn.size);
  expect(all.empty() || std::binary_search(all.begin(), all.end(), name),
         "drawn what is not there");
  cellaret_value_release(&drawn);
}

void Sequence::erase_matching() {
  std::string prefix = "k" + std::to_string(bytes_.below(16));
  note("delete_matching " + prefix + "*");
  std::string pattern = prefix + "*";
  std::uint64_t deleted = 0;
  expect_equal("delete_matching",
               cellaret_delete_matching(cache_, pattern.data(), pattern.size(), &deleted),
               cellaret_status{CELLARET_OK});
  std::uint64_t expected = model_->erase_matching(prefix);
  expect(has_limits_ ? deleted <= expected : deleted == expected,
         "deleted " + std::to_string(deleted) + ", expected " + std::to_string(expected));
}

}  // namespace cellaret::model
