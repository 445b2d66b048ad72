// Reads tests/edge-cases.json and runs its rows; what a row's steps do is up to a language's
// runner.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace edge_cases {

using Json = nlohmann::json;

// Where a row and its execution part: an answer that differs, or something that nobody knows.
class Failure : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// One operation: the arguments it may have, and what carries it out. The answer is an object with
// "status" and what the operation gives; values in it are made by the functions below.
struct Operation {
  std::vector<std::string> arguments;
  std::function<Json(const Json &step)> run;
};

// One open cache of a language, with everything it can do.
class Instance {
 public:
  Instance() = default;
  Instance(const Instance &) = delete;
  Instance &operator=(const Instance &) = delete;
  virtual ~Instance() = default;
  [[nodiscard]] virtual const std::map<std::string, Operation> &operations() const = 0;
};

using Open = std::function<std::unique_ptr<Instance>(const Json &options)>;

// The instant at which each row's clocks start.
inline constexpr std::int64_t kStartMs = 1893456000000;

// The only member of an object, such as {"in_ms": 5}: its name and content. Throws Failure
// otherwise.
std::pair<std::string, Json> single_member(const Json &object);

// What the JSON of a step says, decoded; each throws Failure for a form it does not know.
std::int64_t integer_of(const Json &number);
std::string key_of(const Json &key);

struct Value {
  enum class Kind { kText, kBytes, kInt, kDouble };
  Kind kind = Kind::kText;
  std::string bytes{};       // kText, kBytes
  std::int64_t integer = 0;  // kInt
  double number = 0;         // kDouble
};
Value value_of(const Json &value);

// Whether bytes are a text. A part of one may end within a character, and is bytes then.
bool is_utf8(std::string_view bytes);

// What an answer says of a value: equal exactly when type and content are, doubles by their bits.
Json answer_of(const Value &value);

// Runs the rows of `language`, prints what differs and the closing line; the program's exit code.
int run_table(const std::string &path, const std::string &language, const Open &open);

}  // namespace edge_cases
