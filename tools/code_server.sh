#!/bin/sh
# The real VS Code server and web workbench, for tests: out of the npm package code-server, of which only lib/vscode is used.
# Its own install scripts download from elsewhere and do not run; the native modules are built here.
set -eu
version=4.100.3
folder=${1:?usage: code_server.sh FOLDER}
mark="$folder/.installed-$version"
[ -e "$mark" ] && exit 0
rm -rf "$folder"
mkdir -p "$folder"
cd "$folder"
npm pack --silent "code-server@$version" >/dev/null
tar xzf "code-server-$version.tgz" package/lib/vscode
rm "code-server-$version.tgz"
mv package/lib/vscode/* package/lib/vscode/.[!.]* . 2>/dev/null || true
rm -rf package
node_home=$(dirname "$(dirname "$(readlink -f "$(command -v node)")")")
export npm_config_nodedir="$node_home" npm_config_build_from_source=true npm_config_yes=true
npm install --ignore-scripts --omit=dev --legacy-peer-deps --no-audit --no-fund --loglevel=error
npm rebuild --loglevel=error node-pty @vscode/spdlog native-watchdog @vscode/native-watchdog
ln -s node_modules node_modules.asar
mkdir -p node_modules/@vscode/ripgrep/bin
ln -sf "$(command -v rg)" node_modules/@vscode/ripgrep/bin/rg
(cd extensions && npm install --ignore-scripts --omit=dev --no-audit --no-fund --loglevel=error)
node out/server-main.js --version >/dev/null
: > ".installed-$version"
