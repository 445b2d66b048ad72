// Takes seeds from the kernel.
#include "engine/base/random.h"

#include <sys/random.h>
#include <time.h>

namespace cellaret::engine {

std::uint64_t system_seed() noexcept {
  std::uint64_t seed = 0;
  if (getrandom(&seed, sizeof seed, GRND_NONBLOCK) != sizeof seed) {
    // Early in boot, or a kernel without it: guessable, but different from instance to instance.
    timespec now{};
    clock_gettime(CLOCK_MONOTONIC, &now);
    seed = Random(static_cast<std::uint64_t>(now.tv_nsec) ^
                  (static_cast<std::uint64_t>(now.tv_sec) << 32) ^
                  reinterpret_cast<std::uintptr_t>(&seed))
               .next();
  }
  return seed != 0 ? seed : 1;
}

}  // namespace cellaret::engine
