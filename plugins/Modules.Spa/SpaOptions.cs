using DeferredSeg.Abstractions.Options;
using Modules.Spa.Candidates;
using Modules.Spa.Preferences;

namespace Modules.Spa;

/// <summary>What SPA is made of. Choices that are none follow from the preset: what the paper says, or what the published program does.</summary>
/// <param name="Preset">paper or official, where they differ.</param>
/// <param name="Trains">module: SPA's own layers alone. together: with all that the wrapped network would train by itself.</param>
/// <param name="Start">
/// paper: the preference layers begin with random weights, and the decoder sees an image that it does not know. identity: they begin as an addition of zero,
/// so that before training every draw is the wrapped network's own answer.
/// </param>
/// <param name="Components">M, the normal distributions of the preference.</param>
/// <param name="Draws">N, the predictions of a round.</param>
/// <param name="TrainingDraws">
/// The predictions of a round while it is trained; none for as many as <paramref name="Draws"/>. Memory and time grow with it.
/// </param>
/// <param name="TrainingIterations">Rounds of a training batch, each with the simulated user's choice before the next.</param>
/// <param name="TrainingCandidates">K, the candidates that the simulated user of the training chooses from.</param>
/// <param name="Hidden">Width of the six layers that predict the preference; of the preset official the published widths hold.</param>
/// <param name="Latents">
/// Channels of a preference: none for the embedding's, at every pixel numbers of its own (paper), or 64, the same at every pixel (official).
/// </param>
/// <param name="Draw">sample, element or blend: how components take part in a draw.</param>
/// <param name="Variance">softplus, relu or exp: how a network's number becomes a variance.</param>
/// <param name="Responsibility">pixelMean, joint or published: which weights a mask asks for.</param>
/// <param name="Candidate">nearestMember or centroid: what stands for a cluster of predictions.</param>
/// <param name="Feedback">mask: a chosen candidate is the next mask prompt. click: it becomes a click where it differs most from the others.</param>
/// <param name="Choice">
/// prediction or truth: what the simulated user of the training takes the nearest candidate to. The paper's algorithm says the model's own prediction, by
/// which no preference enters; its text says the user's.
/// </param>
/// <param name="Seed">What the random numbers of an answer without a session follow from.</param>
public sealed record SpaOptions(
    SpaPreset Preset = SpaPreset.Paper,
    SpaTraining Trains = SpaTraining.Module,
    SpaStart Start = SpaStart.Paper,
    [OptionRange(1, 1024)] int Components = 16,
    [OptionRange(1, 1024)] int Draws = 48,
    [OptionRange(1, 1024)] int? TrainingDraws = null,
    [OptionRange(1, 100)] int TrainingIterations = 6,
    [OptionRange(1, 64)] int TrainingCandidates = 4,
    [OptionRange(1, 8192)] int Hidden = 256,
    [OptionRange(1, 8192)] int? Latents = null,
    PreferenceDraw? Draw = null,
    VarianceRule? Variance = null,
    ResponsibilityRule? Responsibility = null,
    CandidateKind? Candidate = null,
    SpaFeedback? Feedback = null,
    SpaChoice? Choice = null,
    long Seed = 0
)
{
    internal bool IsOfficial => Preset == SpaPreset.Official;

    internal PreferenceDraw DrawKind => Draw ?? (IsOfficial ? PreferenceDraw.Blend : PreferenceDraw.Sample);

    internal VarianceRule VarianceKind => Variance ?? (IsOfficial ? VarianceRule.Relu : VarianceRule.Softplus);

    internal ResponsibilityRule ResponsibilityKind => Responsibility ?? (IsOfficial ? ResponsibilityRule.Published : ResponsibilityRule.PixelMean);

    internal CandidateKind CandidateOf => Candidate ?? (IsOfficial ? CandidateKind.Centroid : CandidateKind.NearestMember);

    internal SpaFeedback FeedbackKind => Feedback ?? (IsOfficial ? SpaFeedback.Click : SpaFeedback.Mask);

    internal SpaChoice ChoiceKind => Choice ?? (IsOfficial ? SpaChoice.Truth : SpaChoice.Prediction);

    internal int LatentChannels(int embedding) => Latents ?? (IsOfficial ? 64 : embedding);
}

/// <summary>Whose reading holds where paper and program differ.</summary>
public enum SpaPreset
{
    /// <summary>The paper's text.</summary>
    Paper,

    /// <summary>The published program.</summary>
    Official,
}

/// <summary>What is trained.</summary>
public enum SpaTraining
{
    /// <summary>SPA's own layers.</summary>
    Module,

    /// <summary>These, and of the wrapped network what it would train by itself.</summary>
    Together,
}

/// <summary>What a draw answers before anything was trained.</summary>
public enum SpaStart
{
    /// <summary>What randomly initialised layers make of it.</summary>
    Paper,

    /// <summary>What the wrapped network answers.</summary>
    Identity,
}

/// <summary>What becomes of a choice.</summary>
public enum SpaFeedback
{
    /// <summary>The candidate is the next mask prompt (Sec. 3.4).</summary>
    Mask,

    /// <summary>A click at one of the pixels where it differs most from the others, as the published program does.</summary>
    Click,
}

/// <summary>What the simulated user of the training compares candidates with.</summary>
public enum SpaChoice
{
    /// <summary>The model's own prediction, as Algorithm 1 has it.</summary>
    Prediction,

    /// <summary>The mask that they want.</summary>
    Truth,
}
