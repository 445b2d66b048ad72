# The proof that the engine is right under concurrency: histories, schedules and mutants.

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
