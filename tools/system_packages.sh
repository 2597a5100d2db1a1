#!/bin/sh
# Install what the tests need from the system where that is allowed; else say in one message what is missing.
set -eu

missing=""
have() { command -v "$1" >/dev/null 2>&1; }
have chromium || have chromium-browser || have google-chrome || have chrome || missing="$missing chromium"
have rg || missing="$missing ripgrep"
for program in git vim less htop tmux fish; do # all but git: recorded, to reattach to what real programs write
  have $program || missing="$missing $program"
done
{ have c++ && have make; } || missing="$missing build-essential" # native modules of the VS Code that is tested with
have pkg-config || missing="$missing pkg-config"
have strace || missing="$missing strace" # what a bridge touches
[ -z "$missing" ] && exit 0

if [ "$(id -u)" = 0 ] && have apt-get; then
  echo "installing for the tests:$missing"
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing fonts-dejavu-core >/dev/null
  exit 0
fi
echo "The tests need these programs, please install them:$missing" >&2
exit 1
