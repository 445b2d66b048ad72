# What Redis would answer: recorded replies, and a server of its own.

# need_locale: one with a decimal comma, made under build/ where LOCPATH finds it.
FOREIGN=(LC_ALL=de_DE.UTF-8 "LOCPATH=$BUILD/locale" TZ=Pacific/Kiritimati)
need_locale() {
  need_packages locales tzdata
  [ -d "$BUILD/locale/de_DE.UTF-8" ] && return
  mkdir -p "$BUILD/locale"
  localedef --inputfile=de_DE --charmap=UTF-8 "$BUILD/locale/de_DE.UTF-8"
}

#: conformance [FOLDER] replays recorded replies of Redis (default: those in tests/conformance)
command_conformance() {
  build_preset dev conformance
  conformance "${1:-}"
}

# conformance [FOLDER]
conformance() {
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
