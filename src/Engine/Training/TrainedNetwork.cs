using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Randomness;
using DeferredSeg.Data.Prepared;
using DeferredSeg.Engine.Cache;
using DeferredSeg.Engine.Systems;
using DeferredSeg.Engine.Training.Batches;

namespace DeferredSeg.Engine.Training;

/// <summary>A system that is trained, as one function of prepared cases; what a frozen encoder computes may come from the cache.</summary>
internal sealed class TrainedNetwork(DeferredSystem system, TrainedParts parts, ImageEncoding encoding)
{
    /// <summary>Runs the updates of the network's own objective on a batch.</summary>
    /// <param name="objective">The objective.</param>
    /// <param name="batch">Images of one size, and what is wanted.</param>
    /// <param name="random">What its random numbers follow from.</param>
    /// <param name="update">Updates what a step names; false ends it.</param>
    public void Update(OwnObjective objective, TrainingBatch batch, StableRandom random, Func<ObjectiveStep, bool> update)
    {
        PreparedCase[] cases = [.. batch.Cases.Select(one => one.Prepared)];
        // Several updates of a batch go backward one after the other; a graph of the encoding would be gone after the first.
        using var embedding = Detached(encoding.Of(cases, training: true));
        var prompts = system.Prompts([.. cases.Select(one => one.Prompts)]);
        objective(embedding, prompts, batch.Planes(), random, update, CancellationToken.None);
    }

    private static Embedding Detached(Embedding embedding)
    {
        using (embedding)
            return new([.. embedding.Names.Select(name => (name, embedding[name].detach()))]);
    }

    /// <summary>Segments and routes; what comes back is the caller's to dispose. A backbone that is not trained leaves no graph.</summary>
    /// <param name="cases">Images of one size.</param>
    /// <param name="training">Whether the modules are in training mode.</param>
    public DeferredOutput Of(IReadOnlyList<PreparedCase> cases, bool training)
    {
        using var embedding = encoding.Of(cases, training);
        var prompts = system.Prompts([.. cases.Select(one => one.Prompts)]);
        var seen = system.Head?.Describe().ReadsImage == true ? HeadImages.Of(cases, system.Images([.. cases.Select(one => one.Image)], cases[0].Grid)) : null;
        var output = system.Decode(embedding, prompts, parts.TrainsBackbone, seen);
        return output.Fitting(cases[0].Info.Id, cases.Count, cases[0].Reference.Classes, cases[0].Grid);
    }
}

/// <summary>
/// Images to embeddings. Where nothing that is trained takes part in encoding, each image is encoded by itself, in evaluation mode and
/// without a graph, through the cache if there is one; a network whose embeddings depend on the batch is never cached.
/// </summary>
internal sealed class ImageEncoding
{
    private readonly TrainingSetup _setup;
    private readonly DeferredSystem _system;
    private readonly TrainedParts _parts;
    private readonly BackboneDescription _description;
    private readonly bool _isFrozen;
    private readonly EncoderIdentity? _identity;

    public ImageEncoding(TrainingSetup setup, DeferredSystem system, TrainedParts parts)
    {
        (_setup, _system, _parts, _description) = (setup, system, parts, system.Network);
        _isFrozen = !parts.TrainsBackbone || !DependsOnTrained(setup, parts);
        if (IsCached)
            _identity = EncoderIdentity.Of(
                $"{_description.Id} {_description.Version}",
                setup.Encoder,
                "",
                EncodeRequest.None.FeatureNames,
                parts.Untrained,
                setup.Cache!.Precision,
                get_num_threads()
            );
    }

    /// <summary>Whether embeddings are kept.</summary>
    public bool IsCached => _isFrozen && _description.IsBatchIndependent && _setup.Cache is not null;

    /// <summary>Encodes a batch; the caller's to dispose.</summary>
    /// <param name="cases">Images of one size.</param>
    /// <param name="training">Whether the modules are to be in training mode afterwards.</param>
    public Embedding Of(IReadOnlyList<PreparedCase> cases, bool training)
    {
        if (!_isFrozen)
            return _system.Encode(Images(cases));
        using var frozen = no_grad();
        _parts.Eval();
        try
        {
            if (!_description.IsBatchIndependent)
                return _system.Encode(Images(cases));
            return Join([.. cases.Select(One)]);
        }
        finally
        {
            if (training)
                _parts.Train();
        }
    }

    private Embedding One(PreparedCase one)
    {
        if (!IsCached)
            return Compute(one);
        var key = _identity!.Key(one.Image, [_description.Input.Channels, .. one.Grid.Sizes], one.Variant);
        return _setup.Cache!.Get(key, () => Compute(one), _setup.Device);
    }

    private Embedding Compute(PreparedCase one) => _system.Encode(Images([one]));

    private Tensor Images(IReadOnlyList<PreparedCase> cases) => _system.Images([.. cases.Select(one => one.Image)], cases[0].Grid);

    private bool DependsOnTrained(TrainingSetup setup, TrainedParts parts)
    {
        using var scope = NewDisposeScope();
        parts.Eval();
        using var embedding = _system.Encode(Example());
        return embedding.Names.Any(name => embedding[name].requires_grad);
    }

    // Whether there is a graph does not depend on the values.
    private Tensor Example() =>
        _setup.Tiles is { } tiles
            ? zeros([1, _description.Input.Channels, .. tiles.Patch.Select(side => (long)side)], device: _setup.Device)
            : Images([_setup.Train.Get(0, GeometricVariant.None)]);

    private static Embedding Join(IReadOnlyList<Embedding> embeddings)
    {
        if (embeddings.Count == 1)
            return embeddings[0];
        try
        {
            return new(embeddings[0].Names.Select(name => (name, cat([.. embeddings.Select(one => one[name])], 0))).ToList());
        }
        finally
        {
            foreach (var one in embeddings)
                one.Dispose();
        }
    }
}
