using System.CommandLine;
using System.Diagnostics;
using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Data.Phantom;
using DeferredSeg.Host.Plugins;
using DeferredSeg.Reporting.Progress;
using DeferredSeg.Training.Segmentation;
using Microsoft.Extensions.Configuration;
using TorchSharp;

namespace DeferredSeg.Host.Commands.Demo;

/// <summary><c>demo</c>: trains the U-Net plugin on generated shapes and says how good it became.</summary>
internal static class DemoCommand
{
    private const int Size = 64;
    private const int TrainingCases = 64;
    private const int ValidationCases = 32;

    public static Command Create()
    {
        var seed = new Option<int>("--seed") { Description = "The seed of the images, the weights and the order; the same seed gives the same result.", DefaultValueFactory = _ => 0 };
        var steps = new Option<int>("--steps") { Description = "Training steps, 1 to 100000.", DefaultValueFactory = _ => 200 };
        steps.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && int.TryParse(result.Tokens[0].Value, out var value) && value is < 1 or > 100_000) result.AddError($"--steps is {value}; expected 1 to 100000.");
        });
        var format = OutputFormat.Create();
        var selection = new PluginSelection();
        var command = new Command("demo", "Trains a small U-Net on generated shapes, in well under a minute.\n\nExamples:\n  ./deferredseg demo\n  ./deferredseg demo --seed 7 --format json") { seed, steps, format };
        selection.AddTo(command);
        command.SetAction((parsed, cancellation) => Task.Run(() =>
        {
            using var plugins = selection.Open(parsed);
            return Run(plugins, parsed.GetValue(seed), parsed.GetValue(steps), parsed.GetValue(format)!, cancellation);
        }));
        return command;
    }

    private static int Run(PluginHost plugins, int seed, int steps, string format, CancellationToken cancellation)
    {
        var clock = Stopwatch.StartNew();
        var options = new ConfigurationBuilder().AddInMemoryCollection([new("width", "8"), new("depth", "3")]).Build();
        torch.manual_seed(seed);
        using var backbone = (ITrainableBackbone)plugins.CreateBackbone("UNet", new(options, torch.CPU));
        ShapeCase[] training = [.. Enumerable.Range(0, TrainingCases).Select(i => ShapeSet.Create(seed, i, Size))];
        ShapeCase[] validation = [.. Enumerable.Range(TrainingCases, ValidationCases).Select(i => ShapeSet.Create(seed, i, Size))];

        var before = SegmentationTraining.Dice(backbone, validation, cancellation);
        var loss = double.NaN;
        using (var bar = new ProgressBar("Training", steps))
        {
            SegmentationTraining.Train(backbone, training, new(steps), seed, step =>
            {
                loss = step.Loss;
                bar.Show(step.Number, FormattableString.Invariant($"loss {step.Loss:0.0000}"));
            }, cancellation);
        }
        var after = SegmentationTraining.Dice(backbone, validation, cancellation);

        var result = new DemoResult(
            backbone.Describe().Id, backbone.Module.parameters().Sum(parameter => parameter.numel()), TrainingCases, ValidationCases, seed, steps,
            loss, Spread.Of(before), Spread.Of(after), torch.get_num_threads(), torch.__version__, clock.Elapsed.TotalSeconds);
        if (format == "json") OutputFormat.WriteJson(result);
        else result.WriteTable();
        return ExitCode.Ok;
    }
}
