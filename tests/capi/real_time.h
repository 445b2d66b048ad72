// For tests of what a thread of the library does in real time: waiting for it, and counting
// threads.
#pragma once

#include <dirent.h>

#include <chrono>
#include <fstream>
#include <string>
#include <thread>

namespace cellaret::test {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

// Waits for as long as only a thread that does nothing needs; what it looks at meanwhile does no
// work of its own (statistics, events).
template <class Condition>
bool comes_true(Condition &&condition) {
  auto limit = steady_clock::now() + std::chrono::seconds(20);
  while (!condition()) {
    if (steady_clock::now() > limit) return false;
    std::this_thread::sleep_for(milliseconds(1));
  }
  return true;
}

// Calls visit(folder) for each thread of this process that has this name, "" for all.
template <class Visit>
void for_each_thread(const std::string &name, Visit &&visit) {
  DIR *folder = opendir("/proc/self/task");
  while (const dirent *task = readdir(folder)) {
    if (task->d_name[0] == '.') continue;
    std::string path = std::string("/proc/self/task/") + task->d_name;
    std::ifstream file(path + "/comm");
    std::string found;
    // One that ended meanwhile has no name.
    if (std::getline(file, found) && (name.empty() || found == name)) visit(path);
  }
  closedir(folder);
}

inline int threads(const std::string &name = "") {
  int count = 0;
  for_each_thread(name, [&](const std::string &) { ++count; });
  return count;
}
// The library's.
inline int own_threads() { return threads("cellaret"); }
// A thread that has been joined is in the list for some time yet.
inline bool come_to(int count) {
  return comes_true([count] { return own_threads() == count; });
}

}  // namespace cellaret::test
