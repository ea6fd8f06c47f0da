using System.Globalization;

namespace DeferredSeg.Host.Runs;

/// <summary>
/// Holds a folder for one process that writes into it: two would write over each other's files. It ends with the process, however that ends.
/// </summary>
internal sealed class RunLock : IDisposable
{
    private const string LockFile = ".lock";
    private const string WriterFile = ".writer";

    private readonly FileStream _lock;
    private readonly string _writer;

    private RunLock(FileStream held, string writer) => (_lock, _writer) = (held, writer);

    /// <summary>Takes a run's folder, which is there.</summary>
    /// <param name="folder">The run's folder.</param>
    /// <exception cref="DataException">Another process holds it, or it cannot be written.</exception>
    public static RunLock Take(string folder) => Take(folder, $"{folder} is being trained", "--set run:folder=…");

    /// <summary>Takes a folder, which is there.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="held">What another process does that holds it: <c>runs/demo is being trained</c>.</param>
    /// <param name="instead">How another folder is chosen.</param>
    /// <exception cref="DataException">Another process holds it, or it cannot be written.</exception>
    public static RunLock Take(string folder, string held, string instead)
    {
        var writer = Path.Combine(folder, WriterFile);
        FileStream file;
        try
        {
            file = new(Path.Combine(folder, LockFile), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e) when (e is not (FileNotFoundException or DirectoryNotFoundException))
        {
            if (!File.Exists(Path.Combine(folder, LockFile)))
                throw Unwritable(folder, e);
            throw new DataException($"{held} by {Named(writer)}. Wait until it has ended, stop it, or choose another folder: {instead}", e);
        }
        catch (UnauthorizedAccessException e)
        {
            throw Unwritable(folder, e);
        }
        try
        {
            var since = DateTime.UtcNow.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
            File.WriteAllText(writer, FormattableString.Invariant($"process {Environment.ProcessId} on {Environment.MachineName} since {since} UTC"));
            return new(file, writer);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            file.Dispose();
            throw Unwritable(folder, e);
        }
    }

    /// <summary>Lets the next process in.</summary>
    public void Dispose()
    {
        try
        {
            File.Delete(_writer);
            File.Delete(_lock.Name);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // What stays holds nobody off.
        }
        _lock.Dispose();
    }

    private static string Named(string writer)
    {
        try
        {
            return File.ReadAllText(writer);
        }
        catch (IOException)
        {
            return "another process";
        }
    }

    private static DataException Unwritable(string folder, Exception e) =>
        new($"{folder} could not be written: {e.Message} Choose a folder that may be written to.", e);
}
