using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace TorchSharp.Interop;

/// <summary>Finds the shim beside this assembly, or where a package's native libraries lie, and readies the process: allocator and threads.</summary>
internal static unsafe class NativeLoader
{
    private static readonly Lazy<string> _torchVersion = new(Start);

    /// <summary>The version of libtorch the shim was compiled against, for example 1.13.0. The first read loads it.</summary>
    public static string TorchVersion => _torchVersion.Value;

    [ModuleInitializer]
    internal static void Register() => NativeLibrary.SetDllImportResolver(typeof(NativeLoader).Assembly, Resolve);

    private static IntPtr Resolve(string name, System.Reflection.Assembly assembly, DllImportSearchPath? path)
    {
        if (name != Native.Library) return IntPtr.Zero;
        var folder = Path.GetDirectoryName(assembly.Location) ?? AppContext.BaseDirectory;
        var file = Path.Combine(folder, "libTorchSharpShim.so");
        var packaged = Path.Combine(folder, "runtimes", RuntimeInformation.RuntimeIdentifier, "native", "libTorchSharpShim.so");
        if (!File.Exists(file) && File.Exists(packaged)) file = packaged;
        if (!File.Exists(file)) throw new DllNotFoundException($"{file} is missing: it is built with TorchSharp's stand-in and must lie beside TorchSharp.dll. Build again, or copy it there.");
        try
        {
            return NativeLibrary.Load(file);
        }
        catch (DllNotFoundException e)
        {
            throw new DllNotFoundException($"{file} was found, but libtorch was not loaded: {e.Message} Install libtorch (apt-get install libtorch-dev libopenblas0-openmp) or build with -p:LibTorchRoot=FOLDER.", e);
        }
    }

    private static string Start()
    {
        var found = Native.shim_abi_version();
        if (found != Native.AbiVersion) throw new InvalidOperationException($"libTorchSharpShim.so speaks version {found} of the binding, TorchSharp.dll speaks {Native.AbiVersion}: they are from different builds. Build again.");
        Native.shim_memory_install();
        var threads = Threads.Default();
        NativeError.Check(Native.shim_set_num_threads(threads));
        return Marshal.PtrToStringUTF8((IntPtr)Native.shim_torch_version())!;
    }
}
