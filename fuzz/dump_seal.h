// Makes the checksum of hostile bytes right, so that a fuzz target gets behind it.
#pragma once

#include <cstdint>
#include <cstring>
#include <string>

#include "engine/base/hash.h"
#include "engine/data/record.h"

namespace cellaret::fuzz {

// Corrects the sums of the records in `bytes` as far as their sizes make sense; with `ends`, those
// of snapshot ends, too.
inline void seal(std::string &bytes, bool ends) {
  using engine::kRecordHeadSize;
  using engine::kRecordSumSize;
  for (std::size_t at = 0; at + kRecordHeadSize <= bytes.size();) {
    std::uint64_t size = 0;
    if (engine::record_size(std::string_view(bytes).substr(at, kRecordHeadSize), size) !=
            engine::Status::kOk ||
        size > bytes.size() - at) {
      return;
    }
    char *record = bytes.data() + at;
    std::size_t summed = static_cast<std::size_t>(size) - kRecordSumSize;
    bool is_end = static_cast<std::uint8_t>(record[5]) == engine::kSnapshotEnd;
    if (ends && is_end && summed >= kRecordHeadSize + 16) {
      std::uint64_t before = XXH3_64bits(bytes.data(), at);
      std::memcpy(record + summed - 8, &before, sizeof before);
    }
    std::uint64_t sum = XXH3_64bits(record, summed);
    std::memcpy(record + summed, &sum, sizeof sum);
    at += static_cast<std::size_t>(size);
  }
}

}  // namespace cellaret::fuzz
