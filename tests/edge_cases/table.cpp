// The table's reader and driver: decodes JSON, walks the rows, compares answers with expectations.
#include "table.h"

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <fstream>

namespace edge_cases {
namespace {

std::string shown(const Json &json) {
  return json.dump(-1, ' ', true, Json::error_handler_t::replace);
}

std::string from_base64(const std::string &text) {
  static const std::string kDigits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string bytes;
  std::uint32_t bits = 0;
  int count = 0;
  for (const char digit : text) {
    if (digit == '=') break;
    const std::size_t number = kDigits.find(digit);
    if (number == std::string::npos) throw Failure("not base64: " + text);
    bits = bits << 6 | static_cast<std::uint32_t>(number);
    count += 6;
    if (count >= 8) {
      count -= 8;
      bytes.push_back(static_cast<char>(bits >> count & 0xff));
    }
  }
  return bytes;
}

std::string repeated(const Json &pair) {
  std::string text;
  for (std::int64_t left = integer_of(pair.at(1)); left > 0; left--) {
    text += pair.at(0).get_ref<const std::string &>();
  }
  return text;
}

double double_of(const std::string &text) {
  char *end = nullptr;
  const double number = std::strtod(text.c_str(), &end);
  if (text.empty() || *end != '\0') throw Failure("not a double: " + text);
  return number;
}

// What a step expects of a field, in the form that answers have.
Json expected_field(const std::string &name, const Json &expected) {
  if ((name == "value" || name == "old") && !expected.is_null()) {
    return answer_of(value_of(expected));
  }
  if (name == "count" || name == "ms" || name == "unix_ms") return integer_of(expected);
  return expected;
}

void compare(const std::string &name, const Json &expected, const Json &answer) {
  if (!answer.contains(name)) {
    throw Failure("the answer has no field " + name + ": " + shown(answer));
  }
  const Json wanted = expected_field(name, expected);
  const Json &got = answer.at(name);
  if (name == "stats") {
    for (const auto &[field, number] : wanted.items()) compare(field, number, got);
  } else if (got != wanted) {
    throw Failure(name + " is " + shown(got) + ", not " + shown(wanted));
  }
}

class Row {
 public:
  Row(const Json &row, const Open &open) : row_(row), open_(open) {}

  void run() {
    for (const Json &step : row_.at("steps")) {
      number_++;
      run_step(step);
    }
    if (number_ == 0) throw Failure("no steps");
  }
  [[nodiscard]] int number() const { return number_; }

 private:
  Instance &instance(const std::string &name) {
    std::unique_ptr<Instance> &found = instances_[name];
    if (!found) found = open_(row_.value("options", Json::object()));
    return *found;
  }

  void run_step(const Json &step) {
    const std::string &name = step.at("op").get_ref<const std::string &>();
    const auto &operations = instance(step.value("cache", "main")).operations();
    const auto found = operations.find(name);
    if (found == operations.end()) throw Failure("unknown operation " + name);
    const std::vector<std::string> &arguments = found->second.arguments;
    for (const auto &[argument, value] : step.items()) {
      if (argument != "op" && argument != "cache" && argument != "expect" &&
          std::ranges::find(arguments, argument) == arguments.end()) {
        throw Failure("unknown argument " + argument);
      }
    }
    Json expected = step.value("expect", Json::object());
    if (!expected.contains("status")) expected["status"] = "OK";
    if (name == "get" && expected["status"] == "OK" && !expected.contains("value")) {
      throw Failure("a get that succeeds must name the value");
    }
    const Json answer = found->second.run(step);
    compare("status", expected["status"], answer);
    for (const auto &[field, wanted] : expected.items()) compare(field, wanted, answer);
  }

  const Json &row_;
  const Open &open_;
  std::map<std::string, std::unique_ptr<Instance>> instances_;
  int number_ = 0;
};

}  // namespace

std::pair<std::string, Json> single_member(const Json &object) {
  if (!object.is_object() || object.size() != 1) throw Failure("unknown form " + shown(object));
  return {object.begin().key(), object.begin().value()};
}

std::int64_t integer_of(const Json &number) {
  if (number.is_number_integer()) return number.get<std::int64_t>();
  if (!number.is_string()) throw Failure("not an integer: " + shown(number));
  const std::string &text = number.get_ref<const std::string &>();
  std::int64_t integer = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), integer);
  if (error != std::errc() || end != text.data() + text.size()) {
    throw Failure("not a 64-bit integer: " + text);
  }
  return integer;
}

std::string key_of(const Json &key) {
  if (key.is_string()) return key.get<std::string>();
  const auto [form, content] = single_member(key);
  if (form == "bytes_b64") return from_base64(content);
  if (form == "repeat") return repeated(content);
  throw Failure("unknown form of key " + shown(key));
}

Value value_of(const Json &value) {
  using Kind = Value::Kind;
  if (value.is_string()) return {.kind = Kind::kText, .bytes = value.get<std::string>()};
  const auto [form, content] = single_member(value);
  if (form == "bytes_b64") return {.kind = Kind::kBytes, .bytes = from_base64(content)};
  if (form == "repeat") return {.kind = Kind::kText, .bytes = repeated(content)};
  if (form == "int") return {.kind = Kind::kInt, .integer = integer_of(content)};
  if (form == "double") return {.kind = Kind::kDouble, .number = double_of(content)};
  throw Failure("unknown form of value " + shown(value));
}

bool is_utf8(std::string_view bytes) {
  try {
    static_cast<void>(Json(bytes).dump());
    return true;
  } catch (const Json::type_error &) {
    return false;
  }
}

Json answer_of(const Value &value) {
  switch (value.kind) {
    case Value::Kind::kText:
      return {{"text", value.bytes}};
    case Value::Kind::kBytes:
      return {{"bytes", value.bytes}};
    case Value::Kind::kInt:
      return {{"int", value.integer}};
    case Value::Kind::kDouble:
      break;
  }
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), "%.17g", value.number);
  return {{"double", text.data()}, {"bits", std::bit_cast<std::uint64_t>(value.number)}};
}

int run_table(const std::string &path, const std::string &language, const Open &open) {
  const Json table = Json::parse(std::ifstream(path));
  const Json &rows = table.at("rows");
  std::size_t mine = 0;
  std::size_t failed = 0;
  for (const Json &row : rows) {
    const Json &languages = row.at("languages");
    if (std::find(languages.begin(), languages.end(), language) == languages.end()) continue;
    mine++;
    Row running(row, open);
    try {
      running.run();
    } catch (const std::exception &problem) {
      failed++;
      std::printf("%s, step %d: %s\n  (%s; %s)\n", row.at("id").get<std::string>().c_str(),
                  running.number(), problem.what(), row.at("title").get<std::string>().c_str(),
                  row.at("section").get<std::string>().c_str());
    }
  }
  if (rows.size() != table.at("count").get<std::size_t>()) {
    std::printf("the table has %zu rows, its count says %s\n", rows.size(),
                shown(table.at("count")).c_str());
    failed++;
  }
  std::printf("%s: %zu rows, 0 skipped, %zu failed\n", language.c_str(), mine, failed);
  return mine == 0 || failed != 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}

}  // namespace edge_cases
