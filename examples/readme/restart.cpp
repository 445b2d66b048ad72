// Finds what the last run left, and leaves what the next one finds.
#include <cellaret/cellaret.hpp>
#include <iostream>

int main() {
  cellaret::Cache cache;
  try {
    cache.load("cache.snapshot");
  } catch (const cellaret::Error &error) {
    std::cout << error.what() << '\n';  // the first run: there is no file
  }
  std::cout << "run " << cache.increment("runs") << '\n';
  cache.save("cache.snapshot");
}
