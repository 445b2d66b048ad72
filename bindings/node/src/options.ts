// The options of a cache, and how they are passed to the addon.
import { rangeError, typeError } from './errors.js';
import { Expiry } from './expiry.js';
import { addon, type NativeCache } from './native.js';

/** How entries are chosen to go when a limit is reached. */
export type Policy =
  | 'allkeys-lru'
  | 'allkeys-lfu'
  | 'allkeys-random'
  | 'volatile-lru'
  | 'volatile-lfu'
  | 'volatile-random'
  | 'volatile-ttl'
  | 'noeviction'
  | 'sieve'
  | 's3-fifo'
  | 'w-tinylfu'
  | 'adaptive';

/**
 * Where a cache takes its time from: `'coarse'` (reads of expiring keys may lag by 10 ms),
 * `'system'` (read to the millisecond on every use), `'manual'` (stands still until it is moved).
 */
export type ClockKind = 'coarse' | 'system' | 'manual';

/** How to open a cache. */
export interface CacheOptions {
  /** Limit of real bytes, 4096 or more, or Infinity. Default: 256 MiB. */
  maxBytes?: number | bigint | undefined;
  /** Limit of entries, 1 or more. Default: Infinity. */
  maxEntries?: number | bigint | undefined;
  /** An entry that takes more bytes is answered with TOO_LARGE. Default: Infinity. */
  maxEntryBytes?: number | bigint | undefined;
  /** Default: `'allkeys-lru'`. */
  policy?: Policy | undefined;
  /** A power of two up to 1024. Default: chosen from processors and limits. */
  shards?: number | undefined;
  /** Default: `'coarse'`. */
  clock?: ClockKind | undefined;
  /** With `clock: 'manual'`: Unix time at the start in ms, 0 or more. Default: 0. */
  startMs?: number | bigint | undefined;
  /** Of hash, eviction and sampling; 0 takes the system's random source. Default: 0. */
  seed?: number | bigint | undefined;
  /** Of writes that name none: `neverExpire`, `expireIn(...)` or `expireDailyAt(...)`. */
  defaultExpiry?: Expiry | undefined;
  /**
   * 1 to 60,000: a thread gives the memory of expired entries back within that many milliseconds,
   * though nobody calls. It runs no JavaScript and keeps no process alive; 10 is a good one.
   * Default: no thread.
   */
  maintenanceMs?: number | undefined;
}

const clocks: Readonly<Record<ClockKind, bigint>> = { system: 1n, coarse: 2n, manual: 3n };
const unlimited = 2n ** 64n - 1n;

/**
 * Checks an integer from `min` to 2^64 - 1; a number has to be a safe one.
 * @internal
 */
export function unsigned(value: unknown, min: bigint, what: string): bigint {
  if (typeof value !== 'number' && typeof value !== 'bigint') {
    throw typeError(`${what} is a number or a bigint, not ${typeof value}`);
  }
  if (typeof value === 'bigint' || Number.isSafeInteger(value)) {
    const integer = BigInt(value);
    if (integer >= min && integer <= unlimited) return integer;
  }
  throw rangeError(`${what} is an integer of ${min} or more, not ${value}`);
}

/** @internal */
export function limit(value: unknown, what: string): bigint {
  return value === Infinity ? unlimited : unsigned(value, 1n, what);
}

function optional(value: unknown, check: (given: unknown) => bigint): bigint {
  return value === undefined ? 0n : check(value);
}

function clockNumber(clock: unknown): bigint {
  if (typeof clock !== 'string') throw typeError(`clock is a string, not ${typeof clock}`);
  if (!Object.hasOwn(clocks, clock)) throw rangeError(`there is no clock ${JSON.stringify(clock)}`);
  return clocks[clock as ClockKind];
}

const known: ReadonlySet<string> = new Set<keyof CacheOptions>([
  'maxBytes',
  'maxEntries',
  'maxEntryBytes',
  'policy',
  'shards',
  'clock',
  'startMs',
  'seed',
  'defaultExpiry',
  'maintenanceMs',
]);

function checkNames(options: unknown): void {
  if (typeof options !== 'object' || options === null) {
    throw typeError(`the options of a cache are an object, not ${typeof options}`);
  }
  for (const name of Object.keys(options)) {
    if (!known.has(name)) throw typeError(`a cache has no option ${JSON.stringify(name)}`);
  }
}

function policyName(policy: unknown): string {
  if (typeof policy !== 'string') throw typeError(`policy is a string, not ${typeof policy}`);
  if (policy === '') throw rangeError('policy is empty');
  return policy;
}

/** @internal */
export function openNative(options: CacheOptions): NativeCache {
  checkNames(options);
  const numbers = [
    optional(options.clock, clockNumber),
    optional(options.maxBytes, (value) => limit(value, 'maxBytes')),
    optional(options.maxEntries, (value) => limit(value, 'maxEntries')),
    optional(options.maxEntryBytes, (value) => limit(value, 'maxEntryBytes')),
    optional(options.shards, (value) => shardCount(value)),
    optional(options.startMs, (value) => startTime(value)),
    optional(options.seed, (value) => unsigned(value, 0n, 'seed')),
    optional(options.maintenanceMs, (value) => maintenanceTick(value)),
  ];
  const policy = options.policy === undefined ? '' : policyName(options.policy);
  const expiry = Expiry.native(options.defaultExpiry);
  try {
    return new addon.Cache(numbers, policy, ...expiry);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const shown = Object.entries(options).map(([name, value]) => `${name}: ${String(value)}`);
    throw rangeError(`the engine does not allow these options: { ${shown.join(', ')} }`);
  }
}

function shardCount(value: unknown): bigint {
  const count = unsigned(value, 1n, 'shards');
  if (count >= 2n ** 32n) throw rangeError(`shards is at most 1024, not ${count}`);
  return count;
}

function maintenanceTick(value: unknown): bigint {
  const ms = unsigned(value, 1n, 'maintenanceMs');
  if (ms > 60_000n) throw rangeError(`maintenanceMs is at most 60000, not ${ms}`);
  return ms;
}

function startTime(value: unknown): bigint {
  const ms = unsigned(value, 0n, 'startMs');
  if (ms >= 2n ** 63n) throw rangeError(`startMs is a 64-bit integer, not ${ms}`);
  return ms;
}
