using System.CommandLine;
using DeferredSeg.Data.Datasets;
using DeferredSeg.Host.Configuration;
using DeferredSeg.Schema;

namespace DeferredSeg.Host.Commands.Data;

/// <summary><c>data</c>: datasets.</summary>
internal static class DataCommand
{
    public static Command Create() =>
        new("data", "Inspects, divides, converts and generates datasets.")
        {
            DataInspectCommand.Create(),
            DataSplitCommand.Create(),
            DataConvertCommand.Create(),
            DataPhantomCommand.Create(),
        };
}

/// <summary>Which dataset a command is about: a folder, or that of a configuration.</summary>
internal sealed class DatasetSelection
{
    private readonly Argument<string?> _folder = new("folder")
    {
        Description = "The dataset's folder; wins over the configuration's.",
        Arity = ArgumentArity.ZeroOrOne,
    };
    private readonly Option<string[]> _files = new("--config")
    {
        Description = "A JSON file with the experiment, whose section dataset is read. May be repeated; a later one wins.",
    };
    private readonly Option<string[]> _settings = new("--set")
    {
        Description = "One setting, for example dataset:patient=^Image_(\\d+); wins over files and environment. May be repeated.",
    };

    /// <summary>Adds the options to a command.</summary>
    /// <param name="command">The command.</param>
    /// <param name="withFolder">Whether a folder may be named.</param>
    public void AddTo(Command command, bool withFolder = true)
    {
        if (withFolder)
            command.Arguments.Add(_folder);
        command.Options.Add(_files);
        command.Options.Add(_settings);
    }

    /// <summary>Reads the settings.</summary>
    /// <param name="parsed">What was typed.</param>
    /// <param name="further">Settings of other options, which win.</param>
    /// <exception cref="ConfigurationException">Something is not right; the message tells all problems.</exception>
    public DatasetSettings Read(ParseResult parsed, params IEnumerable<string> further)
    {
        var folder = parsed.CommandResult.Command.Arguments.Contains(_folder) ? parsed.GetValue(_folder) : null;
        var layers = LayeredConfiguration.Read(
            parsed.GetValue(_files) ?? [],
            [.. parsed.GetValue(_settings) ?? [], .. folder is null ? [] : (string[])[$"dataset:folder={folder}"], .. further]
        );
        var problems = SchemaValidator.Validate(ExperimentSchema.Host, ConfigurationTree.Of(layers.Root)).ToList();
        if (problems.Count > 0)
            throw new ConfigurationException($"The configuration is not right:{string.Concat(problems.Select(problem => $"\n- {problem.Message}"))}");
        return DatasetConfiguration.Read(layers);
    }
}
