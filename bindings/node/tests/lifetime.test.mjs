// Memory comes back, workers come and go, and a process ends whatever its threads are doing.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { setImmediate as nextTick } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { Cache } from 'cellaret';

const here = fileURLToPath(new URL('.', import.meta.url));
const entry = import.meta.resolve('cellaret');
const mebibyte = 1024 * 1024;

// Frees what nothing refers to; finalizers run on a later turn of the event loop.
async function collect() {
  for (let round = 0; round < 4; round++) {
    globalThis.gc();
    await nextTick();
  }
}

function startWorker(code) {
  const program = `const { Cache, expireIn } = await import('${entry}'); ${code}`;
  return new Worker(`(async () => { ${program} })()`, { eval: true });
}

const exited = (worker) =>
  new Promise((resolve, reject) => worker.once('exit', resolve).once('error', reject));
const message = (worker) =>
  new Promise((resolve, reject) => worker.once('message', resolve).once('error', reject));

// A program in a process of its own.
function run(code) {
  const program = `import { Cache, expireIn } from 'cellaret';
    import { Worker } from 'node:worker_threads';
    ${code}`;
  const result = spawnSync(process.execPath, ['--input-type=module', '--eval', program], {
    cwd: here,
    encoding: 'utf8',
    timeout: 60_000,
  });
  return { code: result.status, signal: result.signal, out: result.stdout, error: result.stderr };
}

test('the suite runs with --expose-gc', () => assert.equal(typeof globalThis.gc, 'function'));

test('caches that nobody closed are freed when they are collected', async () => {
  const fill = (count) => {
    for (let index = 0; index < count; index++) {
      new Cache({ maxBytes: 4 * mebibyte }).set('k', Buffer.alloc(mebibyte));
    }
  };
  fill(20);
  await collect();
  const before = process.memoryUsage.rss();
  for (let round = 0; round < 20; round++) {
    fill(20);
    await collect();
  }
  const grown = process.memoryUsage.rss() - before;
  assert.ok(grown < 100 * mebibyte, `400 MiB were written, ${grown} bytes stayed`);
});

test('more caches than a process can have at once can be opened one after another', () => {
  const { code, error } = run(`
    for (let index = 0; index < 100_000; index++) {
      new Cache({ maxBytes: 65536 }).set('k', index);
      if (index % 1000 === 0) await new Promise(setImmediate);
    }`);
  assert.equal(code, 0, error);
});

test('caches that nobody closed do not pile up before the collector looks for them', () => {
  const { code, out, error } = run(`
    const data = Buffer.alloc(256 * 1024);
    for (let index = 0; index < 4000; index++) {
      new Cache().set('k', data);
      if (index % 10 === 0) await new Promise(setImmediate);
    }
    console.log(process.resourceUsage().maxRSS);`);
  assert.equal(code, 0, error);
  assert.ok(Number(out) < 250 * 1024, `${Number(out)} KiB at most; 1 GiB was written`);
});

test('closing frees at once, without the collector', () => {
  const before = process.memoryUsage.rss();
  for (let index = 0; index < 400; index++) {
    const cache = new Cache();
    cache.set('k', Buffer.alloc(mebibyte));
    cache.close();
    if (index % 20 === 0) globalThis.gc();
  }
  assert.ok(process.memoryUsage.rss() - before < 150 * mebibyte);
});

test('a worker has caches of its own and ends cleanly', async () => {
  const worker = startWorker(`
    const cache = new Cache();
    cache.set('k', 'from the worker');
    let code;
    try { cache.increment('k'); } catch (error) { code = error.code; }
    require('node:worker_threads').parentPort.postMessage([cache.get('k'), code]);`);
  const ended = exited(worker);
  assert.deepEqual(await message(worker), ['from the worker', 'NOT_AN_INTEGER']);
  assert.equal(await ended, 0);
});

test('200 workers open caches and are terminated while they use them', async () => {
  const code = `
    const cache = new Cache({ maxBytes: 1 << 20 });
    cache.set('k', 'v');
    require('node:worker_threads').parentPort.postMessage('ready');
    for (let index = 0; ; index++) {
      cache.set('key' + (index % 5000), 'x'.repeat(index % 500));
      cache.get('key' + ((index * 7) % 5000));
      try { cache.increment('k'); } catch {}
      if (index % 1000 === 0) new Cache({ maxBytes: 65536 });
    }`;
  for (let batch = 0; batch < 50; batch++) {
    const workers = Array.from({ length: 4 }, () => startWorker(code));
    await Promise.all(workers.map(message));
    const codes = await Promise.all(workers.map((worker) => worker.terminate()));
    assert.deepEqual(codes, [1, 1, 1, 1]);
  }
  const cache = new Cache();
  cache.set('k', 'v');
  assert.equal(cache.get('k'), 'v');
});

test('terminated workers leave no maintenance threads behind', async () => {
  const own = () =>
    readdirSync('/proc/self/task').filter((task) => {
      try {
        return readFileSync(`/proc/self/task/${task}/comm`, 'utf8') === 'cellaret\n';
      } catch {
        return false; // it has ended meanwhile
      }
    }).length;
  const code = `
    const cache = new Cache({ maxBytes: 1 << 20, maintenanceMs: 1 });
    const closed = new Cache({ maintenanceMs: 1 });
    closed.close();
    require('node:worker_threads').parentPort.postMessage('ready');
    for (let index = 0; ; index++) {
      cache.set('key' + (index % 5000), 'x'.repeat(index % 500), { expiry: expireIn(2) });
    }`;
  for (let batch = 0; batch < 5; batch++) {
    const workers = Array.from({ length: 4 }, () => startWorker(code));
    await Promise.all(workers.map(message));
    assert.ok(own() >= 4);
    const codes = await Promise.all(workers.map((worker) => worker.terminate()));
    assert.deepEqual(codes, [1, 1, 1, 1]);
  }
  const limit = Date.now() + 20_000;
  while (own() > 0 && Date.now() < limit) await nextTick();
  assert.equal(own(), 0);
});

test('a process ends while a maintenance thread is at work, which keeps no process alive', () => {
  const { code, error } = run(`
    globalThis.cache = new Cache({ maintenanceMs: 1 });
    const expiry = expireIn(1);
    for (let index = 0; index < 50_000; index++) cache.set('k' + index, 'v', { expiry });`);
  assert.equal(code, 0, error);
});

test('a process whose workers alone use the addon ends cleanly', () => {
  const worker = `(async () => { const { Cache } = await import('${entry}');
    const cache = new Cache(); cache.set('k', 'v'); })()`;
  const result = spawnSync(
    process.execPath,
    [
      '--eval',
      `const { Worker } = require('node:worker_threads');
      const next = (left) => left && new Worker(${JSON.stringify(worker)}, { eval: true })
        .on('exit', () => next(left - 1));
      next(20);`,
    ],
    { encoding: 'utf8', timeout: 60_000 },
  );
  assert.deepEqual([result.status, result.signal, result.stderr], [0, null, '']);
});

test('a process ends while its workers are inside the cache', () => {
  const worker = `(async () => { const { Cache } = await import('${entry}');
    const cache = new Cache({ maxBytes: 1 << 20 });
    require('node:worker_threads').parentPort.postMessage('ready');
    for (let index = 0; ; index++) cache.set('key' + (index % 5000), 'x'.repeat(100)); })()`;
  for (const end of ['process.exit(7)', 'process.kill(process.pid, "SIGTERM")']) {
    const { code, signal, error } = run(`
      let ready = 0;
      for (let index = 0; index < 3; index++) {
        new Worker(${JSON.stringify(worker)}, { eval: true, execArgv: [] }).on('message', () => {
          if (++ready === 3) { ${end}; }
        });
      }`);
    assert.deepEqual([code, signal], end.includes('exit') ? [7, null] : [null, 'SIGTERM'], error);
  }
});

test('a cache in a global outlives everything and the process still ends with 0', () => {
  const { code, out, error } = run(`
    globalThis.cache = new Cache();
    process.on('exit', () => { cache.set('k', 'v'); console.log(cache.get('k')); });`);
  assert.deepEqual([code, out], [0, 'v\n'], error);
});
