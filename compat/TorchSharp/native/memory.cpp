// Live bytes of CPU tensors, graphs and gradients included: the number behind the safety valve in C#.
#include "abi.h"
#include <c10/core/Allocator.h>
#include <c10/core/CPUAllocator.h>
#include <c10/core/impl/alloc_cpu.h>
#include <malloc.h>
#include <atomic>
#include <cstring>

namespace {
std::atomic<int64_t> live{0};
std::atomic<int64_t> peak{0};

void free_counted(void* memory) {
    if (memory == nullptr) return;
    live.fetch_sub(static_cast<int64_t>(malloc_usable_size(memory)), std::memory_order_relaxed);
    c10::free_cpu(memory);
}

struct CountingAllocator final : c10::Allocator {
    // libtorch made this non-const in 2.3; whichever its base declares is the one that overrides.
    c10::DataPtr allocate(size_t bytes) const { return counted(bytes); }
    c10::DataPtr allocate(size_t bytes) { return counted(bytes); }
    c10::DeleterFnPtr raw_deleter() const override { return &free_counted; }
    // Pure virtual from 2.2 on, unknown before.
    void copy_data(void* target, const void* source, std::size_t count) const { std::memcpy(target, source, count); }

   private:
    static c10::DataPtr counted(size_t bytes) {
        void* memory = c10::alloc_cpu(bytes);
        if (memory != nullptr) {
            const int64_t size = static_cast<int64_t>(malloc_usable_size(memory));
            const int64_t now = live.fetch_add(size, std::memory_order_relaxed) + size;
            int64_t before = peak.load(std::memory_order_relaxed);
            while (now > before && !peak.compare_exchange_weak(before, now, std::memory_order_relaxed)) {}
        }
        return {memory, memory, &free_counted, c10::Device(c10::DeviceType::CPU)};
    }
};

CountingAllocator allocator;
}  // namespace

SHIM_EXPORT void shim_memory_install() { c10::SetCPUAllocator(&allocator, 1); }
SHIM_EXPORT int64_t shim_memory_live() { return live.load(std::memory_order_relaxed); }
SHIM_EXPORT int64_t shim_memory_peak() { return peak.load(std::memory_order_relaxed); }
