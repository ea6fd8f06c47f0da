#!/usr/bin/env bash
# Installs what the build needs and the machine lacks: a C++ compiler, libtorch's headers and libraries, and OpenBLAS with
# threads. Does nothing where all is there. LibTorchRoot=FOLDER uses another libtorch than the system's.
set -euo pipefail

fail() { printf '%s\n' "$@" >&2; exit 1; }

if ! command -v dotnet >/dev/null || ! dotnet --list-sdks | grep -q '^10\.'; then
  fail "The .NET 10 SDK was not found. Install it from https://dotnet.microsoft.com/download/dotnet/10.0 and make sure that 'dotnet' is on the PATH."
fi

missing=()
command -v "${ShimCompiler:-g++}" >/dev/null || missing+=(g++)
if [ -z "${LibTorchRoot:-}" ]; then
  [ -e /usr/include/torch/csrc/api/include/torch/torch.h ] || missing+=(libtorch-dev)
  # Reference BLAS multiplies matrices twenty times slower than OpenBLAS. Of OpenBLAS's variants the one for OpenMP shares its
  # threads with libtorch; where everything else is there already, the one with threads of its own does.
  has_openblas() { compgen -G "/usr/lib/*/openblas-$1/libopenblas*.so*" >/dev/null; }
  if [ ${#missing[@]} -gt 0 ] || ! has_openblas pthread; then has_openblas openmp || missing+=(libopenblas0-openmp); fi
fi
[ ${#missing[@]} -eq 0 ] && exit 0

command -v apt-get >/dev/null || fail "Missing: ${missing[*]}." \
  "This machine has no apt-get. Install a C++ compiler and libtorch (unpacked from https://pytorch.org), and name its folder: LibTorchRoot=FOLDER ./deferredseg demo"
as_root=()
if [ "$(id -u)" -ne 0 ]; then
  if command -v sudo >/dev/null && { sudo -n true 2>/dev/null || [ -t 0 ]; }; then as_root=(sudo); else
    fail "Missing: ${missing[*]}. They must be installed by an administrator:" "  sudo apt-get install -y --no-install-recommends ${missing[*]}"
  fi
fi

echo "Installing ${missing[*]} ..." >&2
log=$(mktemp)
trap 'rm -f "$log"' EXIT
if ! { "${as_root[@]}" apt-get update && "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "${missing[@]}"; } >"$log" 2>&1; then
  tail -n 15 "$log" >&2
  fail "apt-get could not install ${missing[*]} (its last lines are above). Install them by hand and try again."
fi
