// The rows of the misuse table for dumps and snapshots.
#include <cstdio>
#include <string>

#include "tests/capi/misuse.h"

namespace cellaret::test {

namespace {

constexpr auto kNullPointer = Misuse::kNullPointer;
constexpr auto kZeroSize = Misuse::kZeroSize;
constexpr auto kOverLimit = Misuse::kOverLimit;
constexpr auto kWrongFlag = Misuse::kWrongFlag;

const std::vector<char> &long_key() {
  static const std::vector<char> key(CELLARET_MAX_KEY_SIZE + 1, 'k');
  return key;
}

// The dump of a string "v", made by an instance of its own.
const std::string &sound_dump() {
  static const std::string dump = [] {
    cellaret_cache *cache = nullptr;
    cellaret_value value;
    std::string bytes;
    if (cellaret_cache_open(nullptr, &cache) != CELLARET_OK) return bytes;
    cellaret_set(cache, "k", 1, "v", 1, nullptr, nullptr);
    if (cellaret_dump(cache, "k", 1, &value) == CELLARET_OK) {
      bytes.assign(static_cast<const char *>(cellaret_value_data(&value)), value.size);
      cellaret_value_release(&value);
    }
    cellaret_cache_close(cache);
    return bytes;
  }();
  return dump;
}

cellaret_status restore(Scene &scene, const void *key, std::size_t key_size, std::uint32_t flags,
                        const cellaret_expiry *expiry) {
  return cellaret_restore(scene.cache, key, key_size, sound_dump().data(), sound_dump().size(),
                          flags, expiry);
}

// A file that no test leaves behind.
cellaret_status save(Scene &scene) {
  std::string path = "misuse-" + std::to_string(reinterpret_cast<std::uintptr_t>(&scene));
  cellaret_status status = cellaret_save(scene.cache, path.c_str(), nullptr);
  if (status == CELLARET_OK) std::remove(path.c_str());
  return status;
}

void add_dump(std::vector<MisuseRow> &rows) {
  constexpr auto kDump = "cellaret_dump";
  rows.insert(rows.end(),
              {{kDump, kNullPointer, "key", CELLARET_INVALID,
                [](Scene &s) { return cellaret_dump(s.cache, nullptr, 1, &s.outs.value); }},
               {kDump, kNullPointer, "out_dump", CELLARET_INVALID,
                [](Scene &s) { return cellaret_dump(s.cache, "k", 1, nullptr); }},
               {kDump, kZeroSize, "key_size", CELLARET_MISS,
                [](Scene &s) { return cellaret_dump(s.cache, nullptr, 0, &s.outs.value); }},
               {kDump, kOverLimit, "key_size", CELLARET_MISS,
                [](Scene &s) {
                  return cellaret_dump(s.cache, long_key().data(), long_key().size(),
                                       &s.outs.value);
                }},
               {kDump, kWrongFlag, "takes no flag"}});
}

void add_restore(std::vector<MisuseRow> &rows) {
  constexpr auto kRestore = "cellaret_restore";
  rows.insert(
      rows.end(),
      {{kRestore, kNullPointer, "key", CELLARET_INVALID,
        [](Scene &s) { return restore(s, nullptr, 1, 0, nullptr); }},
       {kRestore, kNullPointer, "dump", CELLARET_INVALID,
        [](Scene &s) { return cellaret_restore(s.cache, "x", 1, nullptr, 1, 0, nullptr); }},
       {kRestore, kZeroSize, "key_size", CELLARET_OK,
        [](Scene &s) { return restore(s, nullptr, 0, 0, nullptr); }},
       {kRestore, kZeroSize, "dump_size", CELLARET_BAD_FORMAT,
        [](Scene &s) { return cellaret_restore(s.cache, "x", 1, nullptr, 0, 0, nullptr); }},
       {kRestore, kOverLimit, "key_size", CELLARET_TOO_LARGE,
        [](Scene &s) { return restore(s, long_key().data(), long_key().size(), 0, nullptr); }},
       {kRestore, kWrongFlag, "flags", CELLARET_INVALID,
        [](Scene &s) { return restore(s, "x", 1, 2, nullptr); }},
       {kRestore, kWrongFlag, "expiry", CELLARET_INVALID, [](Scene &s) {
          cellaret_expiry expiry{};
          expiry.kind = 9;
          return restore(s, "x", 1, 0, &expiry);
        }}});
}

void add_files(std::vector<MisuseRow> &rows) {
  constexpr auto kSave = "cellaret_save";
  constexpr auto kLoad = "cellaret_load";
  rows.insert(rows.end(),
              {{kSave, kNullPointer, "path", CELLARET_INVALID,
                [](Scene &s) { return cellaret_save(s.cache, nullptr, &s.outs.count); }},
               {kSave, kZeroSize, "path", CELLARET_INVALID,
                [](Scene &s) { return cellaret_save(s.cache, "", &s.outs.count); }},
               {kSave, kOverLimit, "path", CELLARET_IO,
                [](Scene &s) {
                  return cellaret_save(s.cache, std::string(100'000, 'x').c_str(), &s.outs.count);
                }},
               {kSave, kWrongFlag, "takes no flag"},
               {kLoad, kNullPointer, "path", CELLARET_INVALID,
                [](Scene &s) { return cellaret_load(s.cache, nullptr, &s.outs.count); }},
               {kLoad, kZeroSize, "path", CELLARET_INVALID,
                [](Scene &s) { return cellaret_load(s.cache, "", &s.outs.count); }},
               {kLoad, kOverLimit, "path", CELLARET_IO,
                [](Scene &s) {
                  return cellaret_load(s.cache, std::string(100'000, 'x').c_str(), &s.outs.count);
                }},
               {kLoad, kWrongFlag, "a folder", CELLARET_IO,
                [](Scene &s) { return cellaret_load(s.cache, ".", &s.outs.count); }}});
}

}  // namespace

void add_dump_rows(std::vector<MisuseRow> &rows) {
  add_dump(rows);
  add_restore(rows);
  add_files(rows);
}

void add_dump_handle_rows(std::vector<HandleRow> &rows) {
  rows.push_back({"cellaret_dump", [](Scene &s) {
                    cellaret_status status = cellaret_dump(s.cache, "k", 1, &s.outs.value);
                    if (status == CELLARET_OK) cellaret_value_release(&s.outs.value);
                    return status;
                  }});
  rows.push_back({"cellaret_restore", [](Scene &s) { return restore(s, "x", 1, 0, nullptr); }});
  rows.push_back({"cellaret_save", save});
  // A file that is not there is not looked for on a handle that is none; on a right one it is made
  // first.
  rows.push_back({"cellaret_load", [](Scene &s) {
                    std::string path =
                        "misuse-load-" + std::to_string(reinterpret_cast<std::uintptr_t>(&s));
                    cellaret_status status = cellaret_save(s.cache, path.c_str(), nullptr);
                    if (status != CELLARET_OK) {
                      return cellaret_load(s.cache, path.c_str(), &s.outs.count);
                    }
                    status = cellaret_load(s.cache, path.c_str(), &s.outs.count);
                    std::remove(path.c_str());
                    return status;
                  }});
}

}  // namespace cellaret::test
