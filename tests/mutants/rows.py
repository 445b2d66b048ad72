"""The mutants: for each a fault, the judge that has to see it, and the change that makes it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Judge:
    """A test program, as a target of CMake, that ends with something else than 0 on a fault."""

    target: str
    arguments: tuple


@dataclass(frozen=True)
class Change:
    """In `file`, `old` becomes `new`; `old` must stand there exactly once."""

    file: str
    old: str
    new: str


@dataclass(frozen=True)
class Mutant:
    name: str
    fault: str  # what a user would see
    judge: str
    expects: str  # a pattern in what the judge prints
    changes: tuple
    arguments: tuple = ()  # of the judge, instead of its own


JUDGES = {
    "histories": Judge("histories", ("2000",)),
    "schedules": Judge("schedules", ("15000", "1")),
    "model": Judge("model_test", ()),
    "forks": Judge("capi_fork_test", ()),
    "signals": Judge("capi_signal_test", ()),
    "events": Judge("capi_events_test", ()),
    "maintenance": Judge("capi_maintenance_test", ()),
    "draws": Judge("capi_draw_test", ()),
    "settings": Judge("capi_settings_test", ()),
    "policies": Judge("capi_redis_policies_test", ("--gtest_filter=*allkeys_lru:*volatile_ttl",)),
}

ILLEGAL = "not linearizable"
PINNED = "a pinned value changed|" + ILLEGAL
FREED = "use after free|" + ILLEGAL

SHARD = "engine/shard/shard.cpp"
SHORT_WAYS = "engine/shard/short_ways.h"
TABLE = "engine/shard/table.cpp"
TABLE_HEADER = "engine/shard/table.h"
TABLE_VIEW = "engine/shard/table_view.h"

MUTANTS = (
    Mutant(
        "stale-read", "a thread goes on reading what it read before", "histories", ILLEGAL,
        (Change(
            SHORT_WAYS,
            "  out.read_small(*sight.entry, sight.head);\n",
            """  out.read_small(*sight.entry, sight.head);
  thread_local ReadValue kept{};
  thread_local const Entry *kept_of = nullptr;
  thread_local unsigned uses = 0;
  if (out.is_pinned == 0) {
    if (kept_of == sight.entry && uses++ % 3 != 0) {
      out = kept;
    } else {
      kept = out;
      kept_of = sight.entry;
    }
  }
"""),),
    ),
    Mutant(
        "unseen-refresh", "readers are not told that a value and its deadline are overwritten",
        "schedules", ILLEGAL,
        (Change(SHORT_WAYS,
                """  {
    InPlaceChange change(*sight.version_place);
    auto *entry""", """  {
    auto *entry"""),),
        ("15000", "1", "read against a deadline put off"),
    ),
    Mutant(
        "torn-value", "a reader is not told that a value is being overwritten", "histories",
        ILLEGAL,
        (Change(TABLE_VIEW, "version_.exchange(before_ | TableGroup::kBusy,",
                "version_.exchange(before_,"),
         Change(TABLE_VIEW, "version_.store(before_ | TableGroup::kBusy,",
                "version_.store(before_,")),
    ),
    Mutant(
        "unchecked-hit", "a hit does not look at the version again", "schedules", ILLEGAL,
        (Change(SHORT_WAYS, "if (sight.holds())", "if (true)"),),
    ),
    Mutant(
        "unchecked-miss", "a miss beside a group that moves does not look at the version again",
        "schedules", ILLEGAL,
        (Change(TABLE_VIEW,
                "if (elsewhere == 0) return sight.holds() ? Found::kNothing : Found::kUndecided;",
                "if (elsewhere == 0) return Found::kNothing;"),),
    ),
    Mutant(
        "unchecked-miss-elsewhere", "nor does one that looked into other groups", "schedules",
        ILLEGAL,
        (Change(TABLE, "return visit.is_right() ? Found::kNothing : Found::kUndecided;",
                "return Found::kNothing;"),),
    ),
    Mutant(
        "wrong-half", "a reader takes the half of a later resizing for its own", "schedules",
        ILLEGAL,
        (Change(TABLE,
                "if (!half.exists() || current_.load(std::memory_order_acquire) != current) {",
                "if (!half.exists()) {"),),
        ("100000", "1", "read against resizing twice"),
    ),
    Mutant(
        "phantom-miss", "a group moves without saying so", "schedules", ILLEGAL,
        (Change(TABLE_HEADER,
                "version.store(before | TableGroup::kBusy, std::memory_order_relaxed);", ""),),
    ),
    Mutant(
        "phantom-miss-closer", "an entry comes closer to home without saying so", "schedules",
        ILLEGAL,
        (Change(TABLE_HEADER, "      InPlaceChange change(half.groups[from.home].version);\n",
                ""),),
    ),
    Mutant(
        "lost-write", "a value that somebody has pinned is not overwritten", "histories", ILLEGAL,
        (Change(SHARD, "  return is_free;\n", "  return true;\n"),),
    ),
    Mutant(
        "written-under-a-pin", "a value changes while somebody holds it", "histories",
        PINNED,
        (Change(SHARD, "is_free = !entry.is_pinned();", "is_free = true;"),),
    ),
    Mutant(
        "pinned-too-late", "pins are looked for before the change is announced", "schedules",
        PINNED,
        (Change(SHARD, "bool is_free = false;", "bool is_free = !entry.is_pinned();"),
         Change(SHARD, "    is_free = !entry.is_pinned();\n", "")),
    ),
    Mutant(
        "weak-announcement", "a change is announced by a store that may come late", "schedules",
        PINNED,
        (Change(TABLE_VIEW,
                "version_.exchange(before_ | TableGroup::kBusy, std::memory_order_seq_cst);",
                "version_.store(before_ | TableGroup::kBusy, std::memory_order_relaxed);"),),
    ),
    Mutant(
        "weak-epoch", "a reader announces itself by a store that may come late", "schedules",
        FREED,
        (Change("engine/base/epoch.h",
                "record_->state.exchange(epoch, std::memory_order_acq_rel);",
                "record_->state.store(epoch, std::memory_order_release);"),),
    ),
    Mutant(
        "double-set-if-absent", "the lock is let go between looking and writing", "schedules",
        ILLEGAL,
        (Change(
            "engine/shard/scalar_operations.cpp",
            "  if (old == nullptr) return store_if(shard, context, key, slot, request);\n",
            """  if (slot == kNoSlot && request.condition == SetCondition::kIfAbsent) {
    shard.lock().release();
    shard.lock().acquire();
  }
  if (old == nullptr) return store_if(shard, context, key, slot, request);
"""),),
    ),
    Mutant(
        "missed-version-bump", "an overwrite in place keeps the version", "histories", ILLEGAL,
        (Change(SHORT_WAYS, "->write_value(sight.head, value, 0, ++last_stamp_);",
                "->write_value(sight.head, value, 0, sight.head.stamp());"),
         Change("engine/shard/short_writes.cpp",
                "entry->write_value(sight.head, value, codec, ++last_stamp_);",
                "entry->write_value(sight.head, value, codec, sight.head.stamp());"),),
    ),
    Mutant(
        "early-reclamation", "retired blocks are freed while readers look at them", "schedules",
        FREED,
        (Change("engine/base/epoch.cpp",
                "  return state == 0 || (state & EpochRecord::kLocking) != 0 || state > sealed;\n",
                "  return sealed != 0 || state == 0;\n"),),
    ),
    Mutant(
        "early-reclamation-by-one", "readers of the epoch that ends are not waited for",
        "schedules", FREED,
        (Change("engine/base/epoch.cpp", "|| state > sealed;", "|| state >= sealed;"),),
    ),
    Mutant(
        "early-reuse", "a block serves again while readers look at it", "schedules", FREED,
        (Change("engine/shard/limbo.h",
                "    if (sealed_in_ != 0 && !has_passed()) return nullptr;\n", ""),),
    ),
    Mutant(
        "early-clear", "a cleared table is freed while readers look at it", "schedules",
        FREED,
        (Change(SHARD, "  epoch_wait(epoch_seal());\n", ""),),
    ),
    Mutant(
        "early-close", "an instance is closed under a call", "schedules", FREED,
        (Change("engine/cache/handles.cpp", "  epoch_wait_for_calls();\n", ""),),
    ),
    Mutant(
        "early-close-late-store", "who closes does not hear of a call that has just begun",
        "schedules", FREED + "|blocks are left|exit code -11",
        (Change("engine/base/epoch.cpp", "  asymmetric_barrier();\n", ""),),
    ),
    Mutant(
        "unpublished-clear", "a cleared table can still be found", "schedules",
        FREED,
        (Change(SHARD, "  contents_->table.unpublish();\n", ""),),
    ),
    Mutant(
        "no-lock", "who waits for a lock goes on without it", "schedules", ".",
        (Change("engine/base/lock.cpp",
                "void Lock::acquire_contended() CELLARET_NO_ANALYSIS {\n",
                "void Lock::acquire_contended() CELLARET_NO_ANALYSIS {\n  return;\n"),),
    ),
    Mutant(
        "lost-wake-up", "who sleeps before a lock is not woken", "schedules", "sleep",
        (Change("engine/base/lock.cpp",
                "  if ((waiters & ~kHasMail) != 0) state_.notify_one();\n", ""),),
    ),
    Mutant(
        "unlocked-multi-key", "of two keys written together one is seen before the other",
        "schedules", ILLEGAL,
        (Change("engine/cache/multi.cpp", "    item.marks = shard_of(item).mark_busy(item.key);\n",
                ""),),
    ),
    Mutant(
        "half-unmarked", "readers are let in before the last of the keys is there", "schedules",
        ILLEGAL,
        (Change("engine/cache/multi.cpp",
                "    ++shard.counters().sets;\n",
                "    ++shard.counters().sets;\n"
                "    if (item.marks) shard.unmark_busy(item.key);\n    item.marks = false;\n"),),
    ),
    Mutant(
        "renamed-apart", "a renamed value is seen under both names, or under none", "schedules",
        ILLEGAL,
        (Change("engine/shard/copy_operations.cpp",
                "bool marks_source = from.mark_busy(source.key);", "bool marks_source = false;"),
         Change("engine/shard/copy_operations.cpp",
                "bool marks_destination = to.mark_busy(destination.key);",
                "bool marks_destination = false;")),
        ("60000", "1", "read against rename"),
    ),
    Mutant(
        "expired-value", "an entry is seen a little after its deadline", "histories", ILLEGAL,
        (Change(SHARD, "return now > deadline.ms;", "return now > deadline.ms + 2;"),),
    ),
    Mutant(
        # A deadline that is put off can come to be one of the lost: then a timer is taken out that
        # is in no wheel, which need not end well.
        "lost-wheel-entry", "some timers are never set", "histories",
        "entries left by the timers|a timer|exit code -11",
        tuple(Change(
            "engine/shard/timers.cpp",
            f"  if (deadline.exists()) wheels_[deadline.on_wall_clock]->{call}(",
            "  if (deadline.exists() && deadline.ms % 8 != 3) "
            f"wheels_[deadline.on_wall_clock]->{call}(")
            for call in ("insert", "remove", "move")),
    ),
    Mutant(
        "limit-overshoot", "a shard draws more room than the pool has", "histories",
        "over the limit|at most",
        (Change("engine/shard/budget.cpp",
                "taken = std::min(there, missing + chunk.load(std::memory_order_relaxed));",
                "taken = missing + chunk.load(std::memory_order_relaxed);"),),
    ),
    Mutant(
        "lost-charge", "a freed block is taken off the account twice", "model", "charged",
        (Change("engine/shard/shard_removal.cpp",
                "  add_freed(contents_->limbo.add(entry, block_size(entry), entry->is_wide()));",
                "  add_freed(2 * contents_->limbo.add(entry, block_size(entry), "
                "entry->is_wide()));"),),
    ),
    Mutant(
        "unlocked-fork", "a fork finds the cache in the middle of a change", "forks",
        "FAILED|exit code",
        (Change("engine/cache/handles.cpp",
                "  for_each_instance([](Cache &cache) CELLARET_NO_ANALYSIS "
                "{ cache.lock_for_fork(); });\n",
                ""),),
    ),
    Mutant(
        "ghost-readers", "the child waits for the parent's threads", "forks", "FAILED|exit code",
        (Change("engine/base/epoch.cpp",
                "    record->state.store(0, std::memory_order_relaxed);\n", ""),),
    ),
    Mutant(
        "shared-wake-up", "the child wakes the readers of its parent", "forks", "FAILED",
        (Change("engine/cache/handles.cpp",
                "  for_each_instance([](Cache &cache) "
                "{ cache.events().after_fork_in_child(); });\n",
                ""),),
    ),
    Mutant(
        "unforgotten-clear", "what was being cleared stays charged in a fork's child", "forks",
        "FAILED", (Change("engine/cache/cache.cpp", "    shard.forget_leaving();\n", ""),),
        ("--gtest_filter=*being_cleared*",),
    ),
    Mutant(
        "immortal-name", "a name outlives its last handle", "settings", "FAILED",
        (Change("engine/cache/handles.cpp", "} else if (--shared->handles == 0) {",
                "} else if (shared->handles-- == 0) {"),),
    ),
    Mutant(
        "uncounted-opening", "one close frees an instance that others have open", "settings",
        "FAILED|exit code", (Change("engine/cache/handles.cpp", "    ++named->handles;\n", ""),),
    ),
    Mutant(
        "indifferent-name", "a name is opened with another configuration", "settings", "FAILED",
        (Change("engine/cache/handles.cpp", "      if (differing != nullptr) {\n",
                "      if (false) {\n"),),
    ),
    Mutant(
        "free-limit", "a limit is lowered without making room", "settings", "FAILED",
        (Change("engine/cache/settings.cpp",
                "fixed <= after.max_bytes && make_room(less, true, room);",
                "fixed <= after.max_bytes;"),),
    ),
    Mutant(
        "kept-limit", "a limit that was refused leaves less room than before", "settings", "FAILED",
        (Change("engine/cache/settings.cpp",
                "    if (!has_room) {\n      budget_.give_back(room);\n",
                "    if (!has_room) {\n"),),
    ),
    Mutant(
        "forgotten-order", "another policy learns of the entries in no order", "settings", "FAILED",
        (Change("engine/shard/policy_change.cpp", "SlotRef slot = both.next_in_order();",
                "SlotRef slot = kNoSlot;"),),
    ),
    Mutant(
        "believed-policy", "a policy of the caller's may name whom it likes", "settings",
        "FAILED|exit code",
        (Change("engine/eviction/custom.cpp",
                "if (is_used(number) && slot_of(number) != keep) return slot_of(number);",
                "return slot_of(number);"),),
    ),
    Mutant(
        "first-come", "what was put off is still taken for what expires first", "policies",
        "FAILED",
        (Change("engine/expiry/timing_wheel.h",
                "if (left == 0 || !is_put_off(found, slot)) return found;", "return found;"),),
    ),
    Mutant(
        "unused-use", "putting a deadline off is a use now and then", "policies", "FAILED",
        (Change("engine/shard/shard.cpp", "if (use == Use::kYes) touch(slot);", "touch(slot);"),
         Change("engine/shard/key_operations.cpp",
                "  shard.touch(slot);\n  return shard.set_deadline(",
                "  return shard.set_deadline(")),
    ),
    Mutant(
        "impatient-lock", "who has spun for a lock long enough goes on without it", "signals",
        "FAILED|exit code",
        (Change("engine/base/lock.cpp",
                "  while (!try_acquire()) state_.wait(kHeld, std::memory_order_relaxed);\n",
                ""),),
    ),
    Mutant(
        "lost-mail", "a reader that sleeps on its descriptor is not woken", "events", "FAILED",
        (Change("engine/base/lock.cpp",
                "  if ((waiters & kHasMail) != 0) "
                "outbox_.load(std::memory_order_relaxed)->drain();\n",
                ""),),
    ),
    Mutant(
        "untidy-queue", "events of a shard come out of order", "events", "FAILED",
        (Change("engine/shard/events.cpp", "#include <new>\n",
                "#include <new>\n#include <string>\n"),
         Change("engine/shard/events.cpp",
                "    is_kept = queue.offer(shard, cause, key) || is_kept;\n",
                """    thread_local std::string late;
    thread_local Removal why{};
    thread_local bool is_waiting = false;
    is_waiting = !is_waiting;
    if (is_waiting) {
      late = key;
      why = cause;
      is_kept = true;
      return;
    }
    is_kept = queue.offer(shard, cause, key) || is_kept;
    queue.offer(shard, why, late);
""")),
    ),
    Mutant(
        "uncounted-drop", "an event that does not fit is lost without a word", "events", "FAILED",
        (Change("engine/shard/event_ring.h", "      drop(1);\n", ""),),
    ),
    Mutant(
        "silent-overwrite", "a value that is overwritten in place is not told", "events", "FAILED",
        (Change("engine/cache/cache.cpp",
                "    are_short = should_be();\n", "    are_short = !has_default_expiry_;\n"),
         Change("engine/cache/cache.cpp", "  } while (are_short != should_be());\n",
                "  } while (false);\n"),),
    ),
    Mutant(
        "next-member", "a member behind a free slot is drawn more often", "draws",
        "FAILED.*sample",
        (Change("engine/data/member_index.cpp",
                "    if (word(slot) != 0) return slot;\n",
                "    if (next(slot) != kNone) return next(slot);\n"),),
    ),
    Mutant(
        "low-member", "the first members of a small set are drawn more often", "draws",
        "FAILED.*sample",
        (Change("engine/data/set.cpp",
                ": random.below(size_);\n", ": random.below(random.below(size_) + 1);\n"),),
    ),
    Mutant(
        "late-sample", "a large sample prefers members that come late", "draws",
        "FAILED.*few_or_many",
        (Change("engine/shard/set_operations.cpp",
                "    if (random.below(left--) >= count) return true;\n",
                "    std::uint64_t drawn = std::max(random.below(left), random.below(left));\n"
                "    --left;\n"
                "    if (drawn >= count) return true;\n"),),
    ),
    Mutant(
        "early-draw", "a small sample prefers some members", "draws", "FAILED.*few_or_many",
        (Change("engine/shard/set_operations.cpp",
                "*end++ = set.sample_position(random);\n",
                "*end++ = std::min(set.sample_position(random),\n"
                "                  set.sample_position(random));\n"),),
    ),
    Mutant(
        "first-pop", "a pop prefers the first member", "draws", "FAILED.*pop",
        (Change("engine/shard/set_operations.cpp",
                """    Element member = set_of(found).sample(shard.random());
    if (!out.copy(member, entry.codec(), entry.stamp(), shard.pins())) return Change::kNoMemory;
    Remains remains;""",
                """    Element member = set_of(found).sample(shard.random());
    if (shard.random().below(8) == 0) {
      member = set_of(found).at_position(set_of(found).next_position(0));
    }
    if (!out.copy(member, entry.codec(), entry.stamp(), shard.pins())) return Change::kNoMemory;
    Remains remains;"""),),
    ),
    Mutant(
        "next-key", "a key behind a free slot is drawn more often", "draws", "FAILED.*random_key",
        (Change(TABLE, "  for (int tries = 0; tries < 256; ++tries) {\n",
                "  for (int tries = 0; tries < 1; ++tries) {\n"),),
    ),
    Mutant(
        "first-shards", "keys of the first shards are drawn more often", "draws",
        "FAILED.*random_key",
        (Change("engine/cache/scan.cpp",
                "      rank = first.random().below(entries);\n",
                "      rank = first.random().below(first.random().below(entries) + 1);\n"),),
    ),
    Mutant(
        "deaf-upkeep", "expired entries stay until the thread looks by itself", "maintenance",
        "FAILED.*a_nearer_deadline",
        (Change("engine/shard/shard_upkeep.cpp",
                "    environment_.mail.alarm().ask();\n", ""),),
    ),
    Mutant(
        "large-table", "tables stay as large as they were once", "maintenance",
        "FAILED.*memory_comes_back",
        (Change("engine/shard/shard_upkeep.cpp",
                "  if (contents_->table.wants_shrinking()) {\n",
                "  if (false) {\n"),),
    ),
    Mutant(
        "late-close", "a close waits until the thread wakes by itself", "maintenance",
        "FAILED.*closing_does_not_wait",
        (Change("engine/cache/maintenance_thread.cpp",
                "  cache_.alarm().ring();\n", ""),),
        ("--gtest_filter=*closing_does_not_wait*",),
    ),
    Mutant(
        "caught-signal", "the host's signals are handled by the thread", "maintenance",
        "FAILED.*signals_go",
        (Change("engine/cache/maintenance_thread.cpp",
                "  sigfillset(&set);\n", "  sigemptyset(&set);\n"),),
    ),
)
