# The process environment that libtorch and OpenBLAS read once, at start. Sourced by deferredseg, test and bench/run.
# What is set already stays: DEFERREDSEG_THREADS is the one setting for threads.

physical_cores() {
  local cores
  cores=$(cat /sys/devices/system/cpu/cpu[0-9]*/topology/thread_siblings_list 2>/dev/null | sort -u | wc -l)
  [ "$cores" -ge 1 ] && [ "$cores" -le "$(nproc)" ] || cores=$(nproc)
  echo "$cores"
}

export DEFERREDSEG_THREADS="${DEFERREDSEG_THREADS:-$(physical_cores)}"
export OMP_NUM_THREADS="$DEFERREDSEG_THREADS"
export OPENBLAS_NUM_THREADS="$DEFERREDSEG_THREADS"

# The OpenBLAS that shares its threads with libtorch (OpenMP) goes before the system's choice, unless DEFERREDSEG_OPENBLAS=system.
# Another has threads of its own: who waits by spinning then keeps a processor from the other set, and transformers go back and
# forth between the two all the time.
spin=1000
case $(readlink -f /usr/lib/*/libopenblas.so.0) in *openblas-openmp*) spin=20000 ;; esac
for openblas in /usr/lib/*/openblas-openmp; do
  if [ "${DEFERREDSEG_OPENBLAS:-openmp}" = openmp ] && [ -z "${LibTorchRoot:-}" ] && [ -e "$openblas/libopenblas.so.0" ]; then
    case ":${LD_LIBRARY_PATH:-}:" in *":$openblas:"*) ;; *) export LD_LIBRARY_PATH="$openblas${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}" ;; esac
    spin=20000
  fi
done
# Threads wait some microseconds for the next small operator before they sleep, instead of spinning on.
export OMP_WAIT_POLICY="${OMP_WAIT_POLICY:-passive}"
export GOMP_SPINCOUNT="${GOMP_SPINCOUNT:-$spin}"
# An OpenBLAS with threads of its own: they wait 2^18 cycles, a tenth of a millisecond, not 2^26.
export OPENBLAS_THREAD_TIMEOUT="${OPENBLAS_THREAD_TIMEOUT:-18}"
unset spin openblas
# Large tensors go back to the kernel after every operator, unless told otherwise.
export MALLOC_MMAP_MAX_="${MALLOC_MMAP_MAX_:-0}"
export MALLOC_TRIM_THRESHOLD_="${MALLOC_TRIM_THRESHOLD_:-17179869184}"
export MALLOC_TOP_PAD_="${MALLOC_TOP_PAD_:-67108864}"

# Tensors are small objects to the collector: with a first generation of 4 MiB it meets them often, and memory stays flat.
export DOTNET_GCgen0size="${DOTNET_GCgen0size:-0x400000}"

# Builds run in other folders than the one a relative path was typed in.
if [ -n "${LibTorchRoot:-}" ]; then LibTorchRoot=$(realpath -m "$LibTorchRoot") && export LibTorchRoot; fi

export DOTNET_CLI_TELEMETRY_OPTOUT=1
export DOTNET_NOLOGO=1
