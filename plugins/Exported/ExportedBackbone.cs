using DeferredSeg.Abstractions.Backbones;

namespace Exported;

/// <summary>
/// A model file behind the host's contract, frozen. It has no encoder of its own that could be told apart, so that the embedding is its answer:
/// <c>logits</c>, and <c>features</c> where the model shows the decoder's last map.
/// </summary>
internal class ExportedBackbone : ISegmentorBackbone
{
    private const string LogitsName = "logits";
    private const string FeaturesName = "features";

    private readonly IExportedNetwork _network;
    private readonly FittedRun _run;
    private readonly BackboneDescription _description;

    /// <param name="id">The backbone's name.</param>
    /// <param name="network">The model; the backbone's from here on.</param>
    /// <param name="options">What the user says of it.</param>
    /// <param name="model">Its file.</param>
    /// <exception cref="ArgumentException">It is no segmentation network, or the options do not fit it. The model is freed.</exception>
    public ExportedBackbone(string id, IExportedNetwork network, ExportedOptions options, ModelSource model)
    {
        _network = network;
        try
        {
            var metadata = ModelMetadata.Of(model.Path);
            var shape = new ModelProbe(network, options, metadata).Look();
            var values = new InputValues(options.Range ?? metadata.Range, options.Mean, options.Deviation);
            values.Check(shape.Channels);
            if (options.Threshold is not null && shape.ClassKind == ClassKind.Exclusive)
                throw new ArgumentException(
                    "threshold is given, and the classes exclude each other: the largest wins. Leave it out, or say classKind multilabel."
                );
            if (shape.Sizes is null && options.OtherSizes != OtherSizes.Refuse)
                throw new ArgumentException($"otherSizes is {options.OtherSizes}, and the model takes several sizes; give the one that is wanted: sizes.");
            _run = new(network, shape, values, options);
            _description = Description(id, shape, options.OtherSizes, Range(options, metadata));
        }
        catch (Exception e)
        {
            network.Dispose();
            if (e is ArgumentException)
                throw new ArgumentException($"{model.Path}: {e.Message}", e);
            throw;
        }
    }

    /// <inheritdoc/>
    public BackboneDescription Describe() => _description;

    /// <inheritdoc/>
    public Embedding Encode(Tensor images, EncodeRequest request, CancellationToken cancellation = default)
    {
        _description.Input.Check(images);
        request.Check(_description.Id, _description.Features);
        using var gradients = set_grad_enabled(IsTrained && is_grad_enabled());
        var (logits, features) = _run.Run(images, cancellation);
        return new Embedding(features is null ? [(LogitsName, logits)] : [(LogitsName, logits), (FeaturesName, features)]);
    }

    /// <inheritdoc/>
    public SegmentationOutput Decode(Embedding embedding, PromptBatch prompts, CancellationToken cancellation = default)
    {
        if (prompts.Kinds != PromptKinds.None)
            throw new ArgumentException($"{_description.Id} takes no prompts; found {prompts.Kinds}.", nameof(prompts));
        prompts.Count((int)embedding[LogitsName].shape[0]);
        return new(prompts.Select(embedding[LogitsName]), _description.DecoderChannels is null ? null : prompts.Select(embedding[FeaturesName]))
        {
            Extras =
                _description.Outputs == OutputKind.Probabilities
                    ? new Dictionary<string, Tensor> { ["probabilities"] = prompts.Select(embedding[LogitsName]) }
                    : new Dictionary<string, Tensor>(),
        };
    }

    /// <summary>Whether gradients reach the model's parameters.</summary>
    protected virtual bool IsTrained => false;

    /// <inheritdoc/>
    public void Dispose()
    {
        _network.Dispose();
        GC.SuppressFinalize(this);
    }

    private static string Range(ExportedOptions options, ModelMetadata metadata) =>
        (options.Range ?? metadata.Range) is { } range
            ? $"0 to 1, which becomes {range[0]:0.###} to {range[1]:0.###}"
                + (options.Mean is null && options.Deviation is null ? "" : ", then mean and deviation")
        : options.Mean is null && options.Deviation is null ? "as the model was trained on; nothing is changed here"
        : "as mean and deviation expect, usually 0 to 1";

    private static BackboneDescription Description(string id, ModelShape shape, OtherSizes other, string range) =>
        new()
        {
            Id = id,
            Version = typeof(ExportedBackbone).Assembly.GetName().Version?.ToString(3) ?? "",
            Input = new InputRule
            {
                Channels = shape.Channels,
                SpatialAxes = shape.Axes,
                SizeMultiple = shape.SizeMultiple,
                FixedSizes = other == OtherSizes.Refuse ? shape.Sizes : null,
                ValueRange = range,
            },
            Classes = shape.Classes,
            ClassKind = shape.ClassKind,
            Outputs = shape.Outputs,
            DecoderChannels = shape.FeatureChannels,
            // What is normalised over a batch in training is not in evaluation mode, which files are exported in.
            IsBatchIndependent = true,
            Assumptions = shape.Assumptions,
        };
}
