// Compiled, never run: the declarations as an ES module sees them. Each expected error is one.
import {
  Cache,
  CacheError,
  type CachedValue,
  type CacheErrorCode,
  type CacheStats,
  ExpireIn,
  expireIn,
  type Expiry,
  neverExpire,
} from 'cellaret';

const expiry: Expiry = expireIn(1000);
const cache: Cache = new Cache({ maxBytes: 1n << 30n, policy: 'allkeys-lru', clock: 'manual' });

cache.set('k', 'v', { expiry });
cache.set(Buffer.from('k'), new Uint8Array(1), { expiry: ExpireIn(5) });
cache.set('k', [1, { a: null }], { expiry: neverExpire });
const value: CachedValue | undefined = cache.get('k');
const text: string | undefined = cache.get<string>('k');
const number: number = cache.increment('n', 1n);
const bigint: bigint = cache.increment('n', 1, { bigint: true });
const ttl: number | null | undefined = cache.ttl('k');
const deleted: number = cache.delete('a', Buffer.from('b'));
const stats: CacheStats = cache.stats();
cache.clock.advance(5);

function codeOf(error: unknown): CacheErrorCode | undefined {
  return CacheError.is(error) ? error.code : undefined;
}

// @ts-expect-error a key is text or bytes
cache.get(5);
cache.set('k', true);
// @ts-expect-error a symbol is no value
cache.set('k', Symbol('v'));
// @ts-expect-error undefined is no value
cache.set('k', undefined);
// @ts-expect-error there is no such policy
new Cache({ policy: 'mru' });
// @ts-expect-error there is no such option
new Cache({ max_bytes: 5 });
// @ts-expect-error an expiry is made by its functions
cache.set('k', 'v', { expiry: 1000 });
// @ts-expect-error the sum is a number unless bigint is asked for
const wrong: bigint = cache.increment('n');
// @ts-expect-error a miss is undefined
const missing: string = cache.get<string>('k');

export { bigint, codeOf, deleted, missing, number, stats, text, ttl, value, wrong };
