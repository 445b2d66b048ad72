// Steps on lists and sets through the C++ interface.
#include "cpp_collections.h"

#include "collections.h"

namespace edge_cases {
namespace {

using cellaret::End;

Json status(const char *name) { return {{"status", name}}; }

Json with_count(std::uint64_t count) { return {{"status", "OK"}, {"count", count}}; }

Json with_value(const std::optional<cellaret::Value> &value) {
  if (!value) return status("MISS");
  return {{"status", "OK"},
          {"value", answer_of({.kind = Value::Kind::kText, .bytes = value->to_string()})}};
}

Json with_texts(const cellaret::Values &values, bool has_order) {
  return {{"status", "OK"}, {"values", answer_of_texts(values.to_strings(), has_order)}};
}

Json with_choice(const cellaret::Values &values) {
  Json answer = status("OK");
  answer_counts(values.to_strings(), answer);
  return answer;
}

// An argument refused before the call is INVALID in C.
Json refused(const std::function<Json()> &call) {
  try {
    return call();
  } catch (const std::invalid_argument &) {
    return status("INVALID");
  }
}

std::vector<std::string> keys_in(const Json &step) {
  std::vector<std::string> keys;
  for (const Json &key : step.at("keys")) keys.push_back(key_of(key));
  return keys;
}

std::string key_in(const Json &step) { return key_of(step.at("key")); }
std::string value_in(const Json &step) { return step.at("value").get<std::string>(); }
End end_of(const Json &name) { return name == "left" ? End::kLeft : End::kRight; }

void add_list_writes(const Add &add, cellaret::Cache &cache) {
  add("list_push_left", {"key", "values", "expiry"}, [&](const Json &step) {
    return refused([&] {
      return with_count(cache.list_push_left(key_in(step), texts_in(step, "values"),
                                             {.expiry = expiry_in(step)}));
    });
  });
  add("list_push_right", {"key", "values", "expiry"}, [&](const Json &step) {
    return with_count(
        cache.list_push_right(key_in(step), texts_in(step, "values"), {.expiry = expiry_in(step)}));
  });
  add("list_pop_left", {"key", "expiry"}, [&](const Json &step) {
    return with_value(cache.list_pop_left(key_in(step), expiry_in(step)));
  });
  add("list_pop_right", {"key", "expiry"}, [&](const Json &step) {
    return with_value(cache.list_pop_right(key_in(step), expiry_in(step)));
  });
  add("list_set", {"key", "index", "value", "expiry"}, [&](const Json &step) {
    cache.list_set(key_in(step), integer_of(step.at("index")), value_in(step), expiry_in(step));
    return status("OK");
  });
  add("list_trim", {"key", "from", "to", "expiry"}, [&](const Json &step) {
    cache.list_trim(key_in(step), integer_of(step.at("from")), integer_of(step.at("to")),
                    expiry_in(step));
    return status("OK");
  });
  add("list_move", {"key", "to_key", "from", "to", "expiry"}, [&](const Json &step) {
    return with_value(cache.list_move(key_in(step), key_of(step.at("to_key")),
                                      end_of(step.at("from")), end_of(step.at("to")),
                                      expiry_in(step)));
  });
}

void add_list_searches(const Add &add, cellaret::Cache &cache) {
  const auto with_place = [](const std::optional<std::uint64_t> &len) {
    return len ? with_count(*len) : status("MISS");
  };
  add("list_insert_before", {"key", "pivot", "value", "expiry"}, [&, with_place](const Json &step) {
    return with_place(cache.list_insert_before(key_in(step), step.at("pivot").get<std::string>(),
                                               value_in(step), expiry_in(step)));
  });
  add("list_insert_after", {"key", "pivot", "value", "expiry"}, [&, with_place](const Json &step) {
    return with_place(cache.list_insert_after(key_in(step), step.at("pivot").get<std::string>(),
                                              value_in(step), expiry_in(step)));
  });
  add("list_remove_all", {"key", "value", "expiry"}, [&](const Json &step) {
    return with_count(cache.list_remove_all(key_in(step), value_in(step), expiry_in(step)));
  });
  add("list_remove_first", {"key", "n", "value", "expiry"}, [&](const Json &step) {
    return refused([&] {
      return with_count(cache.list_remove_first(key_in(step), integer_of(step.at("n")),
                                                value_in(step), expiry_in(step)));
    });
  });
  add("list_remove_last", {"key", "n", "value", "expiry"}, [&](const Json &step) {
    return with_count(cache.list_remove_last(key_in(step), integer_of(step.at("n")), value_in(step),
                                             expiry_in(step)));
  });
}

}  // namespace

void add_lists(const Add &add, cellaret::Cache &cache) {
  add_list_writes(add, cache);
  add_list_searches(add, cache);
  add("list_len", {"key"},
      [&](const Json &step) { return with_count(cache.list_len(key_in(step))); });
  add("list_get", {"key", "index"}, [&](const Json &step) {
    return with_value(cache.list_get(key_in(step), integer_of(step.at("index"))));
  });
  add("list_items", {"key"},
      [&](const Json &step) { return with_texts(cache.list_items(key_in(step)), true); });
  add("list_get_range", {"key", "from", "to"}, [&](const Json &step) {
    return with_texts(
        cache.list_get_range(key_in(step), integer_of(step.at("from")), integer_of(step.at("to"))),
        true);
  });
}

void add_sets(const Add &add, cellaret::Cache &cache) {
  add("set_add", {"key", "values", "expiry"}, [&](const Json &step) {
    return with_count(
        cache.set_add(key_in(step), texts_in(step, "values"), {.expiry = expiry_in(step)}));
  });
  add("set_items", {"key"},
      [&](const Json &step) { return with_texts(cache.set_items(key_in(step)), false); });
  add("set_contains", {"key", "value"}, [&](const Json &step) {
    return status(cache.set_contains(key_in(step), value_in(step)) ? "OK" : "MISS");
  });
  add("set_pop", {"key", "n"}, [&](const Json &step) {
    return refused(
        [&] { return with_choice(cache.set_pop(key_in(step), integer_of(step.at("n")))); });
  });
  add("set_sample", {"key", "n"}, [&](const Json &step) {
    return with_choice(cache.set_sample(key_in(step), integer_of(step.at("n"))));
  });
  add("set_sample_with_replacement", {"key", "n"}, [&](const Json &step) {
    return with_choice(cache.set_sample_with_replacement(key_in(step), integer_of(step.at("n"))));
  });
  add("set_sample_one", {"key"},
      [&](const Json &step) { return with_value(cache.set_sample_one(key_in(step))); });
  add("set_move", {"key", "to_key", "value", "expiry"}, [&](const Json &step) {
    const bool moved =
        cache.set_move(key_in(step), key_of(step.at("to_key")), value_in(step), expiry_in(step));
    return status(moved ? "OK" : "MISS");
  });
  add("set_diff", {"keys"},
      [&](const Json &step) { return with_texts(cache.set_diff(keys_in(step)), false); });
  add("set_intersect", {"keys"},
      [&](const Json &step) { return with_texts(cache.set_intersect(keys_in(step)), false); });
  add("set_union", {"keys"},
      [&](const Json &step) { return with_texts(cache.set_union(keys_in(step)), false); });
  add("set_diff_store", {"key", "keys", "expiry"}, [&](const Json &step) {
    return with_count(cache.set_diff_store(key_in(step), keys_in(step), expiry_in(step)));
  });
  add("set_intersect_store", {"key", "keys", "expiry"}, [&](const Json &step) {
    return with_count(cache.set_intersect_store(key_in(step), keys_in(step), expiry_in(step)));
  });
  add("set_union_store", {"key", "keys", "expiry"}, [&](const Json &step) {
    return with_count(cache.set_union_store(key_in(step), keys_in(step), expiry_in(step)));
  });
}

}  // namespace edge_cases
