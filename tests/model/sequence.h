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

  // Arguments.
  std::string key();
  std::string text();
  Scalar scalar();
  std::int64_t integer();
  double number();
  cellaret_expiry expiry();

  // An instance with limits may have evicted a key; the model learns of it before the call.
  void learn(const std::string &key);
  // Whether a limit was the answer; the key must then be as it was.
  bool is_refused(cellaret_status status, const std::string &key);
  void check_accounts();
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
  std::optional<Model> model_;
  std::vector<Pin> pins_;
  std::map<std::string, Seen> seen_;
  std::vector<std::string> notes_;
  std::optional<std::string> difference_;
};

}  // namespace cellaret::model
