// The engine alone under Google Benchmark: for watching one operation while it is worked on, with
// --benchmark_filter, repetitions or a profiler. Ratios to others are cellaret_bench's.
#include <benchmark/benchmark.h>

#include <memory>
#include <mutex>
#include <string>

#include "bench/harness/instance.h"
#include "bench/micro/actions.h"
#include "bench/micro/key_sources.h"

namespace cellaret::bench {
namespace {

constexpr std::int64_t kOperations = 32'768;  // of one burst

// Built by the first benchmark that wants it and kept until another number or policy is wanted.
struct Stock {
  Stock(const std::string &wanted_policy, std::uint64_t wanted_entries)
      : policy(wanted_policy),
        entries(wanted_entries),
        strings({.policy = policy, .max_entries = 2 * entries}),
        full({.policy = policy, .max_entries = entries}),
        numbers({.policy = policy, .max_entries = 2 * entries}),
        present(StreamKeys::drawn(Spread::kUniform, entries, 1 << 20)),
        absent(entries, 2) {
    for (const Key &key : keys_from(0, entries)) {
      strings.set(key.view(), kValue);
      full.set(key.view(), kValue);
      numbers.set_int(key.view(), 1);
    }
  }

  std::string policy;
  std::uint64_t entries;
  Instance strings;
  Instance full;
  Instance numbers;
  StreamKeys present;
  FreshKeys absent;
};

Stock &stock_of(const std::string &policy, std::uint64_t entries) {
  static std::mutex mutex;
  static std::unique_ptr<Stock> stock;
  const std::lock_guard lock(mutex);
  if (!stock || stock->policy != policy || stock->entries != entries) {
    stock.reset();
    stock = std::make_unique<Stock>(policy, entries);
  }
  return *stock;
}

using Make = Action (*)(Stock &);

void run(benchmark::State &state, const std::string &policy, Make make, bool is_present) {
  Stock &stock = stock_of(policy, static_cast<std::uint64_t>(state.range(0)));
  const auto thread = static_cast<unsigned>(state.thread_index());
  const Action action = make(stock);
  std::uint64_t index = 0;
  for (auto _ : state) {
    state.PauseTiming();
    KeySource &keys = is_present ? static_cast<KeySource &>(stock.present) : stock.absent;
    const Burst burst{thread, keys.burst(thread, index++, kOperations)};
    state.ResumeTiming();
    benchmark::DoNotOptimize(action(burst));
  }
  state.SetItemsProcessed(state.iterations() * kOperations);
}

void add(const std::string &name, Make make, bool is_present) {
  for (const char *policy : {"allkeys-lru", "allkeys-random"}) {
    benchmark::RegisterBenchmark(
        (name + "/" + policy).c_str(),
        [=](benchmark::State &state) { run(state, policy, make, is_present); })
        ->ArgName("entries")
        ->Arg(10'000)
        ->Arg(1'000'000)
        ->ThreadRange(1, 2)
        ->UseRealTime();
  }
}

void add_all() {
  add("get_hit", [](Stock &stock) { return getting(stock.strings); }, true);
  add("get_miss", [](Stock &stock) { return getting(stock.strings); }, false);
  add("set_overwrite", [](Stock &stock) { return setting(stock.strings); }, true);
  add("evicting_insert", [](Stock &stock) { return setting(stock.full); }, false);
  add("int_get", [](Stock &stock) { return getting(stock.numbers); }, true);
  add("int_increment", [](Stock &stock) { return incrementing(stock.numbers); }, true);
}

}  // namespace
}  // namespace cellaret::bench

int main(int argc, char **argv) {
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
  benchmark::AddCustomContext("cellaret", cellaret_version());
  benchmark::AddCustomContext("allocator", cellaret_allocator());
  cellaret::bench::add_all();
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
