// Rows of dumps, of snapshots, and of policies that a caller brings.
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>

#include "tests/faults/rows.h"
#include "tests/faults/scene.h"

namespace cellaret::test {

namespace {

void add_large(cellaret_cache *cache) {
  push_texts(cache, "l2", 300);
  add_texts(cache, "s2", 300);
}

cellaret_status dump(cellaret_cache *cache, std::string_view key) {
  cellaret_value value;
  return released(cellaret_dump(cache, key.data(), key.size(), &value), value);
}

// What a key of an instance without faults gave, made before the first failure.
const std::string &dump_of(std::string_view key) {
  static std::map<std::string, std::string, std::less<>> dumps;
  return dumps[std::string(key)];
}

template <class Key>
void keep_dump(cellaret_cache *cache) {
  add_large(cache);
  auto &kept = const_cast<std::string &>(dump_of(Key::kName));
  cellaret_value value;
  if (cellaret_dump(cache, Key::kName, std::strlen(Key::kName), &value) != CELLARET_OK) return;
  kept.assign(static_cast<const char *>(cellaret_value_data(&value)), value.size);
  cellaret_value_release(&value);
}

template <class Key>
cellaret_status restore(cellaret_cache *cache) {
  const std::string &kept = dump_of(Key::kName);
  return cellaret_restore(cache, "new", 3, kept.data(), kept.size(), 0, in_a_second());
}

struct LongString {
  static constexpr const char *kName = "big";
};
struct LargeList {
  static constexpr const char *kName = "l2";
};
struct LargeSet {
  static constexpr const char *kName = "s2";
};

// A file of this process, removed in the end.
const char *path() {
  static const std::string name = [] {
    const char *folder = std::getenv("TMPDIR");
    std::string made = folder == nullptr ? "/tmp" : folder;
    made += "/cellaret-faults-" + std::to_string(getpid());
    static std::string kept = made;
    std::atexit([] { std::remove(kept.c_str()); });
    return made;
  }();
  return name.c_str();
}

cellaret_status save(cellaret_cache *cache) { return cellaret_save(cache, path(), nullptr); }

void keep_file(cellaret_cache *cache) {
  add_large(cache);
  save(cache);
  cellaret_clear(cache);
}

cellaret_status register_policy(cellaret_cache *) {
  cellaret_policy policy{};
  policy.struct_size = sizeof policy;
  policy.insert = [](cellaret_policy_view *, std::uint32_t, std::uint64_t, void *) {};
  policy.remove = [](cellaret_policy_view *, std::uint32_t, std::uint32_t, void *) {};
  policy.victim = [](cellaret_policy_view *, std::uint32_t, void *) -> std::uint32_t {
    return CELLARET_NO_ENTRY;
  };
  return cellaret_policy_register("faults", &policy);
}

}  // namespace

void add_dump_rows(std::vector<FaultRow> &rows) {
  rows.insert(rows.end(),
              {
                  {"cellaret_dump", "a string", [](cellaret_cache *c) { return dump(c, "big"); }},
                  {"cellaret_dump", "a large list", [](cellaret_cache *c) { return dump(c, "l2"); },
                   add_large},
                  {"cellaret_restore", "a string", restore<LongString>, keep_dump<LongString>},
                  {"cellaret_restore", "a large list", restore<LargeList>, keep_dump<LargeList>},
                  {"cellaret_restore", "a large set", restore<LargeSet>, keep_dump<LargeSet>},
                  {"cellaret_save", "all", save, add_large},
                  {"cellaret_load", "all",
                   [](cellaret_cache *c) { return cellaret_load(c, path(), nullptr); }, keep_file,
                   false, true},
                  {"cellaret_policy_register", "the same again", register_policy},
              });
}

}  // namespace cellaret::test
