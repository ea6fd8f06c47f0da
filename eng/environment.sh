# What the .NET runtime reads once, at its start, and a program cannot set for itself. Sourced by deferredseg, test and bench/run; what is
# set already stays. Threads, allocator and libtorch's own settings are the program's (src/Libtorch).

# Tensors are small objects to the collector: with a first generation of 4 MiB it meets them often, and memory stays flat.
export DOTNET_GCgen0size="${DOTNET_GCgen0size:-0x400000}"

export DOTNET_CLI_TELEMETRY_OPTOUT=1
export DOTNET_NOLOGO=1
