# Measuring: the engine's bench, the guard of its instruction counts, the shipped traces.

#: bench [OPTION...]    speed, worst operation, memory: --full, --help, bench/README.md
#: bench hit-ratio [OPTION...]   hit ratios of the policies over traces: --help
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
  build_preset bench cellaret_bench
  "$BUILD/bench/bench/cellaret_bench" "${options[@]}" "$@"
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
