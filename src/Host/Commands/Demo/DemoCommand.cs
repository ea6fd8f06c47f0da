using System.CommandLine;
using System.Globalization;
using DeferredSeg.Host.Commands.Evaluate;

namespace DeferredSeg.Host.Commands.Demo;

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
        var epochs = new Option<int?>("--epochs") { Description = "Epochs of either training, 1 to 1000; by default as configs/demo.json has them." };
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
            "Generates images with ambiguous borders, trains a small U-Net, wraps it with routing to three simulated experts (Table 2 of the paper), trains the routing beside the network as it is, and measures model and experts together. Takes about a minute on two cores; the report says the rest.\n\nExamples:\n  ./deferredseg demo\n  ./deferredseg demo --seed 7 --output runs/demo-7\n  ./deferredseg demo --format json"
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
