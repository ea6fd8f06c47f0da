// Live bytes of CPU tensors, graphs and gradients included: the number behind the safety valve in C#. And small blocks at
// hand: libtorch wants 64-byte alignment, for which malloc splits and merges chunks on every small tensor.
#include "abi.h"
#include <c10/core/Allocator.h>
#include <c10/core/CPUAllocator.h>
#include <c10/core/impl/alloc_cpu.h>
#include <malloc.h>
#include <atomic>
#include <cstring>

namespace {
std::atomic<int64_t> live{0};

// Freed blocks of up to 1 KiB of one thread, by size in steps of 64 bytes: at most half a MiB.
class SmallBlocks {
    static constexpr size_t kStep = 64;
    static constexpr size_t kSizes = 16;
    static constexpr uint32_t kEach = 64;
    struct Block { Block* next; };
    Block* _free[kSizes] = {};
    uint32_t _counts[kSizes] = {};
    bool _closed = false;

   public:
    // The size to ask malloc for, so that the block can be handed out again.
    static size_t rounded(size_t bytes) { return bytes <= kSizes * kStep ? (bytes + kStep - 1) / kStep * kStep : bytes; }

    void* take(size_t bytes) {
        if (bytes == 0 || bytes > kSizes * kStep) return nullptr;
        const size_t size = (bytes - 1) / kStep;
        Block* block = _free[size];
        if (block == nullptr) return nullptr;
        _free[size] = block->next;
        _counts[size]--;
        return block;
    }

    bool keep(void* memory, size_t usable) {
        const size_t size = usable / kStep - 1;
        if (size >= kSizes || _counts[size] >= kEach || _closed) return false;
        auto* block = static_cast<Block*>(memory);
        block->next = _free[size];
        _free[size] = block;
        _counts[size]++;
        return true;
    }

    ~SmallBlocks() {
        // Tensors may outlive their thread's blocks while a thread ends.
        _closed = true;
        for (Block*& first : _free) {
            while (first != nullptr) {
                Block* next = first->next;
                c10::free_cpu(first);
                first = next;
            }
        }
    }
};

thread_local SmallBlocks blocks;

void free_counted(void* memory) {
    if (memory == nullptr) return;
    const size_t usable = malloc_usable_size(memory);
    live.fetch_sub(static_cast<int64_t>(usable), std::memory_order_relaxed);
    if (!blocks.keep(memory, usable)) c10::free_cpu(memory);
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
        void* memory = blocks.take(bytes);
        if (memory == nullptr) memory = c10::alloc_cpu(SmallBlocks::rounded(bytes));
        if (memory != nullptr) live.fetch_add(static_cast<int64_t>(malloc_usable_size(memory)), std::memory_order_relaxed);
        return {memory, memory, &free_counted, c10::Device(c10::DeviceType::CPU)};
    }
};

CountingAllocator allocator;
}  // namespace

SHIM_EXPORT void shim_memory_install() { c10::SetCPUAllocator(&allocator, 1); }
SHIM_EXPORT int64_t shim_memory_live() { return live.load(std::memory_order_relaxed); }
