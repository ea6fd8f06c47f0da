using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Cases;
using DeferredSeg.Abstractions.Heads;
using DeferredSeg.Data.Prepared;
using DeferredSeg.Engine.Training.Batches;

namespace DeferredSeg.Engine.Systems;

/// <summary>
/// Any backbone with a deferral head around it (Sec. 4.1): the one way from images to segmentation and routing, for training, validation,
/// evaluation and routing.
/// </summary>
/// <remarks>Both parts stay the caller's to dispose.</remarks>
public sealed class DeferredSystem
{
    private readonly Device _device;

    /// <summary>Puts the two together.</summary>
    /// <param name="backbone">The segmentation network.</param>
    /// <param name="head">The head, made for the backbone's decoder channels and classes; null where nothing is routed.</param>
    /// <param name="device">Where their parameters lie.</param>
    /// <exception cref="ArgumentException">The head needs what this backbone has not.</exception>
    public DeferredSystem(ISegmentorBackbone backbone, IDeferralHead? head, Device device)
    {
        (Backbone, Head, Network, _device) = (backbone, head, backbone.Describe(), device);
        if (head is not null)
            Require(head.Describe(), Network);
    }

    /// <summary>Refuses a head that a network has not what it needs for.</summary>
    /// <exception cref="ArgumentException">The head needs native routing or decoder features, and the network has none.</exception>
    public static void Require(HeadDescription head, BackboneDescription network)
    {
        if (head.NeedsNativeRouting && !network.RoutesNatively)
            throw new ArgumentException($"The head {head.Id} needs a backbone that routes natively; {network.Id} does not.");
        if (head.NeedsFeatures && network.DecoderChannels is null)
            throw new ArgumentException(
                $"The head {head.Id} reads decoder features, and the backbone {network.Id} is a black box that shows none. Choose a head that needs none."
            );
    }

    /// <summary>The segmentation network.</summary>
    public ISegmentorBackbone Backbone { get; }

    /// <summary>The deferral head; null where nothing is routed.</summary>
    public IDeferralHead? Head { get; }

    /// <summary>What the network says of itself.</summary>
    public BackboneDescription Network { get; }

    /// <summary>Images of one size on the device, <c>[B, C, H, W]</c> or <c>[B, C, D, H, W]</c>; they belong to the caller's dispose scope.</summary>
    /// <param name="images">float32 <c>[C, …]</c> each, row by row.</param>
    /// <param name="grid">Their pixels or voxels.</param>
    public Tensor Images(IReadOnlyList<float[]> images, Grid grid) =>
        tensor(images.Count == 1 ? images[0] : Joined.Of(images), [images.Count, Network.Input.Channels, .. grid.Shape()], device: _device);

    /// <summary>What points at the targets, of the kinds that the network takes and every image has.</summary>
    /// <param name="cases">The prompts of each image.</param>
    public PromptBatch Prompts(IReadOnlyList<CasePrompts> cases)
    {
        var boxes = cases.Select(one => one.Box).OfType<float[]>().ToList();
        var points = cases.Select(one => one.Point).OfType<PromptPoint>().ToList();
        var prompts = PromptBatch.None;
        if (Network.Prompts.HasFlag(PromptKinds.Box) && boxes.Count == cases.Count)
            prompts = prompts with { Boxes = tensor(boxes.SelectMany(box => box).ToArray(), [boxes.Count, 4], device: _device) };
        if (Network.Prompts.HasFlag(PromptKinds.Points) && points.Count == cases.Count)
            prompts = prompts with
            {
                Points = tensor(points.SelectMany(point => new[] { point.X, point.Y }).ToArray(), [points.Count, 1, 2], device: _device),
                PointLabels = tensor(points.Select(point => point.IsIgnored ? -1L : 1).ToArray(), [points.Count, 1], device: _device),
            };
        return prompts;
    }

    /// <summary>Encodes images once for any number of prompts.</summary>
    /// <param name="images">float32 <c>[B, C, H, W]</c> as the backbone's input rule says.</param>
    /// <param name="cancellation">Ends a long computation early.</param>
    public Embedding Encode(Tensor images, CancellationToken cancellation = default) => Encode(images, EncodeRequest.None, cancellation);

    /// <summary>Encodes images, with maps from inside of the network.</summary>
    /// <param name="images">float32 <c>[B, C, H, W]</c> as the backbone's input rule says.</param>
    /// <param name="request">The maps that are wanted.</param>
    /// <param name="cancellation">Ends a long computation early.</param>
    public Embedding Encode(Tensor images, EncodeRequest request, CancellationToken cancellation = default) =>
        Backbone.Encode(images.to(_device), request, cancellation);

    /// <summary>Segments and routes what was encoded before, one result per prompt.</summary>
    /// <param name="embedding">What the backbone encoded.</param>
    /// <param name="prompts">Which image each result is for, and what points at its target.</param>
    /// <param name="trainsBackbone">Whether the segmentor leaves a graph; the head always does where gradients are on.</param>
    /// <param name="seen">What was encoded, for a head that reads the image; others do without.</param>
    /// <param name="isLast">Whether the embedding is read for the last time, and freed before the head needs memory.</param>
    /// <param name="cancellation">Ends a long computation early.</param>
    /// <exception cref="ArgumentException">The head reads the image, and there is none.</exception>
    public DeferredOutput Decode(
        Embedding embedding,
        PromptBatch prompts,
        bool trainsBackbone = true,
        HeadImages? seen = null,
        bool isLast = false,
        CancellationToken cancellation = default
    )
    {
        var segmentation = Segment(embedding, prompts, trainsBackbone, cancellation);
        if (isLast)
            embedding.Dispose();
        try
        {
            return new(Network.Id, segmentation, Head?.Route(Shown(segmentation, prompts, seen), cancellation));
        }
        catch
        {
            segmentation.Dispose();
            throw;
        }
    }

    /// <summary>Segments alone what was encoded before, without a graph: what a head is fitted on.</summary>
    /// <param name="embedding">What the backbone encoded.</param>
    /// <param name="prompts">Which image each result is for, and what points at its target.</param>
    /// <param name="cancellation">Ends a long computation early.</param>
    public DeferredOutput Segment(Embedding embedding, PromptBatch prompts, CancellationToken cancellation = default) =>
        new(Network.Id, Segment(embedding, prompts, trains: false, cancellation), null);

    /// <summary>What a head is shown of a segmentation: with the image, where it reads it. The tensors stay the segmentation's and the caller's.</summary>
    /// <param name="segmentation">What was decoded.</param>
    /// <param name="prompts">Which image each result is of.</param>
    /// <param name="seen">What was encoded.</param>
    /// <exception cref="ArgumentException">The head reads the image, and there is none.</exception>
    public SegmentationOutput Shown(SegmentationOutput segmentation, PromptBatch prompts, HeadImages? seen)
    {
        if (Head?.Describe() is not { ReadsImage: true } head)
            return segmentation;
        if (seen is null)
            throw new ArgumentException($"The head {head.Id} reads the image, and there is none; expected what was encoded.", nameof(seen));
        return new(segmentation.Logits, segmentation.Features)
        {
            DeepLogits = segmentation.DeepLogits,
            Hypotheses = segmentation.Hypotheses,
            Scores = segmentation.Scores,
            RoutingLogits = segmentation.RoutingLogits,
            PredictorLogit = segmentation.PredictorLogit,
            Extras = segmentation.Extras,
            Image = prompts.Select(seen.Images.to(_device)),
            FieldOfView = seen.FieldOfView is { } view ? prompts.Select(view.to(_device)) : null,
        };
    }

    private SegmentationOutput Segment(Embedding embedding, PromptBatch prompts, bool trains, CancellationToken cancellation)
    {
        using var frozen = trains ? null : no_grad();
        var output = Backbone.Decode(embedding, prompts, cancellation);
        return Network.Outputs == OutputKind.Logits ? output : WithLogits(output);
    }

    /// <summary>Logits of what a network gives as probabilities, as far as float32 tells them apart: 1e-7 from 0 and from 1.</summary>
    private SegmentationOutput WithLogits(SegmentationOutput output)
    {
        const double Nearest = 1e-7;
        using var probabilities = output.Logits;
        using var kept = probabilities.clamp(Nearest, 1 - Nearest);
        var logits = Network.ClassKind == ClassKind.Exclusive ? kept.log() : kept.logit();
        return new(logits, output.Features)
        {
            DeepLogits = output.DeepLogits,
            Hypotheses = output.Hypotheses,
            Scores = output.Scores,
            RoutingLogits = output.RoutingLogits,
            PredictorLogit = output.PredictorLogit,
            Extras = output.Extras,
        };
    }
}

/// <summary>Images that were encoded, for a head that reads them; the caller's.</summary>
/// <param name="Images">float32 <c>[B, C, H, W]</c>, as the network's input rule says.</param>
/// <param name="FieldOfView">float32 <c>[B, 1, H, W]</c>, 1 where the images show anything; null means everywhere.</param>
public sealed record HeadImages(Tensor Images, Tensor? FieldOfView)
{
    /// <summary>Of prepared cases, in the caller's dispose scope.</summary>
    /// <param name="cases">Cases of one size.</param>
    /// <param name="images">Their images.</param>
    public static HeadImages Of(IReadOnlyList<PreparedCase> cases, Tensor images) =>
        new(
            images,
            cases.All(one => one.FieldOfView is null)
                ? null
                : tensor(
                        Joined.Of([.. cases.Select(one => one.FieldOfView?.Values ?? MaskPlanes.Full(one.Shown.Grid, 1).Values)]),
                        [cases.Count, 1, .. cases[0].Grid.Shape()],
                        ScalarType.Byte
                    )
                    .to(ScalarType.Float32)
        );
}
