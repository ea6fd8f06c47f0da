// One entry point for every operator: arguments go through libtorch's dispatcher in boxed form, driven by the schema.
#include "abi.h"
#include "errors.h"
#include "handles.h"
#include <ATen/core/dispatch/Dispatcher.h>
#include <ATen/core/stack.h>
#include <cstdlib>
#include <type_traits>

namespace {
// The optional of this libtorch: c10's own up to 2.3, the standard one after.
template <class T> struct Rebind;
template <template <class> class Optional, class T> struct Rebind<Optional<T>> { using type = Optional<at::Tensor>; };
using OptionalTensor = Rebind<std::decay_t<decltype(std::declval<const c10::Argument&>().N())>>::type;

enum class Kind { Tensor, Tensors, OptionalTensors, Scalar, Float, Int, Ints, Floats, Bool, Bools, String, Device, Generator };

struct Parameter {
    Kind kind;
    bool optional;
    int32_t fixed_length;
    c10::IValue fallback;
    bool has_fallback;
    std::string name;
};

struct Operator {
    c10::OperatorHandle handle;
    std::vector<Parameter> parameters;
};

Kind kind_of(const c10::TypePtr& type) {
    switch (type->kind()) {
        case c10::TypeKind::TensorType: return Kind::Tensor;
        case c10::TypeKind::NumberType: return Kind::Scalar;
        case c10::TypeKind::FloatType: return Kind::Float;
        case c10::TypeKind::BoolType: return Kind::Bool;
        case c10::TypeKind::StringType: return Kind::String;
        case c10::TypeKind::DeviceObjType: return Kind::Device;
        case c10::TypeKind::GeneratorType: return Kind::Generator;
        case c10::TypeKind::ListType: {
            const auto& element = type->castRaw<c10::ListType>()->getElementType();
            switch (element->kind()) {
                case c10::TypeKind::TensorType: return Kind::Tensors;
                case c10::TypeKind::OptionalType: return Kind::OptionalTensors;
                case c10::TypeKind::FloatType: return Kind::Floats;
                case c10::TypeKind::BoolType: return Kind::Bools;
                default: return Kind::Ints;
            }
        }
        default: return Kind::Int;  // int, SymInt, ScalarType, Layout and MemoryFormat are all integers on the stack
    }
}

Parameter parameter_of(const c10::Argument& argument) {
    c10::TypePtr type = argument.type();
    const bool optional = type->kind() == c10::TypeKind::OptionalType;
    if (optional) type = type->castRaw<c10::OptionalType>()->getElementType();
    Parameter p{kind_of(type), optional, argument.N() ? *argument.N() : 0, {}, argument.default_value().has_value(), argument.name()};
    if (p.has_fallback) p.fallback = *argument.default_value();
    return p;
}

[[noreturn]] void mismatch(const Operator& op, const Parameter& p, const Value& v) {
    static const char* names[] = {"none", "Tensor", "double", "long", "bool", "long[]", "double[]", "bool[]", "Tensor[]", "string", "Generator", "Device"};
    throw std::invalid_argument(c10::toString(op.handle.operator_name()) + ": argument '" + p.name + "' was given a " +
                                (v.tag >= 0 && v.tag <= tag::Device ? names[v.tag] : "value of unknown tag") + ", which its schema does not take: " +
                                toString(op.handle.schema()));
}

double as_double(const Operator& op, const Parameter& p, const Value& v) {
    if (v.tag == tag::Double) return v.u.d;
    if (v.tag == tag::Long || v.tag == tag::Bool) return static_cast<double>(v.u.i);
    mismatch(op, p, v);
}

c10::IValue to_ivalue(const Operator& op, const Parameter& p, const Value& v) {
    if (v.tag == tag::None) {
        // An argument left out takes the schema's default; without one, an optional is None and a Tensor is undefined.
        if (p.has_fallback) return p.fallback;
        if (p.optional) return c10::IValue();
        if (p.kind == Kind::Tensor) return c10::IValue(at::Tensor());
        mismatch(op, p, v);
    }
    switch (p.kind) {
        case Kind::Tensor:
            if (v.tag == tag::Tensor) return c10::IValue(shim::borrow(v.u.handle));
            break;
        case Kind::Scalar:
            if (v.tag == tag::Double) return c10::IValue(v.u.d);
            if (v.tag == tag::Long) return c10::IValue(v.u.i);
            if (v.tag == tag::Bool) return c10::IValue(v.u.i != 0);
            break;
        case Kind::Float: return c10::IValue(as_double(op, p, v));
        case Kind::Int:
            if (v.tag == tag::Long || v.tag == tag::Bool) return c10::IValue(v.u.i);
            break;
        case Kind::Bool:
            if (v.tag == tag::Bool) return c10::IValue(v.u.i != 0);
            break;
        case Kind::Ints:
            if (v.tag == tag::Longs) {
                const auto* data = static_cast<const int64_t*>(v.u.data);
                return c10::IValue(c10::IntArrayRef(data, v.length));
            }
            if (v.tag == tag::Long) return c10::IValue(std::vector<int64_t>(p.fixed_length > 0 ? p.fixed_length : 1, v.u.i));
            break;
        case Kind::Floats:
            if (v.tag == tag::Doubles) {
                const auto* data = static_cast<const double*>(v.u.data);
                return c10::IValue(std::vector<double>(data, data + v.length));
            }
            break;
        case Kind::Bools:
            if (v.tag == tag::Bools) {
                const auto* data = static_cast<const uint8_t*>(v.u.data);
                c10::List<bool> list;
                for (int32_t i = 0; i < v.length; i++) list.push_back(data[i] != 0);
                return c10::IValue(std::move(list));
            }
            break;
        case Kind::Tensors:
            if (v.tag == tag::Tensors) {
                auto* const* data = static_cast<void* const*>(v.u.data);
                c10::List<at::Tensor> list;
                list.reserve(v.length);
                for (int32_t i = 0; i < v.length; i++) list.push_back(shim::borrow(data[i]));
                return c10::IValue(std::move(list));
            }
            break;
        case Kind::OptionalTensors:
            if (v.tag == tag::Tensors) {
                auto* const* data = static_cast<void* const*>(v.u.data);
                c10::List<OptionalTensor> list;
                list.reserve(v.length);
                for (int32_t i = 0; i < v.length; i++) list.push_back(data[i] ? OptionalTensor(shim::borrow(data[i])) : OptionalTensor());
                return c10::IValue(std::move(list));
            }
            break;
        case Kind::String:
            if (v.tag == tag::String) return c10::IValue(std::string(static_cast<const char*>(v.u.data), v.length));
            break;
        case Kind::Device:
            if (v.tag == tag::Device) return c10::IValue(c10::Device(static_cast<c10::DeviceType>(v.length), static_cast<c10::DeviceIndex>(v.u.i)));
            break;
        case Kind::Generator:
            if (v.tag == tag::Generator) return c10::IValue(shim::borrow_generator(v.u.handle));
            break;
    }
    mismatch(op, p, v);
}

template <class T, class Source>
void* copy_list(const Source& source, size_t count) {
    auto* copy = static_cast<T*>(std::malloc(sizeof(T) * (count ? count : 1)));
    for (size_t i = 0; i < count; i++) copy[i] = source(i);
    return copy;
}

// The thread's stack for one call: its memory is kept from call to call. A call within a call gets one of its own.
thread_local torch::jit::Stack spare;

struct Borrowed {
    torch::jit::Stack stack = std::move(spare);

    ~Borrowed() {
        stack.clear();
        if (spare.capacity() < stack.capacity()) spare = std::move(stack);
    }
};

// Lists leave as malloc'ed arrays that the caller frees with shim_free.
Value from_ivalue(c10::IValue&& value) {
    Value out{};
    if (value.isTensor()) {
        out.u.handle = shim::release(std::move(value).toTensor());
        out.tag = out.u.handle ? tag::Tensor : tag::None;
    } else if (value.isDouble()) {
        out.tag = tag::Double, out.u.d = value.toDouble();
    } else if (value.isBool()) {
        out.tag = tag::Bool, out.u.i = value.toBool();
    } else if (value.isInt()) {
        out.tag = tag::Long, out.u.i = value.toInt();
    } else if (value.isTensorList()) {
        std::vector<at::Tensor> list = std::move(value).toTensorVector();
        out.tag = tag::Tensors, out.length = static_cast<int32_t>(list.size());
        out.u.data = copy_list<void*>([&](size_t i) { return shim::release(std::move(list[i])); }, list.size());
    } else if (value.isIntList()) {
        const auto list = value.toIntVector();
        out.tag = tag::Longs, out.length = static_cast<int32_t>(list.size());
        out.u.data = copy_list<int64_t>([&](size_t i) { return list[i]; }, list.size());
    } else if (!value.isNone()) {
        throw std::runtime_error("an operator returned a " + value.tagKind() + ", which this binding does not carry");
    }
    return out;
}
}  // namespace

// The operator's handle, valid for the life of the process, or null when this libtorch does not have it.
SHIM_EXPORT void* shim_operator(const char* name, const char* overload) {
    return shim::guarded(nullptr, [&]() -> void* {
        auto handle = c10::Dispatcher::singleton().findSchema({name, overload});
        if (!handle.has_value()) {
            shim::error = std::string(name) + (*overload ? "." : "") + overload + " is not an operator of this libtorch";
            return nullptr;
        }
        auto* op = new Operator{*handle, {}};
        for (const auto& argument : handle->schema().arguments()) op->parameters.push_back(parameter_of(argument));
        return op;
    });
}

// Calls an operator with its first `count` arguments; the rest take their defaults. Writes at most `capacity` results and
// returns how many there are, or -1. With capacity 0 the results are dropped: in-place operators return their own self.
SHIM_EXPORT int32_t shim_call(void* operation, const Value* arguments, int32_t count, Value* results, int32_t capacity) {
    return shim::guarded(-1, [&]() -> int32_t {
        const auto& op = *static_cast<Operator*>(operation);
        if (static_cast<size_t>(count) > op.parameters.size())
            throw std::invalid_argument(c10::toString(op.handle.operator_name()) + " takes at most " + std::to_string(op.parameters.size()) +
                                        " arguments, " + std::to_string(count) + " were given: " + toString(op.handle.schema()));
        Borrowed borrowed;
        torch::jit::Stack& stack = borrowed.stack;
        stack.reserve(op.parameters.size());
        static const Value none{};
        for (size_t i = 0; i < op.parameters.size(); i++)
            stack.push_back(to_ivalue(op, op.parameters[i], i < static_cast<size_t>(count) ? arguments[i] : none));
        op.handle.callBoxed(stack);
        if (capacity == 0) return 0;
        if (stack.size() > static_cast<size_t>(capacity)) throw std::runtime_error("more results than expected");
        for (size_t i = 0; i < stack.size(); i++) results[i] = from_ivalue(std::move(stack[i]));
        return static_cast<int32_t>(stack.size());
    });
}

SHIM_EXPORT void shim_free(void* memory) { std::free(memory); }
