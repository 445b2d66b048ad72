// Steps on the bytes of values, on several keys, and on keys that get other values, through the C
// interface.
#include "c_collections.h"

namespace edge_cases {
namespace {

Json status_only(cellaret_status status) { return {{"status", cellaret_status_name(status)}}; }

Json with_count(cellaret_status status, std::uint64_t count) {
  Json answer = status_only(status);
  answer["count"] = count;
  return answer;
}

Json with_value(cellaret_status status, cellaret_value &value) {
  Json answer = status_only(status);
  if (status == CELLARET_OK) answer["value"] = answer_of_raw(value);
  return answer;
}

struct Keys {
  explicit Keys(const Json &step) {
    for (const Json &key : step.at("keys")) texts.push_back(key_of(key));
    for (const std::string &text : texts) raw.push_back({text.data(), text.size()});
  }
  std::vector<std::string> texts;
  std::vector<cellaret_key> raw;
};

cellaret_write_options options_in(const Json &step, const Value &value) {
  cellaret_write_options options{};
  options.struct_size = sizeof options;
  options.codec = value.kind == Value::Kind::kBytes ? CELLARET_CODEC_BYTES : CELLARET_CODEC_UTF8;
  options.expiry = expiry_in(step);
  return options;
}

Json append(cellaret_cache *cache, const Json &step) {
  const std::string key = key_of(step.at("key"));
  const Value value = value_of(step.at("value"));
  const cellaret_write_options options = options_in(step, value);
  std::uint64_t length = 0;
  const cellaret_status status = cellaret_append(cache, key.data(), key.size(), value.bytes.data(),
                                                 value.bytes.size(), &options, &length);
  return with_count(status, length);
}

Json set_range(cellaret_cache *cache, const Json &step) {
  const std::string key = key_of(step.at("key"));
  const Value value = value_of(step.at("value"));
  const cellaret_write_options options = options_in(step, value);
  std::uint64_t length = 0;
  const cellaret_status status =
      cellaret_set_range(cache, key.data(), key.size(), integer_of(step.at("offset")),
                         value.bytes.data(), value.bytes.size(), &options, &length);
  return with_count(status, length);
}

Json decrement(cellaret_cache *cache, const Json &step) {
  const std::string key = key_of(step.at("key"));
  Value value = value_of(step.at("delta"));
  const cellaret_expiry expiry = expiry_in(step);
  cellaret_status status = CELLARET_OK;
  if (value.kind == Value::Kind::kInt) {
    status = cellaret_int_decrement(cache, key.data(), key.size(), value.integer, &expiry,
                                    &value.integer);
  } else {
    status = cellaret_double_decrement(cache, key.data(), key.size(), value.number, &expiry,
                                       &value.number);
  }
  Json answer = status_only(status);
  answer["value"] = answer_of(value);
  return answer;
}

Json multi_get(cellaret_cache *cache, const Json &step) {
  const Keys keys(step);
  std::vector<cellaret_value> values(keys.raw.size());
  Json answer =
      status_only(cellaret_multi_get(cache, keys.raw.data(), keys.raw.size(), values.data()));
  answer["values"] = Json::array();
  for (cellaret_value &value : values) {
    char digits[CELLARET_NUMBER_TEXT_SIZE];
    const void *data = nullptr;
    std::size_t size = 0;
    if (cellaret_value_text(&value, digits, &data, &size) == CELLARET_OK) {
      answer["values"].push_back(std::string(static_cast<const char *>(data), size));
    } else {
      answer["values"].push_back(nullptr);
    }
    cellaret_value_release(&value);
  }
  return answer;
}

using MultiSet = cellaret_status (*)(cellaret_cache *, const cellaret_pair *, std::size_t,
                                     const cellaret_expiry *);

Json multi_set(cellaret_cache *cache, const Json &step, MultiSet call) {
  std::vector<std::pair<std::string, Value>> content;
  for (const Json &pair : step.at("pairs")) {
    content.emplace_back(key_of(pair.at(0)), value_of(pair.at(1)));
  }
  std::vector<cellaret_pair> pairs;
  for (const auto &[key, value] : content) {
    cellaret_pair pair{{key.data(), key.size()}, {}, 0, {}};
    if (value.kind == Value::Kind::kInt) {
      pair.value = cellaret_element_int(value.integer);
    } else if (value.kind == Value::Kind::kDouble) {
      pair.value = cellaret_element_double(value.number);
    } else {
      pair.value = cellaret_element_bytes(value.bytes.data(), value.bytes.size());
      pair.codec = options_in(step, value).codec;
    }
    pairs.push_back(pair);
  }
  const cellaret_expiry expiry = expiry_in(step);
  return status_only(call(cache, pairs.data(), pairs.size(), &expiry));
}

using OfTwo = cellaret_status (*)(cellaret_cache *, const void *, std::size_t, const void *,
                                  std::size_t);

Operation on_two(cellaret_cache *cache, OfTwo call) {
  return {{"key", "to_key"}, [cache, call](const Json &step) {
            const std::string key = key_of(step.at("key"));
            const std::string to_key = key_of(step.at("to_key"));
            return status_only(call(cache, key.data(), key.size(), to_key.data(), to_key.size()));
          }};
}

void add_texts(std::map<std::string, Operation> &operations, cellaret_cache *cache) {
  operations["append"] = {{"key", "value", "expiry"},
                          [cache](const Json &step) { return append(cache, step); }};
  operations["set_range"] = {{"key", "offset", "value", "expiry"},
                             [cache](const Json &step) { return set_range(cache, step); }};
  operations["get_range"] = {{"key", "from", "to"}, [cache](const Json &step) {
                               const std::string key = key_of(step.at("key"));
                               cellaret_value value{};
                               const cellaret_status status = cellaret_get_range(
                                   cache, key.data(), key.size(), integer_of(step.at("from")),
                                   integer_of(step.at("to")), &value);
                               // Of no key the codec is none.
                               if (value.codec == CELLARET_CODEC_NONE)
                                 value.codec = CELLARET_CODEC_UTF8;
                               return with_value(status, value);
                             }};
  operations["string_len"] = {{"key"}, [cache](const Json &step) {
                                const std::string key = key_of(step.at("key"));
                                std::uint64_t length = 0;
                                const cellaret_status status =
                                    cellaret_string_len(cache, key.data(), key.size(), &length);
                                return with_count(status, length);
                              }};
}

void add_single(std::map<std::string, Operation> &operations, cellaret_cache *cache) {
  operations["decrement"] = {{"key", "delta", "expiry"},
                             [cache](const Json &step) { return decrement(cache, step); }};
  operations["get_and_delete"] = {{"key"}, [cache](const Json &step) {
                                    const std::string key = key_of(step.at("key"));
                                    cellaret_value value{};
                                    const cellaret_status status = cellaret_get_and_delete(
                                        cache, key.data(), key.size(), &value);
                                    return with_value(status, value);
                                  }};
  operations["get_and_touch"] = {{"key", "expiry"}, [cache](const Json &step) {
                                   const std::string key = key_of(step.at("key"));
                                   const cellaret_expiry expiry = expiry_in(step);
                                   cellaret_value value{};
                                   const cellaret_status status = cellaret_get_and_touch(
                                       cache, key.data(), key.size(), &expiry, &value);
                                   return with_value(status, value);
                                 }};
  operations["touch"] = {
      {"key", "expiry"}, [cache](const Json &step) {
        const std::string key = key_of(step.at("key"));
        const cellaret_expiry expiry = expiry_in(step);
        return status_only(cellaret_touch(cache, key.data(), key.size(), &expiry));
      }};
}

void add_several(std::map<std::string, Operation> &operations, cellaret_cache *cache) {
  operations["exists_many"] = {{"keys"}, [cache](const Json &step) {
                                 const Keys keys(step);
                                 std::uint64_t count = 0;
                                 const cellaret_status status = cellaret_exists_many(
                                     cache, keys.raw.data(), keys.raw.size(), &count);
                                 return with_count(status, count);
                               }};
  operations["touch_many"] = {{"keys", "expiry"}, [cache](const Json &step) {
                                const Keys keys(step);
                                const cellaret_expiry expiry = expiry_in(step);
                                std::uint64_t count = 0;
                                const cellaret_status status = cellaret_touch_many(
                                    cache, keys.raw.data(), keys.raw.size(), &expiry, &count);
                                return with_count(status, count);
                              }};
  operations["multi_get"] = {{"keys"},
                             [cache](const Json &step) { return multi_get(cache, step); }};
  operations["multi_set"] = {{"pairs", "expiry"}, [cache](const Json &step) {
                               return multi_set(cache, step, cellaret_multi_set);
                             }};
  operations["multi_set_if_absent"] = {
      {"pairs", "expiry"},
      [cache](const Json &step) { return multi_set(cache, step, cellaret_multi_set_if_absent); }};
  operations["delete_matching"] = {{"pattern"}, [cache](const Json &step) {
                                     const std::string pattern = key_of(step.at("pattern"));
                                     std::uint64_t count = 0;
                                     const cellaret_status status = cellaret_delete_matching(
                                         cache, pattern.data(), pattern.size(), &count);
                                     return with_count(status, count);
                                   }};
  operations["rename"] = on_two(cache, cellaret_rename);
  operations["rename_if_absent"] = on_two(cache, cellaret_rename_if_absent);
  operations["copy"] = {
      {"key", "to_key", "replace"}, [cache](const Json &step) {
        const std::string key = key_of(step.at("key"));
        const std::string to_key = key_of(step.at("to_key"));
        const bool replace = step.value("replace", false);
        return status_only(cellaret_copy(cache, key.data(), key.size(), to_key.data(),
                                         to_key.size(), replace ? 1 : 0));
      }};
}

}  // namespace

void add_changes(std::map<std::string, Operation> &operations, cellaret_cache *cache) {
  add_texts(operations, cache);
  add_single(operations, cache);
  add_several(operations, cache);
}

}  // namespace edge_cases
