using System.CommandLine;
using System.Globalization;
using DeferredSeg.Host.Configuration;
using DeferredSeg.Host.Systems;

namespace DeferredSeg.Host.Commands.Route;

/// <summary><c>route</c>: who answers for each pixel, and what the answer is.</summary>
internal static class RouteCommand
{
    public static Command Create()
    {
        var selection = new ExperimentSelection();
        var format = OutputFormat.Create();
        var input = new Option<string>("--input") { Description = "A .safetensors file with 'image', float32 [B, C, H, W], in the network's input space; for experts that are simulated from the truth also 'target', uint8 [B, K, H, W]." };
        var phantom = new Option<int?>("--phantom") { Description = "Instead of --input: so many generated shapes of 64 by 64 pixels with their truth, 1 to 1000; for a network with one channel and one class." };
        phantom.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && int.TryParse(result.Tokens[0].Value, out var value) && value is < 1 or > 1000) result.AddError($"--phantom is {value}; expected 1 to 1000.");
        });
        var output = new Option<string>("--output") { Description = "The folder to write: routing.safetensors, summary.json, and for each image a picture and the routing as text.", Required = true };
        var budget = new Option<double?>("--budget") { Description = "The share of each image's pixels that is deferred, 0 to 1; as --set routing:budget=…, which has a rule beside it." };
        budget.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && double.TryParse(result.Tokens[0].Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value is not (>= 0 and <= 1)) result.AddError($"--budget is {value}; expected a share from 0 to 1.");
        });
        var absent = new Option<string[]>("--absent") { AllowMultipleArgumentsPerToken = true, Description = "Experts, by name, who are away: their pixels go to the next best. As --set routing:absent:0=…" };
        var command = new Command("route", "Segments images, routes every pixel to the model or to an expert, asks the experts, and puts the answers together.\n\nExamples:\n  ./deferredseg route --config configs/route.json --phantom 3 --output routed\n  ./deferredseg route --config configs/route.json --input case.safetensors --output routed\n  ./deferredseg route --config configs/route.json --phantom 3 --output routed --budget 0.05 --absent second\n\nExit code 6 where an expert has not answered yet: run it again later.") { input, phantom, output, budget, absent, format };
        selection.AddTo(command);
        command.Validators.Add(result =>
        {
            if (result.GetResult(input) is null == result.GetResult(phantom) is null) result.AddError("Name either --input or --phantom.");
        });
        command.SetAction((parsed, cancellation) => Task.Run(() =>
        {
            var layers = selection.Layers(parsed);
            using var plugins = selection.Plugins(parsed, layers);
            var experiment = Experiment.Read(layers, plugins).Routed(parsed.GetValue(budget), parsed.GetValue(absent) ?? []);
            using var system = DeferralSystem.Create(experiment, plugins);
            var summary = RoutingRun.Run(system, experiment, parsed.GetValue(input) is { } file ? RoutingInput.Read(file, system.Backbone.Description) : RoutingInput.Phantom(parsed.GetValue(phantom)!.Value, experiment.Settings.Seed), parsed.GetValue(output)!, cancellation);
            if (parsed.GetValue(format) == "json") OutputFormat.WriteJson(summary);
            else RoutingTable.Write(summary);
            return summary.Pending > 0 ? ExitCode.Pending : ExitCode.Ok;
        }));
        return command;
    }
}
