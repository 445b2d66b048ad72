// What a shard holds, and what it has in common with the others of its instance.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>

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

  // What so many bytes weigh for a policy.
  [[nodiscard]] std::uint32_t weight_of(std::size_t bytes) const {
    return weighs_bytes ? static_cast<std::uint32_t>(std::min<std::size_t>(bytes, UINT32_MAX)) : 1;
  }
};

// What an entry weighs: its block and the collection it holds.
[[nodiscard]] std::size_t bytes_of(const Entry &entry);

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
// letting go of it. To the policy it is the table that it serves.
//
// What changes with every entry that comes or goes, the end of the table, what is lent to the
// policy and the beginning of the limbo, shares the line that begins there.
struct alignas(kCacheLine) ShardContents final : public Residents {
  ShardContents(TableView &view, const ShardEnvironment &in)
      : table(view),
        limbo(in.pins, in.limits.max_retired_bytes, graveyard),
        timers(table),
        environment(in) {}

  // Real bytes of everything but entries, in the table or in limbo.
  [[nodiscard]] std::size_t side_bytes() const;

  SlotRef sample(Random &random) const override { return table.sample(random); }
  [[nodiscard]] std::uint64_t hash(SlotRef slot) const override;
  [[nodiscard]] std::uint32_t weight(SlotRef slot) const override;
  [[nodiscard]] std::uint32_t marks(SlotRef slot) const override { return table.marks(slot); }
  void set_marks(SlotRef slot, std::uint32_t marks) override { table.set_marks(slot, marks); }
  [[nodiscard]] bool expires(SlotRef slot) const override;
  [[nodiscard]] std::int64_t now_ms() const override {
    return environment.clock.coarse_steady_ms();
  }
  [[nodiscard]] SlotRef first_to_expire(SlotRef keep) override {
    return timers.first_to_expire(keep);
  }
  [[nodiscard]] void *lend(std::size_t bytes) override {
    bool can = bytes <= sizeof lent && !std::exchange(is_lent, true);
    return can ? lent : nullptr;
  }

  Owned<Policy> policy;
  Changeover *changeover = nullptr;  // the policy, while entries go over to the next one
  Graveyard graveyard;
  Table table;
  SlotRef lent[3] = {};  // to the policy: see Residents
  Limbo limbo;
  Timers timers;
  ZeroedArray<HitLog::Stripe> hit_stripes;  // if the policy wants hits
  ReaderTurns reader_turns;
  SlotRef handed_over = 0;  // as far as the walk of the changeover over the slots has come
  TableGrowth growth;
  bool is_lent = false;
  const ShardEnvironment &environment;
};

}  // namespace cellaret::engine
