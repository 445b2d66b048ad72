// A trace replayed through Node hits as often as through the C tool, to the number.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { openManual, root } from './support.mjs';

const trace = join(root, 'bench/traces/cache2k-web07.gz');
const tool = process.env.CELLARET_TOOL ?? join(root, 'build/dev/tools/cellaret');

function replay(keys, options) {
  const cache = openManual({ seed: 1, ...options });
  for (const key of keys) {
    if (cache.get(key) === undefined) cache.set(key, 'v'.repeat(32));
  }
  const { hits, misses, evictions } = cache.stats();
  return { hits, misses, evictions };
}

function replayWithTool(policy, entries) {
  const limits = [`--policy=${policy}`, `--max-entries=${entries}`, '--shards=1', '--seed=1'];
  const { hits, misses, evictions } = JSON.parse(
    execFileSync(tool, ['replay', '--json', ...limits, trace], { encoding: 'utf8' }),
  );
  return { hits, misses, evictions };
}

test('cache2k-web07 hits as often as through C', () => {
  const keys = gunzipSync(readFileSync(trace)).toString('latin1').trimEnd().split('\n');
  for (const policy of ['allkeys-lru', 'allkeys-random']) {
    for (const entries of [100, 1000, 10_000]) {
      const through = replay(keys, { policy, maxEntries: entries });
      assert.equal(through.hits + through.misses, keys.length);
      assert.notEqual(through.evictions, 0);
      assert.deepEqual(through, replayWithTool(policy, entries), `${policy}, ${entries} entries`);
    }
  }
});
