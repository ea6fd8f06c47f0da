using DeferredSeg.Abstractions.Backbones;

namespace Exported;

/// <summary>Finds out what neither options nor file say by running the model on small images of noise.</summary>
/// <param name="network">The model.</param>
/// <param name="options">What the user says.</param>
/// <param name="metadata">What the model's bundle says.</param>
internal sealed class ModelProbe(IExportedNetwork network, ExportedOptions options, ModelMetadata metadata)
{
    private static readonly int[] _usualChannels = [1, 3, 2, 4];
    private static readonly int[] _multiples = [1, 2, 4, 8, 16, 32, 64];

    private readonly List<string> _assumptions = [];

    /// <summary>Looks at the model.</summary>
    /// <exception cref="ArgumentException">
    /// It runs on none of the images that are tried, or gives nothing like a segmentation; the message says what to do.
    /// </exception>
    public ModelShape Look()
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        var (images, outputs) = First();
        var (axes, channels) = ((int)images.dim() - 2, (int)images.shape[1]);
        Say(options.InputChannels ?? metadata.Channels ?? network.Input.Channels, $"channels: {channels}, with which it runs");
        Say(options.SpatialAxes ?? network.Input.Sizes?.Count, $"spatial axes: {axes}, with which it runs");
        var sizes = options.Sizes ?? network.Input.FixedSizes;
        var logits = Logits(outputs, images);
        var features = Features(outputs, logits, images);
        var (kind, classes) = Answer(outputs[logits], images, logits);
        if (metadata.Transforms.Count > 0)
            _assumptions.Add($"the bundle prepares images by {string.Join(", ", metadata.Transforms)}; of these only channels and range are done here");
        return new()
        {
            Channels = channels,
            Axes = axes,
            Sizes = sizes,
            SizeMultiple = sizes is null ? Multiple(images) : 1,
            IsSingle = network.Input.Batch == 1 || (network.Input.Batch is null && !Runs(cat([images, images], 0))),
            Logits = logits,
            Classes = (int)outputs[logits].shape[1],
            ClassKind = classes,
            Outputs = kind,
            Features = features,
            FeatureChannels = features is { } map ? (int)outputs[map].shape[1] : null,
            Assumptions = _assumptions,
        };
    }

    private void Say(object? said, string assumption)
    {
        if (said is null)
            _assumptions.Add(assumption);
    }

    /// <summary>The first images that the model takes, and what it gives for them.</summary>
    private (Tensor Images, IReadOnlyList<Tensor> Outputs) First()
    {
        string? refusal = null;
        var fixedSizes = options.Sizes ?? network.Input.FixedSizes;
        int[] axes = (options.SpatialAxes ?? fixedSizes?.Count ?? network.Input.Sizes?.Count) is { } known ? [known] : [2, 3];
        int[] channels = (options.InputChannels ?? metadata.Channels ?? network.Input.Channels) is { } said ? [said] : _usualChannels;
        foreach (var axis in axes)
        {
            int[][] sizes = fixedSizes is not null
                ?
                [
                    [.. fixedSizes],
                ]
                : [.. Sides(axis).Select(side => Enumerable.Range(0, axis).Select(i => network.Input.Sizes?[i] ?? side).ToArray())];
            foreach (var (channel, size) in channels.SelectMany(channel => sizes.Select(size => (channel, size))))
            {
                var images = Noise(channel, size);
                try
                {
                    return (images, network.Run(images));
                }
                catch (ArgumentException e)
                {
                    refusal ??= e.Message;
                }
            }
        }
        throw new ArgumentException(
            $"It runs on no image of {string.Join(" or ", channels)} channels and {string.Join(" or ", axes)} axes that was tried. Give inputChannels, "
                + $"spatialAxes and sizes, or sizeMultiple. The first refusal: {refusal}"
        );
    }

    private int[] Sides(int axes) =>
        options.SizeMultiple is { } multiple ? [multiple * Math.Max(1, (axes == 3 ? 32 : 64) / multiple), multiple]
        : axes == 3 ? [32, 64, 96]
        : [64, 128, 256, 512];

    // A fixed pattern: the same model is found the same at every start, and nobody's random numbers are used up.
    private static Tensor Noise(int channels, IReadOnlyList<int> sizes)
    {
        long[] shape = [1, channels, .. sizes];
        using var places = arange(shape.Aggregate(1L, (product, size) => product * size), float64);
        return (places * 12.9898).sin().mul(43758.5453).frac().abs().to_type(ScalarType.Float32).reshape(shape);
    }

    private bool Runs(Tensor images)
    {
        try
        {
            var outputs = network.Run(images);
            return outputs.All(output => output.shape[0] == images.shape[0]);
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    private int Logits(IReadOnlyList<Tensor> outputs, Tensor images)
    {
        if (options.Logits is { } named)
            return Place(named, outputs, "logits", images);
        // Of the finest maps, the one with as many channels as there are classes, or with the fewest: a decoder's map has more of them than classes.
        var best = outputs
            .Select((output, place) => (output, place))
            .Where(one => one.output.dim() == images.dim() && one.output.shape[0] == images.shape[0])
            .OrderByDescending(one => one.output.shape[2..].Aggregate(1L, (product, size) => product * size))
            .ThenBy(one => metadata.Classes is { } classes && one.output.shape[1] == classes.Count ? 0 : 1)
            .ThenBy(one => one.output.shape[1])
            .Select(one => (int?)one.place)
            .FirstOrDefault();
        if (best is not { } found)
            throw new ArgumentException(
                $"It gives {string.Join(", ", outputs.Select(Shown))} for an image {Shown(images)}; expected a map [B, K, …] with as many axes. "
                    + "It is no segmentation network, or another output has to be named: logits."
            );
        if (outputs.Count > 1)
            _assumptions.Add($"the segmentation is output {Named(found)} {Shown(outputs[found])}");
        return found;
    }

    private int? Features(IReadOnlyList<Tensor> outputs, int logits, Tensor images)
    {
        if (options.Features == ExportedOptions.None)
            return null;
        if (options.Features is { } named)
            return Place(named, outputs, "features", images);
        var others = Enumerable.Range(0, outputs.Count).Where(place => place != logits && outputs[place].dim() == images.dim()).ToList();
        if (others.Count == 0)
            return null;
        var finest = others.MaxBy(place => outputs[place].shape[2]);
        _assumptions.Add($"the decoder's last map is output {Named(finest)} {Shown(outputs[finest])}");
        return finest;
    }

    private int Place(string named, IReadOnlyList<Tensor> outputs, string option, Tensor images)
    {
        var place = int.TryParse(named, out var number) ? number : network.OutputNames.ToList().IndexOf(named);
        if (place < 0 || place >= outputs.Count)
            throw new ArgumentException(
                $"{option} is '{named}', and the outputs are {string.Join(", ", outputs.Select((output, i) => $"{Named(i)} {Shown(output)}"))}; "
                    + $"expected a name or a place from 0 to {outputs.Count - 1}."
            );
        return outputs[place].dim() == images.dim()
            ? place
            : throw new ArgumentException(
                $"{option} is '{named}', which is {Shown(outputs[place])}; expected a map [B, K, …] of {images.dim() - 2} spatial axes."
            );
    }

    /// <summary>Whether numbers are probabilities, of classes that exclude each other, on two images of which one is far from usual.</summary>
    private (OutputKind Outputs, ClassKind Classes) Answer(Tensor usual, Tensor images, int logits)
    {
        var unusual = network.Run((images - 0.5) * 20)[logits];
        Tensor[] seen = [usual, unusual];
        var isShare = seen.All(map => map.min().ToSingle() >= 0 && map.max().ToSingle() <= 1 + 1e-5f);
        var sumsToOne = usual.shape[1] > 1 && isShare && seen.All(map => (map.sum(1) - 1).abs().max().ToSingle() < 1e-3f);
        var outputs = options.Outputs ?? (isShare ? OutputKind.Probabilities : OutputKind.Logits);
        Say(options.Outputs, isShare ? "outputs: probabilities, since all lie between 0 and 1" : "outputs: logits, since some lie outside of 0 and 1");
        if (options.ClassKind is { } said)
            return (outputs, said);
        var classes = usual.shape[1] switch
        {
            1 => ClassKind.Multilabel,
            _ when isShare => sumsToOne ? ClassKind.Exclusive : ClassKind.Multilabel,
            _ => ClassKind.Exclusive,
        };
        if (usual.shape[1] > 1)
            _assumptions.Add(
                $"classes: {usual.shape[1]}, {classes.ToString().ToLowerInvariant()}"
                    + (
                        sumsToOne ? ", since they sum to 1"
                        : isShare ? ", since they do not sum to 1"
                        : ", as softmax makes of them"
                    )
            );
        if (metadata.Classes is { } names)
            _assumptions.Add($"class names: {string.Join(", ", names)}");
        return (outputs, classes);
    }

    /// <summary>The least step from one side that runs to another: with it, every side is a multiple of that step.</summary>
    private int Multiple(Tensor images)
    {
        if (options.SizeMultiple is { } said)
            return said;
        var found = _multiples.Where(step => Grows(images, step)).Cast<int?>().FirstOrDefault() ?? (int)images.shape[2];
        if (found > 1)
            _assumptions.Add($"sizes: multiples of {found}, with which it runs");
        return found;
    }

    private bool Grows(Tensor images, int step)
    {
        int[] sizes = [.. images.shape[2..].Select((size, axis) => network.Input.Sizes?[axis] ?? (int)size + step)];
        try
        {
            using var larger = Noise((int)images.shape[1], sizes);
            return network.Run(larger).Any(output => output.dim() == larger.dim() && output.shape[2..].SequenceEqual(larger.shape[2..]));
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    private string Named(int place) => place < network.OutputNames.Count ? $"'{network.OutputNames[place]}'" : $"{place}";

    private static string Shown(Tensor tensor) => $"[{string.Join(", ", tensor.shape)}]";
}
