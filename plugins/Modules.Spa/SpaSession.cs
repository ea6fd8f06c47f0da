using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Randomness;
using Modules.Spa.Candidates;
using Modules.Spa.Layers;
using Modules.Spa.Preferences;

namespace Modules.Spa;

/// <summary>
/// The conversation of Fig. 2: propose a prediction and K candidates, take a choice or clicks, adapt the preference, go on. It keeps plain numbers alone: the
/// clicks so far, the coarse mask that was chosen last, and the weights that the choice asked for.
/// </summary>
internal sealed class SpaSession : IInteractiveSession
{
    private readonly SpaDecoder _decoder;
    private readonly SpaNetwork _layers;
    private readonly SpaOptions _options;
    private readonly PromptKinds _kinds;
    private SpaState _state;

    private SpaSession(SpaDecoder decoder, SpaNetwork layers, SpaOptions options, PromptKinds kinds, SpaState state) =>
        (_decoder, _layers, _options, _kinds, _state) = (decoder, layers, options, kinds, state);

    /// <inheritdoc cref="IInteractiveBackbone.Begin"/>
    public static SpaSession Begin(
        SpaDecoder decoder,
        SpaNetwork layers,
        SpaOptions options,
        PromptKinds kinds,
        Embedding embedding,
        PromptBatch prompts,
        long seed
    )
    {
        One(embedding);
        if (prompts.Count(1) != 1)
            throw new ArgumentException($"A conversation is about one target; the prompts are of {prompts.Count(1)}.", nameof(prompts));
        if ((prompts.Kinds & ~kinds) is var unknown and not PromptKinds.None)
            throw new ArgumentException($"The network takes no prompts of the kind {unknown}; it takes {kinds}.", nameof(prompts));
        return new(
            decoder,
            layers,
            options,
            kinds,
            new(
                SpaState.Current,
                Fingerprint(options),
                seed,
                0,
                SpaState.ClicksOf(prompts),
                SpaState.Floats(prompts.Boxes),
                SpaState.Mask(prompts.Masks, decoder.CoarseSize(embedding)),
                layers.FirstWeights(seed),
                null
            )
        );
    }

    /// <inheritdoc cref="IInteractiveBackbone.Restore"/>
    public static SpaSession Restore(
        SpaDecoder decoder,
        SpaNetwork layers,
        SpaOptions options,
        PromptKinds kinds,
        Embedding embedding,
        ReadOnlySpan<byte> state
    )
    {
        One(embedding);
        var read = SpaState.Read(state);
        if (read.Options != Fingerprint(options))
            throw new ArgumentException($"The saved conversation is of SPA with {read.Options}; this is one with {Fingerprint(options)}.", nameof(state));
        if (read.Weights.Length != options.Components || read.Box is { Length: not 4 })
            throw new ArgumentException("The saved conversation is damaged (its numbers are not as many as there should be); begin a new one.", nameof(state));
        var (height, width) = decoder.CoarseSize(embedding);
        if (read.Chosen is { } chosen && chosen.Length != 4 * height * width)
            throw new ArgumentException(
                $"The saved conversation has a mask of {chosen.Length / 4} pixels; the image has {height} by {width} coarse ones.",
                nameof(state)
            );
        return new(decoder, layers, options, kinds, read);
    }

    public int Round => _state.Round;

    public SessionProposals Propose(Embedding embedding, int candidates, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(candidates, 1);
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        var round = Predict(embedding, candidates, cancellation);
        _state = _state with { Proposed = candidates };
        return new(
            Prediction.Logit(round.Logits).unsqueeze(0).MoveToOuterDisposeScope(),
            [.. round.Candidates.Select(candidate => Full(round, candidate).MoveToOuterDisposeScope())]
        );
    }

    public void Take(Embedding embedding, SessionFeedback feedback, CancellationToken cancellation = default)
    {
        if (feedback.Choice is null && feedback.Clicks.Count == 0)
            throw new ArgumentException("Nothing was fed back; expected a choice or clicks.", nameof(feedback));
        if (feedback.Clicks.Count > 0 && !_kinds.HasFlag(PromptKinds.Points))
            throw new ArgumentException($"The network takes no clicks; it takes {_kinds}.", nameof(feedback));
        var next = _state with { Round = _state.Round + 1, Clicks = [.. _state.Clicks, .. feedback.Clicks] };
        if (feedback.Choice is { } choice)
            next = Chosen(next, embedding, choice, cancellation);
        _state = next with { Proposed = null };
    }

    public byte[] Save() => _state.Write();

    private SpaState Chosen(SpaState next, Embedding embedding, int choice, CancellationToken cancellation)
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        var proposed =
            _state.Proposed
            ?? throw new ArgumentException("No candidates were proposed in this round that one could be chosen of; propose first.", nameof(choice));
        var round = Predict(embedding, proposed, cancellation);
        if (choice < 0 || choice >= round.Candidates.Count)
            throw new ArgumentException($"There is no candidate {choice}; there are {round.Candidates.Count}, counted from 0.", nameof(choice));
        var candidate = round.Candidates[choice];
        using var pixels = tensor(candidate.Probabilities, ScalarType.Float64);
        using var mixture = _layers.Prefer(round.Tokens, _state.Weights);
        using var precise = mixture.Precise();
        next = next with { Weights = Responsibilities.Weights(precise, pixels, _options.ResponsibilityKind).data<double>().ToArray() };
        if (_options.FeedbackKind == SpaFeedback.Mask && _kinds.HasFlag(PromptKinds.Mask))
            return next with { Chosen = SpaState.Bytes(SpaState.Floats(_decoder.MaskPrompt(candidate.Probabilities, embedding))!) };
        var (chosen, others) = TellingPixels.Means(round.Points, round.Groups.Labels, candidate.Group);
        var places = TellingPixels.Of(chosen, others);
        var place = places[StableRandom.Of(_state.Seed, "spa", "click", $"{_state.Round}").Below(0, places.Length)];
        // Nobody but the person knows the truth here: what they chose says whether the pixel is inside.
        var click = _decoder.Click(place, (int)_decoder.CoarseSize(embedding).Width, candidate.Probabilities[place] > 0.5);
        return next with { Clicks = [.. next.Clicks, click] };
    }

    private SpaRound Predict(Embedding embedding, int candidates, CancellationToken cancellation)
    {
        One(embedding);
        var random = StableRandom.Of(_state.Seed, "spa", "round", $"{_state.Round}");
        var prompts = _state.Prompts(_decoder.CoarseSize(embedding), embedding);
        var tokens = _decoder.Interact(embedding, prompts, cancellation);
        using var mixture = _layers.Prefer(tokens, _state.Weights);
        using var preferences = _decoder.Draw(mixture, embedding, _options.Draws, random);
        var (logits, _) = _decoder.Predict(embedding, prompts, tokens, preferences, cancellation);
        var points = SpaDecoder.Points(_decoder.Coarse(logits, embedding));
        var groups = _decoder.Cluster(points, candidates, StableRandom.Of(_state.Seed, "spa", "groups", $"{_state.Round}"));
        return new(logits, tokens, points, groups, Candidate.Of(points, groups, _options.CandidateOf));
    }

    /// <summary>A candidate at the input's size: the prediction that it is, or the mean of its cluster's.</summary>
    private static Tensor Full(SpaRound round, Candidate candidate)
    {
        using var scope = NewDisposeScope();
        if (candidate.Member is { } member)
            return round.Logits.narrow(0, member, 1).clone().MoveToOuterDisposeScope();
        long[] members = [.. Enumerable.Range(0, round.Points.Length).Where(i => round.Groups.Labels[i] == candidate.Group).Select(i => (long)i)];
        return Prediction.Logit(round.Logits.index_select(0, tensor(members, device: round.Logits.device))).unsqueeze(0).MoveToOuterDisposeScope();
    }

    private static string Fingerprint(SpaOptions options) =>
        $"{options.Draws} draws, {options.Components} components, {options.DrawKind}, {options.CandidateOf}, {options.FeedbackKind}, "
        + $"{options.ResponsibilityKind}";

    private static void One(Embedding embedding)
    {
        if (embedding[embedding.Names[0]].shape[0] is var images and not 1)
            throw new ArgumentException($"A conversation is about one image; the embedding has {images}.", nameof(embedding));
    }

    private sealed record SpaRound(Tensor Logits, PromptTokens Tokens, double[][] Points, KMeans Groups, IReadOnlyList<Candidate> Candidates);
}
