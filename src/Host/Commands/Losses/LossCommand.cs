using System.CommandLine;
using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Heads;
using DeferredSeg.Host.Configuration;
using DeferredSeg.Libtorch;
using TorchSharp;

namespace DeferredSeg.Host.Commands.Losses;

/// <summary><c>loss</c>: the objective on tensors from a file, for a person who compares it with an implementation of their own.</summary>
internal static class LossCommand
{
    public static Command Create()
    {
        var selection = new ExperimentSelection();
        var format = OutputFormat.Create();
        var input = new Option<string[]>("--input")
        {
            AllowMultipleArgumentsPerToken = true,
            Required = true,
            Description =
                $"{ArrayInputs.Syntax} 'seg_logit' [B, K, H, W], 'routing_logits' [B, J+1, H, W] with channel 0 the segmentor "
                + "(or [B, K, J+1, H, W]), 'predictor_logit' [B, 1, H, W], 'target' [B, K, H, W], 'experts' [B, J, H, W] "
                + "(K > 1: [B, J, K, H, W]); exclusive classes: 'target' [B, 1, H, W] and 'experts' [B, J, H, W] as numbers of classes. "
                + "Optional: 'u' and 'l' [J], the bounds of the loads. Sizes of 1 may be left out in front.",
        };
        var output = new Option<string?>("--output")
        {
            Description =
                $"{ArrayOutputs.Syntax} 'decision'. Arrays: every term, rho, routing_prob, decision, pseudo_mask, "
                + "system_mask, map.<loss>.<term>, grad.<loss>.<input>.",
        };
        var classes = new Option<ClassKind>("--classes")
        {
            Description = "multilabel (a sigmoid for each class; also the binary case) or exclusive (one softmax).",
            DefaultValueFactory = _ => ClassKind.Multilabel,
        };
        var parameterisation = new Option<RoutingParameterisation?>("--parameterisation")
        {
            Description = "What the routing logits mean: softmax, oneVsAll or utility. Default: what the surrogate trains, oneVsAll for ova and twoStage.",
        };
        var command = new Command(
            "loss",
            "Computes the losses of Eq. 4 and 7 to 10, or the surrogate that the configuration names, with every term and gradient, "
                + "in the type of the logits.\n\n"
                + "Examples:\n"
                + "  ./deferredseg loss --input case.safetensors --output out.safetensors --set losses:wrongExpert=exact --format json\n"
                + "  ./deferredseg loss --input case.npz --set losses:surrogate=sm --set losses:lambda2=0"
        )
        {
            input,
            output,
            classes,
            parameterisation,
            format,
        };
        selection.AddTo(command);
        command.SetAction(
            (parsed, cancellation) =>
                Task.Run(() =>
                {
                    var layers = selection.Layers(parsed);
                    using var plugins = selection.Plugins(parsed, layers);
                    var settings = Experiment.Read(layers, plugins).Settings.Losses ?? new();
                    if (parsed.GetValue(output) is { } named)
                        ArrayOutputs.Require(named);
                    using var inputs = ArrayInputs.Open(parsed.GetValue(input)!);
                    LibtorchProcess.Start();
                    using var scope = torch.NewDisposeScope();
                    var kind = parsed.GetValue(classes);
                    var result = Evaluate(LossInput.Read(inputs, kind), settings.For(parsed.GetValue(parameterisation), kind), inputs.Source, cancellation);
                    if (parsed.GetValue(output) is { } file)
                        ArrayOutputs.Save(result.Arrays, "decision", file);
                    if (parsed.GetValue(format) == "json")
                        OutputFormat.WriteJson(result.Scalars);
                    else
                        LossTable.Write(result, parsed.GetValue(output));
                    return ExitCode.Ok;
                })
        );
        return command;
    }

    private static LossResult Evaluate(LossInput input, Deferral.Losses.DeferralLossOptions options, string source, CancellationToken cancellation)
    {
        try
        {
            return LossEvaluation.Run(input, options, cancellation);
        }
        catch (ArgumentException e)
        {
            throw new DataException($"{source}: {e.Message}", e);
        }
    }
}
