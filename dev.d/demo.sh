# The demonstration.

#: demo                 shows what it does: examples in each language, real traces, a summary
command_demo() {
  build_preset release
  each_language demo
  "$ROOT/examples/demo/run" "$BUILD/release" \
    "Python='$BUILD/python/current/bin/python' '$ROOT/examples/python/demo.py'" \
    "Node=node '$ROOT/examples/node/demo.mjs'"
}
