using DeferredSeg.Abstractions.Backbones;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace DeferredSeg.Host.Plugins.Isolation;

/// <summary>What a backbone must return.</summary>
internal sealed class BackboneCheck(BackboneDescription description, torch.Device device)
{
    /// <exception cref="PluginFaultException">The description is missing or contradicts itself.</exception>
    public static void Description(BackboneDescription? description, string id, bool routesNatively)
    {
        if (description is null)
            throw new PluginFaultException("it returned null.");
        if (!string.Equals(description.Id, id, StringComparison.OrdinalIgnoreCase))
            throw new PluginFaultException($"it calls the backbone '{description.Id}'; its factory calls it '{id}'.");
        if (description.Input is not { Channels: > 0, SpatialAxes: 2 or 3, SmallestSize: > 0, SizeMultiple: > 0 })
            throw new PluginFaultException("its input rule is missing, or has a channel count, size or multiple below 1, or other than 2 or 3 spatial axes.");
        if (description.Input.FixedSizes is { } sizes && (sizes.Count != description.Input.SpatialAxes || sizes.Any(size => size < 1)))
            throw new PluginFaultException($"its input rule has {sizes.Count} fixed sizes for {description.Input.SpatialAxes} spatial axes, or one below 1.");
        if (description.Classes < 1)
            throw new PluginFaultException($"it has {description.Classes} classes; expected at least 1.");
        if (description.DecoderChannels < 1)
            throw new PluginFaultException($"it has {description.DecoderChannels} decoder channels; expected at least 1.");
        if (
            description.Features is null
            || description.Features.Any(map => map is null || string.IsNullOrEmpty(map.Name) || map.Channels < 1 || map.Stride < 1)
        )
            throw new PluginFaultException("its feature maps are missing, or one has no name, channels or stride.");
        if (description.RoutesNatively != routesNatively)
            throw new PluginFaultException(
                $"RoutesNatively is {description.RoutesNatively}, "
                    + $"and the backbone {(routesNatively ? "implements" : "does not implement")} {nameof(INativeRouting)}."
            );
    }

    /// <exception cref="PluginFaultException">A tensor is missing or not what was described.</exception>
    public void Embedding(Embedding? embedding, Tensor images, EncodeRequest request, bool finite)
    {
        if (embedding is null)
            throw new PluginFaultException("it returned null.");
        if (embedding.Names.Count == 0)
            throw new PluginFaultException("the embedding is empty.");
        foreach (var name in embedding.Names)
        {
            var tensor = embedding[name];
            var what = $"embedding '{name}'";
            TensorCheck.Alive(what, tensor);
            if (tensor.dim() < 1 || tensor.shape[0] != images.shape[0])
                throw new PluginFaultException($"{what} is [{string.Join(", ", tensor.shape)}]; its first size must be the batch's, {images.shape[0]}.");
            TensorCheck.Place(what, tensor, device);
            if (finite && tensor.is_floating_point())
                TensorCheck.Finite(what, tensor, images);
        }
        foreach (var feature in request.FeatureNames)
        {
            if (!embedding.Names.Contains(feature))
                throw new PluginFaultException(
                    $"the embedding lacks the feature map '{feature}' that was asked for; it has {string.Join(", ", embedding.Names)}."
                );
            var described = description.Features.First(map => map.Name == feature);
            var found = embedding[feature].shape;
            if (found.Length != images.dim() || found[1] != described.Channels)
                throw new PluginFaultException($"feature map '{feature}' is [{string.Join(", ", found)}]; {described.Channels} channels are described.");
            // A network may round a size up or down where it halves it.
            var pairs = found[2..].Zip(images.shape[2..]);
            if (pairs.Any(pair => Math.Abs(pair.First * described.Stride - pair.Second) >= 2 * described.Stride))
                throw new PluginFaultException(
                    $"feature map '{feature}' is [{string.Join(", ", found)}] for images [{string.Join(", ", images.shape)}]; "
                        + $"a stride of {described.Stride} is described."
                );
        }
    }

    /// <exception cref="PluginFaultException">A tensor is missing or not what was described.</exception>
    /// <param name="output">What came back.</param>
    /// <param name="count">The number P of results.</param>
    /// <param name="sizes">The spatial sizes of the images; null where they are not known.</param>
    /// <param name="routingChannels">J + 1 where there is native routing, else 0.</param>
    /// <param name="hypotheses">Whether all were asked for.</param>
    /// <param name="finite">Whether values must be finite.</param>
    public void Output(SegmentationOutput? output, int count, long[]? sizes, int routingChannels, bool hypotheses, bool finite)
    {
        if (output is null)
            throw new PluginFaultException("it returned null.");
        long[] axes = AnySizes(description);
        TensorCheck.Expect("logits", output.Logits, [count, description.Classes, .. sizes ?? axes], device, finite);
        if (description.Outputs == OutputKind.Probabilities && finite)
            RequireProbabilities(output.Logits);
        if (description.DecoderChannels is { } channels)
            TensorCheck.Expect("features", output.Features, [count, channels, .. axes], device, finite);
        else if (output.Features is not null)
            throw new PluginFaultException("it returned features, and no decoder channels are described.");
        foreach (var deep in output.DeepLogits)
            TensorCheck.Expect("deep logits", deep, [count, description.Classes, .. axes], device, finite);
        var size = output.Logits.shape[2..];
        if (hypotheses && output.Hypotheses is not null)
            TensorCheck.Expect("hypotheses", output.Hypotheses, [count, -1, description.Classes, .. axes], device, finite);
        if (output.Scores is not null)
            TensorCheck.Expect("scores", output.Scores, [count, output.Hypotheses?.shape[1] ?? -1], device, finite);
        if (routingChannels > 0)
            TensorCheck.Expect(
                "routing logits",
                output.RoutingLogits,
                [count, output.RoutingLogits?.shape.ElementAtOrDefault(1) == description.Classes ? description.Classes : 1, routingChannels, .. size],
                device,
                finite
            );
        if (output.PredictorLogit is not null)
            TensorCheck.Expect("predictor logit", output.PredictorLogit, [count, 1, .. size], device, finite);
        if (output.Extras is null)
            throw new PluginFaultException("its extras are null; expected none or some.");
        foreach (var (name, extra) in output.Extras)
        {
            var what = $"extra '{name}'";
            TensorCheck.Alive(what, extra);
            if (extra.dim() < 1 || extra.shape[0] != count)
                throw new PluginFaultException($"{what} is [{string.Join(", ", extra.shape)}]; its first size must be the number of results, {count}.");
            TensorCheck.Place(what, extra, device);
            if (finite && extra.is_floating_point())
                TensorCheck.Finite(what, extra);
        }
    }

    /// <exception cref="PluginFaultException">The rule is missing, or its numbers are out of range.</exception>
    /// <param name="rule">How whole cases are cut.</param>
    /// <param name="axes">The spatial axes of the network's images.</param>
    public static void Tiles(TileRule? rule, int axes)
    {
        if (rule is null || rule.Patch.Count != axes || rule.Patch.Any(size => size < 1) || rule.Step is not (> 0 and <= 1))
            throw new PluginFaultException($"its rule for tiles has other than {axes} sides above 0, or a step that is not above 0 to 1.");
        if (rule.MirrorAxes.Any(axis => axis < 0 || axis >= rule.Patch.Count) || rule.MirrorAxes.Distinct().Count() != rule.MirrorAxes.Count)
            throw new PluginFaultException(
                $"its rule mirrors tiles along the axes {string.Join(", ", rule.MirrorAxes)}; expected some of 0 to {rule.Patch.Count - 1}."
            );
    }

    /// <summary>A size for each spatial axis, whatever it is.</summary>
    public static long[] AnySizes(BackboneDescription description) => [.. Enumerable.Repeat(-1L, description.Input.SpatialAxes)];

    private static void RequireProbabilities(Tensor values)
    {
        using var scope = torch.NewDisposeScope();
        var (least, most) = (values.detach().min().ToSingle(), values.detach().max().ToSingle());
        if (least < 0 || most > 1)
            throw new PluginFaultException(FormattableString.Invariant($"it describes probabilities and returned values from {least} to {most}."));
    }
}
