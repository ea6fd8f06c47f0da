using System.Text.Json;

namespace DeferredSeg.Host.Commands.Route.Images;

/// <summary>
/// What an output folder has already: <c>state.json</c> says of which configuration and weights, each case's <c>case.json</c> of which image, and
/// whether it is complete.
/// </summary>
internal sealed class RouteState
{
    private const string StateFile = "state.json";

    /// <summary>The file in a case's folder that is written last.</summary>
    public const string CaseFile = "case.json";

    private static readonly JsonSerializerOptions _json = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    private readonly string _output;
    private readonly Marks _marks;

    private RouteState(string output, Marks marks) => (_output, _marks) = (output, marks);

    /// <summary>Looks into an output folder, which need not be there yet.</summary>
    /// <exception cref="DataException">It holds results of another configuration or of other weights, or its state cannot be read.</exception>
    public static RouteState Open(string output, string configuration, string weights)
    {
        var file = Path.Combine(output, StateFile);
        var marks = new Marks(configuration, weights);
        if (!File.Exists(file))
            return new(output, marks);
        var found =
            Read<Marks>(file)
            ?? throw new DataException(
                $"{file} is not what route writes; expected the state of an earlier run. Choose another --output, or remove the folder."
            );
        if (found == marks)
            return new(output, marks);
        var what =
            found.Configuration == configuration ? "other weights"
            : found.Weights == weights ? "another configuration"
            : "another configuration and other weights";
        throw new DataException(
            $"{output} holds results of {what}; expected the same, so that answers are not mixed. Choose another --output, or remove the folder to begin anew."
        );
    }

    /// <summary>A case that is complete already; null where it has to be routed.</summary>
    /// <param name="name">The case.</param>
    /// <param name="fingerprint">Of the image; configuration and weights are those of the folder.</param>
    /// <param name="files">The files that are wanted; a case with fewer is not complete.</param>
    public RoutedCase? Complete(string name, string fingerprint, RoutedFiles files) =>
        Read<Kept>(Path.Combine(_output, name, CaseFile)) is { Result.Complete: true } kept && kept.Fingerprint == fingerprint && kept.Files >= files
            ? kept.Result
            : null;

    /// <summary>A case that was routed.</summary>
    /// <exception cref="DataException">Its file is gone.</exception>
    public RoutedCase Result(string name) =>
        Read<Kept>(Path.Combine(_output, name, CaseFile))?.Result
        ?? throw new DataException($"{Path.Combine(_output, name, CaseFile)} is gone, or was written to meanwhile; type the same again.");

    /// <summary>Makes a case's folder, without maps of an earlier run; until <see cref="Save"/> it counts as not routed.</summary>
    /// <exception cref="DataException">It cannot be made.</exception>
    public string Begin(string name)
    {
        var folder = Path.Combine(_output, name);
        TextFile.CreateFolder(folder);
        Claim();
        foreach (var stale in Stale(folder))
            File.Delete(stale);
        return folder;
    }

    /// <summary>Writes down of which configuration and weights the folder's results are, where that is not there yet.</summary>
    /// <exception cref="DataException">It cannot be written.</exception>
    public void Claim()
    {
        if (!File.Exists(Path.Combine(_output, StateFile)))
            TextFile.Write(Path.Combine(_output, StateFile), OutputFormat.Json(_marks));
    }

    /// <summary>What an earlier run left in a case's folder, what says that it is complete first.</summary>
    /// <param name="folder">The case's folder, which is there.</param>
    public static IReadOnlyList<string> Stale(string folder) =>
        [.. OutputMaps.Patterns.Prepend(CaseFile).SelectMany(pattern => Directory.EnumerateFiles(folder, pattern))];

    /// <summary>Writes down that all of a case's files are there.</summary>
    /// <exception cref="DataException">It cannot be written.</exception>
    public void Save(string name, string fingerprint, RoutedFiles files, RoutedCase result) => SaveIn(Path.Combine(_output, name), fingerprint, files, result);

    /// <summary>Writes the same into a folder that is to become the case's.</summary>
    /// <param name="folder">Where its files are.</param>
    /// <param name="fingerprint">Of the image.</param>
    /// <param name="files">Which files there are.</param>
    /// <param name="result">Its numbers.</param>
    /// <exception cref="DataException">It cannot be written.</exception>
    public static void SaveIn(string folder, string fingerprint, RoutedFiles files, RoutedCase result) =>
        TextFile.Write(Path.Combine(folder, CaseFile), OutputFormat.Json(new Kept(fingerprint, files, result)));

    private static T? Read<T>(string file)
        where T : class
    {
        if (!File.Exists(file))
            return null;
        try
        {
            return JsonSerializer.Deserialize<T>(File.ReadAllText(file), _json);
        }
        catch (JsonException)
        {
            // Whatever it is, it is no result.
            return null;
        }
    }

    private sealed record Marks(string Configuration, string Weights);

    private sealed record Kept(string Fingerprint, RoutedFiles Files, RoutedCase Result);
}
