// The shapes of histories, each with the weights of its operations, and the dice.
#include "tests/histories/shapes.h"

#include <random>

#include "tests/histories/player.h"
#include "tests/histories/values.h"

namespace cellaret::history {

namespace {

enum class Limits : std::uint8_t { kNone, kEvicting, kFull };

// How often each operation is called, and with what.
struct Shape {
  const char *name;
  std::uint8_t keys;
  std::uint8_t weights[17];  // by Kind, up to kStats
  std::uint8_t int_percent;  // of the values
  std::uint8_t expiry_percent;
  std::uint16_t sizes[4];  // of texts
  Limits limits;
  std::uint64_t max_entries;
  std::uint64_t max_bytes;
  std::int64_t churn_keys;
};

constexpr std::uint64_t kNone = 0;

constexpr Shape kShapes[] = {
    // name, keys, {get, set, increment, delete, exists, type, expire, persist, ttl, multi_get,
    // multi_set,
    //              clear, advance, step_wall, maintain, churn, stats}
    {"small values",
     2,
     {10, 8, 0, 2, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0},
     0,
     0,
     {8, 24, 24, 40},
     Limits::kNone,
     kNone,
     kNone,
     0},
    {"overwrites in place",
     1,
     {12, 8, 0, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0},
     0,
     10,
     {40, 64, 64, 48},
     Limits::kNone,
     kNone,
     kNone,
     0},
    {"mixed types",
     2,
     {8, 8, 6, 2, 1, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0},
     60,
     0,
     {8, 16, 64, 65},
     Limits::kNone,
     kNone,
     kNone,
     0},
    {"counters",
     1,
     {4, 0, 10, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0},
     100,
     0,
     {8, 8, 8, 8},
     Limits::kNone,
     kNone,
     kNone,
     0},
    {"pinned values",
     2,
     {10, 10, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0},
     0,
     0,
     {200, 200, 1000, 4000},
     Limits::kNone,
     kNone,
     kNone,
     0},
    {"deadlines",
     2,
     {8, 8, 2, 1, 1, 0, 3, 1, 2, 0, 0, 0, 4, 2, 1, 0, 0},
     20,
     70,
     {8, 24, 64, 200},
     Limits::kNone,
     kNone,
     kNone,
     40},
    {"eviction",
     3,
     {8, 8, 2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 2},
     20,
     0,
     {8, 24, 64, 200},
     Limits::kEvicting,
     4,
     kNone,
     0},
    {"random eviction and deadlines",
     2,
     {8, 8, 0, 1, 0, 0, 2, 0, 1, 0, 0, 0, 2, 0, 1, 3, 2},
     0,
     40,
     {24, 200, 1000, 2000},
     Limits::kEvicting,
     5,
     16 * 1024,
     0},
    {"no room",
     3,
     {8, 8, 2, 3, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2},
     20,
     20,
     {24, 1000, 2000, 3000},
     Limits::kFull,
     kNone,
     8 * 1024,
     0},
    {"growing and shrinking",
     2,
     {10, 4, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 16, 0},
     20,
     10,
     {8, 24, 64, 200},
     Limits::kNone,
     kNone,
     kNone,
     45},
    {"clearing",
     2,
     {8, 8, 2, 1, 1, 0, 0, 0, 0, 0, 0, 2, 0, 0, 1, 1, 0},
     20,
     0,
     {8, 24, 200, 1000},
     Limits::kNone,
     kNone,
     kNone,
     10},
};

class Dice {
 public:
  explicit Dice(std::uint64_t seed) : random_(seed) {}

  std::uint64_t below(std::uint64_t limit) { return random_() % limit; }
  bool percent(std::uint64_t chance) { return below(100) < chance; }

 private:
  std::mt19937_64 random_;
};

class Planner {
 public:
  Planner(const Shape &shape, std::uint64_t seed) : shape_(shape), dice_(seed) {}

  Plan make(std::uint64_t seed, std::uint32_t operations) {
    Plan plan;
    plan.name = shape_.name;
    plan.keys = shape_.keys;
    plan.may_be_full = shape_.limits != Limits::kNone;
    plan.may_evict = shape_.limits == Limits::kEvicting;
    plan.options.struct_size = sizeof plan.options;
    plan.options.clock = CELLARET_CLOCK_MANUAL;
    plan.options.manual_start_ms = kStart;
    plan.options.seed = seed | 1;
    plan.options.shards = shape_.churn_keys != 0 || dice_.percent(70) ? 1 : 2;
    plan.options.policy = shape_.limits == Limits::kFull
                              ? "noeviction"
                              : kEvicting[dice_.below(std::size(kEvicting))];
    plan.options.max_entries = shape_.max_entries;
    plan.options.max_bytes = shape_.max_bytes;
    for (std::int64_t key = 0; key < shape_.churn_keys; ++key) {
      Operation &operation = plan.before.emplace_back();
      operation.kind = Kind::kChurn;
      operation.amount = key * 2;
    }
    // A third thread makes two of them take turns where there are only two processors.
    std::uint8_t threads = dice_.percent(80) ? 2 : 3;
    for (std::uint8_t thread = 0; thread < threads; ++thread) {
      std::vector<Operation> &program = plan.threads.emplace_back();
      for (std::uint32_t count = operations / threads; count > 0; --count) {
        program.push_back(operation_of(thread));
      }
    }
    return plan;
  }

 private:
  Kind kind_of(std::uint8_t thread) {
    std::uint64_t sum = 0;
    for (std::uint8_t weight : shape_.weights) sum += weight;
    for (;;) {
      std::uint64_t left = dice_.below(sum);
      std::uint8_t kind = 0;
      while (left >= shape_.weights[kind]) left -= shape_.weights[kind++];
      // Clocks are the first thread's.
      bool is_move = Kind{kind} == Kind::kAdvance || Kind{kind} == Kind::kStepWall;
      if (thread == 0 || !is_move) return Kind{kind};
    }
  }

  Operation operation_of(std::uint8_t thread) {
    Operation operation;
    operation.kind = kind_of(thread);
    operation.thread = thread;
    // Most of them meet at one key.
    if (!dice_.percent(65)) operation.key = static_cast<std::uint8_t>(dice_.below(shape_.keys));
    switch (operation.kind) {
      case Kind::kSet:
        operation.written = value();
        operation.condition = condition();
        operation.wants_old = dice_.percent(25);
        operation.expiry = expiry();
        break;
      case Kind::kMultiGet:
        operation.second_key = other_key(operation.key);
        break;
      case Kind::kMultiSet:
        operation.second_key = other_key(operation.key);
        operation.written = value();
        operation.second_written = value();
        if (dice_.percent(20)) operation.condition = CELLARET_SET_IF_ABSENT;
        operation.expiry = expiry();
        break;
      case Kind::kIncrement:
        operation.amount = 1 + static_cast<std::int64_t>(dice_.below(9));
        break;
      case Kind::kExpire:
        operation.amount = static_cast<std::int64_t>(dice_.below(20)) - 1;
        break;
      case Kind::kAdvance:
        operation.amount = static_cast<std::int64_t>(dice_.below(8));
        break;
      case Kind::kStepWall:
        operation.amount = static_cast<std::int64_t>(dice_.below(13)) - 4;
        break;
      case Kind::kChurn:
        operation.amount = churn_amount();
        break;
      default:
        break;
    }
    return operation;
  }

  std::uint8_t other_key(std::uint8_t key) {
    return static_cast<std::uint8_t>((key + 1 + dice_.below(shape_.keys - 1)) % shape_.keys);
  }

  std::uint8_t condition() {
    if (dice_.percent(60)) return CELLARET_SET_ALWAYS;
    return dice_.percent(50) ? CELLARET_SET_IF_ABSENT : CELLARET_SET_IF_PRESENT;
  }

  Content value() {
    std::uint32_t number = ++last_number_;
    // Far apart, so that no sum of one is another.
    if (dice_.percent(shape_.int_percent)) return integer(std::int64_t{number} << 20);
    return text(text_number(number, shape_.sizes[dice_.below(std::size(shape_.sizes))]));
  }

  cellaret_expiry expiry() {
    if (!dice_.percent(shape_.expiry_percent)) return cellaret_expiry_default();
    auto ms = static_cast<std::int64_t>(1 + dice_.below(20));
    switch (dice_.below(4)) {
      case 0:
        return cellaret_expiry_keep();
      case 1:
        return cellaret_expiry_at(kStart + ms * 4);
      default:
        return cellaret_expiry_in(ms);
    }
  }

  // Comes and goes in long runs, so that the table grows and shrinks.
  std::int64_t churn_amount() {
    std::int64_t step = churned_++;
    std::int64_t run = 2 * 30 + shape_.churn_keys;
    bool is_going = step / run % 2 == 1;
    return (shape_.churn_keys + step % run) * 2 + static_cast<std::int64_t>(is_going);
  }

  const Shape &shape_;
  Dice dice_;
  std::uint32_t last_number_ = 0;
  std::int64_t churned_ = 0;
};

}  // namespace

Plan make_plan(std::uint64_t seed, std::uint32_t operations) {
  const Shape &shape = kShapes[seed % std::size(kShapes)];
  return Planner(shape, seed).make(seed, operations);
}

}  // namespace cellaret::history
