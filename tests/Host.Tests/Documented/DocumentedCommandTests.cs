using DeferredSeg.Host.Runs;

namespace DeferredSeg.Host.Tests.Documented;

/// <summary>
/// Every command line that the documentation and the help print does what they say: it is run in a folder with the files that it names, or, where those
/// are the reader's own or it takes hours, understood, with its configuration resolved.
/// </summary>
public sealed class DocumentedCommandTests(DocumentedFolder folder) : IClassFixture<DocumentedFolder>
{
    /// <summary>What begins so is not run, and why.</summary>
    private static readonly (string Begins, string Because)[] _resolved =
    [
        ("train --config mine.json", "made the folder that the others are run in"),
        ("train --config configs/", "takes minutes to days, and the data and weights of its paper"),
        ("train --list configs/lists/", "takes hours"),
        ("train --config experiment.json --set run:seeds", "trains twice what the next trains once"),
        ("evaluate runs/demo-router", "is about a run that fit-router makes, which FitRouterTests evaluates"),
        ("evaluate runs/hippocampus", "is about runs of minutes on a public dataset, whose like VolumeRunTests has"),
        ("evaluate runs/safeclick", "is about a run of minutes"),
        ("evaluate runs/cenet", "is about runs of the paper's size"),
        ("evaluate runs/medsam", "is about runs of the paper's size"),
        ("evaluate --list configs/lists/", "is about runs that take hours"),
        ("fit-router --run runs/demo-router", "wants a router and cases of the reader's own, which FitRouterTests has"),
        ("route --run runs/sam2", "is about a run of minutes"),
        ("route --run runs/spa", "is about a run of minutes, whose like ConversationTests has"),
        ("route --run runs/cenet", "is about a run of minutes"),
        ("route --run runs/medsam", "is about a run of minutes"),
        ("route --run runs/demo --config configs/people.json", "ends with 6 until people have answered, which PeopleTests has"),
        ("evaluate runs/demo --cluster", "shares work out over a Redis, which Archive.Tests do"),
        ("worker --cluster", "waits for work from a Redis, which Archive.Tests have"),
        ("status --cluster", "asks workers that are found over a Redis, which Archive.Tests have"),
        ("status --output", "is about an archive that is being routed, which ArchiveRouteTests have"),
        ("route --run runs/demo --archive scans --output routed --cluster", "shares work out over a Redis, which Archive.Tests do"),
        ("interact", "is about runs of minutes, and InteractTests has one"),
        ("study status", "wants a study, which PeopleTests has"),
        ("study readers", "wants a study"),
        ("study invite", "wants a study"),
        ("study backup", "wants a study"),
        ("study check", "wants a study, which PeopleTests has"),
        ("study forget", "wants a study"),
        ("study create", "makes a study, which Studies.Tests do"),
        ("serve --study", "serves until it is ended, which Server.Tests do"),
        ("export --study", "wants a study that was answered, which PeopleTests has"),
        ("data inspect ../", "wants a public dataset"),
        ("data split ../", "wants a public dataset"),
        ("data convert ../", "wants a public dataset"),
        ("data inspect --config configs/lidc", "wants a public dataset"),
        ("forward --backbone MedSam", "wants the published weights"),
        ("forward --backbone ProbUNet", "wants published weights"),
        ("forward --backbone LwNet", "wants a plugin from outside, which Samples.Tests builds"),
        ("forward --backbone UNet --set width=64", "wants published weights"),
        ("plugins new", "writes a project, which PluginTemplate.Tests builds"),
        ("plugins feed", "packs the host, which PluginTemplate.Tests does"),
        ("plugins list --load --plugins plugins", "wants a plugin from outside"),
        ("plugins info Mine", "wants a plugin from outside"),
        ("plugins validate plugins/", "wants a plugin from outside"),
        ("plugins validate my-plugins/", "wants a plugin from outside"),
        ("plugins doctor --plugins ./my-plugins", "wants a plugin from outside"),
        ("metrics --input test.safetensors", "wants numbers of two parts of a dataset"),
        ("simulate --set experts:0:source=recorded", "wants a dataset's raters"),
        ("loss --input case.npz", "is the same as with safetensors"),
        ("config schema --output", "writes into the repository"),
    ];

    // What one of them does the others do with a setting more.
    private static readonly string[] _heavy =
    [
        "demo",
        "demo --format json",
        "demo --seed 7 --output runs/demo-7",
        "plugins doctor",
        "plugins doctor --isolation process",
        "evaluate runs/demo --guarantee \"1 - dice <= 0.25 at delta 0.1\" --draws 1000",
        "evaluate runs/demo --ways --output ways",
        "fit-router --run runs/demo --output runs/demo-router",
        "fit-router --run runs/demo --passes --output runs/demo-passes",
        "plugins validate artifacts/plugins/Backbones.UNet --set UNet:width=8",
        "plugins validate artifacts/plugins/Backbones.Onnx --model net.onnx",
        "plugins validate artifacts/plugins/Backbones.Onnx --model model.onnx",
    ];

    public static TheoryData<string> Commands => [.. DocumentedCommand.All()];

    [SkippableTheory]
    [MemberData(nameof(Commands))]
    public void Each_command_line_works_as_it_is_printed(string line)
    {
        Assert.NotNull(folder);
        var arguments = DocumentedCommand.Words(line);

        Assert.Empty(Program.Mistakes(Program.Root().Parse(arguments)));
        if (_resolved.Any(one => line.StartsWith(one.Begins, StringComparison.Ordinal)))
        {
            Resolve(arguments);
            return;
        }
        Skip.If(
            (_heavy.Contains(line) || line.StartsWith("forward --backbone CeNet", StringComparison.Ordinal))
                && Environment.GetEnvironmentVariable("DEFERREDSEG_TEST_LONG") != "1",
            "heavy; ./test --long runs it"
        );
        // Each begins in the same folder, whatever the others wrote; what others need it leaves as it was.
        List<string> written =
        [
            "routed",
            "segmented",
            "at-5",
            "compared",
            "ways",
            "split.json",
            "phantom",
            "runs/experiment",
            "runs/demo-router",
            "runs/demo-passes",
        ];
        written.AddRange(arguments.Where(word => word.StartsWith("run:folder=", StringComparison.Ordinal)).Select(word => word[11..]));
        foreach (var output in written.Where(Path.Exists))
        {
            if (Directory.Exists(output))
                Directory.Delete(output, recursive: true);
            else
                File.Delete(output);
        }
        DocumentedFolder.WriteInput(line.Contains("CeNet", StringComparison.Ordinal) || arguments.Contains("--model") ? 3 : 1);
        var run = ProgramRun.Of([.. arguments, .. arguments[0] == "demo" ? (string[])["--epochs", "1"] : []]);

        Assert.True(run.ExitCode == 0, $"{line}\nexit code {run.ExitCode}\n{run.Error}");
    }

    [Fact]
    public void What_is_not_run_is_still_printed_somewhere()
    {
        var lines = DocumentedCommand.All();

        Assert.InRange(lines.Count, 60, 200);
        Assert.All(_resolved, one => Assert.Contains(lines, line => line.StartsWith(one.Begins, StringComparison.Ordinal)));
    }

    /// <summary>The files of its configuration are there and give an experiment, whatever data they name.</summary>
    private static void Resolve(string[] arguments)
    {
        string[] After(string option) => [.. arguments.Zip(arguments.Skip(1)).Where(pair => pair.First == option).Select(pair => pair.Second)];
        foreach (var list in After("--list"))
            Assert.NotEmpty(RunList.Read(list).Runs);
        if (After("--config") is not { Length: > 0 } files || arguments[0] is not ("train" or "route" or "evaluate"))
            return;
        var shown = ProgramRun.Of([
            "config",
            "show",
            .. files.SelectMany(file => (string[])["--config", file]),
            .. After("--set").SelectMany(setting => (string[])["--set", setting]),
        ]);
        Assert.True(shown.ExitCode == 0, shown.Error);
    }
}
