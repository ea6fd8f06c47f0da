#!/usr/bin/env bash
# Builds a solution or solution filter in Release, unless nothing changed since the last time.
# usage: eng/build.sh SOLUTION STAMP
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
solution=$1
stamp=artifacts/$2.built

settings="LibTorchRoot=${LibTorchRoot:-} DeferredSegPackages=${DeferredSegPackages:-} TorchDevice=${TorchDevice:-}"
if [ -e "$stamp" ] && [ "$(cat "$stamp")" = "$settings" ]; then
  # Folders count too: a file that was deleted changes its folder alone.
  newer=$(find Directory.* global.json nuget.config ./*.sln configs/demo.json build compat eng src plugins templates tests bench -newer "$stamp" -print -quit 2>/dev/null || true)
  [ -n "$newer" ] || exit 0
fi

mkdir -p artifacts
started=$(mktemp artifacts/started.XXXXXX)
log=$(mktemp artifacts/build.XXXXXX.log)
trap 'rm -f "$started" "$log"' EXIT
echo "Building ..." >&2
if ! dotnet build "$solution" -c Release -v quiet -nologo -clp:NoSummary >"$log" 2>&1; then
  cat "$log" >&2
  echo "The build failed (see above)." >&2
  exit 1
fi
printf '%s' "$settings" >"$stamp"
# What changed while the build ran is newer than its start.
touch -r "$started" "$stamp"
