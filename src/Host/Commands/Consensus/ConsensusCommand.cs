using System.CommandLine;
using DeferredSeg.Data.Masks;
using DeferredSeg.Deferral.Consensus;
using DeferredSeg.Libtorch;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace DeferredSeg.Host.Commands.Consensus;

/// <summary><c>consensus</c>: what several raters agree on, and how good each of them is.</summary>
internal static class ConsensusCommand
{
    public static Command Create()
    {
        var format = OutputFormat.Create();
        var input = new Option<string[]>("--input")
        {
            AllowMultipleArgumentsPerToken = true,
            Description =
                $"{ArrayInputs.Syntax} 'ratings' is [R, H, W], one mask a rater; CASE/ratings where a file has several cases; "
                + "without any, every array is one rater's mask.",
            Required = true,
        };
        var output = new Option<string?>("--output")
        {
            Description =
                $"{ArrayOutputs.Syntax} the STAPLE consensus of a single case. "
                + "Arrays: posterior, consensus, posterior_iter<N>, majority_strict, majority_ties_foreground.",
        };
        var labels = new Option<bool>("--labels")
        {
            Description = "The values are labels 0 to 255, 0 being background: one STAPLE for each label against the rest.",
        };
        var masks = new MaskOptions();
        var prior = new Option<double?>("--prior")
        {
            Description = "The probability of foreground before anyone rated, between 0 and 1. Default: the mean of the ratings.",
        };
        var iterations = new Option<int>("--iterations")
        {
            Description = "The most iterations of STAPLE, 1 or more.",
            DefaultValueFactory = _ => new StapleOptions().MaxIterations,
        };
        var tolerance = new Option<double>("--tolerance")
        {
            Description = "STAPLE stops once no sensitivity and no specificity moves by this much; positive.",
            DefaultValueFactory = _ => new StapleOptions().Tolerance,
        };
        var after = new Option<int[]>("--after")
        {
            AllowMultipleArgumentsPerToken = true,
            Description = "Also the state after so many iterations. May be repeated.",
        };
        var command = new Command(
            "consensus",
            "Estimates what raters agree on, by STAPLE (Warfield et al., 2004) and by majority, "
                + "with each rater's sensitivity and specificity.\n\n"
                + "Examples:\n"
                + "  ./deferredseg consensus --input reader1.png reader2.png reader3.png --output consensus.png\n"
                + "  ./deferredseg consensus --input ratings.safetensors --output consensus.safetensors --format json"
        )
        {
            input,
            output,
            labels,
            prior,
            iterations,
            tolerance,
            after,
            format,
        };
        masks.AddTo(command);
        command.SetAction(
            (parsed, cancellation) =>
                Task.Run(() =>
                {
                    if (parsed.GetValue(output) is { } checkedFile)
                        ArrayOutputs.Require(checkedFile);
                    var settings = masks.Read(parsed);
                    // That values are labels is said by --labels already.
                    if (parsed.GetValue(labels) && settings.Values == MaskValues.Auto)
                        settings = settings with { Values = MaskValues.Labels };
                    using var inputs = ArrayInputs.Open(parsed.GetValue(input)!, settings);
                    LibtorchProcess.Start();
                    using var scope = torch.NewDisposeScope();
                    var cases = RatedCase.All(inputs, parsed.GetValue(labels));
                    var options = new StapleOptions
                    {
                        Prior = parsed.GetValue(prior),
                        MaxIterations = parsed.GetValue(iterations),
                        Tolerance = parsed.GetValue(tolerance),
                    };
                    List<ConsensusResult> results =
                    [
                        .. cases.Select(one => Estimate(one, options, parsed.GetValue(labels), parsed.GetValue(after) ?? [], cancellation)),
                    ];
                    if (parsed.GetValue(output) is { } file)
                        Save(results, file);
                    if (parsed.GetValue(format) == "json")
                        OutputFormat.WriteJson(
                            new ConsensusReport(results.ToDictionary(one => one.Case, one => one.Summary))
                            {
                                Notes = inputs.Notes.Count == 0 ? null : inputs.Notes,
                            }
                        );
                    else
                        ConsensusTable.Write(results, inputs.Notes, parsed.GetValue(output));
                    return ExitCode.Ok;
                })
        );
        return command;
    }

    private static ConsensusResult Estimate(RatedCase one, StapleOptions options, bool labels, IReadOnlyList<int> after, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        try
        {
            return labels ? ConsensusResult.OfLabels(one, options) : ConsensusResult.OfMasks(one, options, after);
        }
        catch (ArgumentException e)
        {
            throw new DataException($"{one.File}: {e.Message}", e);
        }
    }

    private static void Save(List<ConsensusResult> results, string file)
    {
        var single = results.Count == 1;
        if (!single && Path.GetExtension(file).ToLowerInvariant() is ".npy" or ".png")
            throw new DataException($"{file} holds one array, but there are {results.Count} cases; choose a .safetensors or .npz file.");
        var arrays = new Dictionary<string, Tensor>();
        foreach (var one in results)
        {
            foreach (var (name, value) in one.Arrays)
                arrays[one.Prefix + name] = value;
        }
        ArrayOutputs.Save(arrays, results[0].Prefix + "consensus", file);
    }
}
