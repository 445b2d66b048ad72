// Filling an instance, and writing down what is in it.
#include "tests/faults/scene.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <functional>

#include "capi/src/call.h"

namespace cellaret::test {

namespace {

constexpr std::int64_t kStart = 1'893'456'000'000;

// All keys that rows use.
constexpr const char *kKeys[] = {"k", "big", "n", "d", "l", "s", "t", "new", "new2", "l2", "s2"};

void must(cellaret_status status) { ASSERT_EQ(status, CELLARET_OK); }

std::string text_of(cellaret_value &value) {
  char digits[CELLARET_NUMBER_TEXT_SIZE];
  const void *data = nullptr;
  std::size_t size = 0;
  cellaret_value_text(&value, digits, &data, &size);
  std::string text(static_cast<const char *>(data), size);
  text += "/" + std::to_string(value.type) + "/" + std::to_string(value.codec);
  cellaret_value_release(&value);
  return text;
}

std::string text_of(cellaret_values *values, bool is_set) {
  std::vector<std::string> items;
  for (std::size_t at = 0; at < values->count; ++at) {
    const cellaret_item &item = values->items[at];
    items.emplace_back(static_cast<const char *>(item.as.data), item.size);
    items.back() += "/" + std::to_string(item.codec);
  }
  cellaret_values_release(values);
  if (is_set) std::sort(items.begin(), items.end());
  std::string text = is_set ? "set" : "list";
  for (const std::string &item : items) text += " " + item;
  return text;
}

// Long contents by their hash, so that a difference can be read.
std::string shortened(const std::string &text) {
  if (text.size() < 100) return text;
  return text.substr(0, 40) + "... " + std::to_string(text.size()) + " bytes, " +
         std::to_string(std::hash<std::string>()(text));
}

std::string content(cellaret_cache *cache, const char *key) {
  std::uint8_t type = 0;
  std::size_t size = std::strlen(key);
  if (cellaret_type(cache, key, size, &type) != CELLARET_OK) return std::string(kNothing);
  if (type != CELLARET_TYPE_LIST && type != CELLARET_TYPE_SET) {
    cellaret_value value{};
    must(cellaret_get(cache, key, size, &value));
    return text_of(value);
  }
  bool is_set = type == CELLARET_TYPE_SET;
  cellaret_values *values = nullptr;
  must(is_set ? cellaret_set_items(cache, key, size, &values)
              : cellaret_list_items(cache, key, size, &values));
  return text_of(values, is_set);
}

}  // namespace

std::vector<std::string> texts(std::uint32_t count) {
  std::vector<std::string> made;
  for (std::uint32_t at = 0; at < count; ++at) {
    made.push_back("element " + std::to_string(at) + std::string(at % 10 == 3 ? 600 : 0, 'e'));
  }
  return made;
}

std::vector<cellaret_element> elements(const std::vector<std::string> &from) {
  std::vector<cellaret_element> made;
  for (const std::string &text : from) made.push_back(element_of(text));
  return made;
}

void push_texts(cellaret_cache *cache, const char *key, std::uint32_t count) {
  const std::vector<std::string> strings = texts(count);
  const std::vector<cellaret_element> made = elements(strings);
  must(cellaret_list_push_right(cache, key, std::strlen(key), made.data(), made.size(), nullptr,
                                nullptr));
}

void add_texts(cellaret_cache *cache, const char *key, std::uint32_t count) {
  const std::vector<std::string> strings = texts(count);
  const std::vector<cellaret_element> made = elements(strings);
  must(cellaret_set_add(cache, key, std::strlen(key), made.data(), made.size(), nullptr, nullptr));
}

Scene::Scene(const Setting &setting) {
  cellaret_options options{};
  options.struct_size = sizeof options;
  options.clock = CELLARET_CLOCK_MANUAL;
  options.manual_start_ms = kStart;
  options.policy = setting.policy;
  options.shards = setting.shards;
  options.seed = 7;
  if (setting.has_default_expiry) options.default_expiry = cellaret_expiry_in(60'000);
  must(cellaret_cache_open(&options, &cache_));
  const std::string big(3000, 'b');
  must(cellaret_set(cache_, "k", 1, "value", 5, nullptr, nullptr));
  must(cellaret_set(cache_, "big", 3, big.data(), big.size(), nullptr, nullptr));
  must(cellaret_int_set(cache_, "n", 1, 5, nullptr, nullptr));
  must(cellaret_double_set(cache_, "d", 1, 2.5, nullptr, nullptr));
  push_texts(cache_, "l", 3);
  add_texts(cache_, "s", 3);
  for (std::uint32_t at = 0; at < setting.filling; ++at) {
    const std::string key = "filling " + std::to_string(at);
    must(cellaret_set(cache_, key.data(), key.size(), "v", 1, nullptr, nullptr));
  }
}

std::map<std::string, std::string> Scene::state() const {
  std::map<std::string, std::string> state;
  for (const char *key : kKeys) {
    std::int64_t ttl = -1;
    cellaret_status status = cellaret_ttl(cache_, key, std::strlen(key), &ttl);
    state[key] = shortened(content(cache_, key));
    if (status != CELLARET_MISS) state[key] += ", " + std::to_string(ttl) + " ms";
  }
  return state;
}

std::uint64_t Scene::evictions() const {
  cellaret_stats stats{};
  stats.struct_size = sizeof stats;
  must(cellaret_stats_read(cache_, &stats));
  return stats.evictions;
}

bool Scene::is_accounted() const {
  engine::Cache &cache = *engine::find_handle(capi::to_handle(cache_));
  engine::Statistics statistics = cache.statistics();
  return statistics.bytes_charged == cache.recount() && statistics.bytes_pinned == 0;
}

}  // namespace cellaret::test
