// Errors: the table of statuses, classes, codes, and that copies of the package know each other's.
import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import * as cellaret from 'cellaret';
import { openManual, packageFolder, root, throws } from './support.mjs';

const { CacheError, CacheKeyExists, CacheMiss, statuses } = cellaret;

function statusesOfHeader() {
  const header = readFileSync(join(root, 'capi/include/cellaret/status.h'), 'utf8');
  const rows = header.matchAll(/^ *X\((\w+), (-?\d+), "([^"]+)"\)/gm);
  return [...rows].map(([, name, number, text]) => ({ name, number: Number(number), text }));
}

test('the statuses are those of the public header, all of them', () => {
  assert.ok(statusesOfHeader().length >= 19);
  assert.deepEqual(statuses, statusesOfHeader());
});

test('the declared codes are the statuses but OK', () => {
  const declarations = readFileSync(join(packageFolder, 'dist/errors.d.ts'), 'utf8');
  const union = /type CacheErrorCode =([^;]+);/.exec(declarations)[1];
  const codes = [...union.matchAll(/'(\w+)'/g)].map(([, code]) => code);
  const names = statusesOfHeader().map((status) => status.name);
  assert.deepEqual(['OK', ...codes].sort(), names.sort());
});

test('an error says what failed, where, and at which key', () => {
  const cache = openManual();
  cache.set('näme', 'text');
  const error = throws(() => cache.increment('näme'), CacheError, 'NOT_AN_INTEGER');
  assert.equal(error.name, 'CacheError');
  assert.equal(error.operation, 'increment');
  assert.equal(error.key, 'näme');
  assert.equal(error.message, 'increment: the value is not a 64-bit integer (key "näme")');
  assert.ok(error instanceof Error && error instanceof CacheError);
  assert.match(error.stack, /errors\.test\.mjs/);
});

test('the key of an error is cut at 100 bytes, between characters', () => {
  const cache = openManual();
  const keyOf = (key) => throws(() => cache.replace(key, 1), CacheMiss, 'MISS').key;
  assert.equal(keyOf('x'.repeat(100)), 'x'.repeat(100));
  assert.equal(keyOf('x'.repeat(101)), 'x'.repeat(100));
  assert.equal(keyOf('€'.repeat(50)), '€'.repeat(33));
  assert.equal(keyOf('😀'.repeat(50)), '😀'.repeat(25));
  assert.deepEqual(keyOf(Buffer.alloc(200, 7)), Buffer.alloc(100, 7));
});

test('the classes are one family', () => {
  assert.ok(new CacheMiss('MISS', 'replace') instanceof CacheError);
  assert.ok(new CacheKeyExists('EXISTS', 'setIfAbsent') instanceof CacheError);
  assert.equal(new CacheMiss('MISS', 'replace').name, 'CacheMiss');
  assert.equal(new CacheKeyExists('EXISTS', 'setIfAbsent').name, 'CacheKeyExists');
});

test('CacheError.is knows errors of its own kind only', () => {
  const cache = openManual();
  const miss = throws(() => cache.replace('k', 1), CacheMiss, 'MISS');
  const refused = throws(() => cache.get(5), TypeError, 'INVALID');
  assert.equal(CacheError.is(miss), true);
  const others = [refused, new Error('x'), { code: 'MISS' }, null, undefined, 'MISS', 5];
  for (const other of others) assert.equal(CacheError.is(other), false);
});

test('ES modules and CommonJS get the same classes', () => {
  const required = createRequire(import.meta.url)('cellaret');
  assert.deepEqual(Object.keys(required).sort(), Object.keys(cellaret).sort());
  for (const name of Object.keys(cellaret)) assert.equal(required[name], cellaret[name], name);
});

test('CacheError.is knows the errors of a second copy of the package', () => {
  const folder = mkdtempSync(join(tmpdir(), 'cellaret-'));
  try {
    for (const part of ['package.json', 'dist', 'prebuilds']) {
      cpSync(join(packageFolder, part), join(folder, part), { recursive: true });
    }
    const copy = createRequire(import.meta.url)(folder);
    assert.notEqual(copy.CacheError, CacheError);
    const cache = new copy.Cache();
    assert.throws(
      () => cache.replace('k', 1),
      (error) => {
        assert.equal(error instanceof CacheError, false);
        return CacheError.is(error) && error.code === 'MISS';
      },
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
});
