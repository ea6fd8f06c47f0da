using System.Diagnostics;
using System.Globalization;
using System.Text;
using DeferredSeg.Libtorch;

namespace DeferredSeg.Host.Plugins.Processes;

/// <summary>A process of this program that runs one plugin's code. It ends with this process, also where that is killed.</summary>
internal sealed class ChildProcess : IDisposable
{
    /// <summary>The argument that makes this program such a process.</summary>
    public const string Argument = "plugin-process";

    // What native code and a dying runtime write: of a stack overflow thousands of lines, of which the first tell what happened.
    private const int MostKept = 64 << 10;

    private static readonly string[] _lastWords = ["Unhandled exception", "Stack overflow", "Fatal error", "Out of memory", "terminate called"];

    /// <summary>What it sends before any message, once it can be asked.</summary>
    public const byte ReadyMark = (byte)'r';

    private static readonly TimeSpan _longestStart = TimeSpan.FromMinutes(1);

    private readonly Process _process;
    private readonly StringBuilder _said = new();
    private readonly Thread _listener;

    private ChildProcess(Process process)
    {
        _process = process;
        _listener = new Thread(Listen) { IsBackground = true, Name = $"{Argument} {process.Id}" };
        _listener.Start();
    }

    /// <summary>Its number.</summary>
    public int Id => _process.Id;

    /// <summary>To it.</summary>
    public Stream Sending => _process.StandardInput.BaseStream;

    /// <summary>From it.</summary>
    public Stream Receiving => _process.StandardOutput.BaseStream;

    /// <summary>The memory that it has in use, in bytes; 0 where it ended.</summary>
    public long Memory
    {
        get
        {
            try
            {
                if (!OperatingSystem.IsLinux())
                {
                    _process.Refresh();
                    return _process.WorkingSet64;
                }
                var pages = File.ReadAllText(FormattableString.Invariant($"/proc/{Id}/statm")).Split(' ');
                // What it shares with this process is not its own.
                return (long.Parse(pages[1], CultureInfo.InvariantCulture) - long.Parse(pages[2], CultureInfo.InvariantCulture)) * Environment.SystemPageSize;
            }
            catch (Exception e) when (e is IOException or InvalidOperationException or UnauthorizedAccessException or IndexOutOfRangeException)
            {
                return 0;
            }
        }
    }

    /// <summary>Starts one.</summary>
    /// <exception cref="PluginException">It cannot be started.</exception>
    public static ChildProcess Start()
    {
        var program = typeof(ChildProcess).Assembly.Location;
        var native = Path.Combine(Path.GetDirectoryName(program)!, Path.GetFileNameWithoutExtension(program) + (OperatingSystem.IsWindows() ? ".exe" : ""));
        var start = File.Exists(native) ? new ProcessStartInfo(native) : new ProcessStartInfo(Environment.ProcessPath!, ["exec", program]);
        start.ArgumentList.Add(Argument);
        start.ArgumentList.Add(Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
        (start.RedirectStandardInput, start.RedirectStandardOutput, start.RedirectStandardError) = (true, true, true);
        // The same bits on both sides of the fence want the same number of threads.
        if (LibtorchProcess.ThreadCount is { } threads)
            start.Environment[LibtorchProcess.ThreadsVariable] = threads.ToString(CultureInfo.InvariantCulture);
        // Nobody reads a dump, and writing one takes longer than starting anew.
        start.Environment["DOTNET_DbgEnableMiniDump"] = "0";
        try
        {
            return new(Process.Start(start)!);
        }
        catch (Exception e) when (e is System.ComponentModel.Win32Exception or IOException)
        {
            throw new PluginException($"A process for a plugin could not be started ({start.FileName}): {e.Message}", e);
        }
    }

    /// <summary>Whether it ended.</summary>
    public bool HasEnded => _process.HasExited;

    /// <summary>Waits until it can be asked.</summary>
    /// <exception cref="PluginException">It ended before, or takes longer than a minute.</exception>
    public void AwaitReady()
    {
        var first = Task.Run(Receiving.ReadByte);
        if (first.Wait(_longestStart) && first.Result == ReadyMark)
            return;
        var ending = HasEnded ? Ending() : $"it was not ready after {_longestStart.TotalSeconds:0} s.";
        Dispose();
        throw new PluginException($"A process for a plugin could not be started: {ending}");
    }

    /// <summary>Ends it at once.</summary>
    public void Kill()
    {
        try
        {
            _process.Kill();
        }
        catch (Exception e) when (e is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            // It ended by itself.
        }
    }

    /// <summary>How it ended, a sentence; waits a little for the end and for what it had to say.</summary>
    public string Ending()
    {
        if (!_process.WaitForExit(TimeSpan.FromSeconds(2)))
        {
            Kill();
            return "its process closed the connection and was ended.";
        }
        _listener.Join(TimeSpan.FromSeconds(1));
        var words = LastWords();
        return $"its process ended {Cause(_process.ExitCode)}{(words.Length == 0 ? "." : $". It said: {words}")}";
    }

    public void Dispose()
    {
        Kill();
        _process.WaitForExit(TimeSpan.FromSeconds(5));
        // What it started itself may hold its error stream open; then the listener goes on until that ends.
        if (_listener.Join(TimeSpan.FromSeconds(1)))
            _process.StandardError.Dispose();
        // The process object leaves streams to the garbage collector once somebody reads or writes them.
        Sending.Dispose();
        Receiving.Dispose();
        _process.Dispose();
    }

    private static string Cause(int code) =>
        code switch
        {
            131 => "by SIGQUIT",
            132 => "by SIGILL, an instruction that the processor does not have",
            134 => "by SIGABRT",
            135 => "by SIGBUS",
            136 => "by SIGFPE",
            137 => "by SIGKILL, perhaps by the system for want of memory",
            139 => "by SIGSEGV, an access to memory that is not its own",
            143 => "by SIGTERM",
            _ => FormattableString.Invariant($"with exit code {code}"),
        };

    private string LastWords()
    {
        string[] lines;
        lock (_said)
        {
            lines = _said.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        }
        var first = Array.FindIndex(lines, line => Array.Exists(_lastWords, word => line.Contains(word, StringComparison.OrdinalIgnoreCase)));
        if (first < 0)
            return lines.LastOrDefault(line => !line.Contains("Warning", StringComparison.OrdinalIgnoreCase)) ?? "";
        var frame = lines.Skip(first + 1).FirstOrDefault(line => line.StartsWith("at ", StringComparison.Ordinal));
        return lines[first] + (frame is null ? "" : $" {frame}");
    }

    private void Listen()
    {
        var buffer = new char[4096];
        try
        {
            while (_process.StandardError.Read(buffer) is > 0 and var read)
            {
                lock (_said)
                {
                    _said.Append(buffer, 0, read);
                    if (_said.Length <= MostKept)
                        continue;
                    // The last words stay from where they begin; of everything else the end.
                    if (Array.Exists(_lastWords, word => _said.ToString().Contains(word, StringComparison.OrdinalIgnoreCase)))
                        _said.Length = MostKept;
                    else
                        _said.Remove(0, _said.Length - MostKept / 2);
                }
            }
        }
        catch (Exception e) when (e is IOException or InvalidOperationException or ObjectDisposedException)
        {
            // It ended.
        }
    }
}
