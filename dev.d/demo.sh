# The demonstration, and the benchmark on the shipped traces.

#: demo                 shows what it does: examples in each language, real traces, a summary
command_demo() {
  build_preset release
  each_language demo
  "$ROOT/examples/demo/run" "$BUILD/release" \
    "Python='$BUILD/python/current/bin/python' '$ROOT/examples/python/demo.py'" \
    "Node=node '$ROOT/examples/node/demo.mjs'"
}

#: bench                replays the shipped traces: hit ratio, throughput, latency by policy
command_bench() {
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
