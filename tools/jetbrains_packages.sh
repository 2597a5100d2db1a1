#!/bin/sh
# Install what the JetBrains plugin is built and tested with from the system where that is allowed; else say what is missing.
set -eu

missing=""
have() { command -v "$1" >/dev/null 2>&1; }
have mvn || missing="$missing maven"
have npm || missing="$missing npm"
[ "$(uname -s)" != Linux ] || have Xvfb || missing="$missing xvfb"
[ -z "$missing" ] && exit 0

if [ "$(id -u)" = 0 ] && have apt-get; then
  echo "installing for the JetBrains plugin:$missing"
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
  exit 0
fi
echo "The JetBrains plugin needs these to be built and tested, please install:$missing" >&2
exit 1
