/*
 * The whole cache in a file: kept over a restart, or handed to another process.
 *
 * A file holds every entry with its type, codec tag and deadline, in the format of docs/format.md.
 * It is no database: what was written since the last save is lost with the process.
 *
 *   uint64_t entries;
 *   cellaret_status status = cellaret_save(cache, "/var/lib/app/cache.snapshot", &entries);
 *   if (status == CELLARET_IO) perror("save");
 *
 * After IO, errno says what the system did not do.
 */
#ifndef CELLARET_SNAPSHOT_H
#define CELLARET_SNAPSHOT_H

#include <stdint.h>

#include "cache.h"

CELLARET_BEGIN_DECLS

/*
 * Writes all entries to a file. The cache is in use meanwhile: no operation waits longer than it
 * takes to copy some hundred keys or 32 KiB of one value. An entry that does not change while this
 * runs is in the file exactly once; one that does is there with one of its values, or not at all if
 * it was deleted or came meanwhile.
 * The file is written beside its place as PATH.saving, with mode 0600, made durable, and then
 * renamed: whatever happens, there is a whole old or a whole new file. A PATH.saving that a killed
 * process left is used again. Needs memory for the largest single entry.
 * path: a file name, not empty.
 * out_entries: may be NULL; how many entries the file has.
 * Threads: any; it takes as long as the disk does. Two saves to the same path at the same time: the
 *   second gets IO with errno EWOULDBLOCK.
 * Returns: OK; IO (the file that was there is as it was); INVALID; NO_MEMORY; CLOSED. Since: 0.1
 */
CELLARET_API cellaret_status cellaret_save(cellaret_cache *cache, const char *path,
                                           uint64_t *out_entries) CELLARET_NOEXCEPT;

/*
 * Writes the entries of a file into the cache, as cellaret_restore would with REPLACE: keys that
 * the file has are overwritten, others stay. Deadlines are moments of Unix time: what expired while
 * the file lay there is not loaded. When the cache is smaller than the file, its eviction policy
 * decides what stays.
 * The whole file is checked before the first entry is written: one that is truncated, damaged or of
 * something else changes nothing.
 * path: a file name, not empty; the file must not be changed meanwhile (a save replaces it, which
 *   is no change).
 * out_entries: may be NULL; how many entries were read. Set also when one of them did not fit.
 * Threads: any.
 * Returns: OK; IO (there is no such file, it cannot be read, it is no file); BAD_FORMAT; INVALID;
 *   CLOSED; and where an entry does not fit TOO_LARGE, FULL or NO_MEMORY: those before it are
 *   loaded. Since: 0.1
 */
CELLARET_API cellaret_status cellaret_load(cellaret_cache *cache, const char *path,
                                           uint64_t *out_entries) CELLARET_NOEXCEPT;

CELLARET_END_DECLS

#endif /* CELLARET_SNAPSHOT_H */
