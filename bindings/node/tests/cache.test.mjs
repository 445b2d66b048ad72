// Every operation of a cache: what it answers and what it changes.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Cache, CacheError, CacheKeyExists, CacheMiss, expireIn, keepTTL } from 'cellaret';
import { openManual, start, throws } from './support.mjs';

test('get gives what set wrote, and undefined for a miss', () => {
  const cache = openManual();
  cache.set('k', 'v');
  assert.equal(cache.get('k'), 'v');
  assert.equal(cache.get('other'), undefined);
});

test('setIfAbsent writes a new key and throws CacheKeyExists for another', () => {
  const cache = openManual();
  assert.equal(cache.setIfAbsent('k', 1), undefined);
  const error = throws(() => cache.setIfAbsent('k', 2), CacheKeyExists, 'EXISTS');
  assert.equal(error.operation, 'setIfAbsent');
  assert.equal(error.key, 'k');
  assert.equal(cache.get('k'), 1);
});

test('replace writes a key that is there and throws CacheMiss for another', () => {
  const cache = openManual();
  throws(() => cache.replace('k', 1), CacheMiss, 'MISS');
  assert.equal(cache.exists('k'), false);
  cache.set('k', 1);
  cache.replace('k', 2);
  assert.equal(cache.get('k'), 2);
});

test('getAndSet gives the old value of any kind, and undefined when there was none', () => {
  const cache = openManual();
  assert.equal(cache.getAndSet('k', 'text'), undefined);
  assert.equal(cache.getAndSet('k', Buffer.from([1])), 'text');
  assert.deepEqual(cache.getAndSet('k', null), Buffer.from([1]));
  assert.equal(cache.getAndSet('k', { a: 1 }), null);
  assert.deepEqual(cache.getAndSet('k', 2n ** 60n), { a: 1 });
  assert.equal(cache.getAndSet('k', 'last', { bigint: true }), 2n ** 60n);
  assert.equal(cache.get('k'), 'last');
});

test('getAndSet of an integer that is no safe number says so, after the write', () => {
  const cache = openManual();
  cache.set('k', 2n ** 60n);
  throws(() => cache.getAndSet('k', 'new'), RangeError, 'UNSAFE_INTEGER');
  assert.equal(cache.get('k'), 'new');
});

test('delete counts the keys that were there, each once', () => {
  const cache = openManual();
  for (const key of ['a', 'b', 'c']) cache.set(key, 1);
  assert.equal(cache.delete(), 0);
  assert.equal(cache.delete('a'), 1);
  assert.equal(cache.delete('a'), 0);
  assert.equal(cache.delete('a', 'b', 'b', Buffer.from('c')), 2);
  assert.equal(cache.size, 0);
});

test('delete of many keys deletes none when one of them is refused', () => {
  const cache = openManual();
  cache.set('a', 1);
  throws(() => cache.delete('a', '\ud800'), TypeError, 'KEY_ENCODING');
  throws(() => cache.delete('a', 5), TypeError, 'INVALID');
  assert.equal(cache.exists('a'), true);
});

test('exists counts neither hit nor miss', () => {
  const cache = openManual();
  cache.set('k', 1);
  assert.equal(cache.exists('k'), true);
  assert.equal(cache.exists('other'), false);
  assert.equal(cache.stats().hits + cache.stats().misses, 0);
});

test('type names the type in the engine', () => {
  const cache = openManual();
  const types = { 'a string': 'text', 'b int': 41, 'c double': 1.5, 'd int': 5n, 'e string': null };
  for (const [name, value] of Object.entries(types)) {
    cache.set(name, value);
    assert.equal(cache.type(name), name.slice(2));
  }
  assert.equal(cache.type('other'), undefined);
});

test('increment starts at 0, adds numbers and bigints, and counts text that is a number', () => {
  const cache = openManual();
  assert.equal(cache.increment('n'), 1);
  assert.equal(cache.increment('n', 41), 42);
  assert.equal(cache.increment('n', -2), 40);
  assert.equal(cache.increment('n', 2n), 42);
  assert.equal(cache.increment('n', undefined, { bigint: true }), 43n);
  cache.set('text', '10');
  assert.equal(cache.increment('text'), 11);
});

test('increment is exact up to 64 bits and refuses to round', () => {
  const cache = openManual();
  cache.set('n', BigInt(Number.MAX_SAFE_INTEGER));
  throws(() => cache.increment('n'), RangeError, 'UNSAFE_INTEGER');
  assert.equal(cache.get('n', { bigint: true }), 2n ** 53n);
  assert.equal(cache.increment('n', 2n ** 62n, { bigint: true }), 2n ** 62n + 2n ** 53n);
  throws(() => cache.increment('n', 2n ** 62n, { bigint: true }), CacheError, 'OVERFLOW');
});

test('increment takes integers only', () => {
  const cache = openManual();
  throws(() => cache.increment('n', 1.5), RangeError, 'INVALID');
  throws(() => cache.increment('n', NaN), RangeError, 'INVALID');
  throws(() => cache.increment('n', 2 ** 53), RangeError, 'INVALID');
  throws(() => cache.increment('n', 2n ** 63n), RangeError, 'INVALID');
  throws(() => cache.increment('n', '1'), TypeError, 'INVALID');
  assert.equal(cache.exists('n'), false);
});

test('increment keeps the deadline unless it is given one', () => {
  const cache = openManual();
  cache.set('n', 1, { expiry: expireIn(1000) });
  cache.increment('n');
  assert.equal(cache.ttl('n'), 1000);
  cache.increment('n', 1, { expiry: expireIn(5000) });
  assert.equal(cache.ttl('n'), 5000);
  cache.incrementFloat('n', 1, { expiry: expireIn(7000) });
  assert.equal(cache.ttl('n'), 7000);
});

test('incrementFloat adds decimal numbers', () => {
  const cache = openManual();
  cache.set('d', 0.1);
  assert.equal(cache.incrementFloat('d', 0.2), 0.3);
  assert.equal(cache.incrementFloat('d'), 1.3);
  throws(() => cache.incrementFloat('d', Infinity), CacheError, 'OVERFLOW');
  throws(() => cache.incrementFloat('d', 1n), TypeError, 'INVALID');
  cache.set('text', 'abc');
  throws(() => cache.incrementFloat('text'), CacheError, 'NOT_A_NUMBER');
  throws(() => cache.increment('text'), CacheError, 'NOT_AN_INTEGER');
});

test('expire sets a deadline under its condition', () => {
  const cache = openManual();
  assert.equal(cache.expire('k', 1000), false);
  cache.set('k', 1);
  assert.equal(cache.expire('k', 1000, 'ifAny'), false);
  assert.equal(cache.expire('k', 1000, 'ifNone'), true);
  assert.equal(cache.expire('k', 500, 'ifGreater'), false);
  assert.equal(cache.expire('k', 500, 'ifLess'), true);
  assert.equal(cache.ttl('k'), 500);
  throws(() => cache.expire('k', 1, 'never'), RangeError, 'INVALID');
  throws(() => cache.expire('k', '1'), TypeError, 'INVALID');
  throws(() => cache.expire('k', NaN), RangeError, 'BAD_EXPIRY');
  throws(() => cache.expire('k', 2n ** 63n - 1n), CacheError, 'BAD_EXPIRY');
  assert.equal(cache.expire('k', 0), true);
  assert.equal(cache.exists('k'), false);
});

test('expireAt takes Unix milliseconds and Dates; a past one deletes', () => {
  const cache = openManual();
  cache.set('k', 1);
  assert.equal(cache.expireAt('k', start + 1000), true);
  assert.equal(cache.expireTime('k'), start + 1000);
  assert.equal(cache.expireAt('k', new Date(start + 2000)), true);
  assert.equal(cache.ttl('k'), 2000);
  throws(() => cache.expireAt('k', new Date(NaN)), RangeError, 'BAD_EXPIRY');
  assert.equal(cache.expireAt('k', start - 1), true);
  assert.equal(cache.exists('k'), false);
});

test('ttl and expireTime tell no deadline from no key, and refuse to round', () => {
  const cache = openManual();
  cache.set('k', 1);
  assert.equal(cache.ttl('k'), null);
  assert.equal(cache.expireTime('k'), null);
  assert.equal(cache.ttl('other'), undefined);
  assert.equal(cache.expireTime('other'), undefined);
  cache.expireAt('k', 2n ** 62n);
  throws(() => cache.expireTime('k'), RangeError, 'UNSAFE_INTEGER');
  assert.equal(cache.expireTime('k', { bigint: true }), 2n ** 62n);
});

test('persist takes the deadline away', () => {
  const cache = openManual();
  assert.equal(cache.persist('k'), false);
  cache.set('k', 1, { expiry: expireIn(1000) });
  assert.equal(cache.persist('k'), true);
  assert.equal(cache.persist('k'), false);
  assert.equal(cache.ttl('k'), null);
});

test('clear removes everything, size counts live entries, maintain frees expired ones', () => {
  const cache = openManual();
  for (let i = 0; i < 10; i++) cache.set(`k${i}`, i, { expiry: expireIn(10) });
  cache.set('stays', 1);
  assert.equal(cache.size, 11);
  cache.clock.advance(11);
  assert.equal(cache.size, 1);
  const atOnce = cache.maintain(1);
  assert.ok(atOnce <= 1);
  cache.maintain();
  assert.equal(cache.stats().expirations, 10);
  throws(() => cache.maintain(0), RangeError, 'INVALID');
  cache.clear();
  assert.equal(cache.size, 0);
});

test('statistics count and can be reset', () => {
  const cache = openManual({ maxBytes: 1 << 20, maxEntries: 100 });
  cache.set('k', 'v');
  cache.get('k');
  cache.get('k');
  cache.get('other');
  cache.delete('k');
  const stats = cache.stats();
  assert.deepEqual(
    [stats.hits, stats.misses, stats.sets, stats.deletes, stats.entries],
    [2, 1, 1, 1, 0],
  );
  assert.equal(stats.hitRate, 2 / 3);
  assert.deepEqual([stats.maxBytes, stats.maxEntries, stats.shards], [1 << 20, 100, 1]);
  assert.equal(stats.policy, 'allkeys-lru');
  cache.resetStats();
  assert.deepEqual([cache.stats().hits, cache.stats().hitRate], [0, 0]);
});

test('no read keeps bytes of the engine', () => {
  const cache = openManual();
  const large = 'x'.repeat(100_000);
  cache.set('k', large);
  assert.equal(cache.get('k'), large);
  assert.equal(cache.getAndSet('k', Buffer.from(large)), large);
  assert.equal(cache.get('k').length, large.length);
  cache.getAndSet('k', { large });
  cache.get('k');
  throws(() => cache.increment('k'), CacheError, 'NOT_AN_INTEGER');
  cache.clear();
  assert.equal(cache.stats().bytesPinned, 0);
});

test('the clock moves by hand, its wall alone too', () => {
  const cache = openManual();
  assert.equal(cache.clock.now(), start);
  cache.clock.advance(1500);
  assert.equal(cache.clock.now(), start + 1500);
  cache.set('k', 1, { expiry: expireIn(1000) });
  cache.clock.stepWall(-500);
  assert.equal(cache.clock.now(), start + 1000);
  assert.equal(cache.ttl('k'), 1000);
  throws(() => cache.clock.advance(-1), RangeError, 'INVALID');
  throws(() => new Cache().clock.advance(1), RangeError, 'INVALID');
});

test('the system clock shows the time', () => {
  const before = Date.now();
  const now = new Cache({ clock: 'system' }).clock.now();
  assert.ok(now >= before - 1 && now <= Date.now() + 1);
});

test('every method of a closed cache throws CLOSED, but for close', () => {
  const cache = openManual();
  cache.set('k', 1);
  cache.close();
  cache.close();
  cache[Symbol.dispose]();
  const calls = [
    () => cache.get('k'),
    () => cache.set('k', 'v'),
    () => cache.set('k', 1),
    () => cache.set('k', 1.5),
    () => cache.set('k', Buffer.alloc(1)),
    () => cache.setIfAbsent('k', 1),
    () => cache.replace('k', 1),
    () => cache.getAndSet('k', 1),
    () => cache.delete('k'),
    () => cache.delete('k', 'l'),
    () => cache.exists('k'),
    () => cache.type('k'),
    () => cache.increment('k'),
    () => cache.incrementFloat('k'),
    () => cache.expire('k', 1),
    () => cache.expireAt('k', 1),
    () => cache.persist('k'),
    () => cache.ttl('k'),
    () => cache.expireTime('k'),
    () => cache.clear(),
    () => cache.size,
    () => cache.maintain(),
    () => cache.stats(),
    () => cache.resetStats(),
    () => cache.clock.now(),
    () => cache.clock.advance(1),
    () => cache.clock.stepWall(1),
  ];
  for (const call of calls) throws(call, CacheError, 'CLOSED');
});

test('options have to be objects and expiries expiries', () => {
  const cache = openManual();
  for (const options of [5, 'x', null]) {
    throws(() => cache.set('k', 'v', options), TypeError, 'INVALID');
    throws(() => cache.get('k', options), TypeError, 'INVALID');
    throws(() => cache.increment('k', 1, options), TypeError, 'INVALID');
  }
  for (const expiry of [1000, 'never', null, {}, { ms: 5 }]) {
    throws(() => cache.set('k', 'v', { expiry }), TypeError, 'INVALID');
  }
  cache.set('k', 'v', { expiry: undefined });
  cache.set('k', 'v', { expiry: keepTTL });
});
