# What the machine has to have: Debian packages, installed when missing or unpacked under build/.

# as_root COMMAND...: runs a command as root with the settings that sudo would drop.
as_root() {
  if [ "$(id -u)" = 0 ]; then
    "$@"
    return
  fi
  local name kept=()
  for name in DEBIAN_FRONTEND LC_ALL http_proxy https_proxy no_proxy HTTP_PROXY HTTPS_PROXY \
    NO_PROXY; do
    [ -n "${!name-}" ] && kept+=("$name=${!name}")
  done
  sudo env "${kept[@]}" "$@"
}

# One word for each architecture the package is there for; "not-installed" is one too.
is_installed() {
  case "$(dpkg-query -W -f=' ${db:Status-Status} ' "$1" 2>/dev/null)" in
    *" installed "*) return 0 ;;
    *) return 1 ;;
  esac
}

# need_packages PACKAGE...: installs those that are missing, and only then touches apt or asks for
# root. A failing third-party source is no reason to stop: what counts is whether the install works.
need_packages() {
  local package
  MISSING=()
  command -v dpkg-query >/dev/null ||
    die "this command sets up Debian 12; elsewhere install the equivalents of: $*"
  for package in "$@"; do
    is_installed "$package" || MISSING+=("$package")
  done
  [ "${#MISSING[@]}" = 0 ] && return
  if [ "$(id -u)" != 0 ] && ! command -v sudo >/dev/null; then
    die "Debian packages are missing, and installing them needs root: run this as root, or" \
      "install sudo, or have an administrator run: apt-get install ${MISSING[*]}"
  fi
  say "installing Debian packages: ${MISSING[*]}"
  quietly "$LOGS/apt-update.log" as_root apt-get update ||
    warn "apt-get update reported errors (build/logs/apt-update.log); trying to install anyway"
  if ! quietly "$LOGS/apt-install.log" \
    as_root apt-get install -y --no-install-recommends "${MISSING[@]}"; then
    tail -n 30 "$LOGS/apt-install.log" >&2
    die "apt-get could not install: ${MISSING[*]}"
  fi
  note "installed"
}

# unpack_packages FOLDER PACKAGE...: downloads packages and unpacks them under build/FOLDER without
# installing anything, for servers that tests run and no machine should get as a daemon.
unpack_packages() {
  local folder="$BUILD/$1" package
  shift
  [ -f "$folder/.complete" ] && [ "$(cat "$folder/.complete")" = "$*" ] && return
  say "unpacking under build/, not installing: $*"
  rm -rf "$folder"
  mkdir -p "$folder/archives"
  private_apt_update
  (cd "$folder/archives" && private_apt download "$@") >"$LOGS/apt-download.log" 2>&1 ||
    { tail -n 30 "$LOGS/apt-download.log" >&2; die "apt-get could not download: $*"; }
  for package in "$folder"/archives/*.deb; do
    dpkg -x "$package" "$folder"
  done
  printf '%s' "$*" >"$folder/.complete"
}
