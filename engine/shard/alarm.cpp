// Sleeping with a limit, which std::atomic::wait does not have, and being woken.
#include "engine/shard/alarm.h"

#include <linux/futex.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

namespace cellaret::engine {

static_assert(sizeof(std::atomic<std::uint32_t>) == sizeof(std::uint32_t));

void Alarm::ring() noexcept {
  if (has_rung_.exchange(1, std::memory_order_seq_cst) != 0) return;
  syscall(SYS_futex, &has_rung_, FUTEX_WAKE_PRIVATE, 1, nullptr, nullptr, 0);
}

// Whatever ends the wait, a signal too, the thread may as well look.
void Alarm::sleep(std::int64_t ms) noexcept {
  if (has_rung_.load(std::memory_order_seq_cst) == 0) {
    timespec limit{};
    limit.tv_sec = ms / 1000;
    limit.tv_nsec = ms % 1000 * 1'000'000;
    syscall(SYS_futex, &has_rung_, FUTEX_WAIT_PRIVATE, 0, &limit, nullptr, 0);
  }
  has_rung_.exchange(0, std::memory_order_seq_cst);
}

}  // namespace cellaret::engine
