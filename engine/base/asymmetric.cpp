// The rare side: a barrier on every processor that runs a thread of this process.
#include "engine/base/asymmetric.h"

#include <linux/membarrier.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace cellaret::engine {

namespace {

[[maybe_unused]] bool membarrier(int command) noexcept {
  return syscall(SYS_membarrier, command, 0, 0) == 0;
}

bool register_process() noexcept {
#if defined(CELLARET_SCHEDULED)
  return true;
#elif CELLARET_WATCHED_BY_TSAN
  return false;
#else
  return membarrier(MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED);
#endif
}

}  // namespace

const bool kHasAsymmetricBarrier = register_process();

void asymmetric_barrier() noexcept {
#if defined(CELLARET_SCHEDULED)
  schedule_barrier();
#else
  if (kHasAsymmetricBarrier) membarrier(MEMBARRIER_CMD_PRIVATE_EXPEDITED);
#endif
}

// The kernel may have forgotten; registering twice is harmless.
void asymmetric_after_fork_in_child() noexcept {
  if (kHasAsymmetricBarrier) register_process();
}

}  // namespace cellaret::engine
