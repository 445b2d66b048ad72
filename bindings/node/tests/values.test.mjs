// Values come back as what they were; what cannot is refused.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import vm from 'node:vm';
import { CacheError } from 'cellaret';
import { openManual, randomNumbers, throws } from './support.mjs';

function returned(value, options) {
  const cache = openManual({ maxBytes: Infinity });
  cache.set('k', value);
  return cache.get('k', options);
}

test('text of every length and width comes back', () => {
  const texts = ['', '\0', 'a', 'é', '€', '😀', '\ufeff', '\uffff', '12', '1.5', 'null', '{}'];
  for (const length of [1, 63, 64, 65, 1023, 1024, 1025, 70_000, 3_000_000]) {
    texts.push('x'.repeat(length), `${'x'.repeat(length)}é`, '😀'.repeat(length));
  }
  for (const text of texts) {
    const back = returned(text);
    assert.equal(typeof back, 'string');
    assert.ok(back === text, `${text.length} units of ${text.slice(0, 3)}`);
  }
});

test('text with a lone surrogate is refused and the old value stays', () => {
  const cache = openManual();
  cache.set('k', 'old');
  for (const text of ['\ud800', 'a\udc00b', 'x'.repeat(5000) + '\ud800', '\udc00\ud800']) {
    throws(() => cache.set('k', text), TypeError, 'VALUE_ENCODING');
    throws(() => cache.getAndSet('k', text), TypeError, 'VALUE_ENCODING');
  }
  assert.equal(cache.get('k'), 'old');
});

test('bytes come back as a Buffer of their own', () => {
  for (const size of [0, 1, 64, 65, 100_000]) {
    const bytes = new Uint8Array(size).fill(0xff);
    const back = returned(bytes);
    assert.ok(Buffer.isBuffer(back));
    assert.ok(back.equals(bytes));
  }
  const cache = openManual();
  const written = Buffer.from('abc');
  cache.set('k', written);
  written[0] = 0;
  cache.get('k')[1] = 0;
  assert.deepEqual(cache.get('k'), Buffer.from('abc'));
});

test('bytes that look like text stay bytes, and text stays text', () => {
  assert.deepEqual(returned(Buffer.from('text')), Buffer.from('text'));
  assert.equal(returned('text'), 'text');
});

test('a Uint8Array of another realm is bytes; other views are refused', () => {
  assert.deepEqual(returned(vm.runInNewContext('new Uint8Array([1, 2])')), Buffer.from([1, 2]));
  const views = [new Int8Array(1), new Float64Array(1), new DataView(new ArrayBuffer(1))];
  for (const view of [...views, new Uint8ClampedArray(1), new ArrayBuffer(1)]) {
    throws(() => returned(view), TypeError, 'INVALID');
  }
});

test('numbers come back to the bit', () => {
  const numbers = [0, -0, 1, -1, 0.1, -0.5, 1e21, 1e-7, 5e-324, Number.MAX_VALUE, Math.PI];
  numbers.push(Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER, 2 ** 53, 2 ** 63, -(2 ** 63));
  numbers.push(2 ** 64, 1e308, -1e308, Number.MIN_VALUE, 4294967296.5);
  for (const number of numbers) assert.ok(Object.is(returned(number), number), String(number));
});

test('NaN and infinities are answered with OVERFLOW', () => {
  for (const number of [NaN, Infinity, -Infinity]) {
    throws(() => returned(number), CacheError, 'OVERFLOW');
  }
});

test('bigints within 64 bits are exact, others refused', () => {
  for (const integer of [0n, -1n, 2n ** 53n, 2n ** 63n - 1n, -(2n ** 63n), 9007199254740993n]) {
    assert.equal(returned(integer, { bigint: true }), integer);
  }
  for (const integer of [2n ** 63n, -(2n ** 63n) - 1n, 2n ** 64n]) {
    throws(() => returned(integer), RangeError, 'INVALID');
  }
});

test('integers are numbers if they are safe, and bigints when asked for', () => {
  assert.equal(returned(5n), 5);
  assert.equal(returned(5, { bigint: true }), 5n);
  assert.equal(returned(1.5, { bigint: true }), 1.5);
  assert.equal(returned(2n ** 53n - 1n), Number.MAX_SAFE_INTEGER);
  throws(() => returned(2n ** 53n), RangeError, 'UNSAFE_INTEGER');
  throws(() => returned(-(2n ** 53n)), RangeError, 'UNSAFE_INTEGER');
});

test('null is a value', () => {
  assert.equal(returned(null), null);
});

test('booleans come back as booleans', () => {
  assert.strictEqual(returned(true), true);
  assert.strictEqual(returned(false), false);
});

test('200 levels of JSON are stored, 201 are refused', () => {
  const nested = (levels) => JSON.parse('['.repeat(levels) + ']'.repeat(levels));
  assert.deepStrictEqual(returned(nested(200)), nested(200));
  throws(() => returned(nested(201)), TypeError, 'INVALID');
});

test('what is no value is refused', () => {
  for (const value of [undefined, () => 1, Symbol('v')]) {
    throws(() => returned(value), TypeError, 'INVALID');
  }
});

test('plain objects and arrays come back equal, in every detail', () => {
  const shared = { s: 1 };
  const objects = [
    {},
    [],
    [[]],
    { a: 1, b: 'é😀\ud800', c: null, d: true, e: [1, 2.5, [false]], f: { g: {} } },
    { b: 1, a: 2, 10: 3, 9: 4 },
    { toString: 'x', constructor: 1, length: 5, '': 0 },
    JSON.parse('{"__proto__": {"x": 1}}'),
    [shared, shared],
    [1e308, 5e-324, 0.1, Number.MAX_SAFE_INTEGER],
    Array.from({ length: 1000 }, (_, index) => ({ index })),
  ];
  for (const object of objects) {
    const back = returned(object);
    assert.deepStrictEqual(back, object);
    assert.deepEqual(Object.keys(back), Object.keys(object));
  }
  assert.deepEqual(returned(vm.runInNewContext('({ a: [1, {}] })')), { a: [1, {}] });
});

test('what JSON would change is refused, naming the member', () => {
  class Point {}
  const cyclic = { a: {} };
  cyclic.a.b = cyclic;
  const named = Object.assign([1], { extra: 2 });
  const deep = { value: null };
  let innermost = deep;
  for (let level = 0; level < 1000; level++) innermost = innermost.value = { value: null };
  const refused = [
    [{ d: new Date(0) }, 'value["d"]'],
    [{ m: [1, new Map()] }, 'value["m"][1]'],
    [{ u: undefined }, 'value["u"]'],
    [[undefined], 'value[0]'],
    [{ f() {} }, 'value["f"]'],
    [{ toJSON: () => 1 }, 'value["toJSON"]'],
    [{ s: Symbol('x') }, 'value["s"]'],
    [{ [Symbol('x')]: 1 }, 'value[Symbol(x)]'],
    [{ n: NaN }, 'value["n"]'],
    [{ n: -Infinity }, 'value["n"]'],
    [{ z: -0 }, 'value["z"]'],
    [{ b: 1n }, 'value["b"]'],
    [{ b: Buffer.alloc(1) }, 'value["b"]'],
    [{ s: new String('x') }, 'value["s"]'],
    [
      {
        get g() {
          return 1;
        },
      },
      'value["g"]',
    ],
    [[1, , 2], 'value'],
    [named, 'value'],
    [cyclic, 'value["a"]["b"]'],
    [deep, 'value["value"]["value"]'],
    [{ p: new Point() }, 'value["p"]'],
    [new Date(), 'value'],
    [new Map(), 'value'],
    [new Set(), 'value'],
    [/x/, 'value'],
    [new Error('x'), 'value'],
    [Promise.resolve(), 'value'],
    [Object.create(null), 'value'],
    [Object.create({ inherited: 1 }), 'value'],
    [Object.defineProperty({}, 'hidden', { value: 1 }), 'value["hidden"]'],
    [new (class extends Array {})(), 'value'],
    [new Number(1), 'value'],
  ];
  const cache = openManual();
  for (const [value, path] of refused) {
    const error = throws(() => cache.set('k', value), TypeError, 'INVALID');
    assert.ok(error.message.includes(`: ${path}`), error.message);
  }
  assert.equal(cache.size, 0);
});

test('a changed JSON.parse of the program does not reach into the cache', () => {
  const cache = openManual();
  cache.set('k', { a: 1 });
  const original = JSON.parse;
  JSON.parse = () => 'forged';
  try {
    assert.deepEqual(cache.get('k'), { a: 1 });
  } finally {
    JSON.parse = original;
  }
});

test('random values come back', () => {
  const seed = Date.now() >>> 0;
  const random = randomNumbers(seed);
  const double = new Float64Array(1);
  const words = new Uint32Array(double.buffer);
  const makers = [
    () => String.fromCodePoint(...Array.from({ length: random() % 90 }, () => random() % 0xd800)),
    () => Buffer.from(Array.from({ length: random() % 90 }, () => random() & 0xff)),
    () => BigInt.asIntN(64, (BigInt(random()) << 32n) | BigInt(random())),
    () => {
      words[0] = random();
      words[1] = random();
      return Number.isFinite(double[0]) ? double[0] : 0.5;
    },
    () => ({ list: Array.from({ length: random() % 5 }, () => random() / 7), text: `${random()}` }),
    () => null,
  ];
  const cache = openManual();
  for (let round = 0; round < 20_000; round++) {
    const value = makers[random() % makers.length]();
    cache.set('k', value);
    const back = cache.get('k', { bigint: typeof value === 'bigint' });
    if (typeof value === 'number') assert.ok(Object.is(back, value), `seed ${seed}: ${value}`);
    else assert.deepStrictEqual(back, value, `seed ${seed}`);
  }
});
