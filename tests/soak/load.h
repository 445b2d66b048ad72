// The mixed load of the soak: every type, deadlines, clears, scans, events and snapshots on one
// instance.
#pragma once

#include <cellaret/cellaret.h>

#include <cstdint>
#include <random>
#include <string>

namespace cellaret::soak {

// The work of one thread. Statuses are checked: what is neither an outcome nor one of the errors
// that a full, mixed instance gives ends the soak.
class Load {
 public:
  struct Settings {
    std::uint64_t subscription;
    std::uint64_t seed;
    std::string path;  // where its own snapshots go
    // The steps that clear the instance, save it and load that again; 0: none. At fixed points,
    // since each moves what is resident by much.
    std::uint64_t clears_at;
    std::uint64_t saves_at;
    std::uint64_t loads_at;
    bool leaks;  // now and then a value that was read is not released
  };

  Load(cellaret_cache *cache, const Settings &settings)
      : cache_(cache), settings_(settings), random_(settings.seed) {}

  // One operation on a random key; false: it gave a status that it may not give.
  bool step();
  [[nodiscard]] const std::string &complaint() const { return complaint_; }
  [[nodiscard]] std::uint64_t steps() const { return steps_; }
  [[nodiscard]] std::uint64_t snapshots() const { return saves_ + loads_; }

 private:
  std::uint64_t below(std::uint64_t bound) { return random_() % bound; }
  void choose_key();
  [[nodiscard]] cellaret_expiry random_expiry();
  [[nodiscard]] std::string random_value();

  cellaret_status scalar(std::uint64_t kind);
  cellaret_status list(std::uint64_t kind);
  cellaret_status set(std::uint64_t kind);
  cellaret_status many(std::uint64_t kind);
  cellaret_status rare(std::uint64_t kind);
  cellaret_status any_of_them();
  cellaret_status read();
  cellaret_status save();
  cellaret_status load();
  // By reference: the call that fills it is an argument beside it.
  static cellaret_status give_back(cellaret_status status, cellaret_values *&values);

  cellaret_cache *cache_;
  Settings settings_;
  std::mt19937_64 random_;
  std::string key_;
  std::string complaint_;
  std::uint64_t steps_ = 0;
  std::uint64_t cursor_ = 0;
  std::uint64_t saves_ = 0;
  std::uint64_t loads_ = 0;
};

}  // namespace cellaret::soak
