// The calls on lists.
#include <algorithm>

#include "tests/model/sequence.h"

namespace cellaret::model {

void Sequence::call_list(std::uint32_t choice) {
  if (choice < 6) return push();
  if (choice < 9) return pop();
  if (choice < 12) return list_get();
  if (choice < 14) return list_set();
  if (choice < 16) return insert();
  if (choice < 18) return remove();
  if (choice < 19) return trim();
  if (choice < 21) return position();
  if (choice < 23) return move();
  pop_first_of();
}

void Sequence::push() {
  std::string name = collection_key("l");
  bool left = bytes_.below(2) == 0;
  bool if_exists = bytes_.below(6) == 0;
  Given elements = given_some();
  cellaret_write_options options = write_options();
  note("push " + std::to_string(elements.raw.size()) + " to " + name);
  learn(name);
  static constexpr decltype(&cellaret_list_push_left) kCalls[] = {
      cellaret_list_push_right, cellaret_list_push_left, cellaret_list_push_right_if_exists,
      cellaret_list_push_left_if_exists};
  std::uint64_t len = 77;
  std::uint64_t expected = 77;
  cellaret_status status = kCalls[left + 2 * if_exists](
      cache_, name.data(), name.size(), elements.raw.data(), elements.raw.size(), &options, &len);
  if (is_refused(status, name)) return;
  expect_equal("push", status,
               model_->push(name, left, elements.texts, if_exists, {options.codec, options.expiry},
                            expected));
  if (status == CELLARET_OK) expect_equal("length", len, expected);
}

void Sequence::pop() {
  std::string name = collection_key("l");
  bool left = bytes_.below(2) == 0;
  bool one = bytes_.below(2) == 0;
  std::uint64_t count = one ? 1 : bytes_.byte() % 64;
  cellaret_expiry until = expiry();
  note("pop " + std::to_string(count) + " of " + name);
  learn(name);
  std::uint8_t codec = model_->codec(name);
  Elements actual;
  Elements expected;
  cellaret_status status = CELLARET_OK;
  if (one) {
    cellaret_value value{};
    auto call = left ? cellaret_list_pop_left : cellaret_list_pop_right;
    status = call(cache_, name.data(), name.size(), &until, &value);
    if (status == CELLARET_OK) {
      actual.emplace_back(static_cast<const char *>(cellaret_value_data(&value)), value.size);
      expect_equal("codec of an element", +value.codec, +codec);
    }
    cellaret_value_release(&value);
  } else {
    cellaret_values *values = nullptr;
    auto call = left ? cellaret_list_pop_left_many : cellaret_list_pop_right_many;
    status = call(cache_, name.data(), name.size(), count, &until, &values);
    actual = take(values, codec);
  }
  if (is_refused(status, name)) return;
  expect_equal("pop", status, model_->pop(name, left, count, until, expected));
  expect_same("popped", actual, expected);
}

// One element, a range, and the length.
void Sequence::list_get() {
  std::string name = collection_key("l");
  std::int64_t from = bytes_.below(8) == 0 ? integer() : bytes_.byte() % 16 - 8;
  std::int64_t to = bytes_.below(8) == 0 ? integer() : bytes_.byte() % 16 - 8;
  note("list get " + name + " " + std::to_string(from) + " " + std::to_string(to));
  learn(name);
  Elements list;
  cellaret_status expected = model_->elements(name, CELLARET_TYPE_LIST, list);
  cellaret_status lenient = expected == CELLARET_MISS ? cellaret_status{CELLARET_OK} : expected;
  std::uint64_t len = 0;
  expect_equal("list_len", cellaret_list_len(cache_, name.data(), name.size(), &len), lenient);
  expect_equal("length", len, std::uint64_t{list.size()});
  cellaret_values *values = nullptr;
  expect_equal("list_items", cellaret_list_items(cache_, name.data(), name.size(), &values),
               lenient);
  expect_same("items", take(values, model_->codec(name)), list);
  values = nullptr;
  expect_equal("list_get_range",
               cellaret_list_get_range(cache_, name.data(), name.size(), from, to, &values),
               lenient);
  auto size = static_cast<std::int64_t>(list.size());
  Elements range;
  for (std::int64_t at = 0; at < size; ++at) {
    bool is_behind_first = at >= (from < 0 ? from + size : from);
    if (is_behind_first && at <= (to < 0 ? to + size : to)) {
      range.push_back(list[static_cast<std::size_t>(at)]);
    }
  }
  expect_same("range", take(values, model_->codec(name)), range);
  std::int64_t at = from < 0 ? from + size : from;
  bool is_there = at >= 0 && at < size;
  cellaret_value value{};
  expect_equal("list_get", cellaret_list_get(cache_, name.data(), name.size(), from, &value),
               expected == CELLARET_OK && !is_there ? cellaret_status{CELLARET_MISS} : expected);
  std::string element(static_cast<const char *>(cellaret_value_data(&value)), value.size);
  if (is_there) expect(element == list[static_cast<std::size_t>(at)], "another element");
  cellaret_value_release(&value);
}

void Sequence::list_set() {
  std::string name = collection_key("l");
  std::int64_t index = bytes_.byte() % 16 - 8;
  Given element = given(1);
  cellaret_expiry until = expiry();
  note("list_set " + name + " " + std::to_string(index));
  learn(name);
  cellaret_status status =
      cellaret_list_set(cache_, name.data(), name.size(), index, element.raw.data(), &until);
  if (is_refused(status, name)) return;
  expect_equal("list_set", status, model_->list_set(name, index, element.texts[0], until));
}

void Sequence::insert() {
  std::string name = collection_key("l");
  bool before = bytes_.below(2) == 0;
  Given pivot = given(1);
  Given element = given(1);
  cellaret_expiry until = expiry();
  note("insert into " + name + " at '" + pivot.texts[0] + "'");
  learn(name);
  auto call = before ? cellaret_list_insert_before : cellaret_list_insert_after;
  std::uint64_t len = 77;
  std::uint64_t expected = 77;
  cellaret_status status =
      call(cache_, name.data(), name.size(), pivot.raw.data(), element.raw.data(), &until, &len);
  if (is_refused(status, name)) return;
  expect_equal("insert", status,
               model_->insert(name, before, pivot.texts[0], element.texts[0], until, expected));
  expect_equal("length", len, expected);
}

void Sequence::remove() {
  std::string name = collection_key("l");
  std::int64_t count = bytes_.below(9) - std::int64_t{4};
  Given element = given(1);
  cellaret_expiry until = expiry();
  note("remove " + std::to_string(count) + " of " + name);
  learn(name);
  std::uint64_t removed = 0;
  std::uint64_t expected = 0;
  const cellaret_element *raw = element.raw.data();
  cellaret_status status = CELLARET_OK;
  if (count == 0) {
    status = cellaret_list_remove_all(cache_, name.data(), name.size(), raw, &until, &removed);
  } else {
    auto call = count > 0 ? cellaret_list_remove_first : cellaret_list_remove_last;
    status = call(cache_, name.data(), name.size(), std::abs(count), raw, &until, &removed);
  }
  if (is_refused(status, name)) return;
  expect_equal("remove", status, model_->remove(name, count, element.texts[0], until, expected));
  expect_equal("removed", removed, expected);
}

void Sequence::trim() {
  std::string name = collection_key("l");
  std::int64_t from = bytes_.byte() % 8 - 4;
  std::int64_t to = bytes_.byte() - std::int64_t{64};
  cellaret_expiry until = expiry();
  note("trim " + name);
  learn(name);
  cellaret_status status = cellaret_list_trim(cache_, name.data(), name.size(), from, to, &until);
  if (is_refused(status, name)) return;
  expect_equal("trim", status, model_->trim(name, from, to, until));
}

void Sequence::position() {
  std::string name = collection_key("l");
  Given element = given(1);
  std::int64_t rank = bytes_.below(6) - std::int64_t{3};
  if (rank >= 0) ++rank;
  std::uint64_t count = bytes_.below(4);
  std::uint64_t max_len = bytes_.below(3) == 0 ? bytes_.byte() : 0;
  note("position in " + name);
  learn(name);
  Elements list;
  cellaret_status expected = model_->elements(name, CELLARET_TYPE_LIST, list);
  std::vector<std::int64_t> places;
  std::uint64_t to_skip = static_cast<std::uint64_t>(std::abs(rank)) - 1;
  for (std::uint64_t looked = 0; looked < list.size(); ++looked) {
    if ((max_len != 0 && looked == max_len) || (count != 0 && places.size() == count)) break;
    std::uint64_t at = rank > 0 ? looked : list.size() - 1 - looked;
    if (list[at] != element.texts[0]) continue;
    if (to_skip > 0) {
      --to_skip;
    } else {
      places.push_back(static_cast<std::int64_t>(at));
    }
  }
  if (expected == CELLARET_OK && places.empty()) expected = CELLARET_MISS;
  cellaret_values *values = nullptr;
  expect_equal("position",
               cellaret_list_position(cache_, name.data(), name.size(), element.raw.data(), rank,
                                      count, max_len, &values),
               expected);
  std::size_t found = values == nullptr ? 0 : values->count;
  expect_equal("positions", std::uint64_t{found}, std::uint64_t{places.size()});
  for (std::size_t at = 0; at < found && !difference_; ++at) {
    expect_equal("position of an element", values->items[at].as.integer, places[at]);
  }
  cellaret_values_release(values);
}

void Sequence::move() {
  std::string source = collection_key("l");
  std::string destination = collection_key("l");
  std::uint32_t from = bytes_.below(2);
  std::uint32_t to = bytes_.below(2);
  cellaret_expiry until = expiry();
  note("move " + source + " to " + destination);
  learn(source);
  learn(destination);
  cellaret_value value{};
  std::string expected;
  cellaret_status status =
      cellaret_list_move(cache_, source.data(), source.size(), destination.data(),
                         destination.size(), from, to, &until, &value);
  std::string element(static_cast<const char *>(cellaret_value_data(&value)), value.size);
  cellaret_value_release(&value);
  if (is_out_of_room(status, source)) return;
  expect_equal("move", status,
               model_->move(source, destination, from == CELLARET_LEFT, to == CELLARET_LEFT, until,
                            expected));
  if (status == CELLARET_OK) expect(element == expected, "another element moved");
}

void Sequence::pop_first_of() {
  Elements names;
  std::vector<cellaret_key> keys;
  for (std::uint32_t left = 1 + bytes_.below(3); left > 0; --left) {
    names.push_back(collection_key("l"));
  }
  for (const std::string &name : names) {
    learn(name);
    keys.push_back({name.data(), name.size()});
  }
  std::uint32_t end = bytes_.below(2);
  std::uint64_t count = 1 + bytes_.below(5);
  cellaret_expiry until = expiry();
  note("pop_first_of " + names[0]);
  std::size_t index = names.size();
  cellaret_values *values = nullptr;
  cellaret_status status = cellaret_list_pop_first_of(cache_, keys.data(), keys.size(), end, count,
                                                      &until, &index, &values);
  // A deadline needs room, for which lists that were passed over may have gone.
  for (std::size_t at = 0; at < std::min(index, names.size()); ++at) learn(names[at]);
  std::size_t expected_index = 0;
  cellaret_status expected = CELLARET_MISS;
  Elements popped;
  while (expected_index < names.size()) {
    expected = model_->pop(names[expected_index], end == CELLARET_LEFT, 0, until, popped);
    if (expected != CELLARET_MISS) break;
    ++expected_index;
  }
  std::uint8_t codec = expected == CELLARET_OK ? model_->codec(names[expected_index]) : 0;
  Elements actual = take(values, codec);
  if (has_limits_ && status == CELLARET_FULL) return;
  expect_equal("pop_first_of", status, expected);
  if (status != CELLARET_OK) return;
  model_->pop(names[expected_index], end == CELLARET_LEFT, count, until, popped);
  expect_equal("index", std::uint64_t{index}, std::uint64_t{expected_index});
  expect_same("popped", actual, popped);
}

}  // namespace cellaret::model
