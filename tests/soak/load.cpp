// Operations of the soak, most on a random key, a few on the whole instance.
#include "tests/soak/load.h"

#include <algorithm>
#include <array>

namespace cellaret::soak {

namespace {

constexpr std::uint64_t kKeys = 100'000;
// Lists and sets have keys of their own but for so many operations, which may meet another type.
constexpr std::uint64_t kStrayPercent = 2;
constexpr std::uint64_t kStepsPerMillisecond = 100;
// A deletion by pattern goes through the whole instance: it comes once in so many turns.
constexpr std::uint64_t kRareness = 20;

bool is_expected(cellaret_status status) {
  switch (status) {
    case CELLARET_FULL:
    case CELLARET_TOO_LARGE:
    case CELLARET_WRONG_TYPE:
    case CELLARET_NOT_AN_INTEGER:
    case CELLARET_NOT_A_NUMBER:
    case CELLARET_NO_KEY:
    case CELLARET_OUT_OF_RANGE:
      return true;
    default:
      return status >= 0;
  }
}

void ignore(const cellaret_event *, void *) {}

}  // namespace

void Load::choose_key() { key_ = "key-" + std::to_string(below(kKeys)); }

cellaret_expiry Load::random_expiry() {
  switch (below(4)) {
    case 0:
      return cellaret_expiry_in(static_cast<std::int64_t>(1 + below(300)));
    case 1:
      return cellaret_expiry_keep();
    default:
      return cellaret_expiry_default();
  }
}

// Most are small, a few are large.
std::string Load::random_value() {
  std::uint64_t size = below(20) == 0 ? below(3000) : below(200);
  return std::string(size, static_cast<char>('a' + below(26)));
}

cellaret_status Load::read() {
  cellaret_value value;
  cellaret_status status = cellaret_get(cache_, key_.data(), key_.size(), &value);
  bool forgets = settings_.leaks && status == CELLARET_OK && value.size > 100;
  if (status == CELLARET_OK && !forgets) cellaret_value_release(&value);
  return status;
}

cellaret_status Load::scalar(std::uint64_t kind) {
  std::string value = random_value();
  cellaret_set_options options{};
  options.struct_size = sizeof options;
  options.expiry = random_expiry();
  const char *key = key_.data();
  std::size_t size = key_.size();
  switch (kind) {
    case 0:
    case 1:
      return cellaret_set(cache_, key, size, value.data(), value.size(), &options, nullptr);
    case 2:
      return cellaret_int_increment(cache_, key, size, 1, &options.expiry, nullptr);
    case 3:
      return cellaret_double_increment(cache_, key, size, 0.5, &options.expiry, nullptr);
    case 4:
      return cellaret_delete(cache_, key, size);
    case 5:
      return cellaret_expire(cache_, key, size, static_cast<std::int64_t>(below(200)),
                             CELLARET_EXPIRE_ALWAYS);
    case 6:
      return cellaret_persist(cache_, key, size);
    default:
      return read();
  }
}

cellaret_status Load::give_back(cellaret_status status, cellaret_values *&values) {
  if (status == CELLARET_OK) cellaret_values_release(values);
  return status;
}

cellaret_status Load::list(std::uint64_t kind) {
  std::string text = random_value();
  std::array<cellaret_element, 2> elements = {cellaret_element_bytes(text.data(), text.size()),
                                              cellaret_element_bytes("short", 5)};
  const char *key = key_.data();
  std::size_t size = key_.size();
  std::uint64_t length = 0;
  cellaret_values *values = nullptr;
  cellaret_value value;
  switch (kind) {
    case 0:
    case 1:
      return cellaret_list_push_right(cache_, key, size, elements.data(), 2, nullptr, &length);
    case 2:
      return cellaret_list_push_left(cache_, key, size, elements.data(), 1, nullptr, &length);
    case 3: {
      cellaret_status status = cellaret_list_pop_left(cache_, key, size, nullptr, &value);
      if (status == CELLARET_OK) cellaret_value_release(&value);
      return status;
    }
    case 4:
      return cellaret_list_trim(cache_, key, size, 0, 20, nullptr);
    default:
      return give_back(cellaret_list_get_range(cache_, key, size, 0, 10, &values), values);
  }
}

cellaret_status Load::set(std::uint64_t kind) {
  std::string text = std::to_string(below(300)) + (below(2) == 0 ? "" : "-text");
  cellaret_element member = cellaret_element_bytes(text.data(), text.size());
  const char *key = key_.data();
  std::size_t size = key_.size();
  std::uint64_t count = 0;
  cellaret_values *values = nullptr;
  switch (kind) {
    case 0:
    case 1:
    case 2:
      return cellaret_set_add(cache_, key, size, &member, 1, nullptr, &count);
    case 3:
      return cellaret_set_remove(cache_, key, size, &member, 1, nullptr, &count);
    case 4:
      return give_back(cellaret_set_pop(cache_, key, size, 2, nullptr, &values), values);
    default:
      return give_back(cellaret_set_items(cache_, key, size, &values), values);
  }
}

// Several keys in one call.
cellaret_status Load::many(std::uint64_t kind) {
  std::array<std::string, 4> names;
  std::array<cellaret_key, 4> keys{};
  for (std::size_t at = 0; at < names.size(); ++at) {
    choose_key();
    names[at] = (kind == 2 ? "s" : "") + key_;
    keys[at] = {names[at].data(), names[at].size()};
  }
  if (kind == 0) {
    std::array<cellaret_value, 4> values;
    cellaret_status status = cellaret_multi_get(cache_, keys.data(), keys.size(), values.data());
    for (cellaret_value &value : values) cellaret_value_release(&value);
    return status;
  }
  if (kind == 1) {
    std::string text = random_value();
    std::array<cellaret_pair, 4> pairs{};
    for (std::size_t at = 0; at < pairs.size(); ++at) {
      pairs[at].key = keys[at];
      pairs[at].value = cellaret_element_bytes(text.data(), text.size());
    }
    return cellaret_multi_set(cache_, pairs.data(), pairs.size(), nullptr);
  }
  std::uint64_t size = 0;
  return cellaret_set_union_store(cache_, keys[0].data, keys[0].size, keys.data() + 1, 3, nullptr,
                                  &size);
}

cellaret_status Load::save() {
  std::uint64_t entries = 0;
  cellaret_status status = cellaret_save(cache_, settings_.path.c_str(), &entries);
  if (status == CELLARET_OK) ++saves_;
  return status;
}

cellaret_status Load::load() {
  std::uint64_t entries = 0;
  cellaret_status status = cellaret_load(cache_, settings_.path.c_str(), &entries);
  if (is_expected(status)) ++loads_;
  return status;
}

cellaret_status Load::rare(std::uint64_t kind) {
  cellaret_values *keys = nullptr;
  std::uint64_t count = 0;
  if (kind < 3) return cellaret_maintain(cache_, 100, nullptr);
  if (kind == 3 && below(kRareness) != 0) return CELLARET_OK;
  if (kind == 3) return cellaret_delete_matching(cache_, "key-77*", 7, &count);
  if (kind < 20) {
    cellaret_scan_options options{};
    options.struct_size = sizeof options;
    return give_back(cellaret_scan(cache_, cursor_, &options, &cursor_, &keys), keys);
  }
  return cellaret_events_dispatch(cache_, settings_.subscription, 1000, &ignore, nullptr, nullptr);
}

cellaret_status Load::any_of_them() {
  choose_key();
  std::uint64_t family = below(100);
  bool is_stray = below(100) < kStrayPercent;
  if (family < 60) return scalar(below(12));
  if (family < 76) {
    if (!is_stray) key_.insert(0, "l");
    return list(below(8));
  }
  if (family < 92) {
    if (!is_stray) key_.insert(0, "s");
    return set(below(7));
  }
  return family < 99 ? many(below(3)) : rare(below(60));
}

bool Load::step() {
  if (++steps_ % kStepsPerMillisecond == 0) cellaret_clock_advance(cache_, 1);
  cellaret_status status = CELLARET_OK;
  if (steps_ == settings_.clears_at) {
    status = cellaret_clear(cache_);
  } else if (steps_ == settings_.saves_at) {
    status = save();
  } else if (steps_ == settings_.loads_at) {
    status = load();
  } else {
    status = any_of_them();
  }
  if (is_expected(status)) return true;
  complaint_ = "step " + std::to_string(steps_) + ", " + key_ + ": " + cellaret_status_text(status);
  return false;
}

}  // namespace cellaret::soak
