// The calls on sets.
#include <algorithm>

#include "tests/model/sequence.h"

namespace cellaret::model {
namespace {

Elements sorted(Elements elements) {
  std::sort(elements.begin(), elements.end());
  return elements;
}

bool is_subset(const Elements &some, const Elements &all) {
  return std::includes(all.begin(), all.end(), some.begin(), some.end());
}

bool has_repetition(const Elements &elements) {
  return std::adjacent_find(elements.begin(), elements.end()) != elements.end();
}

}  // namespace

void Sequence::call_set(std::uint32_t choice) {
  if (choice < 6) return set_add();
  if (choice < 9) return set_remove();
  if (choice < 11) return contains();
  if (choice < 13) return set_pop();
  if (choice < 14) return sample();
  if (choice < 16) return combine();
  if (choice < 18) return store_combined();
  set_move();
}

void Sequence::set_add() {
  std::string name = collection_key("t");
  Given members = given_some();
  cellaret_write_options options = write_options();
  note("set_add " + std::to_string(members.raw.size()) + " to " + name);
  learn(name);
  std::uint64_t added = 77;
  std::uint64_t expected = 77;
  cellaret_status status = cellaret_set_add(cache_, name.data(), name.size(), members.raw.data(),
                                            members.raw.size(), &options, &added);
  if (is_refused(status, name)) return;
  expect_equal("set_add", status,
               model_->set_add(name, members.texts, {options.codec, options.expiry}, expected));
  if (status == CELLARET_OK) expect_equal("added", added, expected);
}

void Sequence::set_remove() {
  std::string name = collection_key("t");
  Given members = given_some();
  cellaret_expiry until = expiry();
  note("set_remove " + std::to_string(members.raw.size()) + " of " + name);
  learn(name);
  std::uint64_t removed = 0;
  std::uint64_t expected = 0;
  cellaret_status status = cellaret_set_remove(cache_, name.data(), name.size(), members.raw.data(),
                                               members.raw.size(), &until, &removed);
  if (is_refused(status, name)) return;
  expect_equal("set_remove", status, model_->set_remove(name, members.texts, until, expected));
  expect_equal("removed", removed, expected);
}

// Every way to look into a set without changing it.
void Sequence::contains() {
  std::string name = collection_key("t");
  Given members = given_some();
  note("contains " + name);
  learn(name);
  Elements set;
  cellaret_status expected = model_->elements(name, CELLARET_TYPE_SET, set);
  cellaret_status lenient = expected == CELLARET_MISS ? cellaret_status{CELLARET_OK} : expected;
  auto is_there = [&](const std::string &text) {
    return std::binary_search(set.begin(), set.end(), text);
  };
  std::vector<std::uint8_t> contained(members.raw.size());
  expect_equal("contains_many",
               cellaret_set_contains_many(cache_, name.data(), name.size(), members.raw.data(),
                                          members.raw.size(), contained.data()),
               lenient);
  for (std::size_t at = 0; at < contained.size() && !difference_; ++at) {
    expect_equal("contained", contained[at] != 0, is_there(members.texts[at]));
  }
  bool is_member = is_there(members.texts[0]);
  expect_equal("contains",
               cellaret_set_contains(cache_, name.data(), name.size(), members.raw.data()),
               expected == CELLARET_OK && !is_member ? cellaret_status{CELLARET_MISS} : expected);
  std::uint64_t len = 0;
  expect_equal("set_len", cellaret_set_len(cache_, name.data(), name.size(), &len), lenient);
  expect_equal("length", len, std::uint64_t{set.size()});
  cellaret_values *values = nullptr;
  expect_equal("set_items", cellaret_set_items(cache_, name.data(), name.size(), &values), lenient);
  expect_same("members", sorted(take(values, model_->codec(name))), set);
}

void Sequence::set_pop() {
  std::string name = collection_key("t");
  bool one = bytes_.below(2) == 0;
  std::int64_t count = one ? 1 : bytes_.byte() % 64;
  cellaret_expiry until = bytes_.below(3) == 0 ? expiry() : cellaret_expiry_default();
  note("set_pop " + std::to_string(count) + " of " + name);
  learn(name);
  Elements set;
  cellaret_status there = model_->elements(name, CELLARET_TYPE_SET, set);
  std::uint8_t codec = model_->codec(name);
  Elements popped;
  cellaret_status status = CELLARET_OK;
  if (one) {
    cellaret_value value{};
    status = cellaret_set_pop_one(cache_, name.data(), name.size(), &until, &value);
    if (status == CELLARET_OK) {
      popped.emplace_back(static_cast<const char *>(cellaret_value_data(&value)), value.size);
    }
    cellaret_value_release(&value);
  } else {
    cellaret_values *values = nullptr;
    status = cellaret_set_pop(cache_, name.data(), name.size(), count, &until, &values);
    popped = sorted(take(values, codec));
  }
  if (is_refused(status, name)) return;
  std::uint64_t removed = 0;
  // Nothing is popped, so nothing is refreshed.
  bool does_nothing = count == 0 || there != CELLARET_OK;
  cellaret_status expected =
      model_->set_remove(name, popped, does_nothing ? cellaret_expiry_keep() : until, removed);
  cellaret_status allowed = model_->allows(until);
  if (allowed == CELLARET_INVALID || allowed == CELLARET_BAD_EXPIRY) expected = allowed;
  if (one && expected == CELLARET_OK && there == CELLARET_MISS) expected = CELLARET_MISS;
  expect_equal("set_pop", status, expected);
  if (status != CELLARET_OK) return;
  expect_equal("popped", std::uint64_t{popped.size()},
               std::min<std::uint64_t>(set.size(), static_cast<std::uint64_t>(count)));
  expect(is_subset(popped, set) && !has_repetition(popped), "popped what was not there");
}

void Sequence::sample() {
  std::string name = collection_key("t");
  std::int64_t count = bytes_.byte() % 32;
  bool repeats = bytes_.below(2) == 0;
  note("sample " + std::to_string(count) + " of " + name);
  learn(name);
  Elements set;
  cellaret_status expected = model_->elements(name, CELLARET_TYPE_SET, set);
  cellaret_status lenient = expected == CELLARET_MISS ? cellaret_status{CELLARET_OK} : expected;
  auto call = repeats ? cellaret_set_sample_with_replacement : cellaret_set_sample;
  cellaret_values *values = nullptr;
  expect_equal("sample", call(cache_, name.data(), name.size(), count, &values), lenient);
  Elements drawn = sorted(take(values, model_->codec(name)));
  std::uint64_t wanted = static_cast<std::uint64_t>(count);
  if (!repeats || set.empty()) wanted = std::min<std::uint64_t>(wanted, set.size());
  expect_equal("drawn", std::uint64_t{drawn.size()}, expected == CELLARET_OK ? wanted : 0);
  expect(repeats || !has_repetition(drawn), "drawn twice");
  drawn.erase(std::unique(drawn.begin(), drawn.end()), drawn.end());
  expect(is_subset(drawn, set), "drawn what is not there");
  cellaret_value value{};
  expect_equal("sample_one", cellaret_set_sample_one(cache_, name.data(), name.size(), &value),
               expected);
  cellaret_value_release(&value);
}

void Sequence::combine() {
  Elements names;
  std::vector<cellaret_key> keys;
  for (std::uint32_t left = 1 + bytes_.below(3); left > 0; --left) {
    names.push_back(collection_key("t"));
  }
  for (const std::string &name : names) {
    learn(name);
    keys.push_back({name.data(), name.size()});
  }
  std::uint32_t choice = bytes_.below(3);
  note("combine " + std::to_string(choice) + " " + names[0]);
  static constexpr decltype(&cellaret_set_diff) kCalls[] = {
      cellaret_set_diff, cellaret_set_intersect, cellaret_set_union};
  Elements expected;
  cellaret_status status = model_->combine(static_cast<Model::Algebra>(choice), names, expected);
  cellaret_values *values = nullptr;
  expect_equal("combine", kCalls[choice](cache_, keys.data(), keys.size(), &values), status);
  Elements actual;
  for (std::size_t at = 0; values != nullptr && at < values->count; ++at) {
    const cellaret_item &item = values->items[at];
    actual.emplace_back(static_cast<const char *>(item.as.data), item.size);
  }
  cellaret_values_release(values);
  expect_same("combined", sorted(actual), expected);
  std::uint64_t limit = bytes_.below(4);
  std::uint64_t len = 0;
  expect_equal("intersect_len",
               cellaret_set_intersect_len(cache_, keys.data(), keys.size(), limit, &len), status);
  if (status != CELLARET_OK || difference_) return;
  Elements common;
  model_->combine(Model::Algebra::kIntersect, names, common);
  std::uint64_t wanted = common.size();
  expect_equal("common", len, limit == 0 ? wanted : std::min(wanted, limit));
}

void Sequence::store_combined() {
  std::string destination = collection_key("t");
  Elements names;
  std::vector<cellaret_key> keys;
  for (std::uint32_t left = 1 + bytes_.below(3); left > 0; --left) {
    names.push_back(collection_key("t"));
  }
  learn(destination);
  for (const std::string &name : names) {
    learn(name);
    keys.push_back({name.data(), name.size()});
  }
  std::uint32_t choice = bytes_.below(3);
  cellaret_expiry until = expiry();
  note("store " + std::to_string(choice) + " in " + destination);
  static constexpr decltype(&cellaret_set_diff_store) kCalls[] = {
      cellaret_set_diff_store, cellaret_set_intersect_store, cellaret_set_union_store};
  std::uint64_t len = 0;
  std::uint64_t expected = 0;
  cellaret_status status = kCalls[choice](cache_, destination.data(), destination.size(),
                                          keys.data(), keys.size(), &until, &len);
  if (is_refused(status, destination) || lost_operands(names, destination)) return;
  expect_equal(
      "store", status,
      model_->store(static_cast<Model::Algebra>(choice), destination, names, until, expected));
  expect_equal("stored", len, expected);
}

// Room for a result may cost an operand before it is read; then nobody here knows the result.
bool Sequence::lost_operands(const Elements &names, const std::string &destination) {
  bool has_lost = false;
  for (const std::string &name : names) {
    if (!has_limits_ || name == destination || !model_->has(name)) continue;
    learn(name);
    has_lost = has_lost || !model_->has(name);
  }
  if (!has_lost) return false;
  cellaret_delete(cache_, destination.data(), destination.size());
  model_->forget(destination);
  return true;
}

void Sequence::set_move() {
  std::string source = collection_key("t");
  std::string destination = collection_key("t");
  Given member = given(1);
  cellaret_expiry until = expiry();
  note("set_move " + source + " to " + destination);
  learn(source);
  learn(destination);
  cellaret_status status =
      cellaret_set_move(cache_, source.data(), source.size(), destination.data(),
                        destination.size(), member.raw.data(), &until);
  if (is_out_of_room(status, source)) return;
  expect_equal("set_move", status, model_->set_move(source, destination, member.texts[0], until));
}

}  // namespace cellaret::model
