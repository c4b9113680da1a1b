# Shared by the scripts beside it; sourced, not run.
# Says what it does, names what is missing, and keeps caches outside the checkout.
set -euo pipefail

ROOT="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
CACHE="${HUASHU_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/huashu}"

say() { printf '\n\033[1m==> %s\033[0m\n' "$*"; }
die() { printf '\nerror: %s\n' "$*" >&2; exit 1; }

# need TOOL REMEDY: the tool is there, or the script ends with how to get it.
need() { command -v "$1" >/dev/null 2>&1 || die "$1 is missing: $2"; }

# have_package NAME…: Debian packages, installed where we may, else named.
install_packages() {
  if ! command -v apt-get >/dev/null 2>&1; then
    die "please install with your package manager: $*"
  fi
  local sudo=""
  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null 2>&1 || die "please install as root: apt-get install $*"
    sudo="sudo"
  fi
  say "Installing $* (apt-get)"
  $sudo apt-get update -qq
  $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}

# Rust as rust-toolchain.toml says, and a C compiler for the bundled SQLite.
need_rust() {
  [ -f "$HOME/.cargo/env" ] && . "$HOME/.cargo/env"
  need cargo "install Rust with rustup (https://rustup.rs), then run this script again"
  if ! command -v cc >/dev/null 2>&1; then
    install_packages gcc libc6-dev
  fi
  # rustup fetches the pinned toolchain on first use; say so, since it takes a minute.
  if ! cargo --version >/dev/null 2>&1; then
    say "Fetching the Rust toolchain that rust-toolchain.toml names"
    need rustup "cargo cannot use the pinned toolchain; install rustup (https://rustup.rs)"
    (cd "$ROOT" && rustup toolchain install)
  fi
  # Built files are shared between checkouts on this machine; deleting them only costs time.
  mkdir -p "$CACHE"
  export CARGO_TARGET_DIR="${CARGO_TARGET_DIR:-$CACHE/target}"
}

need_maven() {
  command -v java >/dev/null 2>&1 || install_packages openjdk-17-jdk-headless
  command -v mvn >/dev/null 2>&1 || install_packages maven
}

# counted ATTRIBUTE REPORT…: its sum (tests, failures, errors, skipped, flakes) over these reports of Surefire; 0 where there are none.
counted() {
  local attribute="$1"
  shift
  cat "$@" 2>/dev/null | grep -o '<testsuite [^>]*' | grep -o " $attribute=\"[0-9]*\"" | tr -dc '0-9\n' |
    awk '{ sum += $1 } END { print sum + 0 }'
}
