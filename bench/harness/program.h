// What the programs of the benches that time the library have in common.
#pragma once

#include <cellaret/cellaret.h>

#include <exception>
#include <iostream>
#include <stdexcept>
#include <string>

namespace cellaret::bench {

// Throws if the library is not built on mimalloc.
inline void require_mimalloc() {
  const std::string allocator = cellaret_allocator();
  if (allocator.starts_with("mimalloc")) return;
  throw std::runtime_error("the library is built on the allocator '" + allocator +
                           "', not mimalloc; --allow-system measures it all the same");
}

// The exit code after rows of which so many had no undisturbed round.
inline int exit_code(int missing) {
  if (missing == 0) return 0;
  std::cerr << "error: the machine is too busy: " << missing
            << " rows have not one undisturbed round\n";
  return 1;
}

// Runs a program; what it throws is printed and makes it fail.
template <class Run>
int run_program(const Run &run, int argc, char **argv) {
  try {
    return run(argc, argv);
  } catch (const std::exception &error) {
    std::cerr << "error: " << error.what() << '\n';
    return 1;
  }
}

}  // namespace cellaret::bench
