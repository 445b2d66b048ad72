# Packages and sources fetched with lists, state and cache of our own, so nothing on the machine is
# changed and no root is needed.

PRIVATE_APT="$BUILD/apt"

# private_sources: prints the machine's Debian entries (main, of this release) as one-line entries,
# binary and source, whichever of the two formats they are written in.
private_sources() {
  local file codename
  codename="$(. /etc/os-release && printf '%s' "${VERSION_CODENAME:-}")"
  for file in /etc/apt/sources.list /etc/apt/sources.list.d/*.list \
    /etc/apt/sources.list.d/*.sources; do
    if [ -r "$file" ]; then
      cat "$file"
      printf '\n\n'
    fi
  done | awk -v codename="$codename" -f "$ROOT/dev.d/debian-sources.awk"
}

private_apt() {
  apt-get -q \
    -o Dir::Etc::SourceList="$PRIVATE_APT/sources.list" -o Dir::Etc::SourceParts=/dev/null \
    -o Dir::State="$PRIVATE_APT/state" -o Dir::State::Lists="$PRIVATE_APT/lists" \
    -o Dir::State::Status=/var/lib/dpkg/status -o Dir::Cache="$PRIVATE_APT/cache" \
    -o APT::Sandbox::User="$(id -un)" -o APT::Update::Post-Invoke=  "$@"
}

private_apt_update() {
  [ -n "${PRIVATE_APT_FRESH-}" ] && return
  mkdir -p "$LOGS" "$PRIVATE_APT/state/lists/partial" "$PRIVATE_APT/lists/partial" \
    "$PRIVATE_APT/cache/archives/partial"
  private_sources >"$PRIVATE_APT/sources.list"
  [ -s "$PRIVATE_APT/sources.list" ] ||
    die "no Debian entry in the machine's apt configuration, so nothing to fetch sources from"
  quietly "$LOGS/private-apt-update.log" private_apt update ||
    warn "the private apt-get update reported errors (build/logs/private-apt-update.log)"
  PRIVATE_APT_FRESH=1
}

# private_source FOLDER PACKAGE: the source package, unpacked in the folder.
private_source() {
  (cd "$1" && private_apt source --only-source "$2")
}

# need_mimalloc: the source of Debian's mimalloc in build/deps. Debian's library redefines malloc,
# which a library must not do to its host, so the engine builds its own copy without that.
MIMALLOC_VERSION=2.0.9
MIMALLOC_PACKAGES=(dpkg-dev)
has_mimalloc() {
  [ -f "$BUILD/deps/mimalloc-$MIMALLOC_VERSION/src/static.c" ]
}
need_mimalloc() {
  local folder="$BUILD/deps/mimalloc-$MIMALLOC_VERSION"
  has_mimalloc && return
  say "fetching the source package mimalloc $MIMALLOC_VERSION into build/deps"
  private_apt_update
  rm -rf "$BUILD/deps/mimalloc.partial" "$folder"
  mkdir -p "$BUILD/deps/mimalloc.partial"
  if ! quietly "$LOGS/mimalloc.log" private_source "$BUILD/deps/mimalloc.partial" mimalloc; then
    tail -n 30 "$LOGS/mimalloc.log" >&2
    die "mimalloc's source could not be fetched. CELLARET_ALLOCATOR=system ./dev ... builds" \
      "without it, on the system's malloc."
  fi
  [ -f "$BUILD/deps/mimalloc.partial"/mimalloc-$MIMALLOC_VERSION*/src/static.c ] ||
    die "the machine's Debian release has another mimalloc than $MIMALLOC_VERSION"
  mv "$BUILD/deps/mimalloc.partial"/mimalloc-$MIMALLOC_VERSION*/ "$folder"
  rm -rf "$BUILD/deps/mimalloc.partial"
}
