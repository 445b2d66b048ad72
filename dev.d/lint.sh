# The checks of form: layout, names, sizes, layers; the same in CI.

LINT_PACKAGES=(clang-format-19 clang-tidy-19)

# c_sources: the C and C++ files that git tracks or would track.
c_sources() {
  git -C "$ROOT" ls-files -co --exclude-standard -- '*.c' '*.h' '*.cpp' '*.hpp' | sort -u |
    while read -r path; do
      if [ -f "$ROOT/$path" ]; then printf '%s\n' "$path"; fi
    done
}

check_format() {
  c_sources | xargs clang-format-19 --dry-run -Werror
}

# Clang does not know all of GCC's options.
make_tidy_database() {
  mkdir -p "$BUILD/lint"
  sed 's/ -fno-gnu-unique / /' "$BUILD/dev/compile_commands.json" \
    >"$BUILD/lint/compile_commands.json"
}

# clang-tidy takes seconds a file, so a file is looked at again only when it, a header or the
# configuration changed.
check_tidy() {
  local state headers path key todo=()
  state="$BUILD/lint/clean"
  mkdir -p "$state"
  make_tidy_database
  headers="$({ cat .clang-tidy; c_sources | grep -E '\.(h|hpp)$' | xargs cat; } | sha256sum)"
  while read -r path; do
    key="$(printf '%s %s %s' "$path" "$headers" "$(sha256sum <"$path")" | sha256sum | cut -c1-32)"
    [ -f "$state/$key" ] || todo+=("$path" "$state/$key")
  done < <(c_sources | grep -E '^(engine|capi|tools|bindings|examples)/.*\.(c|cpp)$' |
    grep -v /tests/ | in_database)
  [ "${#todo[@]}" = 0 ] && return
  printf '%s\0' "${todo[@]}" | xargs -0 -n 2 -P "$JOBS" bash -c \
    'clang-tidy-19 --quiet -p build/lint --extra-arg=-Wno-unknown-warning-option "$0" &&
      : >"$1"'
}

# Of the paths given, those that the dev preset compiles.
in_database() {
  local path
  while read -r path; do
    if grep -qF "$ROOT/$path\"" "$BUILD/dev/compile_commands.json"; then printf '%s\n' "$path"; fi
  done
}

check_scripts() {
  local script
  for script in dev dev.d/*.sh .ci/run; do
    bash -n "$script" || return 1
  done
}

#: lint                 clang-format, clang-tidy, house rules, and each binding's checks
command_lint() {
  need_preset dev
  need_packages "${LINT_PACKAGES[@]}" git
  is_configured "$BUILD/dev" "$(preset_allocator dev)" ||
    step configure-dev configure_preset dev "$(preset_allocator dev)"
  each_language setup
  say "lint"
  check "clang-format" check_format
  check "house rules" python3 tests/house/check.py .
  check "house rules catch violations" python3 tests/house/check_test.py
  check "shell syntax" check_scripts
  check "clang-tidy" check_tidy
  each_language lint
  finish_suites
}

#: format               lays out all C and C++ as lint wants it
command_format() {
  need_packages clang-format-19 git
  c_sources | xargs clang-format-19 -i
}
