// When a value goes: the argument `expiry` that every write takes.
import { rangeError, typeError } from './errors.js';
import type { NativeExpiry } from './native.js';

const maxInt64 = 2n ** 63n - 1n;
const minInt64 = -(2n ** 63n);

/**
 * Checks a number of milliseconds. Fractions are rounded to the nearest millisecond, but what is
 * below one never becomes one.
 * @internal
 */
export function milliseconds(value: unknown, what: string): number | bigint {
  if (typeof value === 'bigint') {
    if (value >= minInt64 && value <= maxInt64) return value;
  } else if (typeof value !== 'number') {
    throw typeError(`${what} is a number or a bigint, not ${typeof value}`);
  } else if (value >= -(2 ** 63) && value < 2 ** 63) {
    return value < 1 ? Math.floor(value) : Math.round(value);
  }
  throw rangeError(`${what} is not in the range of 64-bit integers: ${value}`, 'BAD_EXPIRY');
}

// The kinds of cellaret/expiry.h.
const kind = { never: 1, keep: 2, in: 3, at: 4, daily: 5 } as const;

/** When a value goes. Made by the functions of this module; the engine checks it on use. */
export class Expiry {
  readonly #native: NativeExpiry;

  /** @internal */
  constructor(native: NativeExpiry) {
    this.#native = native;
    Object.freeze(this);
  }

  /** @internal */
  static native(expiry: Expiry | undefined): NativeExpiry {
    if (expiry === undefined) return [];
    if (typeof expiry !== 'object' || expiry === null || !(#native in expiry)) {
      throw typeError('an expiry is made by expireIn, neverExpire and the like');
    }
    return expiry.#native;
  }
}

/**
 * This many milliseconds from now, measured on a clock that does not notice when somebody sets the
 * time. The entry is there up to and including its deadline.
 * @param ms 1 or more; less is answered with BAD_EXPIRY when it is used. Fractions are rounded.
 * @throws TypeError, RangeError (no finite number)
 */
export function expireIn(ms: number | bigint): Expiry {
  return new Expiry([kind.in, milliseconds(ms, 'a duration'), 0, 0]);
}

function scaled(value: number, factor: number, unit: string): Expiry {
  if (typeof value !== 'number') throw typeError(`${unit} are a number, not ${typeof value}`);
  return expireIn(value * factor);
}

/** This many seconds from now; otherwise as `expireIn`. */
export function expireInSeconds(seconds: number): Expiry {
  return scaled(seconds, 1000, 'seconds');
}

/** This many minutes from now; otherwise as `expireIn`. */
export function expireInMinutes(minutes: number): Expiry {
  return scaled(minutes, 60_000, 'minutes');
}

/** This many hours from now; otherwise as `expireIn`. */
export function expireInHours(hours: number): Expiry {
  return scaled(hours, 3_600_000, 'hours');
}

/**
 * At a moment of the wall clock. One that has passed leaves no key.
 * @param moment Unix milliseconds, 1 or more, or a Date
 * @throws TypeError, RangeError (no finite number)
 */
export function expireAt(moment: number | bigint | Date): Expiry {
  const unixMs = moment instanceof Date ? moment.getTime() : moment;
  return new Expiry([kind.at, milliseconds(unixMs, 'a moment'), 0, 0]);
}

/**
 * The next time that a clock on the wall shows this, strictly in the future.
 * @param hour 0 to 23
 * @param minute 0 to 59
 * @param second 0 to 59
 * @param utcOffsetMinutes the zone, -1439 to 1439; 540 is Tokyo
 * @throws TypeError, RangeError
 */
export function expireDailyAt(
  hour: number,
  minute: number,
  second: number,
  utcOffsetMinutes = 0,
): Expiry {
  // Whether they name a time of the day is the engine's to say; here they have to fit their bytes.
  for (const field of [hour, minute, second]) checkInteger(field, 0, 255);
  checkInteger(utcOffsetMinutes, -(2 ** 31), 2 ** 31 - 1);
  const timeOfDay = (hour << 16) | (minute << 8) | second;
  return new Expiry([kind.daily, 0, timeOfDay, utcOffsetMinutes]);
}

function checkInteger(value: unknown, min: number, max: number): void {
  if (typeof value !== 'number') {
    throw typeError(`a time of the day is made of numbers, not ${typeof value}`);
  }
  if (!Number.isInteger(value) || value < min || value > max) {
    throw rangeError(`${value} is no part of a time of the day`, 'BAD_EXPIRY');
  }
}

/** No deadline. */
export const neverExpire: Expiry = new Expiry([kind.never, 0, 0, 0]);

/** The deadline that the key has now; none for a new key. */
export const keepTTL: Expiry = new Expiry([kind.keep, 0, 0, 0]);

// The same by the names that Encore's documentation uses.
export {
  expireIn as ExpireIn,
  expireInSeconds as ExpireInSeconds,
  expireInMinutes as ExpireInMinutes,
  expireInHours as ExpireInHours,
  expireAt as ExpireAt,
  expireDailyAt as ExpireDailyAt,
  neverExpire as NeverExpire,
  keepTTL as KeepTTL,
};
