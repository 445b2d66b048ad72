// The edge cases through the C++ interface.
#include <cellaret/cellaret.hpp>
#include <chrono>
#include <cstdio>

#include "cpp_collections.h"
#include "table.h"

namespace edge_cases {
namespace {

using std::chrono::milliseconds;

milliseconds milliseconds_of(const Json &number) { return milliseconds(integer_of(number)); }

cellaret::TimePoint time_of(const Json &number) {
  return cellaret::TimePoint(milliseconds_of(number));
}

cellaret::Expiry expiry_of(const Json &expiry) {
  const auto [kind, content] = single_member(expiry);
  if (kind == "in_ms") return cellaret::Expiry::in(milliseconds_of(content));
  if (kind == "in_us") return cellaret::Expiry::in(std::chrono::microseconds(integer_of(content)));
  if (kind == "at_ms") return cellaret::Expiry::at(time_of(content));
  if (kind == "never") return cellaret::Expiry::never();
  if (kind == "keep") return cellaret::Expiry::keep();
  if (kind == "daily") {
    return cellaret::Expiry::daily(content.at(0), content.at(1), content.at(2),
                                   std::chrono::minutes(integer_of(content.at(3))));
  }
  throw Failure("unknown expiry " + kind);
}

}  // namespace

cellaret::Expiry expiry_in(const Json &step) {
  return step.contains("expiry") ? expiry_of(step["expiry"]) : cellaret::Expiry();
}

namespace {

cellaret::ExpireCondition condition_in(const Json &step) {
  using Condition = cellaret::ExpireCondition;
  static const std::map<std::string, Condition> kConditions = {
      {"if_none", Condition::kIfNone},
      {"if_any", Condition::kIfAny},
      {"if_greater", Condition::kIfGreater},
      {"if_less", Condition::kIfLess},
      {"if_any_and_less", Condition::kIfAnyAndLess}};
  if (!step.contains("condition")) return Condition::kAlways;
  return kConditions.at(step["condition"]);
}

}  // namespace

Json answer_of_value(const cellaret::Value &value) {
  using Kind = Value::Kind;
  if (value.is_int()) return answer_of({.kind = Kind::kInt, .integer = value.integer()});
  if (value.is_double()) return answer_of({.kind = Kind::kDouble, .number = value.number()});
  const bool is_text = value.codec() == cellaret::Codec::kUtf8;
  if (!is_text && value.codec() != cellaret::Codec::kBytes) {
    throw Failure("the codec tag is another");
  }
  const bool is_shown = is_text && is_utf8(value.text());
  return answer_of({.kind = is_shown ? Kind::kText : Kind::kBytes, .bytes = value.to_string()});
}

namespace {

Json status(const char *name) { return {{"status", name}}; }
Json ok_or(bool is_ok, const char *otherwise) { return status(is_ok ? "OK" : otherwise); }

const char *status_of(cellaret::Lifetime lifetime) {
  if (lifetime == cellaret::Lifetime::kLimited) return "OK";
  return lifetime == cellaret::Lifetime::kForever ? "NO_EXPIRY" : "MISS";
}

const char *name_of(std::optional<cellaret::Type> type) {
  if (type == cellaret::Type::kString) return "string";
  if (type == cellaret::Type::kInt) return "int";
  if (type == cellaret::Type::kList) return "list";
  if (type == cellaret::Type::kSet) return "set";
  return type == cellaret::Type::kDouble ? "double" : "none";
}

// Calls write(value, codec) with the value in the type it has in C++.
Json with_value(const Json &json, const auto &write) {
  const Value value = value_of(json);
  switch (value.kind) {
    case Value::Kind::kInt:
      return write(value.integer, cellaret::Codec::kNone);
    case Value::Kind::kDouble:
      return write(value.number, cellaret::Codec::kNone);
    case Value::Kind::kText:
      return write(value.bytes, cellaret::Codec::kUtf8);
    case Value::Kind::kBytes:
      break;
  }
  return write(std::as_bytes(std::span(value.bytes)), cellaret::Codec::kBytes);
}

class CppInstance : public Instance {
 public:
  explicit CppInstance(const Json &options) : cache_(options_of(options)) {
    add_writes();
    add_key_operations();
    add_deadline_operations();
    add_instance_operations();
    const Add adding = [this](const std::string &name, std::vector<std::string> arguments,
                              std::function<Json(const Json &)> run) {
      add(name, std::move(arguments), std::move(run));
    };
    add_changes(adding, cache_);
    add_lists(adding, cache_);
    add_sets(adding, cache_);
  }

  [[nodiscard]] const std::map<std::string, Operation> &operations() const override {
    return operations_;
  }

 private:
  static cellaret::Options options_of(const Json &options);

  // Adds an operation; what the engine refuses with an Error becomes the answer's status.
  void add(const std::string &name, std::vector<std::string> arguments,
           std::function<Json(const Json &)> run) {
    operations_[name] = {std::move(arguments), [run = std::move(run)](const Json &step) {
                           try {
                             return run(step);
                           } catch (const cellaret::Error &error) {
                             return Json{{"status", cellaret::code_name(error.code())}};
                           }
                         }};
  }
  void add_writes();
  void add_key_operations();
  void add_deadline_operations();
  void add_instance_operations();

  cellaret::Cache cache_;
  std::map<std::string, Operation> operations_;
};

cellaret::Options CppInstance::options_of(const Json &options) {
  cellaret::Options made{.shards = 1,
                         .clock = cellaret::Clock::kManual,
                         .manual_start = cellaret::TimePoint(milliseconds(kStartMs))};
  for (const auto &[name, content] : options.items()) {
    if (name == "max_bytes") {
      made.max_bytes = content;
    } else if (name == "max_entries") {
      made.max_entries = content;
    } else if (name == "max_entry_bytes") {
      made.max_entry_bytes = content;
    } else if (name == "policy") {
      made.policy = content.get_ref<const std::string &>();
    } else if (name == "default_expiry") {
      made.default_expiry = expiry_of(content);
    } else {
      throw Failure("unknown option " + name);
    }
  }
  return made;
}

void CppInstance::add_writes() {
  const std::vector<std::string> arguments = {"key", "value", "expiry"};
  add("set", arguments, [this](const Json &step) {
    return with_value(step.at("value"), [&](const auto &value, cellaret::Codec codec) {
      const auto result =
          cache_.set(key_of(step.at("key")), value, {.codec = codec, .expiry = expiry_in(step)});
      return ok_or(result == cellaret::SetResult::kWritten, "not written");
    });
  });
  add("set_if_absent", arguments, [this](const Json &step) {
    return with_value(step.at("value"), [&](const auto &value, cellaret::Codec codec) {
      return ok_or(cache_.set_if_absent(key_of(step.at("key")), value, expiry_in(step), codec),
                   "EXISTS");
    });
  });
  add("replace", arguments, [this](const Json &step) {
    return with_value(step.at("value"), [&](const auto &value, cellaret::Codec codec) {
      return ok_or(cache_.replace(key_of(step.at("key")), value, expiry_in(step), codec), "MISS");
    });
  });
  add("get_and_set", arguments, [this](const Json &step) {
    return with_value(step.at("value"), [&](const auto &value, cellaret::Codec codec) {
      const auto old = cache_.get_and_set(key_of(step.at("key")), value,
                                          {.codec = codec, .expiry = expiry_in(step)});
      Json answer = status("OK");
      answer["old"] = old ? answer_of_value(*old) : Json();
      return answer;
    });
  });
  add("increment", {"key", "delta", "expiry"}, [this](const Json &step) {
    const std::string key = key_of(step.at("key"));
    Value value = value_of(step.at("delta"));
    if (value.kind == Value::Kind::kInt) {
      value.integer = cache_.increment(key, value.integer, expiry_in(step));
    } else {
      value.number = cache_.increment(key, value.number, expiry_in(step));
    }
    Json answer = status("OK");
    answer["value"] = answer_of(value);
    return answer;
  });
}

void CppInstance::add_key_operations() {
  add("get", {"key"}, [this](const Json &step) {
    const auto value = cache_.get(key_of(step.at("key")));
    if (!value) return status("MISS");
    Json answer = status("OK");
    answer["value"] = answer_of_value(*value);
    return answer;
  });
  add("delete", {"key"},
      [this](const Json &step) { return ok_or(cache_.erase(key_of(step.at("key"))), "MISS"); });
  add("delete_many", {"keys"}, [this](const Json &step) {
    std::vector<std::string> keys;
    for (const Json &key : step.at("keys")) keys.push_back(key_of(key));
    Json answer = status("OK");
    answer["count"] = cache_.delete_many(keys);
    return answer;
  });
  add("exists", {"key"},
      [this](const Json &step) { return ok_or(cache_.exists(key_of(step.at("key"))), "MISS"); });
  add("type", {"key"}, [this](const Json &step) {
    const auto type = cache_.type(key_of(step.at("key")));
    Json answer = ok_or(type.has_value(), "MISS");
    answer["type"] = name_of(type);
    return answer;
  });
}

void CppInstance::add_deadline_operations() {
  add("expire", {"key", "ms", "condition"}, [this](const Json &step) {
    return ok_or(
        cache_.expire(key_of(step.at("key")), milliseconds_of(step.at("ms")), condition_in(step)),
        "MISS");
  });
  add("expire_at", {"key", "unix_ms", "condition"}, [this](const Json &step) {
    return ok_or(
        cache_.expire_at(key_of(step.at("key")), time_of(step.at("unix_ms")), condition_in(step)),
        "MISS");
  });
  add("persist", {"key"}, [this](const Json &step) {
    // One answer for "no deadline" and "no key"; exists() tells them apart.
    const std::string key = key_of(step.at("key"));
    const bool is_there = cache_.exists(key);
    return ok_or(cache_.persist(key), is_there ? "NO_EXPIRY" : "MISS");
  });
  add("ttl", {"key"}, [this](const Json &step) {
    const cellaret::Ttl ttl = cache_.ttl(key_of(step.at("key")));
    Json answer = status(status_of(ttl.lifetime));
    answer["ms"] = ttl.left.count();
    return answer;
  });
  add("expire_time", {"key"}, [this](const Json &step) {
    const cellaret::ExpireTime time = cache_.expire_time(key_of(step.at("key")));
    Json answer = status(status_of(time.lifetime));
    answer["unix_ms"] = time.at.time_since_epoch().count();
    return answer;
  });
}

void CppInstance::add_instance_operations() {
  add("len", {}, [this](const Json &) {
    Json answer = status("OK");
    answer["count"] = cache_.size();
    return answer;
  });
  add("clear", {}, [this](const Json &) {
    cache_.clear();
    return status("OK");
  });
  add("advance", {"ms"}, [this](const Json &step) {
    cache_.advance(milliseconds_of(step.at("ms")));
    return status("OK");
  });
  add("step_wall", {"ms"}, [this](const Json &step) {
    cache_.step_wall(milliseconds_of(step.at("ms")));
    return status("OK");
  });
  add("stats", {}, [this](const Json &) {
    const cellaret::Stats stats = cache_.stats();
    Json answer = status("OK");
    answer["stats"] = {{"hits", stats.hits},           {"misses", stats.misses},
                       {"sets", stats.sets},           {"deletes", stats.deletes},
                       {"evictions", stats.evictions}, {"expirations", stats.expirations},
                       {"entries", stats.entries}};
    return answer;
  });
}

}  // namespace
}  // namespace edge_cases

int main(int argc, char **argv) {
  if (argc != 2) {
    std::fputs("usage: edge_cases_cpp TABLE\n", stderr);
    return 1;
  }
  return edge_cases::run_table(argv[1], "cpp", [](const edge_cases::Json &options) {
    return std::make_unique<edge_cases::CppInstance>(options);
  });
}
