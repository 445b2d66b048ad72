// Runs the rows of tests/edge-cases.json that name Node; tests/edge-cases.md says what they mean.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import * as cellaret from 'cellaret';
import { openManual, root } from './support.mjs';

const { CacheError, CacheKeyExists, CacheMiss } = cellaret;
const table = JSON.parse(readFileSync(join(root, 'tests/edge-cases.json'), 'utf8'));
const own = table.rows.filter((row) => row.languages.includes('node'));

function checkFields(object, allowed, what) {
  for (const name of Object.keys(object)) {
    assert.ok(allowed.includes(name), `${what} has the unknown field ${name}`);
  }
}

/** The one field of an object, as its name and its content. */
function only(object) {
  const entries = Object.entries(object);
  assert.equal(entries.length, 1, `${JSON.stringify(object)} has not one field`);
  return entries[0];
}

// Integers that a double cannot hold are written as strings.
const integer = (written) => BigInt(written);

function parseDouble(written) {
  return { inf: Infinity, '-inf': -Infinity, nan: NaN }[written] ?? Number(written);
}

function parseText(written) {
  if (typeof written === 'string') return written;
  const [form, content] = only(written);
  switch (form) {
    case 'bytes_b64':
      return Buffer.from(content, 'base64');
    case 'repeat':
      return content[0].repeat(content[1]);
    case 'utf16':
      return String.fromCharCode(...content.map((unit) => Number.parseInt(unit, 16)));
    default:
      return undefined;
  }
}

function parseKey(written) {
  const key = parseText(written);
  assert.notEqual(key, undefined, `unknown form of a key: ${JSON.stringify(written)}`);
  return key;
}

function parseValue(written) {
  const text = parseText(written);
  if (text !== undefined) return text;
  const [form, content] = only(written);
  switch (form) {
    case 'int':
      return integer(content);
    case 'double':
      return parseDouble(content);
    case 'null':
      return null;
    case 'undefined':
      return undefined;
    default:
      throw new Error(`unknown form of a value: ${JSON.stringify(written)}`);
  }
}

function parseExpiry(written) {
  if (written === undefined) return undefined;
  const [form, content] = only(written);
  switch (form) {
    case 'in_ms':
      return cellaret.expireIn(integer(content));
    case 'in_us':
      return cellaret.expireIn(content / 1000);
    case 'at_ms':
      return cellaret.expireAt(integer(content));
    case 'daily':
      return cellaret.expireDailyAt(...content);
    case 'never':
      return cellaret.neverExpire;
    case 'keep':
      return cellaret.keepTTL;
    default:
      throw new Error(`unknown form of an expiry: ${form}`);
  }
}

function parseOptions(written = {}) {
  const names = {
    max_bytes: 'maxBytes',
    max_entries: 'maxEntries',
    max_entry_bytes: 'maxEntryBytes',
    policy: 'policy',
    default_expiry: 'defaultExpiry',
  };
  const options = {};
  for (const [name, content] of Object.entries(written)) {
    assert.ok(name in names, `unknown option ${name}`);
    options[names[name]] = name === 'default_expiry' ? parseExpiry(content) : content;
  }
  return options;
}

// What Node gives for one of the outcomes that have no status here.
const orMiss = (found) => ({ status: found ? 'OK' : 'MISS' });

function orNone(field, found) {
  if (found === undefined) return { status: 'MISS' };
  return found === null ? { status: 'NO_EXPIRY' } : { status: 'OK', [field]: found };
}

function increment(cache, key, step, options) {
  const [form] = only(step.delta);
  assert.ok(form === 'int' || form === 'double', `unknown delta ${form}`);
  const delta = parseValue(step.delta);
  if (form === 'double') return cache.incrementFloat(key, delta, options);
  return cache.increment(key, delta, { ...options, bigint: true });
}

const conditions = {
  if_none: 'ifNone',
  if_any: 'ifAny',
  if_greater: 'ifGreater',
  if_less: 'ifLess',
};

function conditionOf(step) {
  if (step.condition === undefined) return undefined;
  assert.ok(step.condition in conditions, `unknown condition ${step.condition}`);
  return conditions[step.condition];
}

function read(cache, key) {
  const value = cache.get(key, { bigint: true });
  return value === undefined ? { status: 'MISS' } : { value };
}

function getAndSet(cache, key, step, options) {
  const old = cache.getAndSet(key, parseValue(step.value), { ...options, bigint: true });
  return { old };
}

function typeOf(cache, key) {
  const type = cache.type(key);
  return type === undefined ? { status: 'MISS' } : { type };
}

const statsFields = {
  hits: 'hits',
  misses: 'misses',
  sets: 'sets',
  deletes: 'deletes',
  expirations: 'expirations',
  evictions: 'evictions',
  entries: 'entries',
  hit_rate: 'hitRate',
};

// Of each operation: the fields of a step, and how it is executed.
const operations = {
  set: ['key value expiry', (c, k, s, o) => void c.set(k, parseValue(s.value), o)],
  set_if_absent: ['key value expiry', (c, k, s, o) => c.setIfAbsent(k, parseValue(s.value), o)],
  replace: ['key value expiry', (c, k, s, o) => c.replace(k, parseValue(s.value), o)],
  get_and_set: ['key value expiry', getAndSet],
  get: ['key', read],
  increment: ['key delta expiry', (c, k, s, o) => ({ value: increment(c, k, s, o) })],
  delete: ['key', (c, k) => orMiss(c.delete(k) === 1)],
  delete_many: ['keys', (c, k, s) => ({ count: c.delete(...s.keys.map(parseKey)) })],
  exists: ['key', (c, k) => orMiss(c.exists(k))],
  persist: ['key', persist],
  expire: ['key ms condition', (c, k, s) => orMiss(c.expire(k, integer(s.ms), conditionOf(s)))],
  expire_at: [
    'key unix_ms condition',
    (c, k, s) => orMiss(c.expireAt(k, integer(s.unix_ms), conditionOf(s))),
  ],
  ttl: ['key', (c, k) => orNone('ms', c.ttl(k, { bigint: true }))],
  expire_time: ['key', (c, k) => orNone('unix_ms', c.expireTime(k, { bigint: true }))],
  type: ['key', typeOf],
  len: ['', (c) => ({ count: c.size })],
  clear: ['', (c) => c.clear()],
  advance: ['ms', (c, k, s) => c.clock.advance(integer(s.ms))],
  step_wall: ['ms', (c, k, s) => c.clock.stepWall(integer(s.ms))],
  stats: ['', (c) => ({ stats: c.stats() })],
};

// persist answers false for no key and for no deadline; which of them it was, ttl tells.
function persist(cache, key) {
  if (cache.persist(key)) return {};
  return { status: cache.exists(key) ? 'NO_EXPIRY' : 'MISS' };
}

/** Executes a step and gives its outcome: the status and what came with it. */
function execute(cache, step, run) {
  try {
    const key = step.key === undefined ? undefined : parseKey(step.key);
    const expiry = parseExpiry(step.expiry);
    return { status: 'OK', ...run(cache, key, step, expiry && { expiry }) };
  } catch (error) {
    if (error instanceof CacheKeyExists) return { status: 'EXISTS' };
    if (error instanceof CacheMiss) return { status: 'MISS' };
    if (CacheError.is(error)) return { status: error.code };
    const isRefusal = error instanceof TypeError || error instanceof RangeError;
    if (!isRefusal || error.code === undefined) throw error;
    return { status: error.code === 'INVALID' ? 'REFUSED' : error.code };
  }
}

function compareValue(actual, written, what) {
  const expected = parseValue(written);
  // An integral double is kept as an integer, which a JavaScript number does not tell apart.
  const found =
    typeof expected === 'number' && typeof actual === 'bigint' ? Number(actual) : actual;
  assert.deepStrictEqual(found, expected, what);
}

function compareStats(actual, expected) {
  for (const [name, written] of Object.entries(expected)) {
    assert.ok(name in statsFields, `unknown statistic ${name}`);
    assert.equal(actual[statsFields[name]], Number(written), name);
  }
}

function compare(outcome, expect, op) {
  checkFields(
    expect,
    ['status', 'value', 'old', 'count', 'ms', 'unix_ms', 'type', 'stats'],
    'expect',
  );
  assert.equal(outcome.status, expect.status ?? 'OK', 'status');
  assert.ok(op !== 'get' || outcome.status !== 'OK' || 'value' in expect, 'get names no value');
  if ('value' in expect) compareValue(outcome.value, expect.value, 'value');
  if ('old' in expect && expect.old === null) assert.equal(outcome.old, undefined, 'old');
  else if ('old' in expect) compareValue(outcome.old, expect.old, 'old');
  for (const name of ['count', 'ms', 'unix_ms']) {
    if (name in expect) assert.equal(BigInt(outcome[name]), integer(expect[name]), name);
  }
  if ('type' in expect) assert.equal(outcome.type, expect.type, 'type');
  if ('stats' in expect) compareStats(outcome.stats, expect.stats);
}

function runRow(row) {
  const caches = new Map();
  const options = parseOptions(row.options);
  row.steps.forEach((step, index) => {
    const name = step.cache ?? 'main';
    assert.ok(step.op in operations, `unknown operation ${step.op}`);
    const [fields, run] = operations[step.op];
    checkFields(step, ['op', 'cache', 'expect', ...fields.split(' ')], `step ${index}`);
    if (!caches.has(name)) caches.set(name, openManual(options));
    try {
      compare(execute(caches.get(name), step, run), step.expect ?? {}, step.op);
    } catch (error) {
      error.message = `${row.id}, step ${index + 1} (${step.op}): ${error.message}`;
      throw error;
    }
  });
}

let executed = 0;

test('the table has the rows it says, some of them for Node', () => {
  checkFields(table, ['title', 'format', 'count', 'rows'], 'the table');
  assert.equal(table.rows.length, table.count);
  assert.notEqual(own.length, 0);
});

for (const row of own) {
  test(`${row.id}: ${row.title}`, () => {
    const fields = ['id', 'title', 'section', 'languages', 'recorded', 'options', 'steps'];
    checkFields(row, fields, 'the row');
    assert.notEqual(row.steps.length, 0);
    runRow(row);
    executed++;
  });
}

after(() => console.log(`edge cases in Node: ${executed} rows, ${own.length - executed} skipped`));
