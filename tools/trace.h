// A trace in memory: the accesses in order, packed.
//
// A replay reads the accesses once from first to last, so they are one byte stream: a 4-byte head,
// the columns that the line had, the key. That is about 10 bytes for a short key, and reading it
// back takes so little time that a replay measures the cache.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

namespace cellaret::tool {

struct Access {
  std::string_view key;  // at most CELLARET_MAX_KEY_SIZE bytes
  bool has_value_size = false;
  std::uint32_t value_size = 0;  // bytes, 0 when the trace gives none
  std::uint64_t ttl_ms = 0;      // 0: none
};

// What a parser gives its accesses to.
class TraceSink {
 public:
  virtual void append(const Access &access) = 0;
  // How many came, kept or not.
  virtual std::uint64_t accesses() const = 0;

 protected:
  ~TraceSink() = default;
};

class Trace final : public TraceSink {
 public:
  void append(const Access &access) override;

  std::uint64_t accesses() const override { return accesses_; }
  bool has_ttl() const { return has_ttl_; }
  std::uint32_t max_value_size() const { return max_value_size_; }  // of those that were given

  // Walks the accesses; the trace must stay as it is meanwhile.
  class Reader {
   public:
    explicit Reader(const Trace &trace) : trace_(&trace) {}
    // False at the end. The key stays valid as long as the trace.
    bool next(Access &out_access);

   private:
    const Trace *trace_;
    std::size_t chunk_ = 0;
    std::size_t offset_ = 0;
  };

 private:
  // A record lies in one chunk; chunks never move, so a growing trace copies nothing.
  struct Chunk {
    std::unique_ptr<char[]> data;
    std::size_t used = 0;
  };

  struct Head {
    std::uint16_t key_size;
    std::uint8_t has_value_size;
    std::uint8_t has_ttl;
  };

  static constexpr std::size_t kChunkSize = std::size_t{1} << 20;

  std::vector<Chunk> chunks_;
  std::uint64_t accesses_ = 0;
  std::uint32_t max_value_size_ = 0;
  bool has_ttl_ = false;
};

}  // namespace cellaret::tool
