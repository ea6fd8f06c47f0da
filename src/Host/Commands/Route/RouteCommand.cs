using System.CommandLine;
using DeferredSeg.Host.Commands.Route.Archives;
using DeferredSeg.Host.Commands.Route.Images;
using DeferredSeg.Host.Runs;

namespace DeferredSeg.Host.Commands.Route;

/// <summary><c>route</c>: who answers for each pixel, and what the answer is.</summary>
internal static class RouteCommand
{
    private const string Description = """
        Segments images, routes every pixel to the model or to an expert, asks the experts, and puts the answers together.

        Images are PNG, JPEG, TIFF, BMP, NPY, or NIfTI volumes, which are routed slice by slice. They are prepared as the configuration says
        (dataset:preparation), and every result is written in the image's own pixels into a folder of its own. docs/route.md says what is there.

        Examples:
          ./deferredseg route --run runs/demo image.png --output routed
          ./deferredseg route --run runs/demo --member seed-1 scans/ --output routed --budget 0.05
          ./deferredseg route --run runs/demo volume.nii.gz --output routed --absent reader-2
          ./deferredseg route --run runs/mine --ensemble image.png --output routed --files all
          ./deferredseg route --model model.onnx image.png --output segmented
          ./deferredseg route --model nnUNetTrainer__nnUNetPlans__3d_fullres imagesTs --output segmented
          ./deferredseg route --run runs/demo --part test --output routed --format json
          ./deferredseg route --config configs/route.json --untrained --phantom 3 --output routed
          ./deferredseg route --run runs/demo --input in.safetensors --output routed
          ./deferredseg route --run runs/demo --config configs/people.json image.png --inbox inbox --output asked
          ./deferredseg route --run runs/demo --archive scans --output routed
          ./deferredseg route --run runs/demo --archive scans --output routed --cluster redis://127.0.0.1:6379

        Exit code 6 where an expert has not answered yet, 4 where an image could not be read or is unlike those of training, 5 where a plugin in a process
        of its own (--isolation process) went wrong with one; the others are routed all the same. Type the same again later: what is complete is not computed again.
        """;

    public static Command Create() => Create(new());

    /// <summary>With options that are read elsewhere too.</summary>
    public static Command Create(RouteOptions options)
    {
        var command = new Command("route", Description);
        options.AddTo(command);
        command.SetAction((parsed, cancellation) => Task.Run(() => Run(options, parsed, cancellation)));
        return command;
    }

    private static async Task<int> Run(RouteOptions options, ParseResult parsed, CancellationToken cancellation)
    {
        using var prepared = PreparedRoute.Read(options, parsed);
        if (parsed.GetValue(options.Archive.Folder) is not null)
            return Told(await ArchiveRun.Run(options, parsed, prepared, cancellation), options, parsed);
        using var place = options.People.Open(parsed);
        var summary =
            parsed.GetValue(options.Input) is null && parsed.GetValue(options.Phantom) is null
                ? Images(prepared, place, cancellation)
                : Tensors(prepared, parsed.GetValue(options.Input), parsed.GetValue(options.Phantom), place, cancellation);
        if (place is not null)
        {
            summary = summary with { Waiting = place.Wait(summary.Pending) };
            summary.Write();
        }
        return Told(summary, options, parsed);
    }

    private static int Told(RoutingSummary summary, RouteOptions options, ParseResult parsed)
    {
        if (parsed.GetValue(options.Format) == "json")
            OutputFormat.WriteFile(Path.Combine(summary.Output, RoutingSummary.FileName));
        else
            RoutingTable.Write(summary);
        RoutingTable.WriteFailed(summary);
        return summary.Failed?.Any(one => one.Plugin is not null || one.Code == ExitCode.Plugin) == true ? ExitCode.Plugin
            : summary.Failed is not null ? ExitCode.Data
            : summary.Pending > 0 ? ExitCode.Pending
            : ExitCode.Ok;
    }

    private static RoutingSummary Images(PreparedRoute prepared, QuestionPlace? place, CancellationToken cancellation)
    {
        using var images = prepared.Images(place?.Store);
        return new ImageRun(images.System, images.Experiment, images.Source, images.Weights, prepared.Output)
        {
            Check = prepared.Check,
            Files = prepared.Files,
        }.Run(cancellation);
    }

    private static RoutingSummary Tensors(PreparedRoute prepared, string? file, int? phantom, QuestionPlace? place, CancellationToken cancellation)
    {
        var networks = prepared.Networks;
        using var system = networks.Create(prepared.Plugins, null, place?.Store);
        var input = file is not null
            ? RoutingInput.Read(file, system.Backbone.Description)
            : RoutingInput.Phantom(phantom!.Value, networks.Experiment.Settings.Seed);
        return RoutingRun.Run(system, networks.Experiment, input, networks.Files(prepared.Plugins), prepared.Output, prepared.Check, cancellation);
    }
}
