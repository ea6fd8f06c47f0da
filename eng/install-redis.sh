#!/usr/bin/env bash
# Installs the server over which workers on several machines find each other, where none is there: Debian's redis-server. Tests that need it are skipped without.
set -euo pipefail
if command -v redis-server >/dev/null; then
  redis-server --version
  exit 0
fi
[ "$(id -u)" -eq 0 ] || { echo "Run it as root, or install redis-server yourself: apt-get install redis-server" >&2; exit 1; }
apt-get update -q
apt-get install -y --no-install-recommends redis-server
