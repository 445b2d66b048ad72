// Dumps put back under another key, prepared keys, and what a key costs.
#include "tests/model/sequence.h"

namespace cellaret::model {

void Sequence::call_dump_or_prepared() {
  switch (bytes_.below(4)) {
    case 0:
    case 1:
      return dump_and_restore();
    case 2:
      return prepared();
    default:
      return memory_usage();
  }
}

// Without a deadline, whatever the dump has.
void Sequence::dump_and_restore() {
  std::string source = bytes_.below(2) == 0 ? key() : collection_key("t");
  std::string destination = bytes_.below(2) == 0 ? key() : collection_key("l");
  std::uint32_t replace = bytes_.below(2);
  note("restore a dump of " + source + " as " + destination);
  learn(source);
  learn(destination);
  cellaret_value dump{};
  cellaret_status status = cellaret_dump(cache_, source.data(), source.size(), &dump);
  bool is_there = model_->has(source);
  expect_equal("dump", status, cellaret_status{is_there ? CELLARET_OK : CELLARET_MISS});
  cellaret_expiry never = cellaret_expiry_never();
  status =
      cellaret_restore(cache_, destination.data(), destination.size(), cellaret_value_data(&dump),
                       dump.size, replace != 0 ? CELLARET_RESTORE_REPLACE : 0, &never);
  cellaret_value_release(&dump);
  if (is_refused(status, destination)) return;
  cellaret_status expected = CELLARET_BAD_FORMAT;
  if (is_there && model_->has(destination) && replace == 0) {
    expected = CELLARET_EXISTS;
  } else if (is_there) {
    expected = CELLARET_OK;
  }
  expect_equal("restore", status, expected);
  if (expected != CELLARET_OK) return;
  if (source != destination) model_->copy(source, destination, true);
  model_->persist(destination);
}

void Sequence::prepared() {
  std::string name = key();
  note("prepared " + name);
  learn(name);
  cellaret_prepared_key ready{};
  expect_equal(
      "prepare", cellaret_key_prepare(cache_, name.data(), name.size(), &ready),
      cellaret_status{name.size() > CELLARET_MAX_KEY_SIZE ? CELLARET_TOO_LARGE : CELLARET_OK});
  if (name.size() > CELLARET_MAX_KEY_SIZE) return;
  std::uint32_t choice = bytes_.below(3);
  if (choice == 0) {
    cellaret_value value{};
    Scalar expected;
    cellaret_status status = cellaret_get_k(cache_, &ready, &value);
    expect_equal("get_k", status, model_->get(name, expected));
    if (status != CELLARET_OK || difference_) return;
    check_value(value, expected);
    hold(value, expected);
  } else if (choice == 1) {
    Scalar value;
    value.type = CELLARET_TYPE_STRING;
    value.bytes = text();
    cellaret_status status = cellaret_set_k(cache_, &ready, value.bytes.data(), value.bytes.size());
    if (is_refused(status, name)) return;
    expect_equal("set_k", status,
                 model_->set(name, value, CELLARET_SET_ALWAYS, cellaret_expiry_default(), nullptr));
  } else {
    std::int64_t delta = integer();
    std::int64_t sum = 77;
    std::int64_t expected = 77;
    cellaret_status status = cellaret_int_increment_k(cache_, &ready, delta, &sum);
    if (is_refused(status, name)) return;
    expect_equal("increment_k", status,
                 model_->increment(name, delta, cellaret_expiry_default(), expected));
    if (status == CELLARET_OK) expect_equal("sum", sum, expected);
  }
}

// As many bytes as the whole instance has, at most.
void Sequence::memory_usage() {
  std::string name = bytes_.below(2) == 0 ? key() : collection_key("s");
  note("memory_usage " + name);
  learn(name);
  std::uint64_t bytes = 0;
  cellaret_status status = cellaret_memory_usage(cache_, name.data(), name.size(), &bytes);
  expect_equal("memory_usage", status,
               cellaret_status{model_->has(name) ? CELLARET_OK : CELLARET_MISS});
  if (status != CELLARET_OK) return;
  expect(bytes > name.size() && bytes <= stats().bytes_charged,
         "a key that costs " + std::to_string(bytes));
}

}  // namespace cellaret::model
