# What every command uses: messages and logged steps.

say() { printf '==> %s\n' "$*"; }
note() { printf '    %s\n' "$*"; }
warn() { printf 'warning: %s\n' "$*" >&2; }
die() {
  printf 'error: %s\n' "$*" >&2
  exit 1
}

# watch_log LOG: while something is at work, shows the last line of its log: in place on a terminal,
# else every 20 seconds.
watch_log() {
  local log="$1" every=20 line seen=
  [ -t 1 ] && every=1
  # An orphaned sleep must not hold the pipe that our output may be; nor may this outlive ./dev.
  while sleep "$every" >/dev/null </dev/null && kill -0 $$; do
    line="$(tail -c 4000 "$log" | tr '\r' '\n' | grep -av '^ *$' | tail -n 1 | cut -c1-90)"
    [ "$line" = "$seen" ] && continue
    seen="$line"
    if [ -t 1 ]; then printf '\r\033[K    %s' "$line"; else printf '    ... %s\n' "$line"; fi
  done
}

# quietly LOG COMMAND...: runs a command with its output in a log and a sign of life in the
# meantime; the result is the command's.
quietly() {
  local log="$1" watcher code=0
  shift
  mkdir -p "$(dirname "$log")"
  : >"$log"
  watch_log "$log" 2>/dev/null &
  watcher=$!
  "$@" >"$log" 2>&1 </dev/null || code=$?
  kill "$watcher" 2>/dev/null || true
  wait "$watcher" 2>/dev/null || true
  if [ -t 1 ]; then printf '\r\033[K'; fi
  return "$code"
}

# step NAME COMMAND...: runs a command quietly, its log being build/logs/NAME.log, which is shown
# when it fails. Prints one line before and the time after.
step() {
  local name="$1" started="$SECONDS" log="$LOGS/$1.log"
  shift
  say "$name"
  if ! quietly "$log" "$@"; then
    tail -n 60 "$log" >&2
    die "$name failed; the whole log is ${log#"$ROOT"/}"
  fi
  note "done in $((SECONDS - started)) s"
}
