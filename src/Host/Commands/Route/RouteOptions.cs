using System.CommandLine;
using System.Globalization;
using DeferredSeg.Data;
using DeferredSeg.Host.Commands.Route.Images;
using DeferredSeg.Host.Runs;

namespace DeferredSeg.Host.Commands.Route;

/// <summary>What can be said to <c>route</c>.</summary>
internal sealed class RouteOptions
{
    public ExperimentSelection Selection { get; } = new();

    public TrainedSelection Trained { get; } = new();

    public QuestionOptions People { get; } = new();

    public ArchiveOptions Archive { get; } = new();

    public Option<string> Format { get; } = OutputFormat.Create();

    public Argument<string[]> Images { get; } =
        new("images") { Description = "Images, folders of images, or the folder of one dataset.", Arity = ArgumentArity.ZeroOrMore };

    public Option<string?> Part { get; } =
        new("--part")
        {
            Description =
                "Instead of images: the cases of the configuration's dataset that are for test, validation or train, "
                + "with their references and recorded experts.",
        };

    public Option<string?> Input { get; } =
        new("--input")
        {
            Description =
                "Instead of images: a .safetensors file with 'image', float32 [B, C, H, W], in the network's input space; for experts that "
                + "are simulated from the truth also 'target', uint8 [B, K, H, W].",
        };

    public Option<int?> Phantom { get; } =
        new("--phantom")
        {
            Description =
                "Instead of images: so many generated shapes of 64 by 64 pixels with their truth, 1 to 1000; for a network with one channel and one class.",
        };

    public Option<string> Output { get; } =
        new("--output")
        {
            Description =
                "The folder to write: summary.json and a folder for each image; for --input and --phantom routing.safetensors, and for "
                + "each image a picture and the routing logits' argmax as text.",
            Required = true,
        };

    public Option<double?> Budget { get; } =
        new("--budget") { Description = "The share of each image's pixels that is deferred, 0 to 1; as --set routing:budget=…, which also has a rule." };

    public Option<string[]> Absent { get; } =
        new("--absent") { Description = "An expert, by name, who is away: their pixels go to the next best. May be repeated. As --set routing:absent:0=…" };

    public Option<string?> Model { get; } =
        new("--model")
        {
            Description =
                "A model file (TorchScript, ONNX), the folder of a MONAI bundle or one that nnU-Net v2 trained, as --set backbone:model=…; without a "
                + "configuration it "
                + "segments alone.",
        };

    public Option<RoutedFiles> Files { get; } =
        new("--files")
        {
            Description =
                "What is written of each image: masks (system, model, who answers, and two pictures), maps (the probabilities too), or all (each expert's "
                + "region, and every map as NPY). Default: masks.",
            CustomParser = result => Enum.Parse<RoutedFiles>(result.Tokens[0].Value, ignoreCase: true),
        };

    public Option<bool> AnyValues { get; } =
        new(TrainingImages.Accept)
        {
            Description = "Routes images too whose values lie far from all that the network was trained on, which are refused otherwise.",
        };

    public RouteOptions()
    {
        Part.AcceptOnlyFromAmong([.. Enum.GetValues<SplitPart>().Select(DatasetSplit.Name)]);
        Phantom.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && int.TryParse(result.Tokens[0].Value, out var value) && value is < 1 or > 1000)
                result.AddError($"--phantom is {value}; expected 1 to 1000.");
        });
        Budget.Validators.Add(result =>
        {
            if (
                result.Tokens.Count == 1
                && double.TryParse(result.Tokens[0].Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
                && value is not (>= 0 and <= 1)
            )
                result.AddError($"--budget is {value}; expected a share from 0 to 1.");
        });
        Files.AcceptOnlyFromAmong([.. Enum.GetNames<RoutedFiles>().Select(name => name.ToLowerInvariant())]);
    }

    /// <summary>Adds the options to the command.</summary>
    public void AddTo(Command command)
    {
        command.Arguments.Add(Images);
        foreach (var option in new Option[] { Part, Input, Phantom, Model, Output, Budget, Absent, Files, AnyValues, Format })
            command.Options.Add(option);
        Archive.AddTo(command);
        Trained.AddTo(command);
        Selection.AddTo(command);
        People.AddTo(command);
        command.Validators.Add(result =>
        {
            var named = new[]
            {
                result.GetResult(Images) is { Tokens.Count: > 0 },
                result.GetResult(Archive.Folder) is not null,
                result.GetResult(Part) is not null,
                result.GetResult(Input) is not null,
                result.GetResult(Phantom) is not null,
            }.Count(given => given);
            if (named != 1)
                result.AddError(
                    $"{(named == 0 ? "Nothing to route is named" : "Several things to route are named")}; expected one "
                        + "of: images, --archive, --part, --input or --phantom."
                );
            if (result.GetResult(Archive.Folder) is not null && People.IsGiven(result))
                result.AddError("--archive asks no people; route what they are to be asked about without it, with the same --study or --inbox.");
        });
    }
}
