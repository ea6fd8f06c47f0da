using System.CommandLine;
using System.Globalization;
using DeferredSeg.Deferral.Metrics;
using DeferredSeg.Host.Commands.Arrays;
using DeferredSeg.Libtorch;
using TorchSharp;

namespace DeferredSeg.Host.Commands.Metrics;

/// <summary><c>metrics</c>: masks, routings, probabilities and deferral scores from files, measured.</summary>
internal static class MetricsCommand
{
    public static Command Create()
    {
        var format = OutputFormat.Create();
        var input = new Option<string[]>("--input")
        {
            AllowMultipleArgumentsPerToken = true,
            Required = true,
            Description =
                $"{ArrayInputs.Syntax} What is measured follows from the names, each with CASE/ in front where there are several cases: 'pred' and 'truth' [H, W]; 'truth', 'model_mask' [H, W], 'experts' [J, H, W] and 'decision' [H, W] (0 the model, j expert j), with them, where known, 'prob' [H, W], the model's probability of foreground, and 'routing_prob' [J+1, H, W]; 'prob' and 'truth'; 'deferral_score', 'model_correct' and 'expert_correct' [N].",
        };
        var output = new Option<string?>("--output") { Description = "A .json file for the numbers; without it --format json prints them." };
        var spacing = new Option<string[]>("--spacing")
        {
            Description = "The distance of rows and columns, for example 0.7,1.3. May be repeated. Default: 1,1, distances in pixels.",
        };
        var cost = new Option<double[]>("--cost")
        {
            AllowMultipleArgumentsPerToken = true,
            Description = "The cost of one pixel routed to each expert, in units of one wrong pixel, J numbers of at least 0. Default: 0.",
        };
        var bins = new Option<int>("--bins")
        {
            Description = "Bins of the reliability diagrams, 1 or more.",
            DefaultValueFactory = _ => Calibration.DefaultBins,
        };
        var seed = new Option<long>("--seed") { Description = "The seed of random baselines and bootstrap intervals.", DefaultValueFactory = _ => 0 };
        var command = new Command(
            "metrics",
            "Measures masks (Dice, Jaccard, sensitivity, specificity, precision, HD95, ASSD), routings (System, Expert, Model, the 0-1 deferral risk, baselines at equal coverage), calibration and deferral curves.\n\nExamples:\n  ./deferredseg metrics --input pred=mine.png truth=reader.png --spacing 0.5,0.5\n  ./deferredseg metrics --input results.safetensors --format json\n\nTwo empty masks agree (1); with one empty mask the rates it leaves undefined are 0 and distances do not exist."
        )
        {
            input,
            output,
            spacing,
            cost,
            bins,
            seed,
            format,
        };
        command.SetAction(
            (parsed, cancellation) =>
                Task.Run(() =>
                {
                    using var inputs = ArrayInputs.Open(parsed.GetValue(input)!);
                    LibtorchProcess.Start();
                    using var scope = torch.NewDisposeScope();
                    var settings = new MetricsSettings(
                        Spacings(parsed.GetValue(spacing)),
                        parsed.GetValue(cost) ?? [],
                        parsed.GetValue(bins),
                        parsed.GetValue(seed)
                    );
                    var report = MetricsReport.Of(inputs, settings, cancellation);
                    if (parsed.GetValue(output) is { } file)
                        TextFile.Write(file, OutputFormat.Json(report) + "\n");
                    if (parsed.GetValue(format) == "json")
                        OutputFormat.WriteJson(report);
                    else
                        MetricsTables.Write(report, parsed.GetValue(output));
                    return ExitCode.Ok;
                })
        );
        return command;
    }

    private static IReadOnlyList<PixelSpacing> Spacings(string[]? texts) =>
        texts is not { Length: > 0 }
            ? [PixelSpacing.Pixels]
            :
            [
                .. texts.Select(text =>
                {
                    var parts = text.Split(',');
                    return parts.Length == 2 && Length(parts[0], out var row) && Length(parts[1], out var column)
                        ? new PixelSpacing(row, column)
                        : throw new ConfigurationException($"--spacing is '{text}'; expected two positive numbers such as 0.7,1.3.");
                }),
            ];

    private static bool Length(string text, out double value) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && value > 0 && double.IsFinite(value);
}
