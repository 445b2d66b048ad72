// The errors: what the engine answers as CacheError, what is refused before the call as TypeError
// and RangeError, each with a code.
import { addon } from './native.js';

/** The statuses of the C API that are no success; tested against the table in `status.h`. */
export type CacheErrorCode =
  | 'MISS'
  | 'EXISTS'
  | 'NO_EXPIRY'
  | 'INVALID'
  | 'CLOSED'
  | 'NO_MEMORY'
  | 'TOO_LARGE'
  | 'FULL'
  | 'WRONG_TYPE'
  | 'NOT_AN_INTEGER'
  | 'NOT_A_NUMBER'
  | 'OVERFLOW'
  | 'BAD_EXPIRY'
  | 'OUT_OF_RANGE'
  | 'NO_KEY'
  | 'LIMIT'
  | 'KEY_ENCODING'
  | 'INTERNAL'
  | 'BAD_FORMAT'
  | 'IO'
  | 'DIFFERS';

/** One row of the table of statuses. */
export interface StatusRow {
  readonly name: string;
  readonly number: number;
  readonly text: string;
}

/** The table of statuses of the C API, as compiled into the addon. */
export const statuses: readonly StatusRow[] = Object.freeze(
  addon.statuses.map(([name, number, text]) => Object.freeze({ name, number, text })),
);

// The same symbol in every copy of the package that a process loads.
const brand: unique symbol = Symbol.for('cellaret.CacheError') as never;

const maxKeyBytes = 100;

function cutKey(key: unknown): string | Buffer | undefined {
  if (ArrayBuffer.isView(key)) return Buffer.from((key as Uint8Array).subarray(0, maxKeyBytes));
  if (typeof key !== 'string') return undefined;
  if (key.length * 3 <= maxKeyBytes) return key;
  let bytes = 0;
  let cut = '';
  for (const character of key) {
    bytes += Buffer.byteLength(character);
    if (bytes > maxKeyBytes) break;
    cut += character;
  }
  return cut;
}

/** An error that the engine answered. */
export class CacheError extends Error {
  /** The status, such as `'FULL'`. */
  readonly code: CacheErrorCode;
  /** The method that was called, such as `'set'`. */
  readonly operation: string;
  /** The key of the call, cut at 100 bytes; undefined for calls without one. */
  readonly key: string | Buffer | undefined;

  constructor(code: CacheErrorCode, operation: string, key?: unknown) {
    const text = statuses.find((status) => status.name === code)?.text ?? 'unknown status';
    const shown = cutKey(key);
    const where = shown === undefined ? '' : ` (key ${JSON.stringify(shown.toString())})`;
    super(`${operation}: ${text}${where}`);
    this.code = code;
    this.operation = operation;
    this.key = shown;
    Object.defineProperty(this, brand, { value: true });
  }

  /**
   * Whether something is a CacheError, also one of another copy of this package (ESM and CommonJS,
   * two versions, the main thread's realm and a `vm` context), where `instanceof` says no.
   */
  static is(error: unknown): error is CacheError {
    return typeof error === 'object' && error !== null && brand in error;
  }
}
CacheError.prototype.name = 'CacheError';

/** `setIfAbsent` on a key that is there. */
export class CacheKeyExists extends CacheError {}
CacheKeyExists.prototype.name = 'CacheKeyExists';

/** `replace` of a key that is not there. */
export class CacheMiss extends CacheError {}
CacheMiss.prototype.name = 'CacheMiss';

/** Makes a TypeError with a code: the argument is of the wrong kind. */
export function typeError(message: string, code = 'INVALID'): TypeError {
  return Object.assign(new TypeError(message), { code });
}

/** Makes a RangeError with a code: the argument is of the right kind but not allowed. */
export function rangeError(message: string, code = 'INVALID'): RangeError {
  return Object.assign(new RangeError(message), { code });
}

const codes = new Map(statuses.map((status) => [status.number, status.name as CacheErrorCode]));

function answer(status: number, operation: string, key: unknown): never {
  const code = codes.get(status) ?? 'INTERNAL';
  if (code === 'EXISTS') throw new CacheKeyExists(code, operation, key);
  if (code === 'MISS') throw new CacheMiss(code, operation, key);
  if (code === 'INVALID') throw rangeError(`${operation}: an argument is not allowed`);
  throw new CacheError(code, operation, key);
}

function refuse(reason: string, operation: string, key: unknown): never {
  switch (reason) {
    case 'KEY_TYPE':
      throw typeError(`${operation}: a key is a string or a Uint8Array, not ${typeof key}`);
    case 'KEY_ENCODING':
      throw typeError(`${operation}: the key has a surrogate without its other half`, reason);
    case 'VALUE_ENCODING':
      throw typeError(`${operation}: the text has a surrogate without its other half`, reason);
    case 'UNSAFE_INTEGER':
      throw rangeError(
        `${operation}: the integer is too large for a number; ask for it with { bigint: true }`,
        reason,
      );
    case 'NO_MEMORY':
      throw new CacheError(reason, operation, key);
    default:
      throw typeError(`${operation}: an argument is of the wrong type`);
  }
}

addon.setHooks(answer, refuse, JSON.parse);
