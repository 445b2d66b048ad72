// Keys are exact: no two different strings are ever one key, and none is altered.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CacheError } from 'cellaret';
import { openManual, randomNumbers, throws } from './support.mjs';

// Lengths around the addon's buffers, in UTF-16 units.
const lengths = [0, 1, 2, 15, 16, 17, 126, 127, 128, 129, 130, 300, 1023, 1024, 1025, 5000];

test('characters that share their low byte are different keys', () => {
  const cache = openManual();
  const keys = ['A', '\u0141', '\u0241', '\u4e41', '\uff41', '\u{1f341}', '\u00c1'];
  keys.forEach((key, index) => cache.set(key, index));
  assert.equal(cache.size, keys.length);
  keys.forEach((key, index) => assert.equal(cache.get(key), index));
});

test('NUL, the empty key, and characters of one to four bytes', () => {
  const cache = openManual();
  const keys = ['', '\0', '\0\0', 'a\0b', 'a', 'é', '€', '😀', '\ufeffa', '\uffff', 'e\u0301'];
  keys.forEach((key, index) => cache.set(key, index));
  assert.equal(cache.size, keys.length);
  keys.forEach((key, index) => assert.equal(cache.get(key), index));
});

test('a string and its UTF-8 bytes are one key', () => {
  const cache = openManual();
  for (const key of ['', 'a', 'é\0€', '😀'.repeat(200), 'x'.repeat(1000)]) {
    cache.set(key, key);
    assert.equal(cache.get(Buffer.from(key)), key);
    assert.equal(cache.get(new Uint8Array(Buffer.from(key))), key);
    assert.equal(cache.delete(Buffer.from(key)), 1);
  }
});

test('bytes that are no UTF-8 are keys too', () => {
  const cache = openManual();
  for (let byte = 0; byte < 256; byte++) cache.set(Buffer.from([byte]), byte);
  assert.equal(cache.size, 256);
  for (let byte = 0; byte < 256; byte++) assert.equal(cache.get(Buffer.from([byte])), byte);
});

test('a part of a larger buffer and a shared buffer are keys', () => {
  const cache = openManual();
  cache.set(Buffer.from('xxkeyxx').subarray(2, 5), 1);
  assert.equal(cache.get('key'), 1);
  const shared = new Uint8Array(new SharedArrayBuffer(3));
  shared.set(Buffer.from('key'));
  assert.equal(cache.get(shared), 1);
});

test('a surrogate without its other half is refused wherever it stands', () => {
  const cache = openManual();
  for (const bad of ['\ud800', '\udbff', '\udc00', '\udfff', '\udc00\ud800', '\ud800\ud800']) {
    for (const length of lengths) {
      for (const key of [bad + 'x'.repeat(length), 'x'.repeat(length) + bad, 'é' + bad + 'é']) {
        throws(() => cache.get(key), TypeError, 'KEY_ENCODING');
        throws(() => cache.set(key, 1), TypeError, 'KEY_ENCODING');
      }
    }
  }
  assert.equal(cache.size, 0);
  assert.equal(cache.get('\ufffd'), undefined);
});

test('a pair of surrogates across the end of a buffer is one character', () => {
  const cache = openManual();
  for (const length of lengths) {
    const key = 'x'.repeat(length) + '😀';
    cache.set(key, length);
    assert.equal(cache.get(Buffer.from(key)), length);
  }
});

test('every other kind of key is refused', () => {
  const cache = openManual();
  const kinds = [undefined, null, 5, 5n, true, {}, [], Symbol('k'), () => 1, new String('a')];
  kinds.push(new Uint16Array(1), new Float64Array(1), new DataView(new ArrayBuffer(1)));
  kinds.push(new ArrayBuffer(1), new Uint8ClampedArray(1), new Int8Array(1));
  for (const key of kinds) {
    throws(() => cache.get(key), TypeError, 'INVALID');
    throws(() => cache.set(key, 'v'), TypeError, 'INVALID');
    throws(() => cache.set(key, 1), TypeError, 'INVALID');
    throws(() => cache.delete(key), TypeError, 'INVALID');
    throws(() => cache.ttl(key), TypeError, 'INVALID');
  }
});

test('a key has at most 65535 bytes, however many characters these are', () => {
  const cache = openManual();
  for (const [key, tooLong] of [
    ['k'.repeat(65535), 'k'.repeat(65536)],
    ['é'.repeat(32767), 'é'.repeat(32768)],
    ['😀'.repeat(16383), '😀'.repeat(16384)],
  ]) {
    cache.set(key, 1);
    assert.equal(cache.get(key), 1);
    throws(() => cache.set(tooLong, 1), CacheError, 'TOO_LARGE');
    assert.equal(cache.get(tooLong), undefined);
    assert.equal(cache.exists(tooLong), false);
  }
});

test('strings of all V8 kinds are keys: cons, sliced, external, internalized', () => {
  const cache = openManual();
  const text = 'abcdefghijklmnopqrstuvwxyz0123456789';
  cache.set(text, 1);
  const half = text.slice(0, 18);
  assert.equal(cache.get(half + text.slice(18)), 1);
  assert.equal(cache.get(`${text}tail`.slice(0, text.length)), 1);
  assert.equal(cache.get(Buffer.from(text).toString('latin1')), 1);
  // One character of two bytes makes V8 keep the slice in two-byte units, though it is ASCII.
  assert.equal(cache.get(`${text}\u4e00`.slice(0, text.length)), 1);
});

test('random keys of all lengths and characters come apart', () => {
  const seed = Date.now() >>> 0;
  const random = randomNumbers(seed);
  const cache = openManual({ maxBytes: Infinity });
  const expected = new Map();
  const ranges = [
    [0, 0x80],
    [0, 0x100],
    [0, 0x800],
    [0, 0xd800],
    [0x10000, 0x110000],
  ];
  for (let round = 0; round < 3000; round++) {
    const [from, to] = ranges[random() % ranges.length];
    let key = '';
    const length = random() % 4 === 0 ? random() % 400 : random() % 6;
    while (key.length < length) key += String.fromCodePoint(from + (random() % (to - from)));
    cache.set(key, round);
    expected.set(key, round);
  }
  assert.equal(cache.size, expected.size, `seed ${seed}`);
  for (const [key, value] of expected) assert.equal(cache.get(key), value, `seed ${seed}`);
});
