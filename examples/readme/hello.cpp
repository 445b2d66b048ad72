// Keeps a greeting for ten minutes and reads it back.
#include <cellaret/cellaret.hpp>
#include <iostream>

int main() {
  using namespace std::chrono_literals;
  cellaret::Cache cache({.max_bytes = 64 << 20});
  cache.set("greeting", "hello", {.expiry = cellaret::Expiry::in(10min)});
  if (auto value = cache.get_string("greeting")) std::cout << *value << '\n';
}
