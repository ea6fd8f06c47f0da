using System.CommandLine;
using System.Globalization;
using DeferredSeg.Deferral.Measures;
using DeferredSeg.Host.Commands.Evaluate;
using DeferredSeg.Host.Commands.Train;
using DeferredSeg.Host.Configuration;
using DeferredSeg.Host.Plugins;
using DeferredSeg.Host.Runs;
using DeferredSeg.Reporting.Evaluations;

namespace DeferredSeg.Host.Commands;

/// <summary><c>demo</c>: the main job on generated images, from nothing to a report.</summary>
internal static class DemoCommand
{
    public static Command Create()
    {
        var seed = new Option<int>("--seed")
        {
            Description = "The seed of weights, order and experts; the same seed gives the same result.",
            DefaultValueFactory = _ => 1,
        };
        var epochs = new Option<int?>("--epochs")
        {
            Description = "Epochs of the network, 1 to 1000, with the router's steps in proportion; by default as configs/demo.json has them.",
        };
        epochs.Validators.Add(result =>
        {
            if (
                result.Tokens.Count == 1
                && int.TryParse(result.Tokens[0].Value, NumberStyles.Integer, CultureInfo.InvariantCulture, out var value)
                && value is < 1 or > 1000
            )
                result.AddError($"--epochs is {value}; expected 1 to 1000.");
        });
        var output = new Option<string>("--output")
        {
            Description = "The folder for networks, tables and report; what an earlier demo left there is replaced.",
            DefaultValueFactory = _ => Path.Combine("runs", "demo"),
        };
        var format = OutputFormat.Create();
        var selection = new PluginSelection();
        var command = new Command(
            "demo",
            "Generates images with ambiguous borders, trains a small U-Net, "
                + "fits a router to it that asks three simulated experts (Table 2 of the paper) about a tenth of the pixels, "
                + "and measures model and experts together. Takes about a minute on two cores; the report says the rest.\n\n"
                + "Examples:\n"
                + "  ./deferredseg demo\n"
                + "  ./deferredseg demo --seed 7 --output runs/demo-7\n"
                + "  ./deferredseg demo --format json"
        )
        {
            seed,
            epochs,
            output,
            format,
        };
        selection.AddTo(command);
        command.SetAction(
            (parsed, cancellation) =>
                Task.Run(() =>
                {
                    using var plugins = selection.Open(parsed);
                    var demo = new DemoRun(plugins, parsed.GetValue(output)!, parsed.GetValue(seed), parsed.GetValue(epochs));
                    var (run, tables, folder, report) = demo.Run(cancellation);
                    if (parsed.GetValue(format) == "json")
                        Console.Write(tables.Json());
                    else
                        EvaluateCommand.Show(tables, [run], folder, report);
                    return ExitCode.Ok;
                })
        );
        return command;
    }
}

/// <summary>The demo's three steps: a segmentor by itself, the same with routing, and what the two with their experts come to.</summary>
internal sealed class DemoRun(PluginHost plugins, string output, int seed, int? epochs)
{
    private const string Resource = "demo.json";

    // The router's 1,000 steps stand by the network's 40 epochs.
    private const int StepsOfEpoch = 25;

    private string Configuration => Path.Combine(output, Resource);

    /// <summary>Trains and measures.</summary>
    /// <param name="cancellation">Stops between two steps.</param>
    /// <returns>What was measured, its tables, and where they and the report lie.</returns>
    /// <exception cref="DataException">The folder holds something else, or cannot be written.</exception>
    public (EvaluatedRun Run, EvaluationTables Tables, string Folder, string Report) Run(CancellationToken cancellation)
    {
        MakeRoom();
        var model = Plan("model", "backbone:weights=", "backbone:wrappers=[]", "training:deferral=false", "training:trainBackbone=true");
        var routing = Plan("routing", $"backbone:weights={Path.Combine(model.Plan.Folder, "{member}", "best", "backbone.safetensors")}");
        Console.Error.WriteLine($"1 of 3: a U-Net learns to segment by itself ({model.Plan.Folder}).");
        TrainedRun.Train(model.Plan, plugins, false, "./deferredseg demo", cancellation);
        Console.Error.WriteLine(
            $"2 of 3: a router learns whom to ask, of three experts and the model, and the network stays as it is ({routing.Plan.Folder})."
        );
        TrainedRun.Train(routing.Plan, plugins, false, "./deferredseg demo", cancellation);
        Console.Error.WriteLine("3 of 3: model and experts are measured on images that nobody has seen.");
        var run = EvaluatedRun.Of(routing, plugins, cancellation);
        var tables = EvaluationTables.Of(
            "System, Expert and Model",
            [run.Numbers],
            [],
            new BootstrapOptions((routing.Plan.Experiment.Settings.Evaluation ?? new()).Resamples)
        );
        var folder = Path.Combine(routing.Plan.Folder, "evaluation");
        EvaluationFiles.Write(folder, tables, [run]);
        var report = Path.Combine(folder, "report.html");
        ReportFile.Write(report, run, tables, plugins, cancellation);
        return (run, tables, folder, report);
    }

    private NamedRun Plan(string name, params string[] settings)
    {
        string[] ofLine = epochs is { } some
            ?
            [
                string.Create(CultureInfo.InvariantCulture, $"training:epochs={some}"),
                string.Create(CultureInfo.InvariantCulture, $"fitting:steps={StepsOfEpoch * some}"),
                string.Create(CultureInfo.InvariantCulture, $"fitting:foldSteps={StepsOfEpoch * some / 3 + 1}"),
            ]
            : [];
        return new(
            "demo",
            [],
            RunPlan.Read(
                further =>
                    LayeredConfiguration.Read(
                        [Configuration],
                        [
                            $"run:folder={Path.Combine(output, name)}",
                            string.Create(CultureInfo.InvariantCulture, $"run:seeds:0={seed}"),
                            .. settings,
                            .. ofLine,
                            .. further,
                        ]
                    ),
                plugins,
                name
            )
        );
    }

    /// <summary>Replaces an earlier demo, and nothing else.</summary>
    private void MakeRoom()
    {
        if (Directory.Exists(output) && Directory.EnumerateFileSystemEntries(output).Any() && !File.Exists(Configuration))
            throw new DataException(
                $"{output} holds something that is no demo; expected an empty folder, or one that a demo wrote. Choose another with --output."
            );
        foreach (var old in (string[])["model", "routing"])
        {
            if (Directory.Exists(Path.Combine(output, old)))
                Directory.Delete(Path.Combine(output, old), recursive: true);
        }
        TextFile.CreateFolder(output);
        using var resource = new StreamReader(typeof(DemoRun).Assembly.GetManifestResourceStream(Resource)!);
        TextFile.Write(Configuration, resource.ReadToEnd());
    }
}
