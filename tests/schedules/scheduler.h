// Runs bodies as threads of which one runs at a time and a seed decides which.
//
// Idea. The engine is compiled with CELLARET_SCHEDULED: before each access to anything shared it
// calls schedule_point(), and where it would spin or sleep, schedule_yield(). The threads are
// fibers of one system thread, so that going over from one to another costs little and the same
// seed gives the same run.
//
// Two strategies take turns. The walk goes over to any other thread with a probability that itself
// is drawn for each run. The other, after Burckhardt et al. 2010, "A randomized scheduler with
// probabilistic guarantees of finding bugs", gives threads random priorities, runs the highest, and
// lowers the one that runs at a few random points: of n threads with k points in all it finds a bug
// that takes d preemptions with a probability of at least 1 / (n * k^(d-1)).
//
// In half of the runs a thread's stores reach the others late: see store_buffer.h. What this cannot
// show: an order of memory that is too weak for processors other than x86-64. ThreadSanitizer is
// for that.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

namespace cellaret::schedules {

inline constexpr std::size_t kMaxFibers = 4;

// Has each fiber enter the library once, so that what the library keeps for a thread is there.
void prepare_fibers(const std::function<void()> &enter);

// Runs all bodies to their ends and gives back how many points there were.
std::uint64_t run_scheduled(const std::vector<std::function<void()>> &bodies, std::uint64_t seed);

// Prints what is wrong and which schedule it was, and ends the process: a fiber cannot be unwound.
[[noreturn]] void fail(const char *what);
// The name and the seed that fail() prints.
void name_schedule(const char *name, std::uint64_t seed);

}  // namespace cellaret::schedules
