// The clock of a cache, which tests move instead of sleeping.
import { milliseconds } from './expiry.js';
import type { NativeCache } from './native.js';

/** The clock of a cache. Moving it needs `clock: 'manual'`; else it throws a RangeError. */
export class CacheClock {
  readonly #native: NativeCache;

  /** @internal */
  constructor(native: NativeCache) {
    this.#native = native;
  }

  /** The wall clock in Unix milliseconds. */
  now(): number {
    return this.#native.clockNow() as number;
  }

  /** Moves a manual clock forward by 0 or more milliseconds: deadlines of all kinds come nearer. */
  advance(ms: number | bigint): void {
    this.#native.clockAdvance(milliseconds(ms, 'a step'));
  }

  /**
   * Steps the wall clock of a manual clock alone, forward or back, as when somebody sets the time:
   * deadlines given as a moment follow, those given as a duration do not.
   */
  stepWall(ms: number | bigint): void {
    this.#native.clockStepWall(milliseconds(ms, 'a step'));
  }
}
