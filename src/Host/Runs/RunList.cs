using System.Text.Json;
using DeferredSeg.Formats;
using DeferredSeg.Host.Configuration;

namespace DeferredSeg.Host.Runs;

/// <summary>Several runs that belong into one table: a grid of weights, an ablation. A JSON file; its paths are relative to it.</summary>
/// <param name="Title">What the table shows.</param>
/// <param name="Heads">What the runs' labels are, for example λ1 and λ2.</param>
/// <param name="Configs">Configuration files of all runs.</param>
/// <param name="Set">Settings of all runs, as <c>--set</c> takes them.</param>
/// <param name="Runs">The runs.</param>
internal sealed record RunList(
    string Title,
    IReadOnlyList<string> Heads,
    IReadOnlyList<string>? Configs,
    IReadOnlyList<string>? Set,
    IReadOnlyList<ListedRun> Runs
)
{
    private static readonly JsonSerializerOptions _json = new(JsonSerializerDefaults.Web)
    {
        AllowTrailingCommas = true,
        ReadCommentHandling = JsonCommentHandling.Skip,
        UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow,
    };

    private string _folder = "";
    private string _name = "";

    /// <summary>Reads a list.</summary>
    /// <exception cref="ConfigurationException">It is missing, no such JSON, or labels do not fit heads; the message tells all problems.</exception>
    public static RunList Read(string file)
    {
        if (!File.Exists(file))
            throw new ConfigurationException($"There is no file {file}; expected a list of runs, such as those in configs/lists.");
        try
        {
            var list = JsonSerializer.Deserialize<RunList>(File.ReadAllText(file), _json);
            List<string> problems = [];
            if (list?.Heads is not { Count: > 0 })
                problems.Add("heads is missing or empty; expected what the runs' labels are, for example [\"Loss\"].");
            if (list?.Runs is not { Count: > 0 })
                problems.Add("runs is missing or empty; expected one or more of { \"labels\": [...], \"set\": [...] }.");
            foreach (var run in list?.Runs ?? [])
            {
                if (run.Labels?.Count != list!.Heads?.Count)
                    problems.Add(
                        $"a run has the labels [{string.Join(", ", run.Labels ?? [])}]; expected one for each of heads [{string.Join(", ", list.Heads ?? [])}]."
                    );
            }
            if (problems.Count > 0)
                throw new ConfigurationException($"{file} is not right:{string.Concat(problems.Select(problem => $"\n- {problem}"))}");
            return list! with { _folder = Path.GetDirectoryName(file) ?? "", _name = Path.GetFileNameWithoutExtension(file) };
        }
        catch (JsonException e)
        {
            throw new ConfigurationException(
                $"{file} cannot be read: {JsonFault.Of(e)} Expected {{ \"title\": …, \"heads\": [...], \"configs\": [...], \"set\": [...], "
                    + "\"runs\": [{ \"labels\": [...], \"set\": [...] }] }.",
                e
            );
        }
    }

    /// <summary>What a run is called: the list's name and its labels.</summary>
    public string NameOf(ListedRun run) =>
        Path.Combine(
            _name,
            string.Join(
                '-',
                run.Labels.Select(label =>
                    string.Concat(label.Select(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' ? char.ToLowerInvariant(letter) : '-'))
                )
            )
        );

    /// <summary>A run's configuration.</summary>
    /// <param name="run">Which.</param>
    /// <param name="files">Files of the command line, above those of the list.</param>
    /// <param name="settings">Settings of the command line, above those of the list.</param>
    public LayeredConfiguration Layers(ListedRun run, IReadOnlyList<string> files, IReadOnlyList<string> settings) =>
        LayeredConfiguration.Read(
            [.. (Configs ?? []).Concat(run.Configs ?? []).Select(file => Path.Combine(_folder, file)), .. files],
            [.. Set ?? [], .. run.Set ?? [], .. settings]
        );
}

/// <summary>A run of a list.</summary>
/// <param name="Labels">What sets it apart, one for each of the list's heads.</param>
/// <param name="Configs">Configuration files in addition to those of the list.</param>
/// <param name="Set">Settings in addition to those of the list.</param>
internal sealed record ListedRun(IReadOnlyList<string> Labels, IReadOnlyList<string>? Configs = null, IReadOnlyList<string>? Set = null);
