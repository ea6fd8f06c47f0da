using System.CommandLine;
using DeferredSeg.Host.Commands;
using DeferredSeg.Host.Configuration;
using DeferredSeg.Host.Plugins;

namespace DeferredSeg.Host.Runs;

/// <summary>Which runs a command is about: those of configuration files, of a list, or folders of runs that were trained.</summary>
internal sealed class RunSelection
{
    private const string Unnamed = "run";

    private readonly Option<string[]> _files = new("--config") { Description = "A JSON file with the experiment. May be repeated; a later one wins." };
    private readonly Option<string[]> _settings = new("--set")
    {
        Description = "One setting, for example training:epochs=20; wins over files and environment. May be repeated.",
    };
    private readonly Option<string?> _list = new("--list")
    {
        Description = "A JSON file that names several runs, such as those in configs/lists; --config and --set apply to all of them.",
    };
    private readonly PluginSelection _plugins = new();
    private Argument<string[]>? _folders;

    /// <summary>Adds the options to a command.</summary>
    /// <param name="command">The command.</param>
    /// <param name="withFolders">Whether folders of trained runs may be named.</param>
    public void AddTo(Command command, bool withFolders = false)
    {
        if (withFolders)
        {
            _folders = new("run") { Description = "Folders of trained runs.", Arity = ArgumentArity.ZeroOrMore };
            command.Arguments.Add(_folders);
        }
        command.Options.Add(_files);
        command.Options.Add(_settings);
        command.Options.Add(_list);
        command.Validators.Add(result =>
        {
            // The environment may hold a whole configuration.
            var isNamed = result.GetResult(_files) is not null || result.GetResult(_settings) is not null || result.GetResult(_list) is not null;
            if (!isNamed && (_folders is null || result.GetResult(_folders) is not { Tokens.Count: > 0 }) && !LayeredConfiguration.IsInEnvironment)
                result.AddError(
                    withFolders
                        ? "Nothing is named; expected the folders of trained runs, --config or --list."
                        : "Nothing is named; expected --config with the experiment, or --list."
                );
        });
        _plugins.AddTo(command);
    }

    /// <summary>The list; null where none is named.</summary>
    public RunList? List(ParseResult parsed) => parsed.GetValue(_list) is { } file ? RunList.Read(file) : null;

    /// <summary>Looks for plugins where they are built in, and where the environment, the first configuration and the command line say.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="otherwise">Where the code of plugins runs where nothing says it.</param>
    public PluginHost Plugins(ParseResult parsed, PluginIsolation otherwise = PluginIsolation.Assembly) =>
        ExperimentSelection.Open(_plugins, parsed, Configurations(parsed, List(parsed), tells: false)[0].Layers([]).Root, otherwise);

    /// <summary>The runs, each read once for every network.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="plugins">The plugins present.</param>
    /// <param name="onlyReads">Whether runs are read alone: a list may then name one several times, for example with other prompts each.</param>
    /// <exception cref="ConfigurationException">A file is missing, or something is not right.</exception>
    public IReadOnlyList<NamedRun> Read(ParseResult parsed, PluginHost plugins, bool onlyReads = false)
    {
        var runs = Configurations(parsed, List(parsed)).Select(one => new NamedRun(one.Name, one.Labels, RunPlan.Read(one.Layers, plugins, one.Name))).ToList();
        foreach (var twice in runs.GroupBy(run => Path.GetFullPath(run.Plan.Folder)).Where(group => group.Count() > 1 && !onlyReads))
            throw new ConfigurationException(
                $"Two runs lie in {twice.First().Plan.Folder}: {string.Join(", ", twice.Select(run => run.Name))}; expected a "
                    + "folder for each. Let run:folder differ, or leave it out."
            );
        return runs;
    }

    private List<(string Name, IReadOnlyList<string> Labels, Func<IReadOnlyList<string>, LayeredConfiguration> Layers)> Configurations(
        ParseResult parsed,
        RunList? list,
        bool tells = true
    )
    {
        string[] files = parsed.GetValue(_files) ?? [];
        string[] settings = parsed.GetValue(_settings) ?? [];
        string[] folders = _folders is null ? [] : parsed.GetValue(_folders) ?? [];
        if (list is not null)
            return
            [
                .. list.Runs.Select(run =>
                    (
                        list.NameOf(run),
                        run.Labels,
                        (Func<IReadOnlyList<string>, LayeredConfiguration>)(further => list.Layers(run, files, [.. settings, .. further]))
                    )
                ),
            ];
        if (folders.Length > 0)
            return
            [
                .. folders
                    .Select(folder => (Named: folder, Run: RunLocation.Find(folder, tells)))
                    .Select(folder =>
                        (
                            Name(folder.Named),
                            (IReadOnlyList<string>)[],
                            (Func<IReadOnlyList<string>, LayeredConfiguration>)(
                                further =>
                                    LayeredConfiguration.Read(
                                        [Path.Combine(folder.Run, RunPlan.ConfigurationFile), .. files],
                                        [$"run:folder={folder.Run}", .. settings, .. further]
                                    )
                            )
                        )
                    ),
            ];
        return
        [
            (
                files.Length > 0 ? Path.GetFileNameWithoutExtension(files[^1]) : Unnamed,
                [],
                further => LayeredConfiguration.Read(files, [.. settings, .. further])
            ),
        ];
    }

    private static string Name(string folder) => Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)));
}
