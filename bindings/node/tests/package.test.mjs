// The package: version, what the addon shows and takes along, the loader, both kinds of module.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { allocator, version } from 'cellaret';
import { addonPath, packageFolder, root } from './support.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));

function symbols(kind) {
  const listed = execFileSync('nm', ['-D', kind, '--format=just-symbols', addonPath], {
    encoding: 'utf8',
  });
  return listed.trim().split('\n');
}

test('one version everywhere', () => {
  const wanted = readFileSync(join(root, 'VERSION'), 'utf8').trim();
  const described = JSON.parse(readFileSync(join(packageFolder, 'package.json'), 'utf8'));
  assert.equal(described.version, wanted);
  assert.equal(version, wanted);
});

test('nothing runs when the package is installed, and nothing else is installed', () => {
  const described = JSON.parse(readFileSync(join(packageFolder, 'package.json'), 'utf8'));
  assert.equal(described.dependencies, undefined);
  for (const script of ['preinstall', 'install', 'postinstall']) {
    assert.equal(described.scripts[script], undefined);
  }
  // npm builds with node-gyp, unasked, what has this file.
  assert.equal(existsSync(join(packageFolder, 'binding.gyp')), false);
});

test('the addon shows what Node looks for and nothing else', () => {
  assert.deepEqual(symbols('--defined-only').sort(), [
    'napi_register_module_v1',
    'node_api_module_get_api_version_v1',
  ]);
});

test('the addon takes the C library from the system and the C++ runtime along', () => {
  const needed = execFileSync('readelf', ['-d', addonPath], { encoding: 'utf8' });
  const libraries = [...needed.matchAll(/NEEDED.*\[(.+)\]/g)].map(([, name]) => name);
  const allowed = ['libc.so.6', 'libm.so.6', 'ld-linux-x86-64.so.2', 'ld-linux-aarch64.so.1'];
  for (const library of libraries) assert.ok(allowed.includes(library), library);
  assert.ok(statSync(addonPath).size < 2 * 1024 * 1024);
});

// Who got which function from whom in a process, by the dynamic linker's own account.
function bindings(code) {
  const traced = spawnSync(process.execPath, ['--eval', code], {
    cwd: here,
    encoding: 'utf8',
    env: { ...process.env, LD_DEBUG: 'bindings' },
    maxBuffer: 1 << 30,
  });
  assert.equal(traced.stdout, 'done\n', traced.stderr.slice(-1000));
  const lines = traced.stderr.matchAll(/binding file (\S+) .* to (\S+) .*symbol `(\w+)'/g);
  return [...lines].map(([, from, to, name]) => ({ from, to, name }));
}

test('Node keeps its own malloc', () => {
  assert.match(allocator, /^(mimalloc 2|system)/);
  const without = bindings('console.log("done")');
  const all = bindings(`const { Cache } = require('cellaret'); new Cache().set('k', 'v');
    console.log("done")`);
  // What Node looks up in the addon by name is all that anybody gets from there.
  const taken = all.filter(({ to }) => to.endsWith('cellaret.node'));
  for (const { name } of taken) assert.match(name, /^(napi_register|node_api_module)_\w+$/);
  const memory = ({ name }) => ['malloc', 'free', 'calloc', 'realloc'].includes(name);
  const targets = (list) => [...new Set(list.filter(memory).map(({ to }) => to))].sort();
  assert.notEqual(targets(without).length, 0);
  assert.deepEqual(targets(all), targets(without));
});

test('a machine without a prebuilt addon gets an error that says so', () => {
  const folder = mkdtempSync(join(tmpdir(), 'cellaret-'));
  try {
    for (const part of ['package.json', 'dist']) {
      cpSync(join(packageFolder, part), join(folder, part), { recursive: true });
    }
    const load = spawnSync(process.execPath, ['--eval', `require(${JSON.stringify(folder)})`], {
      encoding: 'utf8',
    });
    assert.notEqual(load.status, 0);
    assert.match(load.stderr, /cellaret has no addon that works on this machine \(linux-/);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
