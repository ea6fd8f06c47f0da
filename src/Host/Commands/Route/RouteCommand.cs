using System.CommandLine;
using DeferredSeg.Host.Configuration;

namespace DeferredSeg.Host.Commands.Route;

/// <summary><c>route</c>: who answers for each pixel, and what the answer is.</summary>
internal static class RouteCommand
{
    public static Command Create()
    {
        var selection = new ExperimentSelection();
        var format = OutputFormat.Create();
        var input = new Option<string>("--input") { Description = "A .safetensors file with 'image', float32 [B, C, H, W], in the network's input space; for experts that are simulated from the truth also 'target', uint8 [B, K, H, W].", Required = true };
        var output = new Option<string>("--output") { Description = "The folder to write: routing.safetensors, summary.json, and for each image a picture and the routing as text.", Required = true };
        var command = new Command("route", "Segments images, routes every pixel to the model or to an expert, asks the experts, and puts the answers together.\n\nExample:\n  ./deferredseg route --config configs/route.json --input case.safetensors --output routed\n\nExit code 6 where an expert has not answered yet: run it again later.") { input, output, format };
        selection.AddTo(command);
        command.SetAction((parsed, cancellation) => Task.Run(() =>
        {
            var layers = selection.Layers(parsed);
            using var plugins = selection.Plugins(parsed, layers);
            var experiment = Experiment.Read(layers, plugins);
            using var system = RoutedSystem.Create(experiment, plugins);
            var summary = RoutingRun.Run(system, experiment, parsed.GetValue(input)!, parsed.GetValue(output)!, cancellation);
            if (parsed.GetValue(format) == "json") OutputFormat.WriteJson(summary);
            else RoutingTable.Write(summary);
            return summary.Pending > 0 ? ExitCode.Pending : ExitCode.Ok;
        }));
        return command;
    }
}
