using System.CommandLine;
using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Options;
using DeferredSeg.Host.Configuration;
using DeferredSeg.Host.Runs;
using Microsoft.Extensions.Configuration;

namespace DeferredSeg.Host.Commands.Forward;

/// <summary><c>forward</c>: a backbone on tensors, for a person who ports a model or doubts one.</summary>
internal static class ForwardCommand
{
    private const string Text =
        "Runs a backbone on tensors from a file and writes what it gives: to hold a network against reference tensors.\n\n"
        + "Input (.safetensors): 'image' float32 [B, C, H, W] in the network's input space, nothing is prepared; "
        + "for networks that take prompts 'boxes' [P, 4], 'points' [P, N, 2], 'labels' [P, N], 'mask' [P, 1, h, w]; 'image_index' [P], "
        + "the image of each result; 'target' [P, K, H, W] for --grad.\n\n"
        + "Output (.safetensors): 'logits' [P, K, H, W], 'features', 'embedding.<name>', what the network gives besides ('low_res_logits', "
        + "'iou'), 'routing_logits', 'predictor_logit', 'loss', 'grad.<parameter>', 'after.<buffer>'.\n\n"
        + "Examples:\n"
        + "  ./deferredseg forward --backbone UNet --set width=6 --weights unet.pth --input in.safetensors --output out.safetensors\n"
        + "  ./deferredseg forward --backbone MedSam --weights medsam_vit_b.pth --weights routing.safetensors --routing-channels 3 "
        + "--multimask --input in.safetensors --output out.safetensors\n"
        + "  ./deferredseg forward --model net.onnx --input in.safetensors --output out.safetensors\n"
        + "  ./deferredseg forward --backbone CeNet --set classes=2 --set gateNormalisation=asBatch --weights procedural:cenet "
        + "--train-mode --grad --input in.safetensors --output out.safetensors";

    public static Command Create()
    {
        var selection = new PluginSelection();
        var backbone = new Option<string?>("--backbone") { Description = "The backbone's name, for example UNet; of a model file the one that runs it." };
        var model = new Option<string?>("--model")
        {
            Description = "The model file to run (TorchScript, ONNX), the folder of a MONAI bundle, or one that nnU-Net v2 trained.",
        };
        var options = new Option<string?>("--options")
        {
            Description = "A JSON file with the backbone's options: these alone, a backbone section { \"id\", \"options\" }, or a whole configuration.",
        };
        var set = new Option<string[]>("--set") { Description = "One option, name=value or backbone:options:name=value; wins over the file. May be repeated." };
        var weights = new Option<string[]>("--weights")
        {
            Description =
                "A .safetensors or PyTorch .pth file, or procedural:default, procedural:cenet or procedural:probunet, which fill every weight by a "
                + "formula of its name. Files may be several with no name in common. Without, the weights are fresh and follow from --seed.",
        };
        var root = new Option<string?>("--weights-root")
        {
            Description =
                "Which part of a file of weights is taken, as a key or a dotted path of keys, for example ema or state_dict.model. "
                + "Without, the one that fits the network.",
        };
        var input = new Option<string>("--input") { Description = "The .safetensors file to read.", Required = true };
        var output = new Option<string>("--output") { Description = "The .safetensors file to write.", Required = true };
        var seed = new Option<int>("--seed")
        {
            Description = "The seed of fresh weights, and in training mode of what the network draws.",
            DefaultValueFactory = _ => 0,
        };
        var experts = new Option<int?>("--routing-channels")
        {
            Description = "Adds native routing channels for J experts, J + 1 in all, before the weights are loaded. 1 or more.",
        };
        experts.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && int.TryParse(result.Tokens[0].Value, out var value) && value < 1)
                result.AddError($"--routing-channels is {value}; expected the number J of experts, 1 or more.");
        });
        var trains = new Option<bool>("--train-mode")
        {
            Description = "Training mode instead of evaluation: batch statistics, and buffers are written as they are after the forward pass.",
        };
        var gradients = new Option<bool>("--grad")
        {
            Description =
                "Computes the loss, the mean binary cross-entropy with logits between 'logits' and 'target', "
                + "and its gradients for every parameter that it reaches, also those that training leaves frozen.",
        };
        var hypotheses = new Option<bool>("--multimask") { Description = "Writes all hypotheses of the network and their scores, not only its single answer." };
        var steps = new Option<bool>("--steps")
        {
            Description = "Decodes step by step and writes 'sparse', 'dense', 'mixed.tokens' and 'mixed.image'; for promptable decoders.",
        };
        var map = new Option<string[]>("--map")
        {
            Description =
                "An inner map of the network to write as 'embedding.<name>', for example block0. May be repeated; "
                + "an unknown name is answered with those that are there.",
        };
        var noEmbedding = new Option<bool>("--no-embedding") { Description = "Leaves the embedding out of the output." };
        var noFeatures = new Option<bool>("--no-features") { Description = "Leaves the decoder's features out of the output." };
        var command = new Command("forward", Text)
        {
            backbone,
            model,
            options,
            set,
            weights,
            root,
            input,
            output,
            seed,
            experts,
            trains,
            gradients,
            hypotheses,
            steps,
            map,
            noEmbedding,
            noFeatures,
        };
        selection.AddTo(command);
        command.SetAction(
            (parsed, cancellation) =>
                Task.Run(() =>
                {
                    var source = ModelFile.Open(parsed.GetValue(model), "--model");
                    var name =
                        parsed.GetValue(backbone)
                        ?? (source is null ? null : ModelFile.BackboneOf(source.Path))
                        ?? throw new ConfigurationException(
                            source is null
                                ? "Neither --backbone nor --model is given; expected the backbone's name, for example UNet, or a model file."
                                : $"--model is {source.Path}, whose extension tells no kind; expected --backbone TorchScript or Onnx as well."
                        );
                    var request = new ForwardRequest
                    {
                        Backbone = name,
                        Model = source,
                        Options = ForwardOptions.Read(parsed.GetValue(options), parsed.GetValue(set) ?? [], name),
                        Wrappers = ForwardOptions.Wrappers(parsed.GetValue(options)),
                        Weights = parsed.GetValue(weights) ?? [],
                        WeightsRoot = parsed.GetValue(root),
                        Input = parsed.GetValue(input)!,
                        Output = parsed.GetValue(output)!,
                        Seed = parsed.GetValue(seed),
                        Experts = parsed.GetValue(experts),
                        Trains = parsed.GetValue(trains),
                        Gradients = parsed.GetValue(gradients),
                        Hypotheses = parsed.GetValue(hypotheses),
                        Steps = parsed.GetValue(steps),
                        Maps = parsed.GetValue(map) ?? [],
                        WithoutEmbedding = parsed.GetValue(noEmbedding),
                        WithoutFeatures = parsed.GetValue(noFeatures),
                    };
                    using var plugins = selection.Open(parsed);
                    using var run = ForwardRun.Prepare(plugins, request);
                    Console.WriteLine(run.Execute(cancellation));
                    return ExitCode.Ok;
                })
        );
        return command;
    }
}

/// <summary>What a forward run is asked for.</summary>
internal sealed record ForwardRequest
{
    /// <summary>The backbone's name.</summary>
    public required string Backbone { get; init; }

    /// <summary>The model file that the backbone runs; null where it is not one that does.</summary>
    public ModelSource? Model { get; init; }

    /// <summary>The backbone's own options.</summary>
    public required IConfiguration Options { get; init; }

    /// <summary>What is put around the backbone, the innermost first.</summary>
    public IReadOnlyList<WrapperSettings> Wrappers { get; init; } = [];

    /// <summary>Weight files, or one procedural variant; none for fresh weights.</summary>
    public IReadOnlyList<string> Weights { get; init; } = [];

    /// <summary>The part of the weight files that is taken; null for the one that fits.</summary>
    public string? WeightsRoot { get; init; }

    /// <summary>The .safetensors file to read.</summary>
    public required string Input { get; init; }

    /// <summary>The .safetensors file to write.</summary>
    public required string Output { get; init; }

    /// <summary>The seed of fresh weights, and in training mode of what is drawn.</summary>
    public int Seed { get; init; }

    /// <summary>The experts J that native routing channels are added for; null for none.</summary>
    public int? Experts { get; init; }

    /// <summary>Whether the network is in training mode; buffers are written then.</summary>
    public bool Trains { get; init; }

    /// <summary>Whether loss and gradients are computed.</summary>
    public bool Gradients { get; init; }

    /// <summary>Whether all hypotheses are wanted.</summary>
    public bool Hypotheses { get; init; }

    /// <summary>Whether the decoder goes step by step, and what lies between the steps is written.</summary>
    public bool Steps { get; init; }

    /// <summary>Inner maps to write as well.</summary>
    public IReadOnlyList<string> Maps { get; init; } = [];

    /// <summary>Whether the embedding is left out of the output.</summary>
    public bool WithoutEmbedding { get; init; }

    /// <summary>Whether the decoder's features are left out of the output.</summary>
    public bool WithoutFeatures { get; init; }
}

/// <summary>A backbone's options from a file and the command line.</summary>
internal static class ForwardOptions
{
    private const string Prefix = "backbone:options:";

    private static readonly string[] _ofBackbone = ["id", "options", "weights", "weightsRoot", "model", "wrappers"];

    /// <summary>Reads the options.</summary>
    /// <param name="file">
    /// The options themselves, a <c>backbone</c> section or a whole configuration, of which nothing but the backbone's options is read; null for none.
    /// </param>
    /// <param name="settings"><c>name=value</c> or <c>backbone:options:name=value</c>.</param>
    /// <param name="backbone">The backbone that they are for.</param>
    /// <exception cref="ConfigurationException">
    /// The file is missing, no JSON object or for another backbone, or a setting has no value or is none of the options.
    /// </exception>
    public static IConfiguration Read(string? file, IReadOnlyList<string> settings, string backbone)
    {
        var typed = LayeredConfiguration.Read([], [.. settings.Select(Bare)], environment: false).Root;
        return new ConfigurationBuilder()
            .AddInMemoryCollection(file is null ? [] : OfFile(file, backbone).AsEnumerable(makePathsRelative: true))
            .AddInMemoryCollection(typed.AsEnumerable())
            .Build();
    }

    /// <summary>What a <c>backbone</c> section, or that of a whole configuration, puts around the backbone, the innermost first.</summary>
    /// <param name="file">As for <see cref="Read"/>.</param>
    /// <exception cref="ConfigurationException">The file is missing or no JSON object, or a wrapper is not as expected.</exception>
    public static IReadOnlyList<WrapperSettings> Wrappers(string? file)
    {
        if (file is null || Section(LayeredConfiguration.Read([file], [], environment: false).Root) is not { } section)
            return [];
        try
        {
            return [.. section.GetSection("wrappers").GetChildren().Select(OptionReader.Read<WrapperSettings>)];
        }
        catch (OptionException e)
        {
            throw new ConfigurationException($"{file}, wrappers: {e.Message}", e);
        }
    }

    private static string Bare(string setting)
    {
        if (setting.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase))
            return setting[Prefix.Length..];
        if (setting.StartsWith("backbone:", StringComparison.OrdinalIgnoreCase))
            throw new ConfigurationException($"--set {setting} is none of the backbone's options; expected name=value or {Prefix}name=value.");
        return setting;
    }

    private static IConfiguration OfFile(string file, string backbone)
    {
        IConfiguration root = LayeredConfiguration.Read([file], [], environment: false).Root;
        if (Section(root) is not { } section)
            return root;
        // A backbone may be named with its plugin, Backbones.UNet/UNet.
        if (section["id"] is { } id && !string.Equals(Last(id), Last(backbone), StringComparison.OrdinalIgnoreCase))
            throw new ConfigurationException($"{file} is for the backbone {id}; --backbone is {backbone}. Name the same one in both.");
        return section.GetSection("options");
    }

    /// <summary>The backbone's section of a file; null where it holds the options alone.</summary>
    private static IConfiguration? Section(IConfiguration root)
    {
        var names = root.GetChildren().Select(child => child.Key).ToList();
        var isBackbone = names.Count > 0 && names.All(name => _ofBackbone.Contains(name, StringComparer.OrdinalIgnoreCase));
        return isBackbone ? root
            : root.GetSection("backbone") is { } whole && whole.GetChildren().Any() ? whole
            : null;
    }

    private static string Last(string id) => id[(id.LastIndexOf('/') + 1)..];
}
