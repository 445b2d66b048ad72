# Building one of the presets of CMakePresets.json.

BUILD_PACKAGES=(g++ cmake ninja-build python3 libxxhash-dev zlib1g-dev libcli11-dev
  nlohmann-json3-dev)
TEST_PACKAGES=(libgtest-dev libhiredis-dev pkg-config binutils abigail-tools)
BENCH_PACKAGES=(libbenchmark-dev libabsl-dev valgrind)
CLANG_PACKAGES=(clang-19 libclang-rt-19-dev llvm-19)

# preset_allocator PRESET: sanitizers watch the system's malloc; elsewhere mimalloc is wanted, and
# its absence is an error, unless CELLARET_ALLOCATOR asks for something else.
preset_allocator() {
  case "$1" in
    dev-system | asan | tsan | fuzz) printf system ;;
    *) printf '%s' "${CELLARET_ALLOCATOR:-mimalloc}" ;;
  esac
}

# need_preset PRESET: the packages and sources that building it takes.
need_preset() {
  local packages=("${BUILD_PACKAGES[@]}") on_mimalloc=
  case "$1" in
    release) ;;
    bench) packages+=("${BENCH_PACKAGES[@]}") ;;
    dev) packages+=("${TEST_PACKAGES[@]}" "${BENCH_PACKAGES[@]}") ;;
    dev-system) packages+=("${TEST_PACKAGES[@]}") ;;
    asan | tsan | fuzz) packages+=("${TEST_PACKAGES[@]}" "${CLANG_PACKAGES[@]}") ;;
    *) die "there is no preset '$1' in CMakePresets.json" ;;
  esac
  [ "$(preset_allocator "$1")" = system ] || on_mimalloc=1
  if [ -n "$on_mimalloc" ] && ! has_mimalloc; then packages+=("${MIMALLOC_PACKAGES[@]}"); fi
  need_packages "${packages[@]}"
  if [ -n "$on_mimalloc" ]; then need_mimalloc; fi
}

# is_configured FOLDER ALLOCATOR: Ninja itself configures again when a CMake file changed.
is_configured() {
  [ -f "$1/build.ninja" ] && [ "$1/build.ninja" -nt "$ROOT/CMakePresets.json" ] &&
    [ "$(cat "$1/.allocator" 2>/dev/null)" = "$2" ]
}

configure_preset() {
  cmake --preset "$1" -DCELLARET_ALLOCATOR="$2" && printf '%s' "$2" >"$BUILD/$1/.allocator"
}

# build_preset PRESET [TARGET]: installs what is missing, configures when needed, builds.
build_preset() {
  local preset="$1" target="${2:-all}" allocator
  allocator="$(preset_allocator "$preset")"
  need_preset "$preset"
  is_configured "$BUILD/$preset" "$allocator" ||
    step "configure-$preset" configure_preset "$preset" "$allocator"
  step "build-$preset" cmake --build "$BUILD/$preset" --parallel "$JOBS" --target "$target"
}

#: build [PRESET]       builds dev (the default), dev-system, release, bench, asan, tsan or fuzz
command_build() {
  build_preset "${1:-dev}"
  say "built: build/${1:-dev}"
}

#: clean                removes build/ but for what was downloaded
command_clean() {
  local entry
  for entry in "$BUILD"/* "$BUILD"/.[!.]*; do
    case "$entry" in
      "$BUILD/deps" | "$BUILD/apt") ;;
      *) rm -rf "$entry" ;;
    esac
  done
  say "cleaned build/"
}
