#include "abi.h"
#include "errors.h"
#include "handles.h"
#include <ATen/CPUGeneratorImpl.h>
#include <ATen/Context.h>
#include <mutex>

namespace {
c10::Device device_of(int32_t type, int32_t index) {
    return c10::Device(static_cast<c10::DeviceType>(type), static_cast<c10::DeviceIndex>(index));
}
}  // namespace

SHIM_EXPORT void shim_manual_seed(int64_t seed) { at::manual_seed(static_cast<uint64_t>(seed)); }

SHIM_EXPORT void* shim_generator_new(uint64_t seed, int32_t type, int32_t index) {
    return shim::guarded(nullptr, [&]() -> void* {
        if (static_cast<c10::DeviceType>(type) == c10::DeviceType::CPU) return at::detail::createCPUGenerator(seed).unsafeReleaseGeneratorImpl();
        at::Generator generator = at::globalContext().defaultGenerator(device_of(type, index)).clone();
        generator.set_current_seed(seed);
        return generator.unsafeReleaseGeneratorImpl();
    });
}

SHIM_EXPORT void* shim_generator_default(int32_t type, int32_t index) {
    return shim::guarded(nullptr, [&]() -> void* {
        at::Generator generator = at::globalContext().defaultGenerator(device_of(type, index));
        return generator.unsafeReleaseGeneratorImpl();
    });
}

SHIM_EXPORT void shim_generator_release(void* handle) {
    if (handle != nullptr) c10::intrusive_ptr<c10::GeneratorImpl>::reclaim(static_cast<c10::GeneratorImpl*>(handle));
}

SHIM_EXPORT void shim_generator_seed(void* handle, uint64_t seed) {
    auto generator = shim::borrow_generator(handle);
    std::lock_guard<std::mutex> lock(generator.mutex());
    generator.set_current_seed(seed);
}

SHIM_EXPORT int64_t shim_generator_reseed(void* handle) {
    auto generator = shim::borrow_generator(handle);
    std::lock_guard<std::mutex> lock(generator.mutex());
    return static_cast<int64_t>(generator.seed());
}

SHIM_EXPORT int64_t shim_generator_initial_seed(void* handle) { return static_cast<int64_t>(shim::borrow_generator(handle).current_seed()); }

SHIM_EXPORT int32_t shim_generator_state(void* handle, void** state) {
    return shim::guarded(-1, [&] {
        auto generator = shim::borrow_generator(handle);
        std::lock_guard<std::mutex> lock(generator.mutex());
        return *state = shim::release(generator.get_state()), 0;
    });
}

SHIM_EXPORT int32_t shim_generator_set_state(void* handle, void* state) {
    return shim::guarded(-1, [&] {
        auto generator = shim::borrow_generator(handle);
        std::lock_guard<std::mutex> lock(generator.mutex());
        return generator.set_state(shim::borrow(state)), 0;
    });
}
