using System.Globalization;
using DeferredSeg.Engine.Training;
using DeferredSeg.Formats;

namespace DeferredSeg.Engine.Weights;

/// <summary>A run's checkpoints: the last two. The newest that is whole is the one to go on from.</summary>
/// <param name="folder">Where they lie; made when the first is written.</param>
internal sealed class CheckpointFolder(string folder)
{
    private const string Pattern = "checkpoint-*.safetensors";
    private const int Kept = 2;

    /// <summary>Whether there is any.</summary>
    public bool Any => Files().Count > 0;

    /// <summary>The newest file; null where there is none.</summary>
    public string? Newest => Files().FirstOrDefault();

    /// <summary>Writes the next and forgets all but the last two. Whatever happens, what was there before stays readable.</summary>
    /// <exception cref="CheckpointException">The disk is full, the folder may not be written, or the like.</exception>
    public void Write(TrainingState state, IReadOnlyList<(string Name, Tensor Value)> tensors)
    {
        try
        {
            Directory.CreateDirectory(folder);
            var files = Files();
            var number = files.Count == 0 ? 1 : Number(files[0]) + 1;
            CheckpointFile.Write(Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"checkpoint-{number:D9}.safetensors")), state, tensors);
            FolderFlush.Flush(folder);
            foreach (var old in files.Skip(Kept - 1))
                File.Delete(old);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CheckpointException(
                $"The checkpoint of step {state.Step} cannot be written to {folder}: {e.Message} Earlier checkpoints are as they "
                    + $"were{(Newest is { } newest ? $"; the newest is {newest}" : "")}. Free space or choose another folder, then resume.",
                e
            );
        }
    }

    /// <summary>Reads the newest checkpoint that is whole; removes what a killed run left half-written.</summary>
    /// <param name="notice">Is told of each that is not.</param>
    /// <exception cref="CheckpointException">There is none.</exception>
    public (TrainingState State, IReadOnlyDictionary<string, Tensor> Tensors) Read(Action<string> notice)
    {
        var problems = new List<string>();
        foreach (var path in Files())
        {
            try
            {
                var found = CheckpointFile.Read(path);
                foreach (var problem in problems)
                    notice($"{problem} Going on from {path}.");
                RemoveLeftOvers(newerThan: path);
                return found;
            }
            catch (CheckpointException e)
            {
                problems.Add(e.Message);
            }
        }
        throw new CheckpointException(
            problems.Count == 0
                ? $"There is no checkpoint in {folder} to resume from. Start the run without resuming."
                : $"No checkpoint in {folder} can be resumed from: {string.Join(" ", problems)}"
        );
    }

    /// <summary>Removes what a killed run left half-written.</summary>
    /// <exception cref="CheckpointException">It cannot be removed.</exception>
    public void RemoveHalfWritten() => Remove(() => Directory.Exists(folder) ? Directory.EnumerateFiles(folder, "*.tmp", SearchOption.AllDirectories) : []);

    private void RemoveLeftOvers(string newerThan)
    {
        RemoveHalfWritten();
        Remove(() => Files().TakeWhile(file => file != newerThan));
    }

    private void Remove(Func<IEnumerable<string>> files)
    {
        try
        {
            foreach (var file in files().ToList())
                File.Delete(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CheckpointException($"The run's folder {folder} cannot be written: {e.Message} Resuming writes checkpoints there.", e);
        }
    }

    /// <summary>The newest first.</summary>
    private List<string> Files() =>
        Directory.Exists(folder) ? [.. Directory.EnumerateFiles(folder, Pattern).Where(file => Number(file) >= 0).OrderByDescending(Number)] : [];

    private static long Number(string path) =>
        long.TryParse(Path.GetFileNameWithoutExtension(path)["checkpoint-".Length..], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : -1;
}
