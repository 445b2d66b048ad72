/*
 * One value as bytes: to keep it elsewhere, or to put it into another cache.
 *
 * A dump holds everything that belongs to a value: type, codec tag, all elements of a list or set,
 * and the deadline. The format is that of docs/format.md; it is the same on every machine and does
 * not depend on the options of the cache. It carries a checksum, and restoring trusts nothing in
 * it, so damaged or hostile bytes are a status.
 *
 *   cellaret_value dump;
 *   if (cellaret_dump(cache, "key", 3, &dump) == CELLARET_OK) {
 *     cellaret_restore(other, "key", 3, cellaret_value_data(&dump), dump.size, 0, NULL);
 *     cellaret_value_release(&dump);
 *   }
 */
#ifndef CELLARET_DUMP_H
#define CELLARET_DUMP_H

#include <stddef.h>
#include <stdint.h>

#include "cache.h"
#include "expiry.h"
#include "value.h"

CELLARET_BEGIN_DECLS

/* Flags of cellaret_restore. */
enum {
  CELLARET_RESTORE_REPLACE = 1 /* overwrite a key that is there */
};

/*
 * The value of a key as bytes. Counts as neither hit nor miss and does not touch the entry. A large
 * list or set is copied in pieces, between which others use the cache; what is copied is its state
 * at one moment. key: 0 to CELLARET_MAX_KEY_SIZE bytes; may be NULL only when key_size is 0. A
 * longer one is a key that is not there. out_dump: a STRING with codec BYTES; to be given back with
 * cellaret_value_release. Threads: any. Returns: OK, MISS, INVALID, TOO_LARGE (a collection of 4
 * GiB or more), NO_MEMORY, CLOSED. Since: 0.1
 */
CELLARET_API cellaret_status cellaret_dump(cellaret_cache *cache, const void *key, size_t key_size,
                                           cellaret_value *out_dump) CELLARET_NOEXCEPT;

/*
 * Writes the value of a dump under a key.
 * key: 0 to CELLARET_MAX_KEY_SIZE bytes; the key the dump was made of does not matter.
 * dump: what cellaret_dump gave; may be NULL only when dump_size is 0, which is no dump.
 * flags: 0 or CELLARET_RESTORE_REPLACE.
 * expiry: NULL or DEFAULT for the deadline in the dump, as a moment of Unix time: when that has
 *   passed the call succeeds and leaves no key. KEEP for that of the key that is replaced. Anything
 *   else as for a write.
 * Threads: any.
 * Returns: OK; EXISTS (the key is there, and not to be replaced); BAD_FORMAT (no dump, damaged, or
 *   with a flag that this version does not know); INVALID; BAD_EXPIRY; TOO_LARGE; FULL; NO_MEMORY;
 *   CLOSED. Nothing has changed unless OK.
 * Since: 0.1
 */
CELLARET_API cellaret_status cellaret_restore(cellaret_cache *cache, const void *key,
                                              size_t key_size, const void *dump, size_t dump_size,
                                              uint32_t flags,
                                              const cellaret_expiry *expiry) CELLARET_NOEXCEPT;

CELLARET_END_DECLS

#endif /* CELLARET_DUMP_H */
