// What a shard holds, and what it has in common with the others of its instance.
#pragma once

#include <cstddef>
#include <cstdint>

#include "engine/base/clock.h"
#include "engine/base/hash.h"
#include "engine/base/memory.h"
#include "engine/base/read_counters.h"
#include "engine/data/read_value.h"
#include "engine/eviction/changeover.h"
#include "engine/shard/budget.h"
#include "engine/shard/events.h"
#include "engine/shard/graveyard.h"
#include "engine/shard/hit_log.h"
#include "engine/shard/limbo.h"
#include "engine/shard/mail.h"
#include "engine/shard/table.h"
#include "engine/shard/timers.h"

namespace cellaret::engine {

// What the shards of an instance have in common; it outlives them.
struct ShardEnvironment {
  const HashSecret &secret;
  Budget &budget;
  PinAccount &pins;
  ReadCounters &reads;
  Events &events;
  Mail &mail;
  const Clock &clock;  // for policies that count in minutes
  Limits &limits;
  std::uint32_t hit_stripes;
  bool weighs_bytes;  // what policies count: bytes, or entries where only those are limited
};

// What a shard remembers of its table's growth.
struct TableGrowth {
  // So many insertions do not ask again after one was told that it is not worth its price.
  static constexpr std::uint32_t kPause = 64;

  // Entries are being evicted for a larger table, over more than one attempt: until there is this
  // much room.
  std::int64_t room_wanted = 0;
  // The size that a table could not be paid for last, and what it costs.
  unsigned refused_class = kSizeClasses;
  std::uint32_t pause = 0;
  std::int64_t refused_price = 0;
};

// Everything a shard holds, in a block of its own: an empty shard has none, and clearing a shard is
// letting go of it.
//
// What changes with every entry that comes or goes, the end of the table and the beginning of the
// limbo, shares the line that begins there.
struct alignas(kCacheLine) ShardContents {
  ShardContents(TableView &view, const ShardEnvironment &environment)
      : table(view),
        limbo(environment.pins, environment.limits.max_retired_bytes, graveyard),
        timers(table) {}

  // Real bytes of everything but entries, in the table or in limbo.
  [[nodiscard]] std::size_t side_bytes() const;

  Owned<Policy> policy;
  Changeover *changeover = nullptr;  // the policy, while entries go over to the next one
  SlotRef handed_over = 0;           // as far as the walk over the slots has come
  Graveyard graveyard;
  Table table;
  Limbo limbo;
  Timers timers;
  ZeroedArray<HitLog::Stripe> hit_stripes;  // if the policy wants hits
};

}  // namespace cellaret::engine
