using DeferredSeg.Host.Configuration;

namespace DeferredSeg.Host.Runs;

/// <summary>Where a run lies that somebody names by a folder: the run's own, or one with a run in it, such as that of a demo.</summary>
internal static class RunLocation
{
    /// <summary>The run's folder.</summary>
    /// <param name="folder">As it was named.</param>
    /// <param name="tells">Whether it is told which of several runs was taken.</param>
    /// <returns>The folder itself, or the one below it that holds the only run, or the only run that routes.</returns>
    /// <exception cref="DataException">There is no folder, no run in it, or several that may be meant; the message names them.</exception>
    public static string Find(string folder, bool tells = true)
    {
        if (IsRun(folder))
            return folder;
        if (!Directory.Exists(folder))
            throw new DataException($"There is no folder {folder}; expected a run that was trained, such as runs/demo.");
        List<string> runs = [.. Directory.EnumerateDirectories(folder).Where(IsRun).Order(StringComparer.Ordinal)];
        List<string> routing = runs.Count > 1 ? runs.FindAll(Routes) : runs;
        if (routing.Count == 1)
        {
            if (tells && runs.Count > 1)
                Console.Error.WriteLine($"{folder} holds the runs {string.Join(", ", runs.Select(Name))}; {Name(routing[0])} is taken, which routes.");
            return routing[0];
        }
        if (runs.Count > 0)
            throw new DataException(
                $"{folder} holds {runs.Count} runs: {string.Join(", ", runs.Select(Name))}; expected one run. Name one of them, such as {runs[0]}."
            );
        if (RunAbove(folder) is { } above)
            throw new DataException(
                $"{folder} lies in the run {above} and is none itself; expected the run's own folder. Name {above}, and for route the network with "
                    + $"--member {Path.GetRelativePath(above, folder).Replace('\\', '/')}."
            );
        throw new DataException(
            $"{folder} holds no {RunPlan.ConfigurationFile}, so it is no run that was trained; expected the folder that "
                + "./deferredseg train wrote, which is the value of run:folder."
        );
    }

    private static bool IsRun(string folder) => File.Exists(Path.Combine(folder, RunPlan.ConfigurationFile));

    private static bool Routes(string run) =>
        !string.Equals(
            LayeredConfiguration.Read([Path.Combine(run, RunPlan.ConfigurationFile)], [], environment: false).Root["training:deferral"],
            "false",
            StringComparison.OrdinalIgnoreCase
        );

    /// <summary>The run that a network's folder belongs to: variant-1/seed-0 lies two below it.</summary>
    private static string? RunAbove(string folder)
    {
        var above = Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)));
        for (var depth = 0; depth < 2 && above is not null; depth++, above = Path.GetDirectoryName(above))
        {
            if (IsRun(above))
                return above;
        }
        return null;
    }

    private static string Name(string folder) => Path.GetFileName(folder);
}
