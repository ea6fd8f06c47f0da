// The C ABI between TorchSharp's stand-in and libtorch. It is the whole of what C# knows about C++.
#pragma once
#include <cstdint>

#define SHIM_EXPORT extern "C" __attribute__((visibility("default")))

// Raised with every change of a signature or a layout below; Native.cs refuses any other number.
constexpr int kAbiVersion = 1;

namespace tag {
enum : int32_t {
    None = 0,
    Tensor = 1,      // u.handle: TensorImpl*
    Double = 2,
    Long = 3,
    Bool = 4,
    Longs = 5,       // u.data: const int64_t[length]
    Doubles = 6,     // u.data: const double[length]
    Bools = 7,       // u.data: const uint8_t[length]
    Tensors = 8,     // u.data: TensorImpl* [length], a null entry is an undefined tensor
    String = 9,      // u.data: UTF-8, length bytes
    Generator = 10,  // u.handle: GeneratorImpl*
    Device = 11,     // u.i: device index (-1 = current), length: device type
};
}  // namespace tag

// One argument or result: 16 bytes, blittable.
struct Value {
    int32_t tag;
    int32_t length;
    union {
        void* handle;
        double d;
        int64_t i;
        const void* data;
    } u;
};
static_assert(sizeof(Value) == 16, "the layout is shared with C#");
