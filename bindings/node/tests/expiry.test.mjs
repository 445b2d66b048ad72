// The expiry argument: what each of its makers means, and what they refuse.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as cellaret from 'cellaret';
import { openManual, start, throws } from './support.mjs';

const { CacheError, expireAt, expireDailyAt, expireIn, neverExpire, keepTTL } = cellaret;

function ttlOf(expiry, options) {
  const cache = openManual(options);
  cache.set('k', 'v', { expiry });
  return cache.ttl('k');
}

test('durations in all units', () => {
  assert.equal(ttlOf(expireIn(1)), 1);
  assert.equal(ttlOf(expireIn(1500n)), 1500);
  assert.equal(ttlOf(cellaret.expireInSeconds(1.1)), 1100);
  assert.equal(ttlOf(cellaret.expireInMinutes(2)), 120_000);
  assert.equal(ttlOf(cellaret.expireInHours(0.5)), 1_800_000);
});

test('fractions are rounded to a millisecond, but nothing is rounded up to the first', () => {
  assert.equal(ttlOf(expireIn(1.4)), 1);
  assert.equal(ttlOf(expireIn(1.5)), 2);
  assert.equal(ttlOf(cellaret.expireInSeconds(1.13)), 1130);
  throws(() => ttlOf(expireIn(0.999)), CacheError, 'BAD_EXPIRY');
});

test('an entry is there up to and including its deadline', () => {
  const cache = openManual();
  cache.set('k', 'v', { expiry: expireIn(10) });
  cache.clock.advance(10);
  assert.equal(cache.get('k'), 'v');
  cache.clock.advance(1);
  assert.equal(cache.get('k'), undefined);
});

test('moments as numbers, bigints and Dates', () => {
  assert.equal(ttlOf(expireAt(start + 5)), 5);
  assert.equal(ttlOf(expireAt(BigInt(start + 5))), 5);
  assert.equal(ttlOf(expireAt(new Date(start + 5))), 5);
  assert.equal(ttlOf(expireAt(start - 5)), undefined);
});

test('a time of the day is the next one, in its zone', () => {
  assert.equal(ttlOf(expireDailyAt(0, 0, 0)), 86_400_000);
  assert.equal(ttlOf(expireDailyAt(23, 59, 59)), 86_399_000);
  assert.equal(ttlOf(expireDailyAt(1, 2, 3, 540)), (16 * 3600 + 2 * 60 + 3) * 1000);
});

test('what names no time of the day is refused', () => {
  for (const fields of [
    [24, 0, 0],
    [0, 60, 0],
    [0, 0, 60],
    [0, 0, 0, 1440],
    [255, 255, 255],
  ]) {
    assert.throws(
      () => ttlOf(expireDailyAt(...fields)),
      (error) => ['BAD_EXPIRY', 'INVALID'].includes(error.code),
    );
  }
  for (const fields of [
    [-1, 0, 0],
    [256, 0, 0],
    [1.5, 0, 0],
    [NaN, 0, 0],
    [0, 0, 0, 2 ** 31],
  ]) {
    throws(() => expireDailyAt(...fields), RangeError, 'BAD_EXPIRY');
  }
  throws(() => expireDailyAt('1', 0, 0), TypeError, 'INVALID');
  throws(() => expireDailyAt(1), TypeError, 'INVALID');
});

test('never and keep', () => {
  const cache = openManual({ defaultExpiry: expireIn(1000) });
  cache.set('k', 1);
  assert.equal(cache.ttl('k'), 1000);
  cache.set('k', 2, { expiry: neverExpire });
  assert.equal(cache.ttl('k'), null);
  cache.expire('k', 700);
  cache.set('k', 3, { expiry: keepTTL });
  assert.equal(cache.ttl('k'), 700);
});

test('durations that are no number, or none below 2^63, are refused', () => {
  for (const ms of [NaN, Infinity, -Infinity, 2 ** 63, 2n ** 63n, -(2n ** 63n) - 1n]) {
    throws(() => expireIn(ms), RangeError, 'BAD_EXPIRY');
  }
  for (const ms of ['5', null, undefined, {}, [5], new Date()]) {
    throws(() => expireIn(ms), TypeError, 'INVALID');
    throws(() => cellaret.expireInSeconds(ms), TypeError, 'INVALID');
  }
});

test('the engine answers durations it does not allow', () => {
  const cache = openManual();
  cache.set('k', 'old');
  for (const ms of [0, -1, 2n ** 63n - 1n]) {
    throws(() => cache.set('k', 'new', { expiry: expireIn(ms) }), CacheError, 'BAD_EXPIRY');
    throws(() => cache.set('k', 1.5, { expiry: expireIn(ms) }), CacheError, 'BAD_EXPIRY');
    throws(() => cache.increment('n', 1, { expiry: expireIn(ms) }), CacheError, 'BAD_EXPIRY');
  }
  assert.equal(cache.get('k'), 'old');
});

test('the capitalised names are the same things', () => {
  const names = ['In', 'InSeconds', 'InMinutes', 'InHours', 'DailyAt', 'At'];
  for (const name of names) assert.equal(cellaret[`Expire${name}`], cellaret[`expire${name}`]);
  assert.equal(cellaret.NeverExpire, neverExpire);
  assert.equal(cellaret.KeepTTL, keepTTL);
});
