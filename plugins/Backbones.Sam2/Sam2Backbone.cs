using System.Globalization;
using Backbones.Sam2.Images;
using DeferredSeg.Abstractions.Backbones;

namespace Backbones.Sam2;

/// <summary>
/// A <see cref="Sam2Network"/> behind the host's contract. The embedding is <c>image_embedding [B, C, h, w]</c>, h = H / 16 and w = W / 16,
/// <c>high_res_1 [B, C / 4, 2 h, 2 w]</c> and <c>high_res_0 [B, C / 8, 4 h, 4 w]</c>, after the blocks that were asked for, <c>block0</c> and on.
/// </summary>
/// <remarks>
/// <para>Logits are the single answer's, also where all hypotheses are asked for; those are three, with their predicted IoU. In evaluation a hypothesis may
/// stand in for an unstable answer, see <see cref="Sam2Options.StabilityFallback"/>.</para>
/// <para>Logits, hypotheses, routing and predictor are enlarged fourfold to the input's size: bilinear, without aligned corners.
/// <see cref="Sam2Masks"/> makes masks from the smaller logits as the published inference does.</para>
/// <para>Extras: <c>low_res_logits [P, 1, 4 h, 4 w]</c> before they are enlarged, or all three hypotheses' where these were asked for, <c>iou</c>, which
/// is what the scores are, <c>object_score [P, 1]</c>, the logit of whether there is an object at all, and with routing channels
/// <c>low_res_routing_logits [P, J + 1, 4 h, 4 w]</c> and <c>low_res_predictor_logit [P, 1, 4 h, 4 w]</c>.</para>
/// <para>Mask prompts are of four times the embedding's size, <c>[P, 1, 4 h, 4 w]</c>.</para>
/// </remarks>
public sealed class Sam2Backbone : ITrainableBackbone, INativeRouting, IPromptableDecoder, IImagePreprocessing, IWeightImport
{
    private const string Image = "image_embedding";
    private const string Finer = "high_res_1";
    private const string Finest = "high_res_0";

    private readonly BackboneDescription _description;

    /// <summary>Builds the network with freshly initialised weights, from torch's default generator.</summary>
    public Sam2Backbone(Sam2Options options)
    {
        Network = new(options);
        _description = Description(Network);
    }

    /// <summary>The network, for those who want its smaller masks or its parts one by one.</summary>
    public Sam2Network Network { get; }

    /// <inheritdoc/>
    public Module Module => Network;

    /// <inheritdoc/>
    public BackboneDescription Describe() => _description;

    /// <inheritdoc/>
    public void AddRoutingChannels(int experts) => Network.AddRoutingChannels(experts);

    /// <inheritdoc/>
    /// <remarks>
    /// The published checkpoints' memory, which only videos need, is passed over, of version 2.0 and 2.1 alike: for single images the two differ in values
    /// alone. Where there are routing channels, a file may lack all of their weights: they stay as they are.
    /// </remarks>
    public void ImportWeights(IReadOnlyDictionary<string, Tensor> weights) =>
        CheckpointImport.Fill(Network, weights, Sam2Factory.Name, passedOver: Sam2Network.Memory);

    /// <inheritdoc/>
    public Tensor Preprocess(Tensor image, int height, int width) => Sam2Image.Prepare(image, height, width);

    /// <inheritdoc/>
    public Embedding Encode(Tensor images, EncodeRequest request, CancellationToken cancellation = default)
    {
        _description.Input.Check(images);
        request.Check(Sam2Factory.Name, _description.Features);
        using var scope = NewDisposeScope();
        var entries = new List<(string Name, Tensor Tensor)>();
        var features = Network.EncodeImages(images, Keep, cancellation);
        entries.AddRange([(Image, features.Image), (Finer, features.Finer), (Finest, features.Finest)]);
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
            prompts = prompts with { Boxes = PromptEncoder.WholeImage(image, Sam2Network.Patch, results) };
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
        var (finer, finest) = (prompts.Select(embedding[Finer]), prompts.Select(embedding[Finest]));
        var decoded = Network.Project(mixed, finer, finest, prompts.AllHypotheses);
        return decoded.Output(mixed.Image.shape[2] * Sam2Network.Patch, mixed.Image.shape[3] * Sam2Network.Patch);
    }

    /// <inheritdoc/>
    public void Dispose() => Network.Dispose();

    private static BackboneDescription Description(Sam2Network network)
    {
        var shape = HieraShape.Of(network.Options);
        return new()
        {
            Id = Sam2Factory.Name,
            Version = typeof(Sam2Backbone).Assembly.GetName().Version?.ToString(3) ?? "",
            Input = new InputRule
            {
                Channels = ImageEncoder.Channels,
                SmallestSize = shape.SizeMultiple,
                SizeMultiple = shape.SizeMultiple,
                ValueRange = "0 to 1, less the mean colour 0.485, 0.456, 0.406, over the deviation 0.229, 0.224, 0.225",
            },
            Classes = 1,
            ClassKind = ClassKind.Multilabel,
            Prompts = PromptKinds.Box | PromptKinds.Points | PromptKinds.Mask,
            DecoderChannels = network.Options.EmbeddingChannels / 8,
            Features = [.. shape.Blocks.Select((block, i) => new FeatureMap(Block(i), block.Width, block.Stride, i))],
            DecoderImage = new(Image, network.Options.EmbeddingChannels, Sam2Network.Patch, shape.Blocks.Count),
            RoutesNatively = true,
            IsBatchIndependent = true,
            IsThreadSafe = true,
            FrozenParts = network.FrozenParts,
            License = "Apache-2.0",
            Citation =
                "N. Ravi, V. Gabeur, Y.-T. Hu, R. Hu, C. Ryali, T. Ma, H. Khedr et al.: SAM 2: Segment Anything in Images and Videos. "
                + "arXiv:2408.00714, 2024.",
        };
    }

    private static string Block(int block) => "block" + block.ToString(CultureInfo.InvariantCulture);
}
