using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Engine.Systems;
using DeferredSeg.Engine.Weights;
using DeferredSeg.Formats;
using DeferredSeg.Formats.Tensors;
using DeferredSeg.Host.Plugins;
using DeferredSeg.Host.Plugins.Isolation;
using Microsoft.Extensions.Configuration;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace DeferredSeg.Host.Commands.Forward;

/// <summary>One forward run: a backbone with its weights, and the tensors to run it on.</summary>
internal sealed class ForwardRun : IDisposable
{
    private const string Procedural = "procedural:";

    private readonly ForwardRequest _request;
    private readonly GuardedBackbone _backbone;
    private readonly DeferredSystem _system;
    private readonly ForwardInput _input;

    private ForwardRun(ForwardRequest request, GuardedBackbone backbone, ForwardInput input) =>
        (_request, _backbone, _input, _system) = (request, backbone, input, new(backbone, null, torch.CPU));

    private torch.nn.Module? Module => (_backbone as ITrainableBackbone)?.Module;

    /// <summary>Makes the backbone, reads the tensors, and then the weights, which may be large.</summary>
    /// <exception cref="ConfigurationException">The backbone refuses its options, or has not what was asked for.</exception>
    /// <exception cref="DataException">The tensors or the weights are not as expected.</exception>
    /// <exception cref="PluginException">The backbone's plugin cannot be used.</exception>
    public static ForwardRun Prepare(PluginHost plugins, ForwardRequest request)
    {
        Find(request);
        torch.manual_seed(request.Seed);
        var backbone = plugins.CreateBackbone(request.Backbone, new(request.Options, torch.CPU) { Model = request.Model });
        ForwardInput? input = null;
        try
        {
            if (request.Wrappers.Count > 0)
                backbone = Wrap(backbone, plugins, request);
            Require(backbone, request);
            input = ForwardInput.Read(request.Input, backbone.Description, request.Hypotheses, request.Gradients);
            if (request.Experts is { } experts)
                backbone.AddRoutingChannels(experts);
            if (request.Wrappers.Count == 0 || request.Weights.Any(IsProcedural))
                Fill(backbone, request);
            backbone.HasTrainedWeights |= request.Model is not null && !backbone.Description.IsFresh;
            if (input.Unread.Count > 0)
                Console.Error.WriteLine($"Not read: {string.Join(", ", input.Unread)} of {request.Input}.");
            return new(request, backbone, input);
        }
        catch
        {
            input?.Dispose();
            backbone.Dispose();
            throw;
        }
    }

    /// <summary>Runs the network and writes the output.</summary>
    /// <returns>What was written, for people.</returns>
    /// <exception cref="DataException">The network refuses a prompt, or the output cannot be written.</exception>
    public string Execute(CancellationToken cancellation)
    {
        using var about = PluginCase.Name(_request.Input);
        using var gradients = torch.set_grad_enabled(_request.Gradients);
        using var scope = torch.NewDisposeScope();
        Module?.train(_request.Trains);
        // A reference has gradients for everything, whatever a training run would leave frozen.
        if (_request.Gradients)
            foreach (var parameter in Module!.parameters())
                parameter.requires_grad = true;
        try
        {
            using var embedding = _system.Encode(_input.Image, new(_request.Maps), cancellation);
            return _request.Steps ? Step(_backbone.PromptableDecoder!, embedding, cancellation) : Decode(embedding, cancellation);
        }
        catch (ArgumentException e)
        {
            throw new DataException($"{_request.Input}: {e.Message}", e);
        }
    }

    public void Dispose()
    {
        _input.Dispose();
        _backbone.Dispose();
    }

    // Before a large network is made for nothing.
    private static void Find(ForwardRequest request)
    {
        var weights = request.Weights.Any(IsProcedural) ? [] : request.Weights;
        if (weights.Prepend(request.Input).FirstOrDefault(file => !Path.Exists(file)) is { } missing)
            throw new FileNotFoundException($"{missing} is not there; check the path", missing);
    }

    private static void Require(GuardedBackbone backbone, ForwardRequest request)
    {
        var name = backbone.Description.Id;
        if (request.Experts is not null && !backbone.Description.RoutesNatively)
            throw new ConfigurationException($"The backbone {name} has no routing channels of its own; leave --routing-channels out.");
        if (request.Steps && backbone.PromptableDecoder is null)
            throw new ConfigurationException($"The decoder of {name} has no steps to show; leave --steps out.");
        if ((request.Trains || request.Gradients) && backbone is not ITrainableBackbone)
            throw new ConfigurationException($"The backbone {name} cannot be trained here; leave --train-mode and --grad out.");
        var maps = backbone.Description.Features.Select(map => map.Name).ToList();
        if (request.Maps.Except(maps).FirstOrDefault() is { } unknown)
            throw new ConfigurationException($"The backbone {name} has no map '{unknown}'; it has {(maps.Count == 0 ? "none" : string.Join(", ", maps))}.");
    }

    /// <summary>Puts what the file of options names around a backbone, which has its weights before.</summary>
    private static GuardedBackbone Wrap(GuardedBackbone backbone, PluginHost plugins, ForwardRequest request)
    {
        var fromFiles = request.Weights.Count > 0 && !request.Weights.Any(IsProcedural);
        if (fromFiles)
            BackboneWeights.Load(backbone, request.Weights, request.WeightsRoot);
        for (var i = 0; i < request.Wrappers.Count; i++)
        {
            var (key, wrapper) = (FormattableString.Invariant($"$.backbone.wrappers[{i}]"), request.Wrappers[i]);
            if (wrapper.Members is { Count: > 0 } members)
                throw new ConfigurationException($"{key}.members names {members.Count} networks, and forward runs one alone; use evaluate or route.");
            backbone = plugins.CreateWrapper(wrapper.Id, [backbone], new(wrapper.Options ?? new ConfigurationBuilder().Build(), torch.CPU), key);
            if (fromFiles)
                BackboneWeights.LoadAround(backbone, request.Weights, request.WeightsRoot);
            (backbone as ITrainableBackbone)?.Module.eval();
        }
        return backbone;
    }

    private static void Fill(GuardedBackbone backbone, ForwardRequest request)
    {
        var weights = request.Weights;
        if (weights.FirstOrDefault(IsProcedural) is not { } procedural)
        {
            if (weights.Count > 0)
                BackboneWeights.Load(backbone, weights, request.WeightsRoot);
            return;
        }
        if (weights.Count > 1)
            throw new ConfigurationException($"--weights is {string.Join(" and ", weights)}; procedural weights fill everything and stand alone.");
        var variant = procedural[Procedural.Length..].ToLowerInvariant();
        if (!ProceduralWeights.Variants.Contains(variant))
            throw new ConfigurationException(
                $"--weights is {procedural}; expected {string.Join(" or ", ProceduralWeights.Variants.Select(known => Procedural + known))}."
            );
        ProceduralWeights.Fill(
            (backbone as ITrainableBackbone)?.Module
                ?? throw new ConfigurationException($"The backbone {backbone.Description.Id} shows no weights to be filled; leave --weights out."),
            variant
        );
    }

    private static bool IsProcedural(string weights) => weights.StartsWith(Procedural, StringComparison.OrdinalIgnoreCase);

    private string Step(IPromptableDecoder decoder, Embedding embedding, CancellationToken cancellation)
    {
        using var tokens = decoder.EncodePrompts(embedding, _input.Prompts, cancellation);
        using var mixed = decoder.Mix(embedding, _input.Prompts, tokens, cancellation);
        using var output = decoder.Project(embedding, _input.Prompts, mixed, cancellation);
        return Write(embedding, output, ("sparse", tokens.Sparse), ("dense", tokens.Dense), ("mixed.tokens", mixed.Tokens), ("mixed.image", mixed.Image));
    }

    private string Decode(Embedding embedding, CancellationToken cancellation)
    {
        using var output = _system.Decode(embedding, _input.Prompts, cancellation: cancellation);
        return Write(embedding, output.Segmentation);
    }

    private string Write(Embedding embedding, SegmentationOutput output, params (string Name, Tensor Tensor)[] between)
    {
        var tensors = new ForwardOutput();
        tensors.Add(output, withFeatures: !_request.WithoutFeatures);
        if (!_request.WithoutEmbedding)
            tensors.Add(embedding);
        foreach (var (name, tensor) in between)
            tensors.Add(name, tensor);
        if (_input.Target is { } target)
            tensors.AddGradients(Module!, output.Logits, target);
        if (_request.Trains)
            tensors.AddBuffers(Module!);
        return tensors.Save(_request.Output);
    }
}
