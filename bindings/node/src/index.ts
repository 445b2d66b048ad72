// Everything the package offers; index.mts lists the same for ES modules.
import { addon } from './native.js';

export {
  Cache,
  type CachedValue,
  type CacheKey,
  type CacheType,
  type CacheValue,
  type ExpireCondition,
  type ReadOptions,
  type WriteOptions,
} from './cache.js';
export type { CacheClock } from './clock.js';
export {
  CacheError,
  type CacheErrorCode,
  CacheKeyExists,
  CacheMiss,
  statuses,
  type StatusRow,
} from './errors.js';
export {
  ExpireAt,
  expireAt,
  ExpireDailyAt,
  expireDailyAt,
  ExpireIn,
  expireIn,
  ExpireInHours,
  expireInHours,
  ExpireInMinutes,
  expireInMinutes,
  ExpireInSeconds,
  expireInSeconds,
  type Expiry,
  KeepTTL,
  keepTTL,
  NeverExpire,
  neverExpire,
} from './expiry.js';
export type { CacheOptions, ClockKind, Policy } from './options.js';
export type { CacheStats } from './stats.js';

/** The version of the engine in the addon. */
export const version: string = addon.version;

/** The allocator that caches take their memory from: `'mimalloc 2.0.9'` or `'system'`. */
export const allocator: string = addon.allocator;
