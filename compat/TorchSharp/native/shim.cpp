// One translation unit: libtorch's headers take ten seconds to parse, once is enough.
#include "autograd.cpp"
#include "dispatch.cpp"
#include "generators.cpp"
#include "memory.cpp"
#include "process.cpp"
#include "tensor.cpp"
