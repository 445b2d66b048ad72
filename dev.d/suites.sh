# Running suites and checks, and counting what passed and failed over all of them.

PASSED=0
FAILED=0
CLOSING_LINES=()

# last_number FILE PATTERN: the number in the last line that matches; 0 without one.
last_number() {
  local found
  found="$(grep -aoE "$2" "$1" | tail -n 1 | grep -oE '[0-9]+' | head -n 1 || true)"
  printf '%s' "${found:-0}"
}

# count_<kind> LOG: sets RUN_PASSED, RUN_FAILED and RUN_CLOSING from what the runner printed.
count_ctest() {
  local total
  RUN_CLOSING="$(grep -aE '^[0-9]+% tests passed' "$1" | tail -n 1 || true)"
  RUN_FAILED="$(last_number "$1" '[0-9]+ tests? failed out of')"
  total="$(last_number "$1" 'failed out of [0-9]+')"
  RUN_PASSED=$((total - RUN_FAILED))
}
count_pytest() {
  RUN_CLOSING="$(grep -aE '^=* ?[0-9]+ (passed|failed|error).* in ' "$1" | tail -n 1 || true)"
  RUN_PASSED="$(last_number "$1" '[0-9]+ passed')"
  RUN_FAILED=$(($(last_number "$1" '[0-9]+ failed') + $(last_number "$1" '[0-9]+ errors?')))
}
count_node() {
  RUN_PASSED="$(last_number "$1" '^[^0-9]*pass [0-9]+$')"
  RUN_FAILED="$(last_number "$1" '^[^0-9]*fail [0-9]+$')"
  RUN_CLOSING="pass $RUN_PASSED, fail $RUN_FAILED"
}

# run_suite KIND NAME COMMAND...: runs a test program, KIND being ctest, pytest or node, prints its
# closing line, and counts. A suite that ran nothing, or failed without saying so, has failed.
run_suite() {
  local kind="$1" name="$2" log started="$SECONDS" code=0
  shift 2
  log="$LOGS/test-$name.log"
  say "test $name"
  quietly "$log" "$@" || code=$?
  "count_$kind" "$log"
  if [ "$RUN_FAILED" = 0 ] && { [ "$code" != 0 ] || [ "$RUN_PASSED" = 0 ]; }; then
    RUN_FAILED=1
    RUN_CLOSING="${RUN_CLOSING:-no closing line} (exit code $code)"
  fi
  if [ "$RUN_FAILED" != 0 ]; then
    tail -n 100 "$log"
    note "the whole log is ${log#"$ROOT"/}"
  fi
  note "$RUN_CLOSING, in $((SECONDS - started)) s"
  CLOSING_LINES+=("$name: $RUN_CLOSING")
  PASSED=$((PASSED + RUN_PASSED))
  FAILED=$((FAILED + RUN_FAILED))
}

# check NAME COMMAND...: one check, which passes or fails as a whole; all are run.
check() {
  local name="$1" log code=0
  shift
  log="$LOGS/check-${name//[^A-Za-z0-9]/-}.log"
  quietly "$log" "$@" || code=$?
  if [ "$code" = 0 ]; then
    note "ok      $name"
    PASSED=$((PASSED + 1))
    return
  fi
  note "FAILED  $name"
  tail -n 60 "$log"
  FAILED=$((FAILED + 1))
}

# finish_suites: every runner's closing line and, last, the sum; ends with 1 if anything failed.
finish_suites() {
  printf '\n'
  [ "${#CLOSING_LINES[@]}" = 0 ] || printf '%s\n' "${CLOSING_LINES[@]}"
  printf '%s passed, %s failed\n' "$PASSED" "$FAILED"
  [ "$FAILED" = 0 ] && [ "$PASSED" != 0 ]
}

# prints_hello COMMAND...: what the examples of README.md do.
prints_hello() {
  [ "$("$@")" = hello ]
}

# each_language PREFIX: calls PREFIX_<language> for each language that has it.
each_language() {
  local language
  for language in "${LANGUAGES[@]}"; do
    if declare -F "$1_$language" >/dev/null; then
      "$1_$language"
    fi
  done
}
