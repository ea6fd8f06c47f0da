using TorchSharp;

namespace DeferredSeg.Libtorch;

/// <summary>libtorch cannot be used in this process. The message says why and how to mend it.</summary>
/// <param name="message">For the person at the command line.</param>
/// <param name="cause">What the loader said.</param>
public sealed class LibtorchException(string message, Exception? cause = null) : Exception(message, cause);

/// <summary>
/// libtorch in this process. What it reads from the environment at its start is set before it loads, so that a program behaves alike
/// however it was started; what is set already stays.
/// </summary>
public static class LibtorchProcess
{
    /// <summary>The environment variable that sets the threads of every operator.</summary>
    public const string ThreadsVariable = "DEFERREDSEG_THREADS";

    private const string ProcessorFolder = "/sys/devices/system/cpu";

    private static readonly Lock _lock = new();
    private static bool _started;

    /// <summary>The threads of every operator since libtorch was loaded; null before.</summary>
    public static int? ThreadCount { get; private set; }

    /// <summary>
    /// Loads libtorch, once for all callers: threads (<see cref="ThreadsVariable"/>, else <paramref name="threads"/>, else the physical
    /// cores), the allocator, and the processors that its convolutions misjudge (<see cref="HiddenCaches"/>).
    /// </summary>
    /// <param name="threads">The threads where the environment says nothing; null: the physical cores.</param>
    /// <exception cref="LibtorchException">It cannot be loaded, or <see cref="ThreadsVariable"/> is no number from 1.</exception>
    public static void Start(int? threads = null)
    {
        lock (_lock)
        {
            if (_started)
                return;
            Prepare();
            var count = Threads(threads);
            NativeEnvironment.Default("OMP_NUM_THREADS", $"{count}");
            NativeLibraries.Load();
#pragma warning disable RS0030 // This is the place.
            torch.set_num_threads(count);
#pragma warning restore RS0030
            Switches.TurnOffNnpack();
            HiddenCaches.Mend();
            ThreadCount = count;
            _started = true;
        }
    }

    /// <summary>
    /// Sets what libtorch reads when it loads, and loads nothing: cheap enough for the start of every program, so that it holds whatever
    /// loads libtorch first. <see cref="Start"/> does it too.
    /// </summary>
    public static void Prepare()
    {
        // Threads wait some microseconds for the next small operator before they sleep, instead of spinning on.
        NativeEnvironment.Default("OMP_WAIT_POLICY", "passive");
        NativeEnvironment.Default("GOMP_SPINCOUNT", "20000");
        Allocator.KeepFreedMemory();
    }

    /// <summary>
    /// Gives memory that was freed back to the system. It is kept otherwise, which is fast, but after a large image in pieces that the next step
    /// cannot use.
    /// </summary>
    public static void ReturnFreedMemory() => Allocator.ReturnFreedMemory();

    private static int Threads(int? otherwise)
    {
        var text = Environment.GetEnvironmentVariable(ThreadsVariable);
        if (string.IsNullOrEmpty(text))
            return otherwise ?? PhysicalCores();
        if (int.TryParse(text, out var count) && count > 0)
            return count;
        throw new LibtorchException(
            $"The environment variable {ThreadsVariable} is '{text}'; expected a number of threads from 1. Set it to {PhysicalCores()}, or remove it."
        );
    }

    // Those that this process may use; where they cannot be told, its logical processors.
    private static int PhysicalCores()
    {
        if (!Directory.Exists(ProcessorFolder))
            return Environment.ProcessorCount;
        var siblings = Directory.EnumerateDirectories(ProcessorFolder, "cpu*").Select(cpu => Path.Combine(cpu, "topology", "thread_siblings_list"));
        var cores = siblings.Where(File.Exists).Select(File.ReadAllText).Distinct().Count();
        return cores == 0 ? Environment.ProcessorCount : Math.Min(cores, Environment.ProcessorCount);
    }
}
