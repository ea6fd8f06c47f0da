// Versions, devices and threads of the process.
#include "abi.h"
#include "errors.h"
#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <torch/version.h>
#include <dlfcn.h>

SHIM_EXPORT int32_t shim_abi_version() { return kAbiVersion; }
SHIM_EXPORT const char* shim_torch_version() { return TORCH_VERSION; }
SHIM_EXPORT const char* shim_error() { return shim::error.c_str(); }

// at::set_num_threads does not reach OpenBLAS, which keeps a pool of its own.
SHIM_EXPORT int32_t shim_set_num_threads(int32_t count) {
    return shim::guarded(-1, [&] {
        at::set_num_threads(count);
        using SetThreads = void (*)(int);
        if (auto* set = reinterpret_cast<SetThreads>(dlsym(RTLD_DEFAULT, "openblas_set_num_threads"))) set(count);
        return 0;
    });
}

SHIM_EXPORT int32_t shim_num_threads() { return at::get_num_threads(); }

SHIM_EXPORT int32_t shim_blas_threads() {
    using GetThreads = int (*)();
    auto* get = reinterpret_cast<GetThreads>(dlsym(RTLD_DEFAULT, "openblas_get_num_threads"));
    return get ? get() : -1;
}

SHIM_EXPORT int32_t shim_set_num_interop_threads(int32_t count) {
    return shim::guarded(-1, [&] { return at::set_num_interop_threads(count), 0; });
}

SHIM_EXPORT int32_t shim_num_interop_threads() { return static_cast<int32_t>(at::get_num_interop_threads()); }

SHIM_EXPORT int32_t shim_cuda_device_count() {
    return shim::guarded(0, [] { return at::hasCUDA() ? static_cast<int32_t>(at::getNumGPUs()) : 0; });
}

SHIM_EXPORT int32_t shim_cuda_has_cudnn() {
    return shim::guarded(0, [] { return static_cast<int32_t>(at::Context::hasCuDNN()); });
}

SHIM_EXPORT int32_t shim_cuda_synchronize() {
    using Synchronize = int (*)();
    auto* synchronize = reinterpret_cast<Synchronize>(dlsym(RTLD_DEFAULT, "cudaDeviceSynchronize"));
    if (synchronize == nullptr) return shim::error = "this libtorch was built without CUDA", -1;
    return synchronize() == 0 ? 0 : (shim::error = "cudaDeviceSynchronize failed", -1);
}

SHIM_EXPORT void shim_set_deterministic(int32_t enabled, int32_t warn_only) {
    at::globalContext().setDeterministicAlgorithms(enabled != 0, warn_only != 0);
}

SHIM_EXPORT int32_t shim_deterministic() { return at::globalContext().deterministicAlgorithms(); }
