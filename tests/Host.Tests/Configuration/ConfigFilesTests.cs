using DeferredSeg.Host.Configuration;
using DeferredSeg.Host.Runs;
using DeferredSeg.Schema;

namespace DeferredSeg.Host.Tests.Configuration;

public sealed class ConfigFilesTests
{
    public static TheoryData<string> Experiments =>
        [.. Files().Where(file => !file.Contains("/lists/", StringComparison.Ordinal) && !file.EndsWith("schema.json", StringComparison.Ordinal))];

    public static TheoryData<string> Lists => [.. Files().Where(file => file.Contains("/lists/", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(Experiments))]
    public void Every_configuration_of_the_repository_keeps_the_hosts_schema(string file) =>
        Assert.Empty(Problems(LayeredConfiguration.Read([file], [], environment: false)));

    [Theory]
    [MemberData(nameof(Lists))]
    public void Every_list_names_runs_whose_configurations_keep_it_and_lie_apart(string file)
    {
        var list = RunList.Read(file);

        Assert.All(list.Runs, run => Assert.Empty(Problems(list.Layers(run, [], []))));
        // Lists that are evaluated alone name a run several times, each with other settings.
        string Place(ListedRun run) =>
            list.Layers(run, [], []).Root["run:folder"] + (file.EndsWith("-prompts.json", StringComparison.Ordinal) ? string.Join(' ', run.Set ?? []) : "");
        Assert.Equal(list.Runs.Count, list.Runs.Select(Place).Distinct().Count());
    }

    private static IEnumerable<string> Problems(LayeredConfiguration layers) =>
        SchemaValidator.Validate(ExperimentSchema.Host, ConfigurationTree.Of(layers.Root)).Select(problem => problem.Message);

    private static IEnumerable<string> Files() =>
        Directory
            .EnumerateFiles(BuildFacts.Configurations, "*.json", SearchOption.AllDirectories)
            .Select(file => file.Replace('\\', '/'))
            .Order(StringComparer.Ordinal);
}
