// What would the reads of a shard have found in an LRU cache of another size?
//
// Idea: Waldspurger, Park, Garthwaite, Ahmad, "Efficient MRC Construction with SHARDS", FAST 2015,
// with a sample of fixed size. Keys whose hash is below a threshold are followed, whether the cache
// holds them or not, in the order of their last use. A read of one of them finds it in every cache
// that holds what was used since: that is its stack distance (Mattson 1970), counted in the sample
// and divided by the sampling rate. Reads are counted by distance, once for entries and once for
// bytes, each for as many reads as the rate says. When the sample is full, keys that only a cache
// beyond kReach times the limits would hold are forgotten, and if there is none, the rate is
// halved.
//
// The order is kept in positions that rise with every use; a Fenwick tree over them tells how many
// entries and bytes came later. When positions run out they are renumbered.
//
// Not one of the paper: deadlines go with the keys, so that what has expired misses in any cache; a
// deleted key is forgotten; and a key read from the cache that was never followed, because it is
// older than the sample, counts as one that a cache of the present size just holds.
//
// Cost: 64 to 80 bytes a key of the sample, 4 KiB a group of counts; log(2 n) steps for a followed
// read. Threads: the shard's lock is held around every call.
#pragma once

#include <cstddef>
#include <cstdint>

#include "engine/base/memory.h"
#include "engine/base/moment.h"
#include "engine/data/entry.h"

namespace cellaret::engine {

// Of an instance: how its shards sample.
struct CurvePlan {
  std::uint32_t shards = 1;
  std::uint32_t keys = 0;       // of the sample, in each shard; a power of two
  std::uint32_t groups = 1;     // of keys that are counted apart, to tell the error
  std::uint64_t max_bytes = 0;  // the limits at the start, which the scale goes by
  std::uint64_t max_entries = 0;

  static CurvePlan of(std::uint32_t shards, std::uint64_t max_bytes, std::uint64_t max_entries,
                      std::uint64_t keys);
};

class CurveSampler {
 public:
  explicit CurveSampler(const CurvePlan &plan) : plan_(plan) {}
  // False without memory. Before anything else.
  [[nodiscard]] bool allocate();
  // Real bytes of everything but the object itself.
  [[nodiscard]] std::size_t bytes() const;

  // Which keys are followed: those whose mixed hash is below the threshold. It only falls.
  [[nodiscard]] static std::uint64_t mixed(std::uint64_t hash) {
    return hash * 0x9E3779B97F4A7C15u;
  }
  [[nodiscard]] std::uint64_t threshold() const { return UINT64_MAX >> halvings_; }

  // What the cache itself has of a key that was read. size_held: what an entry of the cache takes
  // on average, for both units, and how much there is in all.
  struct Resident {
    std::uint64_t bytes = 0;  // of the entry; 0: it was a miss
    StoredDeadline deadline;
    std::uint64_t all_entries = 0;  // of the shard
    std::uint64_t all_bytes = 0;
  };

  // The key is followed. Time is asked for only if it has a deadline.
  void on_read(std::uint64_t hash, const Resident &resident, Moment &moment);
  void on_write(std::uint64_t hash, std::uint64_t bytes, const StoredDeadline &deadline);
  void on_deadline(std::uint64_t hash, const StoredDeadline &deadline);
  void on_remove(std::uint64_t hash);
  // Every entry of the cache went.
  void forget_keys();

  // Reads of that group that miss in a cache that holds so many entries and so many bytes of them,
  // with UINT64_MAX for as many as there are; estimated for all keys.
  [[nodiscard]] double misses(std::uint32_t group, double entries, double bytes) const;
  [[nodiscard]] std::uint32_t groups() const { return plan_.groups; }
  [[nodiscard]] std::uint64_t followed_reads() const { return followed_reads_; }
  [[nodiscard]] std::uint32_t followed_keys() const { return count_; }
  [[nodiscard]] double rate() const {
    return 1.0 / static_cast<double>(std::uint64_t{1} << halvings_);
  }

 private:
  static constexpr std::uint32_t kBuckets = 256;

  // Reads by the size of the smallest cache that has what they read: logarithmic, the first bucket
  // with everything below. What no cache has, or only one beyond the scale, is in `beyond`.
  struct Histogram {
    std::uint64_t buckets[kBuckets];
    std::uint64_t beyond;
  };
  enum Unit : std::uint8_t { kEntries, kBytes, kUnits };
  struct Scale {
    double first = 1;  // where the second bucket begins
    double buckets_per_octave = 1;

    void fit(std::uint64_t limit);
    [[nodiscard]] double bucket_of(double size) const;
  };

  struct Key {
    std::uint64_t hash;
    std::int64_t deadline_ms;
    std::uint32_t bytes;  // with kOnWallClock
    std::uint32_t position;
  };
  static constexpr std::uint32_t kOnWallClock = 0x80000000u;
  static constexpr std::uint32_t kNone = UINT32_MAX;

  struct Distance {
    std::uint64_t entries = 0;
    std::uint64_t bytes = 0;
  };

  [[nodiscard]] static std::uint32_t bytes_of(const Key &key) { return key.bytes & ~kOnWallClock; }
  static void set_deadline(Key &key, const StoredDeadline &deadline);
  [[nodiscard]] static bool has_expired(const Key &key, Moment &moment);
  void count(std::uint64_t hash, double entries, double bytes);
  void count_beyond(std::uint64_t hash);
  [[nodiscard]] Histogram &histogram(std::uint64_t hash, Unit unit);

  // The index: from hash to the number of a key.
  [[nodiscard]] std::uint32_t home_of(std::uint64_t hash) const;
  [[nodiscard]] std::uint32_t find(std::uint64_t hash) const;
  void index_add(std::uint32_t number);
  void index_remove(std::uint32_t number);

  void add(std::uint64_t hash, std::uint64_t bytes, const StoredDeadline &deadline);
  void remove(std::uint32_t number);
  void resize(Key &key, std::uint64_t bytes);
  void move_to_front(std::uint32_t number);
  void take_position(std::uint32_t number);
  void leave_position(const Key &key);
  void renumber();
  void make_room();
  void halve();
  // The key that was used longest ago.
  [[nodiscard]] std::uint32_t oldest();
  [[nodiscard]] bool is_beyond_reach() const;
  // What was used after a position, in the sample.
  [[nodiscard]] Distance after(std::uint32_t position) const;
  void tree_add(std::uint32_t position, std::int32_t entries, std::int64_t bytes);
  // From distances of the sample to those of the instance.
  [[nodiscard]] double scaled(std::uint64_t amount) const {
    return static_cast<double>(amount) / rate() * plan_.shards;
  }

  CurvePlan plan_;
  std::uint32_t halvings_ = 0;
  std::uint32_t count_ = 0;  // keys of the sample
  std::uint32_t next_position_ = 0;
  std::uint32_t oldest_hint_ = 0;  // no key has a position below
  std::uint64_t all_bytes_ = 0;    // of the sample
  std::uint64_t followed_reads_ = 0;
  Scale scales_[kUnits];
  ZeroedArray<Key> keys_;
  ZeroedArray<std::uint32_t> index_;  // number + 1, twice as many as keys
  ZeroedArray<std::uint32_t> order_;  // by position: number + 1, twice as many as keys
  ZeroedArray<std::uint32_t> entries_tree_;
  ZeroedArray<std::uint64_t> bytes_tree_;
  ZeroedArray<Histogram> histograms_;  // by group and unit
};

}  // namespace cellaret::engine
