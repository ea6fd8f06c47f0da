using System.CommandLine;
using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Formats;
using DeferredSeg.Formats.Tensors;
using DeferredSeg.Host.Configuration.Layers;
using DeferredSeg.Host.Plugins;
using DeferredSeg.Host.Plugins.Isolation;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace DeferredSeg.Host.Commands;

/// <summary><c>forward</c>: a backbone on tensors, for a person who ports a model or doubts one.</summary>
internal static class ForwardCommand
{
    public static Command Create()
    {
        var selection = new PluginSelection();
        var backbone = new Option<string>("--backbone") { Description = "The backbone's name, for example UNet.", Required = true };
        var options = new Option<string?>("--options") { Description = "A JSON file with the backbone's options." };
        var set = new Option<string[]>("--set") { Description = "One option, name=value; wins over the file. May be repeated." };
        var weights = new Option<string?>("--weights") { Description = "A .safetensors or PyTorch .pth file; without it the weights are fresh and follow from --seed." };
        var input = new Option<string>("--input") { Description = "A .safetensors file with 'image', float32 [B, C, H, W], in the network's input space.", Required = true };
        var output = new Option<string>("--output") { Description = "The .safetensors file to write: 'logits', 'features' and 'embedding.<name>'.", Required = true };
        var seed = new Option<int>("--seed") { Description = "The seed of fresh weights.", DefaultValueFactory = _ => 0 };
        var command = new Command("forward", "Runs a backbone in evaluation mode on tensors from a file.\n\nExample:\n  ./deferredseg forward --backbone UNet --set width=6 --weights unet.pth --input in.safetensors --output out.safetensors")
        {
            backbone, options, set, weights, input, output, seed,
        };
        selection.AddTo(command);
        command.SetAction((parsed, cancellation) => Task.Run(() =>
        {
            using var plugins = selection.Open(parsed);
            return Run(
                plugins, parsed.GetValue(backbone)!, ConfigurationLayers.Read(parsed.GetValue(options) is { } file ? [file] : [], parsed.GetValue(set) ?? [], environment: false).Root, parsed.GetValue(weights),
                parsed.GetValue(input)!, parsed.GetValue(output)!, parsed.GetValue(seed), cancellation);
        }));
        return command;
    }

    private static int Run(PluginHost plugins, string id, Microsoft.Extensions.Configuration.IConfiguration options, string? weights, string input, string output, int seed, CancellationToken cancellation)
    {
        torch.manual_seed(seed);
        using var about = PluginCase.Name(input);
        using var backbone = plugins.CreateBackbone(id, new(options, torch.CPU));
        if (weights is not null)
        {
            using var file = WeightFile.Open(weights);
            BackboneWeights.Load(backbone, file);
        }
        (backbone as ITrainableBackbone)?.Module.eval();

        using var frozen = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        using var embedding = Encode(backbone, input, cancellation);
        using var result = backbone.Decode(embedding, PromptBatch.None, cancellation);
        var tensors = new Dictionary<string, Tensor> { ["logits"] = result.Logits, ["features"] = result.Features };
        foreach (var name in embedding.Names) tensors[$"embedding.{name}"] = embedding[name];
        TensorOutput.Save(tensors, output);
        Console.WriteLine($"{output}: {string.Join(", ", tensors.Select(entry => $"{entry.Key} [{string.Join(", ", entry.Value.shape)}]"))}");
        return ExitCode.Ok;
    }

    private static Embedding Encode(ISegmentorBackbone backbone, string input, CancellationToken cancellation)
    {
        try
        {
            return backbone.Encode(Image(input), EncodeRequest.None, cancellation);
        }
        catch (ArgumentException e)
        {
            throw new DataException($"{input}: {e.Message}", e);
        }
    }

    private static Tensor Image(string input)
    {
        using var file = WeightFile.Open(input);
        return TensorInput.Require(file, input, "image", TensorDType.Float32, "[B, C, H, W]");
    }
}
