// Finds and loads the addon, and says what it offers.
import { join } from 'node:path';

/** A key as the addon takes it. */
export type NativeKey = string | Uint8Array;

/** Expiry arguments: kind, ms, time of the day, UTC offset in minutes; or none of them. */
export type NativeExpiry = [] | [number, number | bigint, number, number];

/** What the addon's `stats` gives: the fields of `cellaret_stats`. */
export interface NativeStats {
  readonly hits: number;
  readonly misses: number;
  readonly sets: number;
  readonly deletes: number;
  readonly expirations: number;
  readonly evictions: number;
  readonly entries: number;
  readonly bytesCharged: number;
  readonly bytesPinned: number;
  readonly maxBytes: number;
  readonly maxEntries: number;
  readonly shards: number;
  readonly policy: string;
  readonly allocator: string;
}

type Store<V> = (key: NativeKey, value: V, flags?: number, ...expiry: NativeExpiry) => unknown;

/** An open cache. Its functions stay safe to call after it is closed: they then answer CLOSED. */
export interface NativeCache {
  get(key: NativeKey, bigint?: boolean): unknown;
  storeText: Store<string>;
  storeBytes: Store<Uint8Array>;
  storeInteger: Store<number | bigint>;
  storeDouble: Store<number>;
  increment(
    key: NativeKey,
    delta: number | bigint,
    bigint?: boolean,
    ...expiry: NativeExpiry
  ): number | bigint;
  incrementFloat(
    key: NativeKey,
    delta: number,
    unused?: undefined,
    ...expiry: NativeExpiry
  ): number;
  removeOne(key: NativeKey): boolean;
  removeMany(keys: readonly NativeKey[]): number;
  exists(key: NativeKey): boolean;
  type(key: NativeKey): number;
  expire(key: NativeKey, ms: number | bigint, condition: number): boolean;
  expireAt(key: NativeKey, unixMs: number | bigint, condition: number): boolean;
  persist(key: NativeKey): boolean;
  ttl(key: NativeKey, bigint?: boolean): number | bigint | null | undefined;
  expireTime(key: NativeKey, bigint?: boolean): number | bigint | null | undefined;
  close(): void;
  clear(): void;
  size(): number;
  maintain(budget: bigint): number;
  stats(): NativeStats;
  resetStats(): void;
  clockNow(bigint?: boolean): number | bigint;
  clockAdvance(ms: number | bigint): void;
  clockStepWall(ms: number | bigint): void;
}

interface Addon {
  readonly version: string;
  readonly allocator: string;
  /** Name, number and text of each status, from the table in `cellaret/status.h`. */
  readonly statuses: readonly (readonly [string, number, string])[];
  readonly Cache: new (
    numbers: readonly bigint[],
    policy: string,
    ...expiry: NativeExpiry
  ) => NativeCache;
  setHooks(
    answer: (status: number, operation: string, key: unknown) => never,
    refuse: (reason: string, operation: string, key: unknown) => never,
    parse: (text: string) => unknown,
  ): void;
}

function load(): Addon {
  const platform = `${process.platform}-${process.arch}`;
  const path = join(__dirname, '..', 'prebuilds', platform, 'cellaret.node');
  try {
    return require(path) as Addon;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(
      `cellaret has no addon that works on this machine (${platform}; prebuilt ones need glibc ` +
        `2.35 or later): ${reason}`,
      { cause },
    );
  }
}

export const addon: Addon = load();
