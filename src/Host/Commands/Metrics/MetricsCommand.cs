using System.CommandLine;
using System.Globalization;
using DeferredSeg.Data.Datasets;
using DeferredSeg.Deferral.Measures;
using DeferredSeg.Deferral.Measures.Baselines;
using DeferredSeg.Libtorch;
using TorchSharp;

namespace DeferredSeg.Host.Commands.Metrics;

/// <summary><c>metrics</c>: masks, routings, probabilities and deferral scores from files, measured.</summary>
internal static class MetricsCommand
{
    private static readonly double[] _budgets = [0.05, 0.1, 0.2];

    public static Command Create()
    {
        var format = OutputFormat.Create();
        var input = new Option<string[]>("--input")
        {
            AllowMultipleArgumentsPerToken = true,
            Required = true,
            Description =
                $"{ArrayInputs.Syntax} What is measured follows from the names, each with CASE/ in front where there are several cases: 'pred' and 'truth' "
                + "[H, W], or volumes of NIfTI; 'truth', 'model_mask' [H, W], 'experts' [J, H, W] and 'decision' [H, W] (0 the model, j expert j), with them, "
                + "where known, 'prob' [H, W], the model's probability of foreground, and 'routing_prob' [J+1, H, W]; 'prob' and 'truth'; "
                + "'deferral_score', 'model_correct' and 'expert_correct' [N].",
        };
        var output = new Option<string?>("--output") { Description = "A .json file for the numbers; without it --format json prints them." };
        var spacing = new Option<string[]>("--spacing")
        {
            Description =
                "The distance of rows and columns, for example 0.7,1.3, or of slices, rows and columns of a volume, for example 5,0.7,0.7. May be repeated. "
                + "Default: 1,1, distances in pixels; for NIfTI volumes the header's, in millimetres.",
        };
        var labels = new Option<int[]>("--labels")
        {
            AllowMultipleArgumentsPerToken = true,
            Description = "The labels of 'pred' and 'truth' to measure one by one, for example 1 2. Default: all but 0 count as one foreground.",
        };
        labels.Validators.Add(result =>
        {
            foreach (var token in result.Tokens)
                if (int.TryParse(token.Value, NumberStyles.Integer, CultureInfo.InvariantCulture, out var value) && value is < 1 or > ushort.MaxValue)
                    result.AddError($"--labels has {value}; expected labels from 1 to {ushort.MaxValue}.");
        });
        var masks = new MaskOptions();
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
        var fill = new Option<BinRule>("--fill")
        {
            Description = "How bins are filled: equalWidth, or equalMass for as many pixels in each.",
            DefaultValueFactory = _ => BinRule.EqualWidth,
        };
        var empty = new Option<EmptyMasks>("--empty")
        {
            Description = "What an overlap of two empty masks is worth: agree (1), zero (0) or undefined (left out).",
            DefaultValueFactory = _ => EmptyMasks.Agree,
        };
        var ties = new Option<VoteTies>("--ties")
        {
            Description = "Who decides a pixel where the experts' votes are even: model, background or foreground.",
            DefaultValueFactory = _ => VoteTies.Model,
        };
        var target = new Option<string>("--target")
        {
            Description = "To whom baselines defer their pixels: majority, best (known from the truth), or an expert's number.",
            DefaultValueFactory = _ => MetricsSettings.Majority,
        };
        target.Validators.Add(result =>
        {
            var value = result.Tokens.Count == 1 ? result.Tokens[0].Value : MetricsSettings.Majority;
            if (
                value is not (MetricsSettings.Majority or MetricsSettings.Best)
                && !(int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var j) && j > 0)
            )
                result.AddError($"--target is '{value}'; expected majority, best, or an expert's number from 1 up.");
        });
        var budget = new Option<double[]>("--budget")
        {
            AllowMultipleArgumentsPerToken = true,
            Description = "Deferred shares at which budget curves are reported, 0 to 1. Default: 0.05 0.1 0.2.",
        };
        budget.Validators.Add(result =>
        {
            foreach (var token in result.Tokens)
                if (double.TryParse(token.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value is not (>= 0 and <= 1))
                    result.AddError($"--budget is {token.Value}; expected shares from 0 to 1.");
        });
        var fit = new Option<string[]>("--fit")
        {
            AllowMultipleArgumentsPerToken = true,
            Description =
                "Held-out cases with 'prob', 'truth' and 'experts', on which the model's probabilities are recalibrated and each expert's confusion matrix "
                + "is counted: calibration is reported after recalibration too, and model and experts combined by Bayes' rule are one more baseline.",
        };
        var method = new Option<RecalibrationMethod>("--recalibration")
        {
            Description = "With --fit, how probabilities are corrected: platt, histogram or none.",
            DefaultValueFactory = _ => RecalibrationMethod.Platt,
        };
        var seed = new Option<long>("--seed") { Description = "The seed of random baselines and bootstrap intervals.", DefaultValueFactory = _ => 0 };
        var command = new Command(
            "metrics",
            "Measures masks (Dice, Jaccard, sensitivity, specificity, precision, HD95, ASSD), routings (System, Expert, Model, "
                + "the 0-1 deferral risk, baselines at equal coverage), calibration and deferral curves.\n\n"
                + "Examples:\n"
                + "  ./deferredseg metrics --input pred=mine.png truth=reader.png --spacing 0.5,0.5\n"
                + "  ./deferredseg metrics --input results.safetensors --format json\n"
                + "  ./deferredseg metrics --input test.safetensors --fit validation.safetensors --target best --budget 0.02 0.05\n\n"
                + "Two empty masks agree (1); with one empty mask the rates it leaves undefined are 0 and distances do not exist; "
                + "--empty takes another convention."
        )
        {
            input,
            output,
            spacing,
            labels,
            cost,
            bins,
            fill,
            empty,
            ties,
            target,
            budget,
            fit,
            method,
            seed,
            format,
        };
        masks.AddTo(command);
        command.SetAction(
            (parsed, cancellation) =>
                Task.Run(() =>
                {
                    int[] told = [.. (parsed.GetValue(labels) ?? []).Distinct()];
                    using var inputs = ArrayInputs.Open(parsed.GetValue(input)!, masks.Read(parsed), told.Length == 0 ? null : new(ClassMode.Roi, told));
                    LibtorchProcess.Start();
                    using var scope = torch.NewDisposeScope();
                    var settings = new MetricsSettings(
                        Spacings(parsed.GetValue(spacing)),
                        VoxelSpacings(parsed.GetValue(spacing)),
                        (parsed.GetValue(spacing) ?? []).Any(text => text.Split(',').Length == 2),
                        told,
                        parsed.GetValue(cost) ?? [],
                        parsed.GetValue(bins),
                        parsed.GetValue(fill),
                        parsed.GetValue(seed),
                        parsed.GetValue(empty),
                        parsed.GetValue(ties),
                        parsed.GetValue(target)!,
                        parsed.GetValue(budget) is { Length: > 0 } shares ? shares : _budgets,
                        parsed.GetValue(fit) is { Length: > 0 } held ? Fitted(held, parsed.GetValue(method)) : null
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

    private static CalibratedCombination Fitted(string[] files, RecalibrationMethod method)
    {
        using var inputs = ArrayInputs.Open(files);
        return MetricsSettings.Fit(inputs, method);
    }

    private static IReadOnlyList<PixelSpacing> Spacings(string[]? texts) =>
        texts is not { Length: > 0 }
            ? [PixelSpacing.Pixels]
            : [.. texts.Select(Lengths).Where(lengths => lengths.Length == 2).Select(lengths => new PixelSpacing(lengths[0], lengths[1]))];

    private static IReadOnlyList<VoxelSpacing> VoxelSpacings(string[]? texts) =>
        [.. (texts ?? []).Select(Lengths).Where(lengths => lengths.Length == 3).Select(lengths => new VoxelSpacing(lengths[0], lengths[1], lengths[2]))];

    private static double[] Lengths(string text)
    {
        double[] lengths = [.. text.Split(',').Select(part => Length(part, out var value) ? value : double.NaN)];
        return lengths.Length is 2 or 3 && !lengths.Any(double.IsNaN)
            ? lengths
            : throw new ConfigurationException($"--spacing is '{text}'; expected two positive numbers such as 0.7,1.3, or three for a volume.");
    }

    private static bool Length(string text, out double value) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && value > 0 && double.IsFinite(value);
}
