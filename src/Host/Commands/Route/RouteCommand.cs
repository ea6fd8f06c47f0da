using System.CommandLine;
using System.Globalization;
using DeferredSeg.Abstractions.Experts;
using DeferredSeg.Data;
using DeferredSeg.Host.Commands.Route.Images;
using DeferredSeg.Host.Configuration;
using DeferredSeg.Host.Plugins;
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

        Exit code 6 where an expert has not answered yet, 4 where an image could not be read or is unlike those of training, 5 where a plugin in a process
        of its own (--isolation process) went wrong with one; the others are routed all the same. Type the same again later: what is complete is not computed again.
        """;

    public static Command Create()
    {
        var selection = new ExperimentSelection();
        var trained = new TrainedSelection();
        var format = OutputFormat.Create();
        var images = new Argument<string[]>("images")
        {
            Description = "Images, folders of images, or the folder of one dataset.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var part = new Option<string?>("--part")
        {
            Description =
                "Instead of images: the cases of the configuration's dataset that are for test, validation or train, "
                + "with their references and recorded experts.",
        };
        part.AcceptOnlyFromAmong([.. Enum.GetValues<SplitPart>().Select(DatasetSplit.Name)]);
        var input = new Option<string?>("--input")
        {
            Description =
                "Instead of images: a .safetensors file with 'image', float32 [B, C, H, W], in the network's input space; for experts that "
                + "are simulated from the truth also 'target', uint8 [B, K, H, W].",
        };
        var phantom = new Option<int?>("--phantom")
        {
            Description =
                "Instead of images: so many generated shapes of 64 by 64 pixels with their truth, 1 to 1000; for a network with one channel and one class.",
        };
        phantom.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && int.TryParse(result.Tokens[0].Value, out var value) && value is < 1 or > 1000)
                result.AddError($"--phantom is {value}; expected 1 to 1000.");
        });
        var output = new Option<string>("--output")
        {
            Description =
                "The folder to write: summary.json and a folder for each image; for --input and --phantom routing.safetensors, and for "
                + "each image a picture and the routing logits' argmax as text.",
            Required = true,
        };
        var budget = new Option<double?>("--budget")
        {
            Description = "The share of each image's pixels that is deferred, 0 to 1; as --set routing:budget=…, which also has a rule.",
        };
        budget.Validators.Add(result =>
        {
            if (
                result.Tokens.Count == 1
                && double.TryParse(result.Tokens[0].Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
                && value is not (>= 0 and <= 1)
            )
                result.AddError($"--budget is {value}; expected a share from 0 to 1.");
        });
        var absent = new Option<string[]>("--absent")
        {
            Description = "An expert, by name, who is away: their pixels go to the next best. May be repeated. As --set routing:absent:0=…",
        };
        var model = new Option<string?>("--model")
        {
            Description =
                "A model file (TorchScript, ONNX), the folder of a MONAI bundle or one that nnU-Net v2 trained, as --set backbone:model=…; without a "
                + "configuration it "
                + "segments alone.",
        };
        var files = new Option<RoutedFiles>("--files")
        {
            Description =
                "What is written of each image: masks (system, model, who answers, and two pictures), maps (the probabilities too), or all (each expert's "
                + "region, and every map as NPY). Default: masks.",
            CustomParser = result => Enum.Parse<RoutedFiles>(result.Tokens[0].Value, ignoreCase: true),
        };
        files.AcceptOnlyFromAmong([.. Enum.GetNames<RoutedFiles>().Select(name => name.ToLowerInvariant())]);
        var anyValues = new Option<bool>(TrainingImages.Accept)
        {
            Description = "Routes images too whose values lie far from all that the network was trained on, which are refused otherwise.",
        };
        var command = new Command("route", Description) { images, part, input, phantom, model, output, budget, absent, files, anyValues, format };
        trained.AddTo(command);
        selection.AddTo(command);
        var people = new QuestionOptions();
        people.AddTo(command);
        command.Validators.Add(result =>
        {
            var named = new[]
            {
                result.GetResult(images) is { Tokens.Count: > 0 },
                result.GetResult(part) is not null,
                result.GetResult(input) is not null,
                result.GetResult(phantom) is not null,
            }.Count(given => given);
            if (named != 1)
                result.AddError(
                    $"{(named == 0 ? "Nothing to route is named" : "Several things to route are named")}; expected one "
                        + "of: images, --part, --input or --phantom."
                );
        });
        command.SetAction(
            (parsed, cancellation) =>
                Task.Run(() =>
                {
                    var run = trained.Run(parsed);
                    var own = run is null ? null : Path.Combine(run, RunPlan.ConfigurationFile);
                    var first = selection.Layers(parsed, own);
                    var ofModel = parsed.GetValue(model) is { } named ? OfModel(named, first) : [];
                    using var plugins = selection.Plugins(parsed, first);
                    var read = trained.Read(parsed, run, further => selection.Layers(parsed, own, [.. ofModel, .. further]), plugins);
                    var networks = read with { Experiment = read.Experiment.Routed(parsed.GetValue(budget), parsed.GetValue(absent) ?? []) };
                    var check = new InputCheck(networks.Seen, parsed.GetValue(anyValues));
                    var folder = parsed.GetValue(output)!;
                    using var place = people.Open(parsed);
                    var summary =
                        parsed.GetValue(input) is null && parsed.GetValue(phantom) is null
                            ? Images(
                                networks,
                                plugins,
                                parsed.GetValue(part) is { } name
                                    ? ImageSource.Part(Enum.Parse<SplitPart>(name, ignoreCase: true), networks.Experiment)
                                    : ImageSource.Named(parsed.GetValue(images)!, networks.Experiment, folder, run),
                                folder,
                                check,
                                parsed.GetValue(files),
                                place,
                                cancellation
                            )
                            : Tensors(networks, plugins, parsed.GetValue(input), parsed.GetValue(phantom), folder, check, place, cancellation);
                    if (place is not null)
                    {
                        summary = summary with { Waiting = place.Wait(summary.Pending) };
                        summary.Write();
                    }
                    if (parsed.GetValue(format) == "json")
                        OutputFormat.WriteFile(Path.Combine(folder, RoutingSummary.FileName));
                    else
                        RoutingTable.Write(summary);
                    RoutingTable.WriteFailed(summary);
                    return summary.Failed?.Any(one => one.Plugin is not null) == true ? ExitCode.Plugin
                        : summary.Failed is not null ? ExitCode.Data
                        : summary.Pending > 0 ? ExitCode.Pending
                        : ExitCode.Ok;
                })
        );
        return command;
    }

    /// <summary>
    /// What a model that is named on the command line sets: the backbone that runs it, and where no experts are configured that it segments alone.
    /// </summary>
    private static List<string> OfModel(string named, LayeredConfiguration layers)
    {
        List<string> settings = [$"backbone:model={named}"];
        if (layers.Root["backbone:id"] is null)
        {
            var file = ModelFile.Locate(named, "--model");
            var backbone =
                ModelFile.BackboneOf(file)
                ?? throw new ConfigurationException(
                    $"--model is {file}, whose extension tells no kind; expected .onnx, .pt or .ts, the plans.json of nnU-Net, or --set "
                        + $"backbone:id=TorchScript."
                );
            settings.Add($"backbone:id={backbone}");
        }
        if (!layers.Root.GetSection("experts").GetChildren().Any() && layers.Root["training:deferral"] is null)
            settings.Add("training:deferral=false");
        return settings;
    }

    private static RoutingSummary Images(
        RoutingNetworks networks,
        PluginHost plugins,
        ImageSource source,
        string output,
        InputCheck check,
        RoutedFiles files,
        QuestionPlace? place,
        CancellationToken cancellation
    )
    {
        using var system = networks.Create(plugins, source.Raters, place?.Store);
        var experiment = networks.Experiment;
        if (source.Dataset is { } dataset)
            RunNetwork.Require(system.Backbone.Description, dataset.Description);
        else
            experiment = WithoutRecorded(experiment, system, source);
        return new ImageRun(system, experiment, source, networks.Files(plugins), output) { Check = check, Files = files }.Run(cancellation);
    }

    /// <summary>Of images that no rater has seen, who answers from recorded masks is away: their pixels go to the next best.</summary>
    private static Experiment WithoutRecorded(Experiment experiment, ConfiguredSystem system, ImageSource source)
    {
        var away = (experiment.Settings.Routing ?? new()).Absent ?? [];
        string[] recorded =
        [
            .. system.Experts.Where(expert => expert is IRecordedExpert).Select(expert => expert.Describe().Id).Except(away, StringComparer.OrdinalIgnoreCase),
        ];
        if (source.Raters is not AbsentRaters || recorded.Length == 0)
            return experiment;
        Console.Error.WriteLine(
            $"{string.Join(", ", recorded)}: recorded masks are of other images, so {(recorded.Length == 1 ? "this expert is" : "these experts are")} absent; "
                + "pixels go to the next best, in the end to the model."
        );
        return experiment.Routed(null, recorded);
    }

    private static RoutingSummary Tensors(
        RoutingNetworks networks,
        PluginHost plugins,
        string? file,
        int? phantom,
        string output,
        InputCheck check,
        QuestionPlace? place,
        CancellationToken cancellation
    )
    {
        using var system = networks.Create(plugins, null, place?.Store);
        var input = file is not null
            ? RoutingInput.Read(file, system.Backbone.Description)
            : RoutingInput.Phantom(phantom!.Value, networks.Experiment.Settings.Seed);
        return RoutingRun.Run(system, networks.Experiment, input, networks.Files(plugins), output, check, cancellation);
    }
}
