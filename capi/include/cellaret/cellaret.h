/*
 * Cellaret: an embeddable, in-process cache engine. This is the umbrella header; the conventions
 * below hold for all others, which can also be included alone.
 *
 *   cellaret_cache *cache;
 *   cellaret_options options = {.struct_size = sizeof options, .max_entries = 10000};
 *   if (cellaret_cache_open(&options, &cache) != CELLARET_OK) return 1;
 *   cellaret_set(cache, "greeting", 8, "hello", 5, NULL, NULL);
 *   ...
 *   cellaret_cache_close(cache);
 *
 * Results. Functions return a cellaret_status (status.h): 0 success, positive an outcome such as
 *   MISS, negative an error. After an error nothing has changed. What is wrong with the arguments
 *   is a status too (INVALID): nothing aborts and nothing throws.
 * Out parameters come last, are named out_..., and may be NULL only where the function says so.
 * Bytes. Keys and values are a pointer and a length in bytes; they are copied before the call
 *   returns. A pointer may be NULL only when its length is 0.
 * Handles are opaque and typed. open is paired with close; values are paired with
 *   cellaret_value_release or cellaret_values_release. Close and release accept NULL.
 * Option structs begin with struct_size and grow at the end; 0 in a field means its default;
 *   "unlimited" is a named constant. Fields named reserved must be 0.
 * Threads. Any function may be called from any thread at any time, on the same instance too. No
 *   function keeps a lock when it returns, and no instance starts a thread.
 * Fork. The child of a fork may go on using every instance: it has its own copy.
 * Time is in milliseconds everywhere.
 * Stability. Before 1.0 the ABI may change with a minor version; CHANGELOG.md says so. `Since` is
 *   the version that brought a function.
 */
#ifndef CELLARET_CELLARET_H
#define CELLARET_CELLARET_H

#include "cache.h"
#include "clock.h"
#include "curve.h"
#include "dump.h"
#include "events.h"
#include "expiry.h"
#include "export.h"
#include "key.h"
#include "list.h"
#include "policy.h"
#include "scalar.h"
#include "scan.h"
#include "set.h"
#include "settings.h"
#include "snapshot.h"
#include "stats.h"
#include "status.h"
#include "text.h"
#include "value.h"
#include "values.h"
/* Generated: before installation it is in another folder than this file. */
#include "cellaret/version.h"

CELLARET_BEGIN_DECLS

/*
 * The version of the loaded library, as "0.1.0". Compare it with CELLARET_VERSION_STRING.
 * Lifetime: static. Threads: any. Since: 0.1
 */
CELLARET_API const char *cellaret_version(void) CELLARET_NOEXCEPT;

/*
 * The allocator that instances take their memory from: "mimalloc 2.0.9" or "system".
 * Lifetime: static. Threads: any. Since: 0.1
 */
CELLARET_API const char *cellaret_allocator(void) CELLARET_NOEXCEPT;

/*
 * Whether memory that the process's instances take from the system from now on is to be in huge
 * pages (2 MiB on x86-64), which spare large instances most of the misses of the address cache:
 * bench/README.md has the numbers. Off by default. Call it before the first instance is opened.
 * It takes effect where the kernel gives transparent huge pages to those who ask
 * (/sys/kernel/mm/transparent_hugepage/enabled says "madvise" or "always"), and with the allocator
 * mimalloc; the system's malloc has a setting of its own (GLIBC_TUNABLES=glibc.malloc.hugetlb=1).
 * The price: memory becomes resident 2 MiB at a time, and less of it is given back to the system
 * when entries go. What is charged stays the same.
 * are_wanted: 0 or not 0. Threads: any. Since: 0.1
 */
CELLARET_API void cellaret_use_huge_pages(int are_wanted) CELLARET_NOEXCEPT;

CELLARET_END_DECLS

#endif /* CELLARET_CELLARET_H */
