// Every entry point ends in one of these: an exception becomes the thread's error text and a failure code.
#pragma once
#include <c10/util/Exception.h>
#include <string>

namespace shim {
inline thread_local std::string error;

template <class Body, class Failure>
auto guarded(Failure failure, Body&& body) noexcept -> decltype(body()) {
    try {
        return body();
    } catch (const c10::Error& e) {
        error = e.what_without_backtrace();
    } catch (const std::exception& e) {
        error = e.what();
    } catch (...) {
        error = "libtorch threw something that is not an exception";
    }
    return failure;
}
}  // namespace shim
