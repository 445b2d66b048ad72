// The package from CommonJS.
const assert = require('node:assert/strict');
const { test } = require('node:test');
const { Cache, CacheError } = require('cellaret');

test('require gives a package that works', async () => {
  const cache = new Cache();
  cache.set('k', { a: [1] });
  assert.deepEqual(cache.get('k'), { a: [1] });
  assert.equal((await import('cellaret')).Cache, Cache);
  assert.throws(() => cache.increment('k'), CacheError);
});
