#include "abi.h"
#include "errors.h"
#include "handles.h"
#include <ATen/core/grad_mode.h>
#include <c10/core/GradMode.h>
#include <c10/core/InferenceMode.h>
#include <torch/csrc/autograd/autograd.h>

namespace {
std::vector<at::Tensor> list(void* const* handles, int32_t count) {
    std::vector<at::Tensor> tensors;
    tensors.reserve(count);
    for (int32_t i = 0; i < count; i++) tensors.push_back(shim::borrow(handles[i]));
    return tensors;
}
}  // namespace

SHIM_EXPORT int32_t shim_grad_enabled() { return c10::GradMode::is_enabled(); }
SHIM_EXPORT void shim_set_grad_enabled(int32_t enabled) { c10::GradMode::set_enabled(enabled != 0); }

SHIM_EXPORT int32_t shim_inference_enabled() { return c10::InferenceMode::is_enabled(); }
SHIM_EXPORT void* shim_inference_enter(int32_t enabled) { return new c10::InferenceMode(enabled != 0); }
SHIM_EXPORT void shim_inference_leave(void* mode) { delete static_cast<c10::InferenceMode*>(mode); }

// retain_graph: -1 = as create_graph.
SHIM_EXPORT int32_t shim_backward(void* const* outputs, int32_t count, void* const* gradients, int32_t gradient_count,
                                  int32_t retain_graph, int32_t create_graph, void* const* inputs, int32_t input_count) {
    return shim::guarded(-1, [&] {
        const bool create = create_graph != 0;
        torch::autograd::backward(list(outputs, count), list(gradients, gradient_count), retain_graph < 0 ? create : retain_graph != 0,
                                  create, list(inputs, input_count));
        return 0;
    });
}

// Writes one handle per input, null for an input the outputs do not depend on (only with allow_unused).
SHIM_EXPORT int32_t shim_grad(void* const* outputs, int32_t count, void* const* inputs, int32_t input_count, void* const* gradients,
                              int32_t gradient_count, int32_t retain_graph, int32_t create_graph, int32_t allow_unused, void** results) {
    return shim::guarded(-1, [&] {
        auto found = torch::autograd::grad(list(outputs, count), list(inputs, input_count), list(gradients, gradient_count),
                                           retain_graph < 0 ? create_graph != 0 : retain_graph != 0, create_graph != 0, allow_unused != 0);
        for (size_t i = 0; i < found.size(); i++) results[i] = shim::release(std::move(found[i]));
        return 0;
    });
}
