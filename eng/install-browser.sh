#!/usr/bin/env bash
# Installs the browser that the page is tested in, where none is there: Debian's chromium. Tests that need it are skipped without.
set -euo pipefail
if command -v chromium >/dev/null; then
  chromium --version
  exit 0
fi
[ "$(id -u)" -eq 0 ] || { echo "Run it as root, or install chromium yourself: apt-get install chromium" >&2; exit 1; }
apt-get update -q
apt-get install -y --no-install-recommends chromium
