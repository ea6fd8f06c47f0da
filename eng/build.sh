#!/usr/bin/env bash
# Builds a solution, filter or project in Release, unless nothing changed since the last time.
# usage: eng/build.sh SOLUTION STAMP
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
solution=$1
stamp=artifacts/$2.built

if ! command -v dotnet >/dev/null || ! dotnet --list-sdks | grep -q '^10\.'; then
  echo "The .NET 10 SDK was not found. Install it from https://dotnet.microsoft.com/download/dotnet/10.0 and make sure that 'dotnet' is on the PATH." >&2
  exit 1
fi

settings="TorchDevice=${TorchDevice:-} VerifyPackage=${VerifyPackage:-}"
if [ -e "$stamp" ] && [ "$(cat "$stamp")" = "$settings" ]; then
  # Folders count too: a file that was deleted changes its folder alone. A link that leads nowhere: NuGet's cache was emptied.
  newer=$(find Directory.* global.json nuget.config ./*.sln configs/demo.json build compat eng src plugins templates tests bench -newer "$stamp" -print -quit 2>/dev/null || true)
  [ -n "$newer" ] || newer=$(find artifacts/bin -xtype l -print -quit)
  [ -n "$newer" ] || exit 0
fi

mkdir -p artifacts
started=$(mktemp artifacts/started.XXXXXX)
log=$(mktemp artifacts/build.XXXXXX.log)
trap 'rm -f "$started" "$log"' EXIT
echo "Building ..." >&2
# One compiler for all projects, though the environment says otherwise: a compiler each takes three times as long.
if ! dotnet build "$solution" -c Release -v quiet -nologo -clp:NoSummary -p:UseSharedCompilation=true >"$log" 2>&1; then
  cat "$log" >&2
  echo "The build failed (see above)." >&2
  exit 1
fi
[ "${UseSharedCompilation:-true}" != false ] || dotnet build-server shutdown --vbcscompiler >/dev/null 2>&1 || true
printf '%s' "$settings" >"$stamp"
# What changed while the build ran is newer than its start.
touch -r "$started" "$stamp"
