// The statistics of a cache.
import type { NativeCache, NativeStats } from './native.js';

/**
 * Counters since the cache was opened or `resetStats` was called: `hits`, `misses` (reads), `sets`
 * (values written, increments included), `deletes` (`clear` not included), `expirations`,
 * `evictions`. What it holds: `entries` (with those that expired and are not reclaimed yet),
 * `bytesCharged` (real allocated bytes, which count against `maxBytes`), `bytesPinned`. What is in
 * force: `maxBytes`, `maxEntries` (Infinity when unlimited), `shards`, `policy`, `allocator`.
 */
export interface CacheStats extends NativeStats {
  /** hits / (hits + misses); 0 without traffic. */
  readonly hitRate: number;
}

/** @internal */
export function readStats(native: NativeCache): CacheStats {
  const stats = native.stats();
  const reads = stats.hits + stats.misses;
  return { ...stats, hitRate: reads === 0 ? 0 : stats.hits / reads };
}
