/*
 * Eviction policies of your own: a table of C functions under a name, which then goes wherever the
 * name of a policy goes (cellaret_options, cellaret_cache_set_policy).
 *
 * Every shard of an instance has a policy of its own, and its functions run under the lock of that
 * shard, one at a time; those of different shards at the same time. They run on any thread that
 * calls, and on the one that maintenance_ms asks for. They get a view of the shard.
 * An entry is a number below view->capacity that stays the same while the entry lives and is used
 * again afterwards. What a policy has to remember it keeps
 *   - in view->shard: shard_bytes for the shard, all zero when the shard begins;
 *   - in view->records: entry_bytes for each number, all zero before insert() of an entry. Between
 *     two calls view->records and view->capacity may change (the contents do not): keep numbers,
 * not addresses. Both are allocated, charged and freed by the library, as are 8 bytes for each slot
 * of the table.
 *
 * What a function may not do: call this library but for view->weight and view->expires, block,
 * wait, allocate, throw, or use the view of another call. It cannot harm the cache by a wrong
 * answer.
 *
 * A whole one, CLOCK in a hundred lines: examples/c/policy.c.
 */
#ifndef CELLARET_POLICY_H
#define CELLARET_POLICY_H

#include <stdint.h>

#include "export.h"
#include "status.h"

CELLARET_BEGIN_DECLS

/* No entry. */
#define CELLARET_NO_ENTRY UINT32_MAX
/* Limits of a table. */
#define CELLARET_MAX_POLICY_NAME 63u
#define CELLARET_MAX_POLICY_SHARD_BYTES 65536u
#define CELLARET_MAX_POLICY_ENTRY_BYTES 64u

typedef struct cellaret_policy_view {
  void *shard;       /* of this shard; NULL if shard_bytes is 0 */
  void *records;     /* record of entry e: (char *)records + e * entry_bytes; NULL if that is 0 */
  uint32_t capacity; /* numbers are below */
  uint32_t count;    /* entries that are there */
  /* What an entry counts for: the bytes it is charged, or 1 in an instance that limits only the
     number of entries. 0 for a number that no entry has. */
  uint32_t (*weight)(const struct cellaret_policy_view *view, uint32_t entry);
  /* 1 if the entry has a deadline at present, else 0. */
  uint32_t (*expires)(const struct cellaret_policy_view *view, uint32_t entry);
  void *reserved; /* the library's */
} cellaret_policy_view;

/* For cellaret_policy.flags. */
enum {
  /* hits() gets every hit; otherwise the same entry again, with no other in between, is left out */
  CELLARET_POLICY_EVERY_HIT = 1
};

typedef struct cellaret_policy {
  uint32_t struct_size; /* sizeof(cellaret_policy) */
  uint32_t flags;       /* CELLARET_POLICY_..., or 0 */
  uint32_t shard_bytes; /* up to CELLARET_MAX_POLICY_SHARD_BYTES */
  uint32_t entry_bytes; /* up to CELLARET_MAX_POLICY_ENTRY_BYTES */
  /* A new entry came. hash: of its key; the same key has the same hash in an instance. */
  void (*insert)(cellaret_policy_view *view, uint32_t entry, uint64_t hash, void *user_data);
  /* An entry goes: because victim() chose it, or (is_evicted 0) for another reason: deleted,
     expired, or handed over to another policy. Its number means nothing afterwards. */
  void (*remove)(cellaret_policy_view *view, uint32_t entry, uint32_t is_evicted, void *user_data);
  /* The entry to evict next, but not `keep` (which can be CELLARET_NO_ENTRY); or CELLARET_NO_ENTRY
     to evict none: the write is FULL. For any other number that is no entry, or that is `keep`, the
     library takes a random entry. What is chosen need not go; then victim() is asked again. Asked
     only when there is an entry that may go. */
  uint32_t (*victim)(cellaret_policy_view *view, uint32_t keep, void *user_data);
  /* Entries that were read or overwritten, in that order; they come in batches, before anything
     else that the same thread does in the shard. When threads compete some may be lost. An entry
     can be one that took the number of another since. NULL: the policy wants no hits. */
  void (*hits)(cellaret_policy_view *view, const uint32_t *entries, uint32_t count,
               void *user_data);
  /* The entry's weight is another than before. NULL: the policy does not mind. */
  void (*resize)(cellaret_policy_view *view, uint32_t entry, uint32_t weight_before,
                 void *user_data);
  void *user_data; /* given to every function */
} cellaret_policy;

/*
 * Makes a policy known by a name, in this process and for its whole life: there is no way to take
 * it back, and the functions must stay loaded. The table is copied. The same table under the same
 * name again does nothing.
 * name: 1 to CELLARET_MAX_POLICY_NAME bytes of a-z, 0-9 and '-', ended by NUL.
 * policy: insert, remove and victim must not be NULL; hits and resize may be.
 * Threads: any.
 * Returns: OK; EXISTS (the name stands for another policy); INVALID (name or policy NULL, a name
 *   that is not allowed, struct_size below 4 or above 4096, unknown tail not zero, unknown flag, a
 *   function missing, more bytes than allowed); LIMIT (64 have been registered).
 * Since: 0.1
 */
CELLARET_API cellaret_status
cellaret_policy_register(const char *name, const cellaret_policy *policy) CELLARET_NOEXCEPT;

CELLARET_END_DECLS

#endif /* CELLARET_POLICY_H */
