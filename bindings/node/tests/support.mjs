// What the suites share: places, a cache on a manual clock, random numbers with a printed seed.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Cache } from 'cellaret';

/** 2030-01-01T00:00:00Z, where manual clocks start. */
export const start = 1893456000000;

/** The root of the repository, also when the suite runs in a project of its own. */
export const root =
  process.env.CELLARET_ROOT ?? fileURLToPath(new URL('../../..', import.meta.url));

/** The folder of the package under test. */
export const packageFolder = join(
  dirname(createRequire(import.meta.url).resolve('cellaret')),
  '..',
);

export const addonPath = join(
  packageFolder,
  'prebuilds',
  `${process.platform}-${process.arch}`,
  'cellaret.node',
);

export function openManual(options = {}) {
  return new Cache({ clock: 'manual', startMs: start, shards: 1, ...options });
}

/** Asserts that a call throws an error of exactly this class with this code, and returns it. */
export function throws(call, type, code) {
  let thrown;
  assert.throws(call, (error) => {
    thrown = error;
    assert.equal(error.constructor, type, `${error.constructor.name}: ${error.message}`);
    assert.equal(error.code, code, error.message);
    return true;
  });
  return thrown;
}

/** Numbers from 0 to below 2^32 by mulberry32; the seed is printed when a test fails with them. */
export function randomNumbers(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
}
