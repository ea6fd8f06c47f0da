// Handles are raw intrusive pointers that own one reference: no allocation per wrapper.
#pragma once
#include <ATen/core/Tensor.h>
#include <ATen/core/Generator.h>

namespace shim {
using TensorPtr = c10::intrusive_ptr<c10::TensorImpl, c10::UndefinedTensorImpl>;

// A tensor that shares the handle's object and adds a reference of its own.
inline at::Tensor borrow(void* handle) {
    if (handle == nullptr) return at::Tensor();
    return at::Tensor(TensorPtr::reclaim_copy(static_cast<c10::TensorImpl*>(handle)));
}

// Gives the reference away; an undefined tensor is the null handle.
inline void* release(at::Tensor tensor) {
    return tensor.defined() ? static_cast<void*>(tensor.unsafeReleaseTensorImpl()) : nullptr;
}

inline at::Generator borrow_generator(void* handle) {
    return at::Generator(c10::intrusive_ptr<c10::GeneratorImpl>::reclaim_copy(static_cast<c10::GeneratorImpl*>(handle)));
}
}  // namespace shim
