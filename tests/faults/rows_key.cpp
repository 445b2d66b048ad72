// Rows of operations on keys of any type.
#include "tests/faults/rows.h"
#include "tests/faults/scene.h"

namespace cellaret::test {

namespace {

constexpr cellaret_key kKeys[] = {{"k", 1}, {"big", 3}, {"l", 1}, {"s", 1}, {"k", 1}, {"no", 2},
                                  {"n", 1}, {"d", 1},   {"t", 1}, {"x", 1}, {"y", 1}, {"z", 1}};
constexpr std::size_t kKeyCount = std::size(kKeys);

void add_large_list(cellaret_cache *cache) { push_texts(cache, "l2", 300); }
void add_large_set(cellaret_cache *cache) { add_texts(cache, "s2", 300); }
void give_deadlines(cellaret_cache *cache) {
  for (const cellaret_key &key : kKeys) {
    cellaret_expire(cache, key.data, key.size, 500, CELLARET_EXPIRE_ALWAYS);
  }
}

template <class Call>
void add_pairs(std::vector<FaultRow> &rows, const char *symbol, Call) {
  static constexpr Call kCall{};
  rows.insert(
      rows.end(),
      {
          {symbol, "a string", [](cellaret_cache *c) { return kCall(c, "k", "new"); }},
          {symbol, "a long string", [](cellaret_cache *c) { return kCall(c, "big", "new"); }},
          {symbol, "a number", [](cellaret_cache *c) { return kCall(c, "n", "new"); }},
          {symbol, "a list", [](cellaret_cache *c) { return kCall(c, "l", "new"); }},
          {symbol, "a set", [](cellaret_cache *c) { return kCall(c, "s", "new"); }},
          {symbol, "a large list", [](cellaret_cache *c) { return kCall(c, "l2", "new"); },
           add_large_list},
          {symbol, "a large set", [](cellaret_cache *c) { return kCall(c, "s2", "new"); },
           add_large_set},
          {symbol, "onto a string", [](cellaret_cache *c) { return kCall(c, "l", "k"); }},
          {symbol, "onto a list", [](cellaret_cache *c) { return kCall(c, "big", "l"); }},
          {symbol, "a set onto a list", [](cellaret_cache *c) { return kCall(c, "s", "l"); }},
          {symbol, "with deadlines", [](cellaret_cache *c) { return kCall(c, "s", "k"); },
           give_deadlines},
          {symbol, "without a source", [](cellaret_cache *c) { return kCall(c, "no", "k"); }},
      });
}

struct Copy {
  cellaret_status operator()(cellaret_cache *cache, std::string_view from,
                             std::string_view to) const {
    return cellaret_copy(cache, from.data(), from.size(), to.data(), to.size(), 1);
  }
};
struct Rename {
  cellaret_status operator()(cellaret_cache *cache, std::string_view from,
                             std::string_view to) const {
    return cellaret_rename(cache, from.data(), from.size(), to.data(), to.size());
  }
};
struct RenameIfAbsent {
  cellaret_status operator()(cellaret_cache *cache, std::string_view from,
                             std::string_view to) const {
    return cellaret_rename_if_absent(cache, from.data(), from.size(), to.data(), to.size());
  }
};

void add_deadline_rows(std::vector<FaultRow> &rows) {
  rows.insert(
      rows.end(),
      {
          {"cellaret_expire", "the first deadline",
           [](cellaret_cache *c) { return cellaret_expire(c, "k", 1, 1000, 0); }},
          {"cellaret_expire", "of a list",
           [](cellaret_cache *c) { return cellaret_expire(c, "l", 1, 1000, 0); }},
          {"cellaret_expire", "a later deadline",
           [](cellaret_cache *c) { return cellaret_expire(c, "k", 1, 1000, 0); }, give_deadlines},
          {"cellaret_expire", "in the past",
           [](cellaret_cache *c) { return cellaret_expire(c, "s", 1, 0, 0); }},
          {"cellaret_expire_at", "the first deadline",
           [](cellaret_cache *c) { return cellaret_expire_at(c, "big", 3, 1'893'456'001'000, 0); }},
          {"cellaret_expire_at", "another clock",
           [](cellaret_cache *c) { return cellaret_expire_at(c, "s", 1, 1'893'456'001'000, 0); },
           give_deadlines},
          {"cellaret_persist", "a deadline",
           [](cellaret_cache *c) { return cellaret_persist(c, "l", 1); }, give_deadlines},
          {"cellaret_ttl", "reads",
           [](cellaret_cache *c) {
             std::int64_t ms = 0;
             return cellaret_ttl(c, "k", 1, &ms);
           },
           give_deadlines},
          {"cellaret_expire_time", "reads",
           [](cellaret_cache *c) {
             std::int64_t ms = 0;
             return cellaret_expire_time(c, "k", 1, &ms);
           },
           give_deadlines},
          {"cellaret_touch", "the first deadline",
           [](cellaret_cache *c) { return cellaret_touch(c, "l", 1, in_a_second()); }},
          {"cellaret_touch", "another clock",
           [](cellaret_cache *c) { return cellaret_touch(c, "k", 1, next_morning()); },
           give_deadlines},
          {"cellaret_touch", "no deadline",
           [](cellaret_cache *c) { return cellaret_touch(c, "k", 1, nullptr); }},
          {"cellaret_touch_many", "the first deadlines",
           [](cellaret_cache *c) {
             return cellaret_touch_many(c, kKeys, kKeyCount, in_a_second(), nullptr);
           }},
          {"cellaret_touch_many", "another clock",
           [](cellaret_cache *c) {
             return cellaret_touch_many(c, kKeys, kKeyCount, next_morning(), nullptr);
           },
           give_deadlines},
      });
}

}  // namespace

void add_key_rows(std::vector<FaultRow> &rows) {
  add_pairs(rows, "cellaret_copy", Copy());
  add_pairs(rows, "cellaret_rename", Rename());
  add_pairs(rows, "cellaret_rename_if_absent", RenameIfAbsent());
  add_deadline_rows(rows);
  rows.insert(
      rows.end(),
      {
          {"cellaret_delete", "a string",
           [](cellaret_cache *c) { return cellaret_delete(c, "k", 1); }},
          {"cellaret_delete", "a large list",
           [](cellaret_cache *c) { return cellaret_delete(c, "l2", 2); }, add_large_list},
          {"cellaret_delete_many", "of any type",
           [](cellaret_cache *c) { return cellaret_delete_many(c, kKeys, kKeyCount, nullptr); }},
          {"cellaret_exists", "reads",
           [](cellaret_cache *c) { return cellaret_exists(c, "s", 1); }},
          {"cellaret_exists_many", "reads",
           [](cellaret_cache *c) {
             std::uint64_t count = 0;
             return cellaret_exists_many(c, kKeys, kKeyCount, &count);
           }},
          {"cellaret_type", "reads",
           [](cellaret_cache *c) {
             std::uint8_t type = 0;
             return cellaret_type(c, "s", 1, &type);
           }},
      });
}

}  // namespace cellaret::test
