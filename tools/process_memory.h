// How much memory of this process is resident.
#pragma once

#include <cstdint>

namespace cellaret::tool {

// VmRSS of /proc/self/status in bytes; 0 where that file does not exist.
std::uint64_t resident_bytes();

}  // namespace cellaret::tool
