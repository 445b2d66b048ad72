# The proof that the engine is right: histories, schedules, mutants, and the replies of Redis.

# prove NAME PRESET TARGET COMMAND...: builds a test program, runs it, and shows its closing line.
prove() {
  local name="$1" preset="$2" target="$3"
  shift 3
  build_preset "$preset" "$target"
  say "$name"
  check "$name" "$@"
  note "$(tail -n 1 "$LOGS/check-$name.log")"
  finish_suites
}

#: histories [N [SEED]] records N concurrent histories (default 100000) and has them judged
command_histories() {
  prove histories dev histories "$BUILD/dev/tests/histories/histories" "${1:-100000}" "${@:2}"
}

#: schedules [N [SEED [CASE]]] tries N schedules (default 100000) on each case
command_schedules() {
  prove schedules dev schedules "$BUILD/dev/tests/schedules/schedules" "${1:-100000}" "${@:2}"
}

#: mutants [NAME...]    breaks the engine in known ways; the tests have to notice each
command_mutants() {
  prove mutants dev-system model_test python3 tests/mutants/run.py --build "$BUILD/dev-system" "$@"
}

#: conformance [FOLDER] replays recorded replies of Redis (default: those in tests/conformance)
command_conformance() {
  build_preset dev conformance
  "$BUILD/dev/tests/conformance/conformance" "${1:-$ROOT/tests/conformance/redis-7.0}"
}

# need_redis: redis-server, unpacked under build/, so that no machine gets it as a daemon.
REDIS_LIBRARIES=(libatomic1 libjemalloc2 liblua5.1-0 liblzf1 lua-bitop lua-cjson libssl3
  libsystemd0)
REDIS_SERVER="$BUILD/redis/usr/bin/redis-server"
need_redis() {
  need_packages "${REDIS_LIBRARIES[@]}"
  unpack_packages redis redis-server redis-tools
}

# differential [OPTION...]: the program, with the server of need_redis.
differential() {
  "$BUILD/dev/tests/differential/differential" --server "$REDIS_SERVER" \
    --report "$BUILD/differential" "$@"
}

#: differential [OPTION...] random commands, also to a redis-server: --operations N --seed S
command_differential() {
  need_redis
  build_preset dev differential
  differential "$@"
}
