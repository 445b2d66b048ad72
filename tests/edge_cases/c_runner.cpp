// The edge cases through the C interface.
#include <cellaret/cellaret.h>

#include <cstdio>

#include "c_collections.h"
#include "table.h"

namespace edge_cases {
namespace {

cellaret_expiry expiry_of(const Json &expiry) {
  const auto [kind, content] = single_member(expiry);
  if (kind == "in_ms") return cellaret_expiry_in(integer_of(content));
  if (kind == "at_ms") return cellaret_expiry_at(integer_of(content));
  if (kind == "never") return cellaret_expiry_never();
  if (kind == "keep") return cellaret_expiry_keep();
  if (kind == "daily") {
    return cellaret_expiry_daily(content.at(0), content.at(1), content.at(2), content.at(3));
  }
  throw Failure("unknown expiry " + kind);
}

}  // namespace

cellaret_expiry expiry_in(const Json &step) {
  return step.contains("expiry") ? expiry_of(step["expiry"]) : cellaret_expiry_default();
}

namespace {

std::uint32_t condition_in(const Json &step) {
  static const std::map<std::string, std::uint32_t> kConditions = {
      {"if_none", CELLARET_EXPIRE_IF_NONE},
      {"if_any", CELLARET_EXPIRE_IF_ANY},
      {"if_greater", CELLARET_EXPIRE_IF_GREATER},
      {"if_less", CELLARET_EXPIRE_IF_LESS},
      {"if_any_and_less", CELLARET_EXPIRE_IF_ANY_AND_LESS}};
  if (!step.contains("condition")) return CELLARET_EXPIRE_ALWAYS;
  return kConditions.at(step["condition"]);
}

}  // namespace

Json answer_of_raw(cellaret_value &raw) {
  Value value;
  if (raw.type == CELLARET_TYPE_INT) {
    value = {.kind = Value::Kind::kInt, .integer = raw.as.integer};
  } else if (raw.type == CELLARET_TYPE_DOUBLE) {
    value = {.kind = Value::Kind::kDouble, .number = raw.as.number};
  } else if (raw.type == CELLARET_TYPE_STRING) {
    if (raw.codec == CELLARET_CODEC_BYTES)
      value.kind = Value::Kind::kBytes;
    else if (raw.codec != CELLARET_CODEC_UTF8)
      throw Failure("the codec tag is another");
    value.bytes.assign(static_cast<const char *>(cellaret_value_data(&raw)), raw.size);
    if (!is_utf8(value.bytes)) value.kind = Value::Kind::kBytes;
  } else {
    return nullptr;
  }
  cellaret_value_release(&raw);
  return answer_of(value);
}

namespace {

Json status_only(cellaret_status status) { return {{"status", cellaret_status_name(status)}}; }

class CInstance : public Instance {
 public:
  explicit CInstance(const Json &options);
  ~CInstance() override { cellaret_cache_close(cache_); }
  CInstance(const CInstance &) = delete;
  CInstance &operator=(const CInstance &) = delete;

  [[nodiscard]] const std::map<std::string, Operation> &operations() const override {
    return operations_;
  }

 private:
  Json write(const Json &step, std::uint8_t condition, bool wants_old);
  Json get(const Json &step);
  Json increment(const Json &step);
  Json delete_many(const Json &step);
  Json type(const Json &step);
  Json stats();
  void add_key_operations();
  void add_deadline_operations();
  void add_instance_operations();

  // Makes the operation of a call that takes a key and nothing else.
  Operation on_key(cellaret_status (*call)(cellaret_cache *, const void *, std::size_t)) {
    return {{"key"}, [this, call](const Json &step) {
              const std::string key = key_of(step.at("key"));
              return status_only(call(cache_, key.data(), key.size()));
            }};
  }

  cellaret_cache *cache_ = nullptr;
  std::map<std::string, Operation> operations_;
};

CInstance::CInstance(const Json &options) {
  cellaret_options raw{};
  raw.struct_size = sizeof raw;
  raw.clock = CELLARET_CLOCK_MANUAL;
  raw.manual_start_ms = kStartMs;
  raw.shards = 1;
  for (const auto &[name, content] : options.items()) {
    if (name == "max_bytes")
      raw.max_bytes = content;
    else if (name == "max_entries")
      raw.max_entries = content;
    else if (name == "max_entry_bytes")
      raw.max_entry_bytes = content;
    else if (name == "policy")
      raw.policy = content.get_ref<const std::string &>().c_str();
    else if (name == "default_expiry")
      raw.default_expiry = expiry_of(content);
    else
      throw Failure("unknown option " + name);
  }
  if (cellaret_cache_open(&raw, &cache_) != CELLARET_OK) throw Failure("open failed");
  add_key_operations();
  add_deadline_operations();
  add_instance_operations();
  add_changes(operations_, cache_);
  add_lists(operations_, cache_);
  add_sets(operations_, cache_);
}

void CInstance::add_key_operations() {
  const std::vector<std::string> writing = {"key", "value", "expiry"};
  operations_["set"] = {
      writing, [this](const Json &step) { return write(step, CELLARET_SET_ALWAYS, false); }};
  operations_["set_if_absent"] = {
      writing, [this](const Json &step) { return write(step, CELLARET_SET_IF_ABSENT, false); }};
  operations_["replace"] = {
      writing, [this](const Json &step) { return write(step, CELLARET_SET_IF_PRESENT, false); }};
  operations_["get_and_set"] = {
      writing, [this](const Json &step) { return write(step, CELLARET_SET_ALWAYS, true); }};
  operations_["get"] = {{"key"}, [this](const Json &step) { return get(step); }};
  operations_["increment"] = {{"key", "delta", "expiry"},
                              [this](const Json &step) { return increment(step); }};
  operations_["delete"] = on_key(cellaret_delete);
  operations_["delete_many"] = {{"keys"}, [this](const Json &step) { return delete_many(step); }};
  operations_["exists"] = on_key(cellaret_exists);
  operations_["type"] = {{"key"}, [this](const Json &step) { return type(step); }};
}

void CInstance::add_deadline_operations() {
  operations_["persist"] = on_key(cellaret_persist);
  operations_["expire"] = {
      {"key", "ms", "condition"}, [this](const Json &step) {
        const std::string key = key_of(step.at("key"));
        return status_only(cellaret_expire(cache_, key.data(), key.size(),
                                           integer_of(step.at("ms")), condition_in(step)));
      }};
  operations_["expire_at"] = {
      {"key", "unix_ms", "condition"}, [this](const Json &step) {
        const std::string key = key_of(step.at("key"));
        return status_only(cellaret_expire_at(cache_, key.data(), key.size(),
                                              integer_of(step.at("unix_ms")), condition_in(step)));
      }};
  operations_["ttl"] = {{"key"}, [this](const Json &step) {
                          const std::string key = key_of(step.at("key"));
                          std::int64_t ms = -1;
                          Json answer =
                              status_only(cellaret_ttl(cache_, key.data(), key.size(), &ms));
                          answer["ms"] = ms;
                          return answer;
                        }};
  operations_["expire_time"] = {
      {"key"}, [this](const Json &step) {
        const std::string key = key_of(step.at("key"));
        std::int64_t ms = -1;
        Json answer = status_only(cellaret_expire_time(cache_, key.data(), key.size(), &ms));
        answer["unix_ms"] = ms;
        return answer;
      }};
}

void CInstance::add_instance_operations() {
  operations_["len"] = {{}, [this](const Json &) {
                          std::uint64_t count = 0;
                          Json answer = status_only(cellaret_len(cache_, &count));
                          answer["count"] = count;
                          return answer;
                        }};
  operations_["clear"] = {{}, [this](const Json &) { return status_only(cellaret_clear(cache_)); }};
  operations_["advance"] = {
      {"ms"}, [this](const Json &step) {
        return status_only(cellaret_clock_advance(cache_, integer_of(step.at("ms"))));
      }};
  operations_["step_wall"] = {
      {"ms"}, [this](const Json &step) {
        return status_only(cellaret_clock_step_wall(cache_, integer_of(step.at("ms"))));
      }};
  operations_["stats"] = {{}, [this](const Json &) { return stats(); }};
}

Json CInstance::write(const Json &step, std::uint8_t condition, bool wants_old) {
  const std::string key = key_of(step.at("key"));
  const Value value = value_of(step.at("value"));
  cellaret_set_options options{};
  options.struct_size = sizeof options;
  options.condition = condition;
  options.expiry = expiry_in(step);
  cellaret_value old{};
  cellaret_value *const out_old = wants_old ? &old : nullptr;
  cellaret_status status = CELLARET_OK;
  if (value.kind == Value::Kind::kInt) {
    status = cellaret_int_set(cache_, key.data(), key.size(), value.integer, &options, out_old);
  } else if (value.kind == Value::Kind::kDouble) {
    status = cellaret_double_set(cache_, key.data(), key.size(), value.number, &options, out_old);
  } else {
    const bool is_text = value.kind == Value::Kind::kText;
    options.codec = is_text ? CELLARET_CODEC_UTF8 : CELLARET_CODEC_BYTES;
    status = cellaret_set(cache_, key.data(), key.size(), value.bytes.data(), value.bytes.size(),
                          &options, out_old);
  }
  Json answer = status_only(status);
  if (wants_old) answer["old"] = answer_of_raw(old);
  return answer;
}

Json CInstance::get(const Json &step) {
  const std::string key = key_of(step.at("key"));
  cellaret_value raw{};
  Json answer = status_only(cellaret_get(cache_, key.data(), key.size(), &raw));
  answer["value"] = answer_of_raw(raw);
  return answer;
}

Json CInstance::increment(const Json &step) {
  const std::string key = key_of(step.at("key"));
  Value value = value_of(step.at("delta"));
  const cellaret_expiry expiry = expiry_in(step);
  cellaret_status status = CELLARET_OK;
  if (value.kind == Value::Kind::kInt) {
    status = cellaret_int_increment(cache_, key.data(), key.size(), value.integer, &expiry,
                                    &value.integer);
  } else {
    status = cellaret_double_increment(cache_, key.data(), key.size(), value.number, &expiry,
                                       &value.number);
  }
  Json answer = status_only(status);
  answer["value"] = answer_of(value);
  return answer;
}

Json CInstance::delete_many(const Json &step) {
  std::vector<std::string> keys;
  for (const Json &key : step.at("keys")) keys.push_back(key_of(key));
  std::vector<cellaret_key> views;
  for (const std::string &key : keys) views.push_back({key.data(), key.size()});
  std::uint64_t count = 0;
  Json answer = status_only(cellaret_delete_many(cache_, views.data(), views.size(), &count));
  answer["count"] = count;
  return answer;
}

Json CInstance::type(const Json &step) {
  static const std::map<std::uint8_t, std::string> kNames = {
      {CELLARET_TYPE_NONE, "none"}, {CELLARET_TYPE_STRING, "string"},
      {CELLARET_TYPE_INT, "int"},   {CELLARET_TYPE_DOUBLE, "double"},
      {CELLARET_TYPE_LIST, "list"}, {CELLARET_TYPE_SET, "set"}};
  const std::string key = key_of(step.at("key"));
  std::uint8_t type = CELLARET_TYPE_NONE;
  Json answer = status_only(cellaret_type(cache_, key.data(), key.size(), &type));
  answer["type"] = kNames.at(type);
  return answer;
}

Json CInstance::stats() {
  cellaret_stats raw{};
  raw.struct_size = sizeof raw;
  Json answer = status_only(cellaret_stats_read(cache_, &raw));
  answer["stats"] = {{"hits", raw.hits},           {"misses", raw.misses},
                     {"sets", raw.sets},           {"deletes", raw.deletes},
                     {"evictions", raw.evictions}, {"expirations", raw.expirations},
                     {"entries", raw.entries}};
  return answer;
}

}  // namespace
}  // namespace edge_cases

int main(int argc, char **argv) {
  if (argc != 2) {
    std::fputs("usage: edge_cases_c TABLE\n", stderr);
    return 1;
  }
  return edge_cases::run_table(argv[1], "c", [](const edge_cases::Json &options) {
    return std::make_unique<edge_cases::CInstance>(options);
  });
}
