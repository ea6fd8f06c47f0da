// What a tensor is, without a trip through the dispatcher.
#include "abi.h"
#include "errors.h"
#include "handles.h"
#include <ATen/ATen.h>
#include <algorithm>

SHIM_EXPORT void shim_tensor_release(void* handle) {
    if (handle != nullptr) shim::TensorPtr::reclaim(static_cast<c10::TensorImpl*>(handle));
}

SHIM_EXPORT int64_t shim_tensor_dim(void* handle) { return static_cast<c10::TensorImpl*>(handle)->dim(); }
SHIM_EXPORT int64_t shim_tensor_numel(void* handle) { return static_cast<c10::TensorImpl*>(handle)->numel(); }
SHIM_EXPORT int64_t shim_tensor_element_size(void* handle) { return shim::guarded(-1, [&] { return static_cast<int64_t>(shim::borrow(handle).element_size()); }); }
SHIM_EXPORT int64_t shim_tensor_storage_offset(void* handle) { return shim::guarded(-1, [&] { return shim::borrow(handle).storage_offset(); }); }
SHIM_EXPORT int32_t shim_tensor_dtype(void* handle) { return static_cast<int32_t>(c10::typeMetaToScalarType(static_cast<c10::TensorImpl*>(handle)->dtype())); }

SHIM_EXPORT int32_t shim_tensor_device(void* handle, int32_t* index) {
    return shim::guarded(-1, [&] {
        const auto device = shim::borrow(handle).device();
        *index = device.index();
        return static_cast<int32_t>(device.type());
    });
}

// Writes dim() numbers each; either may be null.
SHIM_EXPORT int32_t shim_tensor_geometry(void* handle, int64_t* sizes, int64_t* strides) {
    return shim::guarded(-1, [&] {
        const auto* tensor = static_cast<c10::TensorImpl*>(handle);
        if (sizes != nullptr) std::copy_n(tensor->sizes().begin(), tensor->sizes().size(), sizes);
        if (strides != nullptr) std::copy_n(tensor->strides().begin(), tensor->strides().size(), strides);
        return 0;
    });
}

SHIM_EXPORT int32_t shim_tensor_is_contiguous(void* handle) { return shim::guarded(-1, [&] { return static_cast<int32_t>(static_cast<c10::TensorImpl*>(handle)->is_contiguous()); }); }
SHIM_EXPORT int32_t shim_tensor_is_sparse(void* handle) { return shim::guarded(-1, [&] { return static_cast<int32_t>(shim::borrow(handle).is_sparse()); }); }
SHIM_EXPORT int32_t shim_tensor_is_leaf(void* handle) { return shim::guarded(-1, [&] { return static_cast<int32_t>(shim::borrow(handle).is_leaf()); }); }
SHIM_EXPORT int32_t shim_tensor_requires_grad(void* handle) { return shim::guarded(-1, [&] { return static_cast<int32_t>(shim::borrow(handle).requires_grad()); }); }

SHIM_EXPORT int32_t shim_tensor_set_requires_grad(void* handle, int32_t value) {
    return shim::guarded(-1, [&] { return shim::borrow(handle).set_requires_grad(value != 0), 0; });
}

SHIM_EXPORT int32_t shim_tensor_retain_grad(void* handle) {
    return shim::guarded(-1, [&] { return shim::borrow(handle).retain_grad(), 0; });
}

// The gradient as a new handle, null when there is none yet.
SHIM_EXPORT int32_t shim_tensor_grad(void* handle, void** gradient) {
    return shim::guarded(-1, [&] { return *gradient = shim::release(shim::borrow(handle).grad()), 0; });
}

SHIM_EXPORT int32_t shim_tensor_set_grad(void* handle, void* gradient) {
    return shim::guarded(-1, [&] { return shim::borrow(handle).mutable_grad() = shim::borrow(gradient), 0; });
}

SHIM_EXPORT void* shim_tensor_data_ptr(void* handle) {
    return shim::guarded(nullptr, [&] { return shim::borrow(handle).data_ptr(); });
}

// The tensor's memory becomes another's: every other wrapper of this tensor follows (Module.to keeps its parameters' identity).
SHIM_EXPORT int32_t shim_tensor_set_data(void* handle, void* source) {
    return shim::guarded(-1, [&] { return shim::borrow(handle).set_data(shim::borrow(source)), 0; });
}
