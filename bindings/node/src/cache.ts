// A cache: one instance with its own limits, clock, eviction policy and statistics.
import { CacheClock } from './clock.js';
import { rangeError, typeError } from './errors.js';
import { Expiry, milliseconds } from './expiry.js';
import { toJson } from './json.js';
import type { NativeCache } from './native.js';
import { type CacheOptions, limit, openNative } from './options.js';
import { type CacheStats, readStats } from './stats.js';

/** Text, stored as UTF-8, or the bytes themselves: `'a'` and `Buffer.from('a')` are one key. */
export type CacheKey = string | Uint8Array;

/**
 * What can be stored. Text, bytes, null, booleans, numbers and bigints within 64 bits; and plain
 * objects and arrays that JSON gives back equal. Everything else is refused.
 */
export type CacheValue = string | number | bigint | boolean | null | Uint8Array | object;

/** What comes back: bytes as Buffer; integers as numbers, or as bigints when asked for. */
export type CachedValue = string | number | bigint | boolean | null | Buffer | object;

/** How to write. */
export interface WriteOptions {
  /** Default: the default expiry of the cache. */
  expiry?: Expiry | undefined;
}

/** How to read. */
export interface ReadOptions {
  /**
   * Integers come back as bigints, all of them. Without it they come back as numbers, and one that
   * is no safe number throws a RangeError (code UNSAFE_INTEGER) rather than being rounded.
   */
  bigint?: boolean | undefined;
}

/** When `expire` and `expireAt` act. No deadline counts as later than any. */
export type ExpireCondition = 'always' | 'ifNone' | 'ifAny' | 'ifGreater' | 'ifLess';

/** The type of a value as the engine keeps it. */
export type CacheType = 'string' | 'int' | 'double';

// The bits of the addon's argument `flags`.
const ifAbsent = 1;
const ifPresent = 2;
const returnOld = 4;
const bigints = 8;
const jsonCodec = 3 << 8;
const nullCodec = 4 << 8;

const conditions: Readonly<Record<ExpireCondition, number>> = {
  always: 0,
  ifNone: 1,
  ifAny: 2,
  ifGreater: 3,
  ifLess: 4,
};
const types: readonly (CacheType | undefined)[] = [undefined, 'string', 'int', 'double'];

function conditionNumber(condition: unknown): number {
  if (typeof condition === 'string' && Object.hasOwn(conditions, condition)) {
    return conditions[condition as ExpireCondition];
  }
  throw rangeError(`there is no condition ${String(condition)}`);
}

function checkOptions(options: object): void {
  if (typeof options !== 'object' || options === null) {
    throw typeError(`options are an object, not ${options === null ? 'null' : typeof options}`);
  }
}

// -0 is no integer: as one it would lose its sign.
function isIntegerNumber(value: number): boolean {
  return Number.isSafeInteger(value) && !Object.is(value, -0);
}

function checkInteger(value: unknown, what: string): number | bigint {
  if (typeof value === 'bigint') {
    if (BigInt.asIntN(64, value) === value) return value;
    throw rangeError(`${what} is outside the range of 64-bit integers`);
  }
  if (typeof value !== 'number') {
    throw typeError(`${what} is a number or a bigint, not ${typeof value}`);
  }
  if (Number.isSafeInteger(value)) return value;
  throw rangeError(`${what} is no safe integer: ${value}; larger ones are passed as bigint`);
}

/**
 * An open cache. Every method but `close` throws a CacheError with code CLOSED once it is closed, a
 * TypeError for a key that is neither string nor Uint8Array (code INVALID) or that has no UTF-8
 * form (code KEY_ENCODING). A key is 0 to 65,535 bytes: reading a longer one is a miss, writing it
 * is answered with TOO_LARGE. Memory that is not closed is freed when the object is collected.
 */
export class Cache {
  readonly #native: NativeCache;
  readonly #get: NativeCache['get'];
  readonly #storeText: NativeCache['storeText'];
  /** The cache's clock. */
  readonly clock: CacheClock;

  /**
   * Opens a cache.
   * @throws TypeError, RangeError (an option that is not allowed); CacheError with BAD_EXPIRY (a
   *   default expiry out of range), LIMIT, NO_MEMORY
   */
  constructor(options: CacheOptions = {}) {
    this.#native = openNative(options);
    this.#get = this.#native.get;
    this.#storeText = this.#native.storeText;
    this.clock = new CacheClock(this.#native);
  }

  /**
   * Reads a value. Counts a hit or a miss and is a use in the eyes of the eviction policy.
   * @returns the value as it was written; undefined when the key is not there
   * @throws CacheError with WRONG_TYPE; RangeError with UNSAFE_INTEGER
   */
  get<T extends CachedValue = CachedValue>(key: CacheKey, options?: ReadOptions): T | undefined {
    if (options === undefined) return this.#get(key) as T | undefined;
    checkOptions(options);
    return this.#get(key, options.bigint === true) as T | undefined;
  }

  /**
   * Writes a value, whatever the key held before. Without an expiry the key's deadline goes, unless
   * the cache has a default.
   * @throws TypeError (no such value can be stored; text with a lone surrogate has the code
   *   VALUE_ENCODING); RangeError (a bigint over 64 bits); CacheError with TOO_LARGE, BAD_EXPIRY,
   *   OVERFLOW (NaN, Infinity), FULL, NO_MEMORY
   */
  set(key: CacheKey, value: CacheValue, options?: WriteOptions): void {
    if (options === undefined && typeof value === 'string') this.#storeText(key, value);
    else this.#store(key, value, 0, options);
  }

  /**
   * Writes a value if the key is not there.
   * @throws CacheKeyExists (value and deadline stay as they are); otherwise as `set`
   */
  setIfAbsent(key: CacheKey, value: CacheValue, options?: WriteOptions): void {
    this.#store(key, value, ifAbsent, options);
  }

  /**
   * Writes a value if the key is there.
   * @throws CacheMiss (nothing is written); otherwise as `set`
   */
  replace(key: CacheKey, value: CacheValue, options?: WriteOptions): void {
    this.#store(key, value, ifPresent, options);
  }

  /**
   * Writes a value and returns the one before, in one step.
   * @returns undefined when the key was not there
   * @throws CacheError with WRONG_TYPE; RangeError with UNSAFE_INTEGER, after the write; otherwise
   *   as `set`
   */
  getAndSet<T extends CachedValue = CachedValue>(
    key: CacheKey,
    value: CacheValue,
    options?: WriteOptions & ReadOptions,
  ): T | undefined {
    const wanted = options?.bigint === true ? bigints : 0;
    return this.#store(key, value, returnOld | wanted, options) as T | undefined;
  }

  #store(key: CacheKey, value: unknown, flags: number, options?: WriteOptions): unknown {
    if (options !== undefined) checkOptions(options);
    const expiry = Expiry.native(options?.expiry);
    const native = this.#native;
    switch (typeof value) {
      case 'string':
        return native.storeText(key, value, flags, ...expiry);
      case 'number':
        return isIntegerNumber(value)
          ? native.storeInteger(key, value, flags, ...expiry)
          : native.storeDouble(key, value, flags, ...expiry);
      case 'bigint':
        return native.storeInteger(key, checkInteger(value, 'the value'), flags, ...expiry);
      case 'boolean':
        return native.storeText(key, String(value), flags | jsonCodec, ...expiry);
      case 'object':
        if (value === null) return native.storeText(key, '', flags | nullCodec, ...expiry);
        // Also what is a Uint8Array in another realm; the addon refuses other views.
        if (ArrayBuffer.isView(value)) {
          return native.storeBytes(key, value as Uint8Array, flags, ...expiry);
        }
        return native.storeText(key, toJson(value), flags | jsonCodec, ...expiry);
      default:
        throw typeError(`a value of type ${typeof value} cannot be stored`);
    }
  }

  /**
   * Deletes keys, one after another.
   * @returns how many existed; a key that is named twice counts once
   */
  delete(...keys: CacheKey[]): number {
    if (keys.length === 1) return this.#native.removeOne(keys[0] as CacheKey) ? 1 : 0;
    return this.#native.removeMany(keys);
  }

  /** Whether a key is there. Counts as neither hit nor miss and does not touch the entry. */
  exists(key: CacheKey): boolean {
    return this.#native.exists(key);
  }

  /** The type of a key's value; undefined when the key is not there. */
  type(key: CacheKey): CacheType | undefined {
    return types[this.#native.type(key)];
  }

  /**
   * Adds to an integer, or to text that is one. A missing key starts at 0. Without an expiry the
   * key's deadline stays, unless the cache has a default.
   * @param delta an integer within 64 bits; a number has to be a safe one
   * @returns the sum
   * @throws TypeError, RangeError (delta); RangeError with UNSAFE_INTEGER (the sum, after adding
   *   it); CacheError with NOT_AN_INTEGER, OVERFLOW, WRONG_TYPE, TOO_LARGE, BAD_EXPIRY, FULL,
   *   NO_MEMORY
   */
  increment(
    key: CacheKey,
    delta: number | bigint | undefined,
    options: WriteOptions & { bigint: true },
  ): bigint;
  increment(
    key: CacheKey,
    delta?: number | bigint,
    options?: WriteOptions & { bigint?: false | undefined },
  ): number;
  increment(
    key: CacheKey,
    delta: number | bigint = 1,
    options?: WriteOptions & ReadOptions,
  ): number | bigint {
    const checked = checkInteger(delta, 'delta');
    if (options === undefined) return this.#native.increment(key, checked);
    checkOptions(options);
    const expiry = Expiry.native(options.expiry);
    return this.#native.increment(key, checked, options.bigint === true, ...expiry);
  }

  /**
   * Adds to a double, an integer, or text that is a number. Each operand counts as its shortest
   * decimal text, so 0.1 + 0.2 is 0.3. The value is a double afterwards.
   * @returns the sum
   * @throws TypeError (delta); CacheError as `increment`, with NOT_A_NUMBER in place of
   *   NOT_AN_INTEGER, and OVERFLOW when delta or the sum is infinite or NaN
   */
  incrementFloat(key: CacheKey, delta = 1, options?: WriteOptions): number {
    if (typeof delta !== 'number') throw typeError(`delta is a number, not ${typeof delta}`);
    if (options !== undefined) checkOptions(options);
    const expiry = Expiry.native(options?.expiry);
    return this.#native.incrementFloat(key, delta, undefined, ...expiry);
  }

  /**
   * Sets the deadline of a key to `ms` from now; 0 or less deletes the key.
   * @returns whether there was such a key and the condition held
   * @throws CacheError with BAD_EXPIRY (the sum overflows)
   */
  expire(key: CacheKey, ms: number | bigint, condition: ExpireCondition = 'always'): boolean {
    const duration = milliseconds(ms, 'a duration');
    return this.#native.expire(key, duration, conditionNumber(condition));
  }

  /** As `expire`, with a moment: Unix milliseconds or a Date; a past one deletes the key. */
  expireAt(
    key: CacheKey,
    moment: number | bigint | Date,
    condition: ExpireCondition = 'always',
  ): boolean {
    const unixMs = milliseconds(moment instanceof Date ? moment.getTime() : moment, 'a moment');
    return this.#native.expireAt(key, unixMs, conditionNumber(condition));
  }

  /** Takes the deadline of a key away. Returns whether it had one. */
  persist(key: CacheKey): boolean {
    return this.#native.persist(key);
  }

  /**
   * The time to live in milliseconds, 0 at the deadline itself.
   * @returns null when the key never expires, undefined when it is not there
   */
  ttl(key: CacheKey, options: { bigint: true }): bigint | null | undefined;
  ttl(key: CacheKey, options?: { bigint?: false | undefined }): number | null | undefined;
  ttl(key: CacheKey, options?: ReadOptions): number | bigint | null | undefined {
    return this.#native.ttl(key, options?.bigint === true);
  }

  /** The deadline in Unix milliseconds; otherwise as `ttl`. */
  expireTime(key: CacheKey, options: { bigint: true }): bigint | null | undefined;
  expireTime(key: CacheKey, options?: { bigint?: false | undefined }): number | null | undefined;
  expireTime(key: CacheKey, options?: ReadOptions): number | bigint | null | undefined {
    return this.#native.expireTime(key, options?.bigint === true);
  }

  /** Removes every entry. */
  clear(): void {
    this.#native.clear();
  }

  /** The number of live entries; expired ones do not count. */
  get size(): number {
    return this.#native.size();
  }

  /**
   * Gives the memory of expired entries back, at most `budget` of them.
   * @param budget 1 or more; default: Infinity
   * @returns how many went; fewer than `budget` means that nothing is left to do
   */
  maintain(budget: number | bigint = Infinity): number {
    return this.#native.maintain(limit(budget, 'budget'));
  }

  /** What the cache has done since it was opened, or since `resetStats`, and what it holds. */
  stats(): CacheStats {
    return readStats(this.#native);
  }

  /** Sets the counters to 0; what the cache holds stays. */
  resetStats(): void {
    this.#native.resetStats();
  }

  /** Closes the cache and frees its memory now. Closing it again does nothing. */
  close(): void {
    this.#native.close();
  }

  /** For `using cache = new Cache()`: closes it. */
  [Symbol.dispose](): void {
    this.close();
  }
}
