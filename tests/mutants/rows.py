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


JUDGES = {
    "histories": Judge("histories", ("5000",)),
    "schedules": Judge("schedules", ("10000",)),
    "model": Judge("model_test", ()),
}

ILLEGAL = "not linearizable"

MUTANTS = (
    Mutant(
        "stale-read", "a thread goes on reading what it read before", "histories", ILLEGAL,
        (Change(
            "engine/shard/shard.cpp",
            "      if (has_expired) return Outcome::kMustLock;\n",
            """      if (has_expired) return Outcome::kMustLock;
      thread_local ReadValue kept{};
      thread_local std::uint64_t kept_hash = 0;
      thread_local unsigned uses = 0;
      if (out.is_pinned == 0) {
        if (kept_hash == key.hash && uses++ % 3 != 0) {
          out = kept;
        } else {
          kept = out;
          kept_hash = key.hash;
        }
      }
"""),),
    ),
    Mutant(
        "torn-value", "a reader is not told that a value is being overwritten", "histories",
        "TORN",
        (Change(
            "engine/shard/table.cpp",
            "version.exchange(version.load(kRelaxed) | TableGroup::kBusy,",
            "version.exchange(version.load(kRelaxed),"),
         Change(
            "engine/shard/table.cpp",
            "version.load(kRelaxed) + TableGroup::kStep - TableGroup::kBusy",
            "version.load(kRelaxed) + TableGroup::kStep")),
    ),
    Mutant(
        "unchecked-hit", "a hit does not look at the version again", "schedules", "TORN",
        (Change(
            "engine/shard/table.h",
            """        return home.version.load(std::memory_order_seq_cst) == version ? Found::kHit
                                                                       : Found::kRetry;
""",
            "        return Found::kHit;\n"),),
    ),
    Mutant(
        "unchecked-miss", "a miss beside a group that moves does not look at the version again",
        "schedules", ILLEGAL,
        (Change(
            "engine/shard/table.h",
            "return home.version.load(std::memory_order_relaxed) == version ? Found::kMiss : "
            "Found::kRetry;",
            "return Found::kMiss;"),),
    ),
    Mutant(
        "phantom-miss", "a group moves without saying so", "histories", ILLEGAL,
        (Change(
            "engine/shard/table.h",
            "version.store(before | TableGroup::kBusy, std::memory_order_relaxed);",
            ""),),
    ),
    Mutant(
        "lost-write", "a value that somebody has pinned is not overwritten", "histories", ILLEGAL,
        (Change("engine/shard/shard.cpp", "  return is_free;\n", "  return true;\n"),),
    ),
    Mutant(
        "written-under-a-pin", "a value changes while somebody holds it", "histories",
        "a pinned value changed|TORN",
        (Change("engine/shard/shard.cpp", "bool is_free = !entry.is_pinned();",
                "bool is_free = true;"),),
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
        (Change(
            "engine/shard/shard.cpp",
            """    entry.write_value(value, codec, ++last_stamp_);
  }
  contents_->table.end_change(key.hash);
""",
            """    entry.write_value(value, codec, entry.stamp());
  }
  contents_->table.end_change(key.hash);
"""),),
    ),
    Mutant(
        "early-reclamation", "retired blocks are freed while readers look at them", "schedules",
        "use after free",
        (Change(
            "engine/base/epoch.cpp",
            "  return state == 0 || (state & EpochRecord::kLocking) != 0 || state > sealed;\n",
            "  return sealed != 0 || state == 0;\n"),),
    ),
    Mutant(
        "early-clear", "a cleared table is freed while readers look at it", "schedules",
        "use after free|TORN",
        (Change("engine/shard/shard.cpp", "  epoch_wait(epoch_seal());\n", ""),),
    ),
    Mutant(
        "no-lock", "who waits for a lock goes on without it", "schedules", ".",
        (Change(
            "engine/base/lock.cpp",
            "void Lock::acquire_contended() CELLARET_NO_ANALYSIS {\n",
            "void Lock::acquire_contended() CELLARET_NO_ANALYSIS {\n  return;\n"),),
    ),
    Mutant(
        "expired-value", "an entry is seen a little after its deadline", "histories", ILLEGAL,
        (Change("engine/shard/shard.cpp", "has_expired = now > deadline.ms;",
                "has_expired = now > deadline.ms + 2;"),),
    ),
    Mutant(
        "lost-wheel-entry", "some timers are never set", "histories",
        "entries left by the timers",
        (Change(
            "engine/shard/timers.cpp",
            "  if (deadline.exists()) wheels_[deadline.on_wall_clock]->insert(",
            "  if (deadline.exists() && deadline.ms % 8 != 3) "
            "wheels_[deadline.on_wall_clock]->insert("),
         Change(
            "engine/shard/timers.cpp",
            "  if (deadline.exists()) wheels_[deadline.on_wall_clock]->remove(",
            "  if (deadline.exists() && deadline.ms % 8 != 3) "
            "wheels_[deadline.on_wall_clock]->remove("),
         Change(
            "engine/shard/timers.cpp",
            "  if (deadline.exists()) wheels_[deadline.on_wall_clock]->move(",
            "  if (deadline.exists() && deadline.ms % 8 != 3) "
            "wheels_[deadline.on_wall_clock]->move(")),
    ),
    Mutant(
        "limit-overshoot", "a shard draws more room than the pool has", "model", "limit|max_bytes",
        (Change("engine/shard/budget.cpp", "taken = std::min(there, missing + chunk);",
                "taken = missing + chunk;"),),
    ),
)
