# What holds for a whole process and takes its time: the binary interface, the soak, forks.

#: abi [--update]       the library's binary interface against the committed baseline
command_abi() {
  build_preset dev cellaret
  python3 "$ROOT/tests/packaging/abi.py" --library "$BUILD/dev/capi/libcellaret.so" \
    --headers "$ROOT/capi/include" --abi "$ROOT/capi/abi" "$@"
}

#: soak [MINUTES]       a mixed load under every policy for 30 minutes; resident within 2 %
command_soak() {
  build_preset dev soak
  "$BUILD/dev/tests/soak/soak" "${1:-30}"
}

#: fork [N]             forks N times (default 10000) while threads write
command_fork() {
  build_preset dev capi_fork_test
  CELLARET_FORKS="${1:-10000}" "$BUILD/dev/tests/capi/capi_fork_test" \
    --gtest_filter='*while_threads_write*'
}
