// Implementation of curve.h.
#include "tools/curve.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <exception>
#include <mutex>
#include <thread>

#include "tools/progress_bar.h"

namespace cellaret::tool {

namespace {

// A smaller cache is no likeness of a large one.
constexpr std::uint64_t kMinSampledEntries = 16;
constexpr std::uint64_t kMinSampledBytes = std::uint64_t{16} * 1024;
constexpr std::uint64_t kMinMaxBytes = 4096;

ReplayOptions replay_options(const CurveOptions &options, std::uint32_t keys_in) {
  ReplayOptions replay;
  replay.max_bytes = CELLARET_UNLIMITED;
  replay.shards = options.shards;
  replay.seed = options.seed;
  replay.value_size = options.value_size;
  replay.ms_per_access = keys_in;
  return replay;
}

// Runs jobs by number until none is left or one has failed.
template <class Job>
void run_jobs(std::size_t jobs, std::uint32_t threads, const Job &job) {
  std::atomic<std::size_t> next{0};
  std::exception_ptr failure;
  std::mutex mutex;
  const auto work = [&] {
    for (std::size_t number = next++; number < jobs; number = next++) {
      try {
        job(number);
      } catch (...) {
        const std::lock_guard guard(mutex);
        if (failure == nullptr) failure = std::current_exception();
        next = jobs;
      }
    }
  };
  std::vector<std::jthread> crew;
  for (std::uint32_t thread = 1; thread < std::min<std::size_t>(threads, jobs); ++thread) {
    crew.emplace_back(work);
  }
  work();
  crew.clear();
  if (failure != nullptr) std::rethrow_exception(failure);
}

// The progress of several replays at once.
class SharedProgress {
 public:
  explicit SharedProgress(ProgressBar &bar) : bar_(bar) {}

  void add(std::uint64_t accesses) {
    const std::lock_guard guard(mutex_);
    done_ += accesses;
    bar_.update(done_, done_);
  }

 private:
  std::mutex mutex_;
  ProgressBar &bar_;
  std::uint64_t done_ = 0;
};

struct Cell {
  double miss_ratio = 0;
  std::uint64_t refused = 0;
};

// The accesses of a sample are not quite its share of all, mostly because one key that is asked for
// very often is in it or not. Such a key misses hardly ever, so misses are counted against the
// share: the correction called SHARDS-adj in the paper.
Cell cell_of(const ReplayResult &result, const TraceSamples &trace) {
  const double share = static_cast<double>(trace.accesses()) / trace.keys_in();
  const double misses = static_cast<double>(result.misses);
  return {std::min(1.0, share == 0 ? 0 : misses / share), result.refused};
}

// By the keys that the sample really has, so that all of them fit where all of the trace would.
std::uint64_t scaled_size(std::uint64_t size, double share, SizeUnit unit) {
  const std::uint64_t least = unit == SizeUnit::kBytes ? kMinMaxBytes : 1;
  const auto scaled = std::llround(static_cast<double>(size) * share);
  return std::max(static_cast<std::uint64_t>(scaled), least);
}

// Cells of one size and policy, one for each sample.
CurvePoint point_of(std::uint64_t size, const Cell *cells, std::size_t samples) {
  CurvePoint point;
  point.size = size;
  const auto count = static_cast<double>(samples);
  for (std::size_t sample = 0; sample < samples; ++sample) {
    point.miss_ratio += cells[sample].miss_ratio / count;
    point.refused += cells[sample].refused;
  }
  double squares = 0;
  for (std::size_t sample = 0; sample < samples; ++sample) {
    const double off = cells[sample].miss_ratio - point.miss_ratio;
    squares += off * off;
  }
  if (samples > 1) point.standard_error = std::sqrt(squares / (count - 1) / count);
  return point;
}

}  // namespace

std::uint64_t smallest_size(SizeUnit unit, std::uint32_t keys_in) {
  const bool is_bytes = unit == SizeUnit::kBytes;
  if (keys_in == 1) return is_bytes ? kMinMaxBytes : 1;
  return (is_bytes ? kMinSampledBytes : kMinSampledEntries) * keys_in;
}

std::uint64_t bytes_of_all_keys(const TraceSamples &trace, const CurveOptions &options) {
  ReplayOptions unlimited = replay_options(options, trace.keys_in());
  std::uint64_t bytes = 0;
  for (const Trace &sample : trace.samples()) {
    bytes += replay(sample, unlimited, [](std::uint64_t) {}).bytes_charged_peak;
  }
  bytes = bytes * trace.keys_in() / trace.samples().size();
  // The same entries need not take the same bytes twice: on the system's allocator blocks of one
  // size differ by what was left beside them.
  return bytes + bytes / 64;
}

std::vector<Curve> measure_curves(const TraceSamples &trace, const CurveOptions &options,
                                  const std::vector<std::uint64_t> &sizes, ProgressBar &progress) {
  const std::size_t samples = trace.samples().size();
  std::vector<Cell> cells(options.policies.size() * sizes.size() * samples);
  SharedProgress shared(progress);
  run_jobs(cells.size(), options.threads, [&](std::size_t number) {
    const Trace &sample = trace.samples()[number % samples];
    const std::uint64_t size = sizes[number / samples % sizes.size()];
    ReplayOptions cell = replay_options(options, trace.keys_in());
    cell.policy = options.policies[number / samples / sizes.size()];
    const std::uint64_t scaled = scaled_size(size, trace.share(number % samples), options.unit);
    (options.unit == SizeUnit::kBytes ? cell.max_bytes : cell.max_entries) = scaled;
    std::uint64_t told = 0;
    const ReplayResult result = replay(sample, cell, [&](std::uint64_t accesses) {
      shared.add(accesses - told);
      told = accesses;
    });
    shared.add(result.accesses - told);
    cells[number] = cell_of(result, trace);
  });
  std::vector<Curve> curves;
  const Cell *next = cells.data();
  for (const std::string &policy : options.policies) {
    Curve &curve = curves.emplace_back(Curve{policy, {}});
    for (const std::uint64_t size : sizes) {
      curve.points.push_back(point_of(size, next, samples));
      next += samples;
    }
  }
  return curves;
}

}  // namespace cellaret::tool
