using DeferredSeg.Abstractions.Options;
using DeferredSeg.Data.Datasets;
using DeferredSeg.Data.Datasets.Files;
using Microsoft.Extensions.Configuration;

namespace DeferredSeg.Host.Configuration;

/// <summary>The dataset of a configuration, with what its folder's own dataset.json says beneath it.</summary>
internal static class DatasetConfiguration
{
    private const string File = "dataset.json";

    /// <summary>
    /// Reads the section <c>dataset</c>. A list in it takes the place of that in the file; a folder in the file is not looked at. <c>{data}</c> in the
    /// folder is where datasets lie (<see cref="DataRoot"/>).
    /// </summary>
    /// <param name="layers">The configuration.</param>
    /// <param name="opens">Whether its images will be read; else a folder that cannot be told does not matter.</param>
    /// <exception cref="ConfigurationException">Something is not right; the message tells all problems.</exception>
    public static DatasetSettings Read(LayeredConfiguration layers, bool opens = true)
    {
        try
        {
            var settings = OptionReader.Read<DatasetSettings>(Merged(layers, opens));
            return settings with { Folder = Folder(settings.Folder, opens) };
        }
        catch (OptionException e)
        {
            throw new ConfigurationException(
                $"The dataset{(OwnFile(layers, opens) is { } own ? $" ({own} and the configuration)" : "")} is not "
                    + $"right:{string.Concat(e.Problems.Select(problem => $"\n- {problem.Message}"))}",
                e
            );
        }
    }

    /// <summary>The section with what the folder's own file says beneath it, its keys relative to the section.</summary>
    /// <param name="layers">The configuration.</param>
    /// <param name="opens">Whether its images will be read.</param>
    /// <exception cref="ConfigurationException">The folder's own file is no JSON.</exception>
    public static IConfiguration Merged(LayeredConfiguration layers, bool opens = true)
    {
        var section = layers.Root.GetSection("dataset");
        if (OwnFile(layers, opens) is not { } own)
            return section;
        IEnumerable<KeyValuePair<string, string?>>[] both =
        [
            OfFile(own, section["classes:mode"] is not null),
            section.AsEnumerable(makePathsRelative: true).Where(entry => entry.Key.Length > 0),
        ];
        var builder = new ConfigurationBuilder();
        // A parent of values has no value of its own, and must not hide one.
        foreach (var entries in ReplacedLists.Of(both))
            builder.AddInMemoryCollection(entries.Where(entry => entry.Value is not null));
        return builder.Build();
    }

    // Classes that are chosen take the place of those that another program's file names.
    private static IEnumerable<KeyValuePair<string, string?>> OfFile(string own, bool hasClasses)
    {
        List<KeyValuePair<string, string?>> entries = [.. JsonSettings.Read(own)];
        List<KeyValuePair<string, string?>> translated = [.. ForeignDescription.Translated(entries)];
        var isForeign = entries.Exists(entry => entry.Key.StartsWith("labels:", StringComparison.OrdinalIgnoreCase));
        return translated.Where(entry =>
            !entry.Key.Equals("folder", StringComparison.OrdinalIgnoreCase)
            && !(isForeign && hasClasses && entry.Key.StartsWith("classes:", StringComparison.OrdinalIgnoreCase))
        );
    }

    private static string? OwnFile(LayeredConfiguration layers, bool opens) =>
        Folder(layers.Root.GetSection("dataset")["folder"], opens) is { Length: > 0 } folder
        && Path.Combine(folder, File) is var path
        && System.IO.File.Exists(path)
            ? path
            : null;

    private static string? Folder(string? named, bool opens)
    {
        try
        {
            return named is null ? null : DataRoot.Resolve(named);
        }
        catch (ConfigurationException) when (!opens)
        {
            return null;
        }
    }
}

/// <summary>
/// Paths that begin where datasets lie: <c>{data}/chase_db1</c> is below the folder that the environment variable DEFERREDSEG_DATA names, so that a
/// configuration holds no path of one machine.
/// </summary>
internal static class DataRoot
{
    private const string Mark = "{data}";
    private const string Variable = "DEFERREDSEG_DATA";

    /// <summary>The path with the folder in the place of <c>{data}</c>.</summary>
    /// <exception cref="ConfigurationException">The variable is not set.</exception>
    public static string Resolve(string path)
    {
        if (!path.Contains(Mark, StringComparison.Ordinal))
            return path;
        return Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } root
            ? path.Replace(Mark, root, StringComparison.Ordinal)
            : throw new ConfigurationException(
                $"'{path}' lies where datasets lie, and {Variable} is not set; expected the folder that holds them: "
                    + $"{Variable}=… ./deferredseg …, or a path without {Mark}."
            );
    }
}
