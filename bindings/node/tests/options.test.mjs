// Opening a cache: which options there are, their defaults, what is refused.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { Cache, CacheError, expireAt, expireIn, keepTTL, neverExpire } from 'cellaret';
import { openManual, throws } from './support.mjs';

test('the defaults bound a cache by bytes', () => {
  const stats = new Cache().stats();
  assert.equal(stats.maxBytes, 256 * 1024 * 1024);
  assert.equal(stats.maxEntries, Infinity);
  assert.equal(stats.policy, 'allkeys-lru');
});

test('unlimited is asked for by name', () => {
  assert.equal(new Cache({ maxBytes: Infinity }).stats().maxBytes, Infinity);
});

test('numbers may be bigints', () => {
  const cache = new Cache({ maxBytes: 8192n, maxEntries: 7n, seed: 2n ** 64n - 1n });
  assert.deepEqual([cache.stats().maxBytes, cache.stats().maxEntries], [8192, 7]);
});

test('entries over their limit are evicted, or refused without eviction', () => {
  const cache = openManual({ maxEntries: 10 });
  for (let index = 0; index < 100; index++) cache.set(`k${index}`, index);
  assert.equal(cache.size, 10);
  assert.equal(cache.stats().evictions, 90);
  const full = openManual({ maxEntries: 2, policy: 'noeviction' });
  full.set('a', 1);
  full.set('b', 1);
  const error = throws(() => full.set('c', 1), CacheError, 'FULL');
  assert.deepEqual([error.operation, error.key], ['set', 'c']);
});

test('bytes stay under their limit whatever is written', () => {
  const cache = openManual({ maxBytes: 64 * 1024 });
  for (let index = 0; index < 1000; index++) {
    cache.set(`k${index}`, 'x'.repeat(index));
    assert.ok(cache.stats().bytesCharged <= 64 * 1024);
  }
  throws(() => cache.set('k', 'x'.repeat(100_000)), CacheError, 'TOO_LARGE');
  throws(
    () => openManual({ maxEntryBytes: 1000 }).set('k', 'x'.repeat(2000)),
    CacheError,
    'TOO_LARGE',
  );
});

test('a default expiry holds for writes that name none', () => {
  const cache = openManual({ defaultExpiry: expireIn(500) });
  cache.set('k', 'v');
  assert.equal(cache.ttl('k'), 500);
  assert.equal(openManual({ defaultExpiry: neverExpire }).ttl('k'), undefined);
});

test('the same seed evicts the same keys', () => {
  const survivors = (seed) => {
    const cache = openManual({ policy: 'allkeys-random', maxEntries: 20, seed });
    for (let index = 0; index < 200; index++) cache.set(`k${index}`, index);
    return Array.from({ length: 200 }, (_, index) => cache.exists(`k${index}`)).join();
  };
  assert.equal(survivors(7), survivors(7n));
  assert.notEqual(survivors(7), survivors(8));
});

test('an option that is not allowed is named', () => {
  const refused = [
    [{ maxBytes: 4095 }, RangeError, /maxBytes: 4095/],
    [{ maxBytes: 0 }, RangeError, /maxBytes/],
    [{ maxBytes: -1 }, RangeError, /maxBytes/],
    [{ maxBytes: 5000.5 }, RangeError, /maxBytes/],
    [{ maxBytes: NaN }, RangeError, /maxBytes/],
    [{ maxBytes: 2 ** 60 }, RangeError, /maxBytes/],
    [{ maxBytes: 2n ** 64n }, RangeError, /maxBytes/],
    [{ maxBytes: '64MiB' }, TypeError, /maxBytes/],
    [{ maxEntries: 0 }, RangeError, /maxEntries/],
    [{ maxEntryBytes: null }, TypeError, /maxEntryBytes/],
    [{ shards: 3 }, RangeError, /shards: 3/],
    [{ shards: 2048 }, RangeError, /shards: 2048/],
    [{ shards: 2 ** 33 }, RangeError, /shards/],
    [{ policy: 'mru' }, RangeError, /policy: mru/],
    [{ policy: '' }, RangeError, /policy/],
    [{ policy: 5 }, TypeError, /policy/],
    [{ clock: 'atomic' }, RangeError, /atomic/],
    [{ clock: 'toString' }, RangeError, /toString/],
    [{ clock: 1 }, TypeError, /clock/],
    [{ clock: 'manual', startMs: -1 }, RangeError, /startMs/],
    [{ clock: 'manual', startMs: 2n ** 63n }, RangeError, /startMs/],
    [{ startMs: 5 }, RangeError, /startMs: 5/],
    [{ seed: -1 }, RangeError, /seed/],
    [{ defaultExpiry: 1000 }, TypeError, /expireIn/],
    [{ defaultExpiry: keepTTL }, RangeError, /defaultExpiry/],
    [{ defaultExpiry: expireAt(1) }, RangeError, /defaultExpiry/],
    [{ maintenanceMs: 0 }, RangeError, /maintenanceMs/],
    [{ maintenanceMs: 60_001 }, RangeError, /maintenanceMs/],
    [{ maintenanceMs: 2 ** 33 }, RangeError, /maintenanceMs/],
    [{ maintenanceMs: 1.5 }, RangeError, /maintenanceMs/],
    [{ maintenanceMs: '10' }, TypeError, /maintenanceMs/],
    [{ max_bytes: 8192 }, TypeError, /max_bytes/],
    [{ ttl: 5 }, TypeError, /ttl/],
    [null, TypeError, /options/],
    [8192, TypeError, /options/],
  ];
  for (const [options, type, message] of refused) {
    const error = throws(() => new Cache(options), type, 'INVALID');
    assert.match(error.message, message);
  }
  throws(() => new Cache({ defaultExpiry: expireIn(0) }), CacheError, 'BAD_EXPIRY');
});

// In real time, and so with much patience; statistics do no work of their own.
test('with a maintenance thread expired entries go though nobody calls', async () => {
  const cache = new Cache({ maintenanceMs: 5 });
  cache.set('k', 'v', { expiry: expireIn(20) });
  const limit = Date.now() + 20_000;
  while (cache.stats().expirations === 0 && Date.now() < limit) await delay(1);
  assert.deepEqual([cache.stats().expirations, cache.stats().entries], [1, 0]);
  cache.close();
});

test('undefined options are their defaults', () => {
  new Cache(undefined);
  new Cache({ maxBytes: undefined, policy: undefined, clock: undefined, defaultExpiry: undefined });
});
