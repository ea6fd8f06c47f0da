using System.Runtime.CompilerServices;
using DeferredSeg.Libtorch;

namespace Shared.Libtorch;

/// <summary>
/// Starts libtorch as the program does, before the first test. Two test processes run side by side: more threads than one each would slow both.
/// </summary>
internal static class LibtorchStart
{
    [ModuleInitializer]
    internal static void Run() => LibtorchProcess.Start(threads: 1);
}
