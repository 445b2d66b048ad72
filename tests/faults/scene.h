// What a row of the table of faults is run on: an instance with a key of every type, and what can
// be seen of it.
#pragma once

#include <cellaret/cellaret.h>

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace cellaret::test {

inline constexpr std::string_view kNothing = "nothing";

struct Setting {
  const char *policy;
  std::uint32_t shards = 1;
  // Entries beside those below: the table, and all that stands beside it, grows at some of these.
  std::uint32_t filling = 0;
  bool has_default_expiry = false;
  bool is_thorough = false;
};

// "k" a short string, "big" a long one, "n" 5, "d" 2.5, "l" a list of three elements, "s" a set of
// three members.
class Scene {
 public:
  explicit Scene(const Setting &setting);
  Scene(const Scene &) = delete;
  Scene &operator=(const Scene &) = delete;
  ~Scene() { cellaret_cache_close(cache_); }

  [[nodiscard]] cellaret_cache *cache() const { return cache_; }
  // What each key of the calls holds: type, value, codec and time to live. kNothing for no key.
  [[nodiscard]] std::map<std::string, std::string> state() const;
  [[nodiscard]] std::uint64_t evictions() const;
  // Whether what is charged is what a recount finds, and nothing is pinned.
  [[nodiscard]] bool is_accounted() const;

 private:
  cellaret_cache *cache_ = nullptr;
};

inline cellaret_element element_of(const std::string &text) {
  return cellaret_element_bytes(text.data(), text.size());
}

// `count` texts, every tenth of them so long that it gets a block of its own.
std::vector<std::string> texts(std::uint32_t count);
// As elements, which refer to `from`.
std::vector<cellaret_element> elements(const std::vector<std::string> &from);

// Pushes, or adds, what texts(count) gives.
void push_texts(cellaret_cache *cache, const char *key, std::uint32_t count);
void add_texts(cellaret_cache *cache, const char *key, std::uint32_t count);

}  // namespace cellaret::test
