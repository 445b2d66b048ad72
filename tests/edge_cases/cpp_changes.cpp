// Steps on the bytes of values, on several keys, and on keys that get other values, through the C++
// interface.
#include "cpp_collections.h"

namespace edge_cases {
namespace {

using cellaret::Cache;

Json status(const char *name) { return {{"status", name}}; }
Json ok_or(bool is_ok, const char *otherwise) { return status(is_ok ? "OK" : otherwise); }

Json with_count(std::uint64_t count) { return {{"status", "OK"}, {"count", count}}; }

Json with_value(const std::optional<cellaret::Value> &value) {
  if (!value) return status("MISS");
  return {{"status", "OK"}, {"value", answer_of_value(*value)}};
}

std::vector<std::string> keys_in(const Json &step) {
  std::vector<std::string> keys;
  for (const Json &key : step.at("keys")) keys.push_back(key_of(key));
  return keys;
}

cellaret::WriteOptions options_in(const Json &step, const Value &value) {
  const bool is_bytes = value.kind == Value::Kind::kBytes;
  return {.expiry = expiry_in(step),
          .codec = is_bytes ? cellaret::Codec::kBytes : cellaret::Codec::kUtf8};
}

Json multi_get(Cache &cache, const Json &step) {
  Json answer = {{"status", "OK"}, {"values", Json::array()}};
  for (const std::optional<cellaret::Value> &value : cache.multi_get(keys_in(step))) {
    answer["values"].push_back(value ? Json(value->to_string()) : Json());
  }
  return answer;
}

// The pairs of a step, for as long as the call takes.
class Pairs {
 public:
  explicit Pairs(const Json &step) {
    for (const Json &pair : step.at("pairs")) {
      content_.emplace_back(key_of(pair.at(0)), value_of(pair.at(1)));
    }
    for (const auto &[key, value] : content_) {
      if (value.kind == Value::Kind::kInt) {
        pairs.push_back({key, value.integer});
      } else if (value.kind == Value::Kind::kDouble) {
        pairs.push_back({key, value.number});
      } else {
        pairs.push_back({key, value.bytes, options_in(step, value).codec});
      }
    }
  }

  std::vector<cellaret::Pair> pairs;

 private:
  std::vector<std::pair<std::string, Value>> content_;
};

void add_texts(const Add &add, Cache &cache) {
  add("append", {"key", "value", "expiry"}, [&cache](const Json &step) {
    const Value value = value_of(step.at("value"));
    return with_count(cache.append(key_of(step.at("key")), value.bytes, options_in(step, value)));
  });
  add("set_range", {"key", "offset", "value", "expiry"}, [&cache](const Json &step) {
    const Value value = value_of(step.at("value"));
    return with_count(cache.set_range(key_of(step.at("key")), integer_of(step.at("offset")),
                                      value.bytes, options_in(step, value)));
  });
  add("get_range", {"key", "from", "to"}, [&cache](const Json &step) {
    const cellaret::Value value = cache.get_range(
        key_of(step.at("key")), integer_of(step.at("from")), integer_of(step.at("to")));
    // Of no key the codec is none.
    if (value.codec() == cellaret::Codec::kNone) {
      return Json{{"status", "OK"}, {"value", answer_of({.bytes = value.to_string()})}};
    }
    return Json{{"status", "OK"}, {"value", answer_of_value(value)}};
  });
  add("string_len", {"key"},
      [&cache](const Json &step) { return with_count(cache.string_len(key_of(step.at("key")))); });
}

void add_single(const Add &add, Cache &cache) {
  add("decrement", {"key", "delta", "expiry"}, [&cache](const Json &step) {
    const std::string key = key_of(step.at("key"));
    Value value = value_of(step.at("delta"));
    if (value.kind == Value::Kind::kInt) {
      value.integer = cache.decrement(key, value.integer, expiry_in(step));
    } else {
      value.number = cache.decrement(key, value.number, expiry_in(step));
    }
    return Json{{"status", "OK"}, {"value", answer_of(value)}};
  });
  add("get_and_delete", {"key"}, [&cache](const Json &step) {
    return with_value(cache.get_and_delete(key_of(step.at("key"))));
  });
  add("get_and_touch", {"key", "expiry"}, [&cache](const Json &step) {
    return with_value(cache.get_and_touch(key_of(step.at("key")), expiry_in(step)));
  });
  add("touch", {"key", "expiry"}, [&cache](const Json &step) {
    return ok_or(cache.touch(key_of(step.at("key")), expiry_in(step)), "MISS");
  });
}

void add_several(const Add &add, Cache &cache) {
  add("exists_many", {"keys"},
      [&cache](const Json &step) { return with_count(cache.exists_many(keys_in(step))); });
  add("touch_many", {"keys", "expiry"}, [&cache](const Json &step) {
    return with_count(cache.touch_many(keys_in(step), expiry_in(step)));
  });
  add("multi_get", {"keys"}, [&cache](const Json &step) { return multi_get(cache, step); });
  add("multi_set", {"pairs", "expiry"}, [&cache](const Json &step) {
    cache.multi_set(Pairs(step).pairs, expiry_in(step));
    return status("OK");
  });
  add("multi_set_if_absent", {"pairs", "expiry"}, [&cache](const Json &step) {
    return ok_or(cache.multi_set_if_absent(Pairs(step).pairs, expiry_in(step)), "EXISTS");
  });
  add("delete_matching", {"pattern"}, [&cache](const Json &step) {
    return with_count(cache.delete_matching(key_of(step.at("pattern"))));
  });
  add("rename", {"key", "to_key"}, [&cache](const Json &step) {
    cache.rename(key_of(step.at("key")), key_of(step.at("to_key")));
    return status("OK");
  });
  add("rename_if_absent", {"key", "to_key"}, [&cache](const Json &step) {
    return ok_or(cache.rename_if_absent(key_of(step.at("key")), key_of(step.at("to_key"))),
                 "EXISTS");
  });
  add("copy", {"key", "to_key", "replace"}, [&cache](const Json &step) {
    using Result = cellaret::CopyResult;
    try {
      const Result result = cache.copy(key_of(step.at("key")), key_of(step.at("to_key")),
                                       step.value("replace", false));
      if (result == Result::kCopied) return status("OK");
      return status(result == Result::kExists ? "EXISTS" : "MISS");
    } catch (const std::invalid_argument &) {
      return status("INVALID");
    }
  });
}

}  // namespace

void add_changes(const Add &add, Cache &cache) {
  add_texts(add, cache);
  add_single(add, cache);
  add_several(add, cache);
}

}  // namespace edge_cases
