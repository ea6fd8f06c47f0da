using DeferredSeg.Formats;

namespace DeferredSeg.Archive.Results;

/// <summary>
/// A result that is being written beside its place, under the hash of its item. It takes its place at once or not at all; if it is there already, nothing
/// changes.
/// </summary>
public sealed class StagedResult
{
    /// <summary>What the archive keeps for itself in the output's folder.</summary>
    public const string OwnFolder = ".archive";

    private readonly string _output;

    private StagedResult(string output, string folder) => (_output, Folder) = (output, folder);

    /// <summary>The folder for the files.</summary>
    public string Folder { get; }

    /// <summary>Makes the folder.</summary>
    /// <param name="output">The output's folder.</param>
    /// <param name="hash">The item's.</param>
    /// <exception cref="IOException">It cannot be made.</exception>
    public static StagedResult Begin(string output, string hash)
    {
        var folder = Path.Combine(Place(output), $"{hash}.{Guid.NewGuid():N}");
        Directory.CreateDirectory(folder);
        return new(output, folder);
    }

    /// <summary>Removes what workers that died left half written; what is younger may still be written to.</summary>
    /// <param name="output">The output's folder.</param>
    /// <param name="older">How old it has to be.</param>
    public static void Sweep(string output, TimeSpan older)
    {
        if (!Directory.Exists(Place(output)))
            return;
        foreach (var folder in Directory.EnumerateDirectories(Place(output)))
        {
            if (DateTime.UtcNow - Directory.GetLastWriteTimeUtc(folder) >= older)
                Remove(folder);
        }
    }

    /// <summary>Puts it in its place.</summary>
    /// <param name="item">The item.</param>
    /// <param name="router">Knows which file comes last, whether the place has this result already, and what else may be there.</param>
    /// <returns>Whether it was not there.</returns>
    /// <exception cref="IOException">It cannot be put there.</exception>
    public bool Commit(ArchiveItem item, IArchiveRouter router)
    {
        foreach (var file in Directory.EnumerateFiles(Folder))
            FolderFlush.Flush(file);
        FolderFlush.Flush(Folder);
        if (router.IsComplete(item))
        {
            Discard();
            return false;
        }
        var target = Path.Combine(_output, item.Name);
        var above = Path.GetDirectoryName(target)!;
        Directory.CreateDirectory(above);
        if (!Moved(target))
            Replace(target, router);
        FolderFlush.Flush(above);
        return true;
    }

    /// <summary>Removes it.</summary>
    public void Discard() => Remove(Folder);

    private static string Place(string output) => Path.Combine(output, OwnFolder, "staged");

    // One rename: of two who do it at once one finds the other's.
    private bool Moved(string target)
    {
        if (Path.Exists(target))
            return false;
        try
        {
            Directory.Move(Folder, target);
            return true;
        }
        catch (IOException) when (Path.Exists(target))
        {
            return false;
        }
    }

    /// <summary>
    /// The folder is there: it holds an older result, or those of items below it. File by file; what says that all are there is first out and last in.
    /// </summary>
    private void Replace(string target, IArchiveRouter router)
    {
        var files = Directory.EnumerateFiles(Folder).Select(Path.GetFileName).OfType<string>().ToList();
        foreach (var stale in router.Stale(target))
            File.Delete(stale);
        foreach (var file in files.Where(file => file != router.Mark).Append(router.Mark))
            File.Move(Path.Combine(Folder, file), Path.Combine(target, file), overwrite: true);
        FolderFlush.Flush(target);
        Discard();
    }

    private static void Remove(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (IOException)
        {
            // What stays is no result, and is removed the next time.
        }
        catch (UnauthorizedAccessException) { }
    }
}
