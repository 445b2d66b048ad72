# The Python binding: virtual environments, the wheel, its suites, checks and example.

PYTHON_FOLDER="$ROOT/bindings/python"
PYTHON_PACKAGES=(python3 python3-venv python3-dev)
# By name; the versions, and those of what these need, are in constraints.txt.
PYTHON_BUILD_TOOLS=(scikit-build-core)
PYTHON_TEST_TOOLS=(pytest hypothesis)
PYTHON_CHECK_TOOLS=(mypy ruff build)

# need_python: sets PYTHON_HOST, the interpreter, and PYTHON_PLACE, the folder for what is made
# with it. CELLARET_PYTHON names another interpreter than Debian's, by its path.
need_python() {
  local version
  PYTHON_HOST="${CELLARET_PYTHON:-/usr/bin/python3}"
  [ -n "${CELLARET_PYTHON-}" ] || need_packages "${PYTHON_PACKAGES[@]}"
  version="$("$PYTHON_HOST" -c 'import platform; print(platform.python_version())')" ||
    die "CELLARET_PYTHON is '$PYTHON_HOST', which does not run"
  "$PYTHON_HOST" -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
    die "$PYTHON_HOST is Python $version; Cellaret needs 3.11 or later"
  PYTHON_PLACE="$BUILD/python/$version"
  PYTHON_VENV="$BUILD/python/venv-$version"
}

# make_venv FOLDER PACKAGE...: an environment with these, unless it has them in their versions.
make_venv() {
  local folder="$1" state
  shift
  state="$({ "$PYTHON_HOST" -c 'import sys; print(sys.executable, sys.version)'
    cat "$PYTHON_FOLDER/constraints.txt"
    printf '%s ' "$@"; } | sha256sum)"
  [ "$(cat "$folder/.state" 2>/dev/null)" = "$state" ] && return
  rm -rf "$folder"
  "$PYTHON_HOST" -m venv "$folder" &&
    "$folder/bin/python" -m pip install --quiet --disable-pip-version-check \
      --constraint "$PYTHON_FOLDER/constraints.txt" "$@" &&
    printf '%s' "$state" >"$folder/.state"
}

# What the wheel is made from, as one number.
python_sources_state() {
  (
    cd "$ROOT"
    printf '%s %s\n' "$(preset_allocator release)" "${CELLARET_MIMALLOC_SOURCE-}"
    find VERSION LICENSE CMakeLists.txt cmake engine capi bindings/cpp/CMakeLists.txt \
      bindings/cpp/include bindings/python/{pyproject.toml,CMakeLists.txt,README.md,native,src} \
      bindings/python/constraints.txt -type f -not -name '*.pyc' -print0 |
      sort -z | xargs -0 sha256sum
  ) | sha256sum
}

# build_wheel VENV FOLDER SOURCE [SETTING...]: the wheel of a source folder or sdist, alone in
# FOLDER, built with the tools in VENV.
build_wheel() {
  local venv="$1" folder="$2" source="$3" setting settings=()
  shift 3
  for setting in "$@"; do settings+=(--config-settings="$setting"); done
  rm -rf "$folder"
  env CMAKE_BUILD_PARALLEL_LEVEL="$JOBS" CELLARET_ALLOCATOR="$(preset_allocator release)" \
    "$venv/bin/python" -m pip wheel --disable-pip-version-check --no-deps \
    --no-build-isolation "${settings[@]}" --wheel-dir "$folder" "$source"
}

# install_wheel VENV FOLDER: the wheel in FOLDER takes the place of what is installed.
install_wheel() {
  "$1/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps --no-index \
    --force-reinstall "$2"/cellaret-*.whl
}

# make_python_package VENV: the wheel, built with the tools in VENV unless it is there already, and
# installed in VENV.
make_python_package() {
  local state
  state="$(python_sources_state)"
  if [ "$(cat "$PYTHON_PLACE/wheel/.state" 2>/dev/null)" != "$state" ]; then
    step python-wheel build_wheel "$1" "$PYTHON_PLACE/wheel" "$PYTHON_FOLDER" \
      "build-dir=$PYTHON_PLACE/cmake" cmake.define.CELLARET_WERROR=ON \
      cmake.define.CMAKE_EXPORT_COMPILE_COMMANDS=ON
    printf '%s' "$state" >"$PYTHON_PLACE/wheel/.state"
  fi
  [ "$(cat "$1/.cellaret" 2>/dev/null)" = "$state" ] && return
  step python-install install_wheel "$1" "$PYTHON_PLACE/wheel"
  printf '%s' "$state" >"$1/.cellaret"
}

setup_python() {
  need_python
  need_preset release
  step python-environment make_venv "$PYTHON_VENV" "${PYTHON_BUILD_TOOLS[@]}" \
    "${PYTHON_TEST_TOOLS[@]}" "${PYTHON_CHECK_TOOLS[@]}"
  make_python_package "$PYTHON_VENV"
}

# What ends up in the environment is listed in the constraints, so no version floats.
check_python_pins() {
  "$PYTHON_VENV/bin/python" -m pip check --disable-pip-version-check &&
    "$PYTHON_VENV/bin/python" "$PYTHON_FOLDER/tests/pinned.py" "$PYTHON_FOLDER/constraints.txt"
}

make_sdist() {
  rm -rf "$PYTHON_PLACE/sdist"
  "$PYTHON_VENV/bin/python" -m build --sdist --no-isolation --outdir "$PYTHON_PLACE/sdist" \
    "$PYTHON_FOLDER"
}

# With what the tarball brings: the allocator is whatever there is.
build_from_sdist() {
  local state
  state="$(python_sources_state)"
  [ "$(cat "$PYTHON_PLACE/sdist-wheel/.state" 2>/dev/null)" = "$state" ] && return
  CELLARET_ALLOCATOR=auto build_wheel "$PYTHON_VENV" "$PYTHON_PLACE/sdist-wheel" \
    "$PYTHON_PLACE"/sdist/cellaret-*.tar.gz "build-dir=$PYTHON_PLACE/cmake-sdist" &&
    printf '%s' "$state" >"$PYTHON_PLACE/sdist-wheel/.state"
}

# make_consumer_venv NAME WHEELS: an environment with the wheel and what runs the suite, only.
make_consumer_venv() {
  make_venv "$PYTHON_PLACE/venv-$1" "${PYTHON_TEST_TOOLS[@]}" &&
    install_wheel "$PYTHON_PLACE/venv-$1" "$2"
}

# The C tool that replays are compared with, of the preset that the command builds anyway.
PYTHON_TOOL="$BUILD/dev/tools/cellaret"

# python_suite VENV ALLOCATOR: the suite in an environment, run from an empty folder; the allocator
# that the package has to report is given, so an unwanted fallback fails.
python_suite() {
  rm -rf "$PYTHON_PLACE/empty"
  mkdir -p "$PYTHON_PLACE/empty"
  (cd "$PYTHON_PLACE/empty" &&
    CELLARET_TOOL="$PYTHON_TOOL" CELLARET_EXPECTED_ALLOCATOR="$2" \
      "$1/bin/python" -m pytest --config-file "$PYTHON_FOLDER/pyproject.toml" \
      -p no:cacheprovider "$PYTHON_FOLDER/tests")
}

# Whether a suite's last run printed the count of the edge cases and skipped no test.
python_ran_all_of() {
  local log="$LOGS/test-$1.log"
  grep -qE '[0-9]+ rows, 0 skipped$' "$log" && ! grep -qE '^=.*(skipped|xfailed|deselected)' "$log"
}

test_python() {
  local allocator
  allocator="$(preset_allocator release)"
  check "python: exact versions" check_python_pins
  run_suite pytest python python_suite "$PYTHON_VENV" "$allocator"
  check "python: nothing skipped" python_ran_all_of python
  check "python: README's example" prints_hello "$PYTHON_VENV/bin/python" \
    "$ROOT/examples/readme/hello.py"
  check "python: wheel installs into an empty project" \
    make_consumer_venv wheel "$PYTHON_PLACE/wheel"
  run_suite pytest python-wheel python_suite "$PYTHON_PLACE/venv-wheel" "$allocator"
  check "python-wheel: nothing skipped" python_ran_all_of python-wheel
  # Outside a checkout there is no mimalloc: the wheel of the sdist stands on the system's malloc.
  check "python: sdist" make_sdist
  check "python: sdist builds outside the checkout" build_from_sdist
  check "python: sdist's wheel installs into an empty project" \
    make_consumer_venv sdist "$PYTHON_PLACE/sdist-wheel"
  run_suite pytest python-sdist python_suite "$PYTHON_PLACE/venv-sdist" system
  check "python-sdist: nothing skipped" python_ran_all_of python-sdist
}

in_python_folder() {
  (cd "$PYTHON_FOLDER" && "$PYTHON_VENV/bin/python" -m "$@")
}

# The native files, with the flags they were built with but for one that Clang does not know; again
# only when something changed.
check_python_tidy() {
  local state
  state="$({ python_sources_state; cat "$ROOT/.clang-tidy"; } | sha256sum)"
  [ "$(cat "$PYTHON_PLACE/tidy/.state" 2>/dev/null)" = "$state" ] && return
  mkdir -p "$PYTHON_PLACE/tidy"
  sed 's/ -fno-gnu-unique / /' "$PYTHON_PLACE/cmake/compile_commands.json" \
    >"$PYTHON_PLACE/tidy/compile_commands.json"
  printf '%s\0' "$PYTHON_FOLDER"/native/*.cpp |
    xargs -0 -n 1 -P "$JOBS" clang-tidy-19 --quiet -p "$PYTHON_PLACE/tidy" \
      --extra-arg=-Wno-unknown-warning-option &&
    printf '%s' "$state" >"$PYTHON_PLACE/tidy/.state"
}

lint_python() {
  local checked=(src tests ../../examples/python)
  check "python: ruff format" in_python_folder ruff format --check "${checked[@]}"
  check "python: ruff" in_python_folder ruff check --no-cache "${checked[@]}"
  check "python: mypy --strict" in_python_folder mypy --cache-dir "$PYTHON_PLACE/mypy"
  check "python: clang-tidy" check_python_tidy
  check "python: stubs match the module" in_python_folder mypy.stubtest cellaret._native
}

# The demo has an environment without the tools of tests, under a name that needs no version.
demo_python() {
  need_python
  need_preset release
  step python-demo make_venv "$PYTHON_PLACE/venv-demo" "${PYTHON_BUILD_TOOLS[@]}"
  make_python_package "$PYTHON_PLACE/venv-demo"
  ln -sfn "$PYTHON_PLACE/venv-demo" "$BUILD/python/current"
}

#: python               the Python suites alone; CELLARET_PYTHON names the interpreter
command_python() {
  PYTHON_TOOL="$BUILD/release/tools/cellaret"
  build_preset release
  setup_python
  test_python
  finish_suites
}
