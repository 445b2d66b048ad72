// Steps on lists and sets through the C interface.
#include "c_collections.h"

#include "collections.h"

namespace edge_cases {
namespace {

// A key, and the elements of a step, for as long as the call takes.
class Arguments {
 public:
  explicit Arguments(const Json &step) : key(key_of(step.at("key"))), expiry(expiry_in(step)) {
    if (step.contains("values")) texts_ = texts_in(step, "values");
    if (step.contains("value")) texts_.push_back(step["value"].get<std::string>());
    if (step.contains("pivot")) texts_.push_back(step["pivot"].get<std::string>());
    for (const std::string &text : texts_) {
      elements.push_back(cellaret_element_bytes(text.data(), text.size()));
    }
    options.struct_size = sizeof options;
    options.codec = CELLARET_CODEC_UTF8;
    options.expiry = expiry;
  }

  std::string key;
  std::vector<cellaret_element> elements;
  cellaret_expiry expiry;
  cellaret_write_options options{};

 private:
  std::vector<std::string> texts_;
};

struct Keys {
  explicit Keys(const Json &step) {
    for (const Json &key : step.at("keys")) texts.push_back(key_of(key));
    for (const std::string &text : texts) raw.push_back({text.data(), text.size()});
  }
  std::vector<std::string> texts;
  std::vector<cellaret_key> raw;
};

Json status_only(cellaret_status status) { return {{"status", cellaret_status_name(status)}}; }

// By reference: the call that gives the status writes the count, too.
Json with_count(cellaret_status status, const std::uint64_t &count) {
  Json answer = status_only(status);
  answer["count"] = count;
  return answer;
}

Json with_value(cellaret_status status, cellaret_value &value) {
  Json answer = status_only(status);
  if (status != CELLARET_OK) return answer;
  const char *data = static_cast<const char *>(cellaret_value_data(&value));
  answer["value"] = answer_of({.kind = Value::Kind::kText, .bytes = {data, value.size}});
  cellaret_value_release(&value);
  return answer;
}

std::vector<std::string> texts_of(cellaret_values *values) {
  std::vector<std::string> texts;
  for (std::size_t at = 0; at < values->count; ++at) {
    const cellaret_item &item = values->items[at];
    texts.emplace_back(static_cast<const char *>(item.as.data), item.size);
  }
  cellaret_values_release(values);
  return texts;
}

Json with_texts(cellaret_status status, cellaret_values *values, bool has_order) {
  Json answer = status_only(status);
  if (status == CELLARET_OK) answer["values"] = answer_of_texts(texts_of(values), has_order);
  return answer;
}

Json with_choice(cellaret_status status, cellaret_values *values) {
  Json answer = status_only(status);
  if (status == CELLARET_OK) answer_counts(texts_of(values), answer);
  return answer;
}

std::uint32_t end_of(const Json &name) { return name == "left" ? CELLARET_LEFT : CELLARET_RIGHT; }

using Push = decltype(&cellaret_list_push_left);
using Insert = decltype(&cellaret_list_insert_before);
using Remove = decltype(&cellaret_list_remove_first);
using Combine = decltype(&cellaret_set_diff);
using Store = decltype(&cellaret_set_diff_store);
using Sample = decltype(&cellaret_set_sample);

Operation push(cellaret_cache *cache, Push call) {
  return {{"key", "values", "expiry"}, [=](const Json &step) {
            Arguments a(step);
            std::uint64_t count = 0;
            return with_count(call(cache, a.key.data(), a.key.size(), a.elements.data(),
                                   a.elements.size(), &a.options, &count),
                              count);
          }};
}

Operation pop(cellaret_cache *cache, decltype(&cellaret_list_pop_left) call) {
  return {{"key", "expiry"}, [=](const Json &step) {
            Arguments a(step);
            cellaret_value value{};
            return with_value(call(cache, a.key.data(), a.key.size(), &a.expiry, &value), value);
          }};
}

Operation insert(cellaret_cache *cache, Insert call) {
  return {{"key", "pivot", "value", "expiry"}, [=](const Json &step) {
            Arguments a(step);
            std::uint64_t count = 0;
            return with_count(call(cache, a.key.data(), a.key.size(), &a.elements[1],
                                   &a.elements[0], &a.expiry, &count),
                              count);
          }};
}

Operation remove(cellaret_cache *cache, Remove call) {
  return {{"key", "n", "value", "expiry"}, [=](const Json &step) {
            Arguments a(step);
            std::uint64_t count = 0;
            return with_count(call(cache, a.key.data(), a.key.size(), integer_of(step.at("n")),
                                   a.elements.data(), &a.expiry, &count),
                              count);
          }};
}

Operation sample(cellaret_cache *cache, Sample call) {
  return {{"key", "n"}, [=](const Json &step) {
            Arguments a(step);
            cellaret_values *values = nullptr;
            cellaret_status status =
                call(cache, a.key.data(), a.key.size(), integer_of(step.at("n")), &values);
            return with_choice(status, values);
          }};
}

Operation combine(cellaret_cache *cache, Combine call) {
  return {{"keys"}, [=](const Json &step) {
            Keys keys(step);
            cellaret_values *values = nullptr;
            cellaret_status status = call(cache, keys.raw.data(), keys.raw.size(), &values);
            return with_texts(status, values, false);
          }};
}

Operation store(cellaret_cache *cache, Store call) {
  return {{"key", "keys", "expiry"}, [=](const Json &step) {
            Arguments a(step);
            Keys keys(step);
            std::uint64_t count = 0;
            return with_count(call(cache, a.key.data(), a.key.size(), keys.raw.data(),
                                   keys.raw.size(), &a.expiry, &count),
                              count);
          }};
}

void add_list_reads(std::map<std::string, Operation> &operations, cellaret_cache *cache) {
  operations["list_len"] = {
      {"key"}, [=](const Json &step) {
        Arguments a(step);
        std::uint64_t count = 0;
        return with_count(cellaret_list_len(cache, a.key.data(), a.key.size(), &count), count);
      }};
  operations["list_get"] = {{"key", "index"}, [=](const Json &step) {
                              Arguments a(step);
                              cellaret_value value{};
                              return with_value(
                                  cellaret_list_get(cache, a.key.data(), a.key.size(),
                                                    integer_of(step.at("index")), &value),
                                  value);
                            }};
  operations["list_items"] = {{"key"}, [=](const Json &step) {
                                Arguments a(step);
                                cellaret_values *values = nullptr;
                                cellaret_status status =
                                    cellaret_list_items(cache, a.key.data(), a.key.size(), &values);
                                return with_texts(status, values, true);
                              }};
  operations["list_get_range"] = {{"key", "from", "to"}, [=](const Json &step) {
                                    Arguments a(step);
                                    cellaret_values *values = nullptr;
                                    cellaret_status status =
                                        cellaret_list_get_range(cache, a.key.data(), a.key.size(),
                                                                integer_of(step.at("from")),
                                                                integer_of(step.at("to")), &values);
                                    return with_texts(status, values, true);
                                  }};
}

}  // namespace

void add_lists(std::map<std::string, Operation> &operations, cellaret_cache *cache) {
  operations["list_push_left"] = push(cache, cellaret_list_push_left);
  operations["list_push_right"] = push(cache, cellaret_list_push_right);
  operations["list_pop_left"] = pop(cache, cellaret_list_pop_left);
  operations["list_pop_right"] = pop(cache, cellaret_list_pop_right);
  operations["list_insert_before"] = insert(cache, cellaret_list_insert_before);
  operations["list_insert_after"] = insert(cache, cellaret_list_insert_after);
  operations["list_remove_first"] = remove(cache, cellaret_list_remove_first);
  operations["list_remove_last"] = remove(cache, cellaret_list_remove_last);
  operations["list_remove_all"] = {
      {"key", "value", "expiry"}, [=](const Json &step) {
        Arguments a(step);
        std::uint64_t count = 0;
        return with_count(cellaret_list_remove_all(cache, a.key.data(), a.key.size(),
                                                   a.elements.data(), &a.expiry, &count),
                          count);
      }};
  operations["list_set"] = {{"key", "index", "value", "expiry"}, [=](const Json &step) {
                              Arguments a(step);
                              return status_only(cellaret_list_set(
                                  cache, a.key.data(), a.key.size(), integer_of(step.at("index")),
                                  a.elements.data(), &a.expiry));
                            }};
  operations["list_trim"] = {{"key", "from", "to", "expiry"}, [=](const Json &step) {
                               Arguments a(step);
                               return status_only(cellaret_list_trim(
                                   cache, a.key.data(), a.key.size(), integer_of(step.at("from")),
                                   integer_of(step.at("to")), &a.expiry));
                             }};
  operations["list_move"] = {
      {"key", "to_key", "from", "to", "expiry"}, [=](const Json &step) {
        Arguments a(step);
        const std::string to = key_of(step.at("to_key"));
        cellaret_value value{};
        return with_value(
            cellaret_list_move(cache, a.key.data(), a.key.size(), to.data(), to.size(),
                               end_of(step.at("from")), end_of(step.at("to")), &a.expiry, &value),
            value);
      }};
  add_list_reads(operations, cache);
}

void add_sets(std::map<std::string, Operation> &operations, cellaret_cache *cache) {
  operations["set_add"] = push(cache, cellaret_set_add);
  operations["set_sample"] = sample(cache, cellaret_set_sample);
  operations["set_sample_with_replacement"] = sample(cache, cellaret_set_sample_with_replacement);
  operations["set_sample_one"] = {
      {"key"}, [=](const Json &step) {
        Arguments a(step);
        cellaret_value value{};
        return with_value(cellaret_set_sample_one(cache, a.key.data(), a.key.size(), &value),
                          value);
      }};
  operations["set_pop"] = {{"key", "n"}, [=](const Json &step) {
                             Arguments a(step);
                             cellaret_values *values = nullptr;
                             cellaret_status status =
                                 cellaret_set_pop(cache, a.key.data(), a.key.size(),
                                                  integer_of(step.at("n")), &a.expiry, &values);
                             return with_choice(status, values);
                           }};
  operations["set_contains"] = {{"key", "value"}, [=](const Json &step) {
                                  Arguments a(step);
                                  return status_only(cellaret_set_contains(
                                      cache, a.key.data(), a.key.size(), a.elements.data()));
                                }};
  operations["set_items"] = {{"key"}, [=](const Json &step) {
                               Arguments a(step);
                               cellaret_values *values = nullptr;
                               cellaret_status status =
                                   cellaret_set_items(cache, a.key.data(), a.key.size(), &values);
                               return with_texts(status, values, false);
                             }};
  operations["set_move"] = {
      {"key", "to_key", "value", "expiry"}, [=](const Json &step) {
        Arguments a(step);
        const std::string to = key_of(step.at("to_key"));
        return status_only(cellaret_set_move(cache, a.key.data(), a.key.size(), to.data(),
                                             to.size(), a.elements.data(), &a.expiry));
      }};
  operations["set_diff"] = combine(cache, cellaret_set_diff);
  operations["set_intersect"] = combine(cache, cellaret_set_intersect);
  operations["set_union"] = combine(cache, cellaret_set_union);
  operations["set_diff_store"] = store(cache, cellaret_set_diff_store);
  operations["set_intersect_store"] = store(cache, cellaret_set_intersect_store);
  operations["set_union_store"] = store(cache, cellaret_set_union_store);
}

}  // namespace edge_cases
