using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using DeferredSeg.Libtorch;
using Microsoft.Win32.SafeHandles;
using StreamJsonRpc;

namespace DeferredSeg.Host.Plugins.Processes.Worker;

/// <summary>This program as the process of a plugin: it takes orders from the process that started it until that is gone.</summary>
internal static class WorkerProcess
{
    private static readonly TimeSpan _look = TimeSpan.FromMilliseconds(250);

    /// <summary>Serves until the host is gone or ends it.</summary>
    /// <param name="host">The number of the host's process.</param>
    public static async Task<int> RunAsync(string host)
    {
        EndWith(int.Parse(host, CultureInfo.InvariantCulture));
        BeFirstToGo();
        var (receiving, sending) = TakeStreams();
        LibtorchProcess.Start();
        sending.WriteByte(ChildProcess.ReadyMark);
        await sending.FlushAsync().ConfigureAwait(false);
        using var messages = new JsonRpc(PluginWire.Messages(sending, receiving));
        var owner = messages.Attach<IPluginOwner>();
        using var worker = new PluginWorker(owner);
        messages.SynchronizationContext = worker.Thread;
        Console.SetError(new Teller(owner));
        Console.SetOut(Console.Error);
        messages.AddLocalRpcTarget<IPluginWorker>(worker, null);
        messages.StartListening();
        try
        {
            await messages.Completion.ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or ConnectionLostException or ObjectDisposedException)
        {
            // The host is gone.
        }
        Process.GetCurrentProcess().Kill();
        return ExitCode.Ok;
    }

    /// <summary>Ends this process when its host is gone, whatever its other threads do.</summary>
    private static void EndWith(int host)
    {
        if (OperatingSystem.IsWindows())
            return;
        var watch = new Thread(() =>
        {
            while (getppid() == host)
                Thread.Sleep(_look);
            Process.GetCurrentProcess().Kill();
        })
        {
            IsBackground = true,
            Name = "host watch",
        };
        watch.Start();
    }

    /// <summary>Where the system runs out of memory, a plugin's process goes before its host.</summary>
    private static void BeFirstToGo()
    {
        if (!OperatingSystem.IsLinux())
            return;
        try
        {
            File.WriteAllText("/proc/self/oom_score_adj", "1000");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The system keeps its own order.
        }
    }

    /// <summary>Takes the two streams to the host for itself, so that nothing that a plugin or native code prints gets among the messages.</summary>
    private static (Stream Receiving, Stream Sending) TakeStreams()
    {
        if (OperatingSystem.IsWindows())
            return (Console.OpenStandardInput(), Console.OpenStandardOutput());
        var (receiving, sending) = (dup(0), dup(1));
        using (var nothing = File.OpenHandle("/dev/null"))
            _ = dup2((int)nothing.DangerousGetHandle(), 0);
        _ = dup2(2, 1);
        return (
            new FileStream(new SafeFileHandle(receiving, ownsHandle: true), FileAccess.Read, 1),
            new FileStream(new SafeFileHandle(sending, ownsHandle: true), FileAccess.Write, 1)
        );
    }

    [DllImport("libc")]
    private static extern int getppid();

    [DllImport("libc")]
    private static extern int dup(int descriptor);

    [DllImport("libc")]
    private static extern int dup2(int descriptor, int at);

    /// <summary>What is written for the user goes to the host, line by line.</summary>
    private sealed class Teller(IPluginOwner owner) : TextWriter
    {
        private readonly StringBuilder _line = new();

        public override Encoding Encoding => Encoding.UTF8;

        public override void Write(char value)
        {
            string? whole = null;
            lock (_line)
            {
                if (value == '\n')
                {
                    whole = _line.ToString().TrimEnd('\r');
                    _line.Clear();
                }
                else
                    _line.Append(value);
            }
            if (whole is not null)
                _ = owner.TellAsync(whole).ContinueWith(static task => _ = task.Exception, TaskScheduler.Default);
        }
    }
}
