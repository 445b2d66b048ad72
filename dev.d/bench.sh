# Measuring: the engine's bench, the guard of its instruction counts, the shipped traces.

#: bench [OPTION...]    speed, worst operation, memory: --full, --help, bench/README.md
#: bench hit-ratio [OPTION...]   hit ratios of the policies over traces: --help
#: bench peers [OPTION...]   other caches in the same rounds (takes a Rust toolchain): --help
command_bench() {
  local options=()
  if [ "${1-}" = hit-ratio ]; then
    shift
    build_preset bench cellaret_hit_ratio
    # The later of two of the same option counts.
    "$BUILD/bench/bench/hit_ratio/cellaret_hit_ratio" --traces "$ROOT/bench/traces" "$@"
    return
  fi
  [ "$(preset_allocator bench)" = system ] && options+=(--allow-system)
  if [ "${1-}" = peers ]; then
    shift
    build_peers
    build_preset bench cellaret_peers
    "$BUILD/bench/bench/peers/cellaret_peers" "${options[@]}" "$@"
    return
  fi
  build_preset bench cellaret_bench
  "$BUILD/bench/bench/cellaret_bench" "${options[@]}" "$@"
}

# build_peers: the static library that bench/peers links, made from a copy of its sources, since
# cargo writes beside them.
PEERS_PACKAGES=(rustc-web cargo-web)
build_peers() {
  command -v cargo >/dev/null || need_packages "${PEERS_PACKAGES[@]}"
  mkdir -p "$BUILD/peers/source/src"
  cp -u "$ROOT/bench/peers/rust/Cargo.toml" "$BUILD/peers/source/"
  cp -u "$ROOT/bench/peers/rust/src/lib.rs" "$BUILD/peers/source/src/"
  step build-peers cargo build --release --manifest-path "$BUILD/peers/source/Cargo.toml" \
    --target-dir "$BUILD/peers"
}

#: guard [--update]     instructions of get, set and increment against the committed numbers
command_guard() {
  build_preset bench cellaret_guard
  python3 "$ROOT/bench/guard/guard.py" "$@" "$BUILD/bench/bench/cellaret_guard"
}

#: traces               replays the shipped traces: hit ratio, throughput, latency by policy
command_traces() {
  build_preset release
  [ "${CELLARET_ALLOCATOR-}" = system ] || allocator_is release mimalloc ||
    die "the release build is not on mimalloc; numbers from it would mislead"
  local trace policy shards
  for trace in "$ROOT"/bench/traces/*.gz; do
    for policy in allkeys-lru allkeys-random; do
      for shards in 1 16; do
        say "$(basename "$trace" .gz), $policy, $shards shards"
        "$BUILD/release/tools/cellaret" replay "$trace" --policy "$policy" --shards "$shards" \
          --max-entries 10000
      done
    done
  done
}
