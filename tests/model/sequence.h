// Bytes read as a sequence of C API calls, each compared with the model: the heart of the fuzz
// target and of the random test.
#pragma once

#include <cellaret/cellaret.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "tests/model/model.h"

namespace cellaret::model {

// Decodes numbers from bytes; zeros when they are used up.
class ByteSource {
 public:
  ByteSource(const std::uint8_t *data, std::size_t size) : data_(data), size_(size) {}

  bool is_empty() const { return at_ == size_; }
  std::uint8_t byte() { return is_empty() ? std::uint8_t{0} : data_[at_++]; }
  std::uint64_t word() {
    std::uint64_t value = 0;
    for (int count = 0; count < 8; ++count) value = value << 8 | byte();
    return value;
  }
  // Below 256.
  std::uint32_t below(std::uint32_t bound) { return byte() % bound; }

 private:
  const std::uint8_t *data_;
  std::size_t size_;
  std::size_t at_ = 0;
};

// What was done so far is kept to explain a difference.
class Sequence {
 public:
  Sequence(const std::uint8_t *data, std::size_t size);
  ~Sequence();
  Sequence(const Sequence &) = delete;
  Sequence &operator=(const Sequence &) = delete;

  // Runs all of it; the first difference in words, or nothing.
  std::optional<std::string> run();

 private:
  struct Pin {
    cellaret_value value;
    std::string expected;
  };
  struct Seen {
    std::uint64_t version = 0;
    std::uint64_t writes = 0;
  };

  void open();
  void step();
  void call_keyed(std::uint32_t choice);
  void call_whole(std::uint32_t choice);

  void get();
  void set();
  void increment_int();
  void increment_double();
  void erase();
  void erase_many();
  void exists_and_type();
  void expire();
  void persist();
  void deadline();
  void move_clock();
  void len();
  void maintain();
  void clear();
  void read_stats();
  void reset_stats();
  void release_pin();
  void misuse();

  // Texts and keys, in sequence_keys.cpp.
  void call_text_or_key(std::uint32_t choice);
  void lengths_and_ranges();
  void append();
  void set_range();
  void get_and_delete();
  void get_and_touch();
  void compare_and_set();
  void decrement();
  void touch_many();
  void copy();
  void rename();
  void several();
  void read_several(const Elements &names);
  void write_several(const Elements &names, bool if_absent);
  void list_keys();
  void erase_matching();

  // In sequence_dump.cpp.
  void call_dump_or_prepared();
  void dump_and_restore();
  void prepared();
  void memory_usage();

  // Lists, in sequence_lists.cpp.
  void call_list(std::uint32_t choice);
  void push();
  void pop();
  void list_get();
  void list_set();
  void insert();
  void remove();
  void trim();
  void position();
  void move();
  void pop_first_of();

  // Sets, in sequence_sets.cpp.
  void call_set(std::uint32_t choice);
  void set_add();
  void set_remove();
  void contains();
  void set_pop();
  void sample();
  void combine();
  void store_combined();
  bool lost_operands(const Elements &names, const std::string &destination);
  void set_move();

  // Arguments.
  std::string key();
  std::string text();
  Scalar scalar();
  std::int64_t integer();
  double number();
  cellaret_expiry expiry();
  cellaret_write_options write_options();
  // A key that is more likely than others to hold this.
  std::string collection_key(const char *prefix);
  // One or more elements; sometimes hundreds, so that layouts change.
  struct Given {
    Elements texts;
    std::vector<cellaret_element> raw;  // numbers, or pointers to the texts
  };
  Given given(std::size_t count);
  Given given_some();
  // Takes values over: their texts. Codec: of each.
  Elements take(cellaret_values *values, std::uint8_t codec);
  void expect_same(const char *what, const Elements &actual, const Elements &expected);

  // An instance with limits may have evicted a key; the model learns of it before the call.
  void learn(const std::string &key);
  // Whether a limit was the answer; the key must then be as it was.
  bool is_refused(cellaret_status status, const std::string &key);
  // The same for a call on two keys, whose source may have to go to make room.
  bool is_out_of_room(cellaret_status status, const std::string &source);
  void check_accounts();
  // After calls whose hits, misses and writes are not modelled.
  void adopt_counters();
  void check_value(const cellaret_value &value, const Scalar &expected);
  void check_version(const std::string &key, std::uint64_t version);
  // Takes over a value that was read; pinned ones are kept for a while.
  void hold(cellaret_value &value, const Scalar &expected);
  void check_pin(Pin &pin);
  cellaret_stats stats();
  // Expired entries that are not reclaimed yet: what the engine's gauge has more than the model.
  std::uint64_t pending();

  void note(const std::string &what);
  template <class T>
  void expect_equal(const char *what, const T &actual, const T &expected);
  void expect(bool holds, const std::string &what);

  ByteSource bytes_;
  cellaret_options options_{};
  cellaret_cache *cache_ = nullptr;
  cellaret_cache *closed_ = nullptr;
  bool has_limits_ = false;
  bool counts_are_modelled_ = true;
  std::optional<Model> model_;
  std::vector<Pin> pins_;
  std::map<std::string, Seen> seen_;
  std::vector<std::string> notes_;
  std::optional<std::string> difference_;
};

}  // namespace cellaret::model
