// Implementation of process_memory.h.
#include "tools/process_memory.h"

#include <fstream>
#include <sstream>
#include <string>

namespace cellaret::tool {

std::uint64_t resident_bytes() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    std::istringstream words(line);
    std::string name;
    std::uint64_t kibibytes = 0;
    if (words >> name && name == "VmRSS:" && words >> kibibytes) return kibibytes * 1024;
  }
  return 0;
}

}  // namespace cellaret::tool
