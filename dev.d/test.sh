# The test run, the sanitizers' runs and the short fuzzing.

# ctest_preset PRESET [ARGUMENT...]
ctest_preset() {
  local preset="$1"
  shift
  ctest --test-dir "$BUILD/$preset" --parallel "$JOBS" --output-on-failure --no-tests=error "$@"
}

# The allocator that was asked for is the one in the library, or nothing that follows counts.
allocator_is() {
  "$BUILD/$1/tools/cellaret" --version | grep -q "$2"
}

#: test                 all tests: C, C++, both allocators, consumers, every binding
command_test() {
  build_preset dev
  build_preset dev-system
  say "allocators"
  check "dev is built on ${CELLARET_ALLOCATOR:-mimalloc}" \
    allocator_is dev "${CELLARET_ALLOCATOR:-mimalloc}"
  check "dev-system is built on system" allocator_is dev-system system
  run_suite ctest engine ctest_preset dev
  need_locale
  need_redis
  say "the replies of Redis"
  check "recorded replies, where a comma is the decimal point" env "${FOREIGN[@]}" \
    "$BUILD/dev/tests/conformance/conformance" "$ROOT/tests/conformance/redis-7.0"
  check "the C API's tests, where a comma is the decimal point" env "${FOREIGN[@]}" \
    "$BUILD/dev/tests/capi/capi_test" --gtest_brief=1
  check "300,000 commands to a redis-server" differential --operations 300000
  note "$(tail -n 1 "$LOGS/check-300-000-commands-to-a-redis-server.log")"
  run_suite ctest system-malloc ctest_preset dev-system --label-exclude 'consumer|slow|house'
  each_language setup
  each_language test
  finish_suites
}

#: sanitize             all tests under ASan and UBSan, the concurrent ones under TSan
command_sanitize() {
  build_preset asan
  build_preset tsan cellaret_concurrency_tests
  # No suppressions: a report of any kind ends the test that made it.
  export ASAN_OPTIONS=detect_leaks=1:detect_stack_use_after_return=1:strict_string_checks=1
  export UBSAN_OPTIONS=print_stacktrace=1:halt_on_error=1 TSAN_OPTIONS=halt_on_error=1
  run_suite ctest asan ctest_preset asan
  run_suite ctest tsan ctest_preset tsan --label-regex '^concurrency$'
  finish_suites
}

# fuzz_target PROGRAM SECONDS: from the committed corpus; what is found on the way stays in build/.
fuzz_target() {
  local name
  name="$(basename "$1")"
  mkdir -p "$BUILD/fuzz/found/$name"
  local corpus=("$BUILD/fuzz/found/$name")
  [ -d "$ROOT/fuzz/corpus/$name" ] && corpus+=("$ROOT/fuzz/corpus/$name")
  "$1" -max_total_time="$2" -timeout=25 -rss_limit_mb=2048 -print_final_stats=1 \
    -artifact_prefix="$BUILD/fuzz/found/$name-" "${corpus[@]}"
}

#: fuzz [SECONDS]       runs every fuzz target for that long (default 30)
command_fuzz() {
  local seconds="${1:-30}" program name
  build_preset fuzz
  say "fuzzing, $seconds s a target"
  for program in "$BUILD"/fuzz/fuzz/targets/*; do
    [ -x "$program" ] || die "no fuzz target was built"
    name="$(basename "$program" | tr _ -)"
    check "fuzz $name" fuzz_target "$program" "$seconds"
    note "executions: $(last_number "$LOGS/check-fuzz-$name.log" 'executed_units: *[0-9]+')"
  done
  finish_suites
}
