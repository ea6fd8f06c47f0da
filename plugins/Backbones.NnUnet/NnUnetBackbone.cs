using System.Globalization;
using System.Text.Json.Nodes;
using Backbones.NnUnet.Network;
using Backbones.NnUnet.Plans;
using Backbones.NnUnet.Preparation;
using DeferredSeg.Abstractions.Backbones;

namespace Backbones.NnUnet;

/// <summary>What a folder and options say of its networks.</summary>
/// <param name="Plans">The plans.</param>
/// <param name="Plan">The configuration.</param>
/// <param name="Dataset">Channels and labels.</param>
/// <param name="MirrorAxes">Axes along which tiles may be mirrored.</param>
/// <param name="Options">The options.</param>
internal sealed record NnUnetSetting(PlansFile Plans, ConfigurationPlan Plan, DatasetLabels Dataset, IReadOnlyList<int> MirrorAxes, NnUnetOptions Options);

/// <summary>What a checkpoint says besides its weights.</summary>
/// <param name="Configuration">The configuration that was trained; null where it does not say.</param>
/// <param name="MirrorAxes">Axes along which images were mirrored in training; none where it does not say.</param>
internal sealed record TrainedState(string? Configuration, IReadOnlyList<int> MirrorAxes)
{
    /// <summary>Reads it from a checkpoint's values.</summary>
    public static TrainedState Of(JsonObject values) =>
        new(
            (values["init_args"] as JsonObject)?["configuration"] is JsonValue name && name.TryGetValue<string>(out var text) ? text : null,
            values["inference_allowed_mirroring_axes"] is JsonArray axes ? [.. axes.OfType<JsonValue>().Select(axis => (int)axis.GetValue<long>())] : []
        );
}

/// <summary>
/// One or more networks that nnU-Net trained, behind the host's contract; of several the mean of their logits. The embedding is the encoders' maps,
/// <c>level0</c> (finest) to
/// <c>levelN</c>, of further folds <c>fold1.level0</c> and so on.
/// </summary>
internal class NnUnetBackbone : ISegmentorBackbone, ICasePreparation, ITiling
{
    private readonly IReadOnlyList<SegmentationNetwork> _networks;
    private readonly NnUnetSetting _setting;
    private readonly CasePreparation _preparation;
    private readonly BackboneDescription _description;

    /// <param name="networks">The networks; the backbone's from here on.</param>
    /// <param name="setting">What they are.</param>
    /// <exception cref="ArgumentException">The plans ask for something that is not known here.</exception>
    public NnUnetBackbone(IReadOnlyList<SegmentationNetwork> networks, NnUnetSetting setting)
    {
        (_networks, _setting) = (networks, setting);
        _preparation = new(setting.Plans, setting.Plan, setting.Dataset.Channels.Count);
        _description = Description(setting, networks.Count);
        Tiles = new(setting.Plan.Patch)
        {
            Step = setting.Options.Step,
            Weights = setting.Options.Weights,
            Sums = setting.Options.Sums,
            MirrorAxes = setting.Options.Mirroring ? setting.MirrorAxes : [],
        };
    }

    /// <inheritdoc/>
    public TileRule Tiles { get; }

    /// <inheritdoc/>
    public BackboneDescription Describe() => _description;

    /// <inheritdoc/>
    public Embedding Encode(Tensor images, EncodeRequest request, CancellationToken cancellation = default)
    {
        _description.Input.Check(images);
        request.Check(_description.Id, _description.Features);
        List<(string, Tensor)> maps = [];
        for (var i = 0; i < _networks.Count; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            maps.AddRange(_networks[i].Encode(images).Select((map, level) => (Level(i, level), map)));
        }
        return new(maps);
    }

    /// <inheritdoc/>
    public SegmentationOutput Decode(Embedding embedding, PromptBatch prompts, CancellationToken cancellation = default)
    {
        using var scope = NewDisposeScope();
        if (prompts.Kinds != PromptKinds.None)
            throw new ArgumentException($"{_description.Id} takes no prompts; found {prompts.Kinds}.", nameof(prompts));
        prompts.Count((int)embedding[Level(0, 0)].shape[0]);
        var (features, logits) = (new List<Tensor>(), new List<IReadOnlyList<Tensor>>());
        for (var i = 0; i < _networks.Count; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            var skips = Enumerable.Range(0, _setting.Plan.Network.Stages).Select(level => prompts.Select(embedding[Level(i, level)])).ToList();
            var (map, answers) = _networks[i].Decode(skips, deep: _networks[i].training);
            features.Add(map);
            logits.Add(answers);
        }
        var single = _networks.Count == 1;
        var members = single || Tiles.Sums == TileSums.Float32 ? null : cat([.. logits.Select(one => one[0])], 1);
        var mean = single ? logits[0][0] : logits.Skip(1).Aggregate(logits[0][0].clone(), (sum, one) => sum.add_(one[0])).div_(_networks.Count);
        return new(mean.MoveToOuterDisposeScope(), (single ? features[0] : cat(features, 1)).MoveToOuterDisposeScope())
        {
            DeepLogits = [.. logits[0].Skip(1).Select(one => one.MoveToOuterDisposeScope())],
            Extras = members is null
                ? new Dictionary<string, Tensor>()
                : new Dictionary<string, Tensor> { [SegmentationOutput.Members] = members.MoveToOuterDisposeScope() },
        };
    }

    /// <inheritdoc/>
    public PreparedVolume Prepare(CaseVolume image, CancellationToken cancellation = default)
    {
        if (_setting.Plans.Reorients && image.Affine is { } affine && !FacesRightFrontHead(affine))
            throw new ArgumentException(
                "The network was trained on volumes whose axes lead right, front and head (NibabelIOWithReorient), and this one's do not; turn it "
                    + "first, for example by "
                    + "nibabel.as_closest_canonical."
            );
        var (prepared, _, place) = _preparation.Prepare(image.Values, image.Spacing, null, cancellation);
        return new(prepared, place);
    }

    /// <inheritdoc/>
    public Tensor Restore(Tensor maps, object token, IReadOnlyList<float> outside, CancellationToken cancellation = default) =>
        _preparation.Restore(
            maps,
            token as CasePlace ?? throw new ArgumentException("The token is none of this backbone's; expected what Prepare returned.", nameof(token)),
            outside,
            cancellation
        );

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var network in _networks)
            network.Dispose();
        GC.SuppressFinalize(this);
    }

    private static bool FacesRightFrontHead(IReadOnlyList<double> affine) =>
        Enumerable
            .Range(0, 3)
            .All(axis => affine[4 * axis + axis] > 0 && Enumerable.Range(0, 3).All(row => Math.Abs(affine[4 * row + axis]) <= affine[4 * axis + axis]));

    private static string Level(int fold, int level) =>
        (fold == 0 ? "" : "fold" + fold.ToString(CultureInfo.InvariantCulture) + ".") + "level" + level.ToString(CultureInfo.InvariantCulture);

    private static int LeastCommon(int one, int other)
    {
        var (a, b) = (one, other);
        while (b != 0)
            (a, b) = (b, a % b);
        return one / a * other;
    }

    private static BackboneDescription Description(NnUnetSetting setting, int folds)
    {
        var (network, dataset) = (setting.Plan.Network, setting.Dataset);
        var multiple = network.Divisors.Aggregate(1, LeastCommon);
        // A level whose axes were divided alike has a stride; of others there is none to tell.
        var levels = network.Cumulative.Select((strides, level) => (strides, level)).Where(one => one.strides.Distinct().Count() == 1);
        return new()
        {
            Id = NnUnetFactory.Name,
            Version = typeof(NnUnetBackbone).Assembly.GetName().Version?.ToString(3) ?? "",
            Input = new InputRule
            {
                Channels = dataset.Channels.Count,
                SpatialAxes = network.Axes,
                SizeMultiple = multiple,
                // The coarsest map of a single value cannot be normalised.
                SmallestSize = 2 * multiple,
                Axes = network.Divisors.Distinct().Count() == 1 ? null : [.. network.Divisors.Select(divisor => new AxisRule(divisor, divisor))],
                ValueRange = $"as nnU-Net prepares {string.Join(", ", dataset.Channels)}",
            },
            Classes = dataset.Heads.Count,
            ClassKind = dataset.Kind,
            Labels = dataset.Heads,
            DecoderChannels = network.Features[0] * folds,
            Features = [.. levels.Select(one => new FeatureMap(Level(0, one.level), network.Features[one.level], one.strides[0], one.level))],
            IsBatchIndependent = true,
            IsThreadSafe = true,
            IsFresh = setting.Options.Fresh,
            License = "Apache-2.0",
            Citation =
                "F. Isensee, P. F. Jaeger, S. A. A. Kohl, J. Petersen, K. H. Maier-Hein: nnU-Net: a self-configuring method for deep learning-based "
                + "biomedical image "
                + "segmentation. Nature Methods 18, 2021.",
        };
    }
}

/// <summary>A single network, which can be trained further.</summary>
internal sealed class TrainedNnUnet(SegmentationNetwork network, NnUnetSetting setting) : NnUnetBackbone([network], setting), ITrainableBackbone, IWeightImport
{
    /// <inheritdoc/>
    public Module Module => network;

    /// <inheritdoc/>
    public void ImportWeights(IReadOnlyDictionary<string, Tensor> weights) =>
        CheckpointNames.Fill(
            network,
            "The file of weights",
            weights.ToDictionary(entry => entry.Key, entry => (IReadOnlyList<long>)entry.Value.shape),
            name => weights[name].alias()
        );
}
