// Two things to do with a cache, in C++: a rate limiter, and typed values that expire.
#include <array>
#include <cellaret/cellaret.hpp>
#include <charconv>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <exception>
#include <iostream>
#include <string>
#include <string_view>

namespace {

using std::chrono::milliseconds;
using namespace std::chrono_literals;

// A clock that stands still until it is moved: nothing here has to sleep.
cellaret::Cache open_with_manual_clock() {
  return cellaret::Cache({.clock = cellaret::Clock::kManual,
                          .manual_start = std::chrono::sys_days(std::chrono::January / 1 / 2030)});
}

struct Verdict {
  std::int64_t count;
  milliseconds wait;  // 0: allowed; else try again after this
};

// Allows `limit` requests in a window that the first request opens.
//
// A key is still there at its deadline and gone one millisecond later, so a deadline one
// millisecond before the window's end makes the window exactly as long as it should be.
Verdict take_request(cellaret::Cache &cache, std::string_view client, std::int64_t limit,
                     milliseconds window) {
  const std::int64_t count = cache.increment(client);
  if (count == 1) cache.expire(client, window - 1ms);
  if (count <= limit) return {count, 0ms};
  return {count, cache.ttl(client).left + 1ms};
}

void show_request(cellaret::Cache &cache, int request) {
  const auto [count, wait] = take_request(cache, "client", 10, 10s);
  std::cout << "request " << request << ": ";
  if (wait == 0ms) {
    std::cout << "allowed (" << count << " of 10)\n";
  } else {
    std::cout << "refused, try again in " << wait.count() << " ms\n";
  }
}

void rate_limiter() {
  cellaret::Cache cache = open_with_manual_clock();
  std::cout << "A rate limiter: 10 requests in 10 s\n";
  for (int request = 1; request <= 11; request++) show_request(cache, request);
  cache.advance(10s);
  std::cout << "clock moved 10 s\n";
  show_request(cache, 12);
}

// As few digits as read back as the same number: 0.3, not 0.29999999999999999.
std::string shortest(double number) {
  std::array<char, 32> text{};
  const auto result = std::to_chars(text.data(), text.data() + text.size(), number);
  return {text.data(), result.ptr};
}

void show_value(const cellaret::Cache &cache, std::string_view key) {
  const auto value = cache.get(key);
  std::cout << key << ": ";
  if (!value) {
    std::cout << "miss\n";
    return;
  }
  std::cout << (value->is_int()      ? "int "
                : value->is_double() ? "double "
                                     : "string ")
            << value->to_string() << '\n';
}

void show_ttl(const cellaret::Cache &cache, std::string_view key) {
  std::cout << key << " expires in " << cache.ttl(key).left.count() << " ms\n";
}

void store_values(cellaret::Cache &cache) {
  cache.set("greeting", "hello", {.expiry = cellaret::Expiry::in(60s)});
  cache.set("visits", 41);
  cache.set("price", 19.5);
  show_value(cache, "greeting");
  show_value(cache, "visits");
  show_value(cache, "price");

  std::cout << "visits + 1 = " << cache.increment("visits") << '\n';
  cache.set("sum", 0.1);
  std::cout << "0.1 + 0.2 = " << shortest(cache.increment("sum", 0.2)) << '\n';

  if (!cache.set_if_absent("greeting", "bye")) {
    std::cout << "greeting set if absent: refused\n";
  }
  show_value(cache, "greeting");
}

void typed_cache() {
  cellaret::Cache cache = open_with_manual_clock();
  std::cout << "\nA typed cache with expiry\n";
  store_values(cache);
  show_ttl(cache, "greeting");
  cache.advance(60s);
  std::cout << "clock moved 60 s\n";
  show_ttl(cache, "greeting");
  cache.advance(1ms);
  std::cout << "clock moved 1 ms\n";
  show_value(cache, "greeting");

  // Expirations are counted when the memory comes back; this does what is left of that now.
  cache.maintain();
  const cellaret::Stats stats = cache.stats();
  std::cout << "statistics: " << stats.hits << " hits, " << stats.misses << " miss, " << stats.sets
            << " sets, " << stats.expirations << " expiration\n";
}

}  // namespace

int main() try {
  rate_limiter();
  typed_cache();
  return EXIT_SUCCESS;
} catch (const std::exception &error) {
  std::cerr << "demo: " << error.what() << '\n';
  return EXIT_FAILURE;
}
