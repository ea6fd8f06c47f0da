using System.Globalization;
using Backbones.MedSam.Images;
using DeferredSeg.Abstractions.Backbones;

namespace Backbones.MedSam;

/// <summary>
/// A <see cref="MedSamNetwork"/> behind the host's contract. The embedding is <c>image_embedding [B, C, h, w]</c>, h = H / patch and
/// w = W / patch, after the blocks that were asked for, <c>block0</c> and on.
/// </summary>
/// <remarks>
/// <para>Logits are the single answer's, also where all hypotheses are asked for; those are three, with their predicted IoU.</para>
/// <para>Logits, hypotheses, routing and predictor are enlarged fourfold, or what the patch asks for, to the input's size: bilinear, without
/// aligned corners, as in the networks' training. <see cref="MedSamMasks"/> makes masks from the smaller logits as the published
/// inference does.</para>
/// <para>Extras: <c>low_res_logits [P, 1, 4 h, 4 w]</c> before they are enlarged, or all three hypotheses' where these were asked for, <c>iou</c>, which
/// is what the scores are, and with routing channels <c>low_res_routing_logits [P, J + 1, 4 h, 4 w]</c> and
/// <c>low_res_predictor_logit [P, 1, 4 h, 4 w]</c>.</para>
/// <para>Mask prompts are of four times the embedding's size, <c>[P, 1, 4 h, 4 w]</c>.</para>
/// </remarks>
public sealed class MedSamBackbone : ITrainableBackbone, INativeRouting, IPromptableDecoder, IImagePreprocessing, IWeightImport
{
    private const string Image = "image_embedding";

    private readonly BackboneDescription _description;

    /// <summary>Builds the network with freshly initialised weights, from torch's default generator.</summary>
    public MedSamBackbone(MedSamOptions options)
    {
        Network = new(options);
        _description = Description(Network);
    }

    /// <summary>The network, for those who want its smaller masks or its parts one by one.</summary>
    public MedSamNetwork Network { get; }

    /// <inheritdoc/>
    public Module Module => Network;

    /// <inheritdoc/>
    public BackboneDescription Describe() => _description;

    /// <inheritdoc/>
    public void AddRoutingChannels(int experts) => Network.AddRoutingChannels(experts);

    /// <inheritdoc/>
    /// <remarks>Where there are routing channels, a file may lack all of their weights, as the published checkpoints do: they stay as they are.</remarks>
    public void ImportWeights(IReadOnlyDictionary<string, Tensor> weights) => CheckpointImport.Fill(Network, weights, MedSamFactory.Name, OtherTable);

    /// <inheritdoc/>
    /// <remarks>
    /// MedSAM's (<see cref="MedSamImage"/>), also for SAM's checkpoints: SAM pads, which this call may not;
    /// <see cref="SamImage"/> does.
    /// </remarks>
    public Tensor Preprocess(Tensor image, int height, int width) => MedSamImage.Prepare(image, height, width);

    /// <inheritdoc/>
    public Embedding Encode(Tensor images, EncodeRequest request, CancellationToken cancellation = default)
    {
        _description.Input.Check(images);
        request.Check("MedSam", _description.Features);
        using var scope = NewDisposeScope();
        var entries = new List<(string Name, Tensor Tensor)>();
        var embedding = Network.EncodeImages(images, Keep, cancellation);
        entries.Add((Image, embedding));
        return new Embedding(entries.Select(entry => (entry.Name, entry.Tensor.MoveToOuterDisposeScope())).ToList());

        void Keep(int block, Tensor tokens)
        {
            if (!request.FeatureNames.Contains(Block(block)))
                return;
            var map = tokens.permute(0, 3, 1, 2).contiguous();
            scope.Attach(map);
            entries.Add((Block(block), map));
        }
    }

    /// <inheritdoc/>
    public SegmentationOutput Decode(Embedding embedding, PromptBatch prompts, CancellationToken cancellation = default)
    {
        using var tokens = EncodePrompts(embedding, prompts, cancellation);
        using var mixed = Mix(embedding, prompts, tokens, cancellation);
        return Project(embedding, prompts, mixed, cancellation);
    }

    /// <inheritdoc/>
    public PromptTokens EncodePrompts(Embedding embedding, PromptBatch prompts, CancellationToken cancellation = default)
    {
        using var scope = NewDisposeScope();
        var image = embedding[Image];
        var results = prompts.Count((int)image.shape[0]);
        if (prompts.Kinds == PromptKinds.None && Network.Options.WholeImageBox)
            prompts = prompts with { Boxes = PromptEncoder.WholeImage(image, Network.Options.Patch, results) };
        var tokens = Network.EncodePrompts(prompts, results, image.shape[2], image.shape[3]);
        return new(tokens.Sparse.MoveToOuterDisposeScope(), tokens.Dense.MoveToOuterDisposeScope());
    }

    /// <inheritdoc/>
    public MixedTokens Mix(Embedding embedding, PromptBatch prompts, PromptTokens tokens, CancellationToken cancellation = default)
    {
        var image = embedding[Image];
        prompts.Count((int)image.shape[0]);
        using var selected = prompts.Select(image);
        return Network.Mix(selected, tokens, cancellation);
    }

    /// <inheritdoc/>
    public SegmentationOutput Project(Embedding embedding, PromptBatch prompts, MixedTokens mixed, CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        using var scope = NewDisposeScope();
        var patch = Network.Options.Patch;
        return Network.Project(mixed, prompts.AllHypotheses).Output(mixed.Image.shape[2] * patch, mixed.Image.shape[3] * patch);
    }

    /// <inheritdoc/>
    public void Dispose() => Network.Dispose();

    // The published attention interpolates a table of another length, of an encoder that was trained at another size.
    private static Tensor? OtherTable(string name, Tensor found, Tensor target) =>
        (name.EndsWith(".rel_pos_h", StringComparison.Ordinal) || name.EndsWith(".rel_pos_w", StringComparison.Ordinal))
        && found.dim() == 2
        && found.shape[1] == target.shape[1]
        && found.shape[0] % 2 == 1
            ? RelativePositions.Resize(found.to(ScalarType.Float32), target.shape[0])
            : null;

    private static BackboneDescription Description(MedSamNetwork network)
    {
        var options = network.Options;
        var shape = EncoderShape.Of(options);
        return new()
        {
            Id = MedSamFactory.Name,
            Version = typeof(MedSamBackbone).Assembly.GetName().Version?.ToString(3) ?? "",
            Input = new InputRule
            {
                Channels = ImageEncoder.Channels,
                SmallestSize = options.Patch,
                SizeMultiple = options.Patch,
                ValueRange = "MedSAM: 0 to 1, the minimum and maximum of the whole image; SAM: 0 to 255 less its mean colour, over its deviation",
            },
            Classes = 1,
            ClassKind = ClassKind.Multilabel,
            Prompts = PromptKinds.Box | PromptKinds.Points | PromptKinds.Mask,
            DecoderChannels = options.EmbeddingChannels / 8,
            Features = [.. Enumerable.Range(0, shape.Depth).Select(block => new FeatureMap(Block(block), shape.Width, options.Patch, block))],
            DecoderImage = new(Image, options.EmbeddingChannels, options.Patch, shape.Depth),
            RoutesNatively = true,
            IsBatchIndependent = true,
            IsThreadSafe = true,
            FrozenParts = network.FrozenParts,
            License = "Apache-2.0",
            Citation =
                "J. Ma, Y. He, F. Li, L. Han, C. You, B. Wang: Segment anything in medical images. Nature Communications 15:654, 2024. "
                + "A. Kirillov et al.: Segment Anything. ICCV 2023.",
        };
    }

    private static string Block(int block) => "block" + block.ToString(CultureInfo.InvariantCulture);
}
