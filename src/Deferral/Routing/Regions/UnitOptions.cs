using DeferredSeg.Abstractions.Experts;
using DeferredSeg.Abstractions.Options;

namespace DeferredSeg.Deferral.Routing.Regions;

/// <summary>Regions that a person can work on, made of the pixels that are routed to them: a step between routing and asking.</summary>
/// <param name="Use">
/// people: for experts who answer in their own time; always: for every expert, so that recorded and simulated ones can be compared with people; never: whatever
/// pixels are routed are asked.
/// </param>
/// <param name="MinimumPixels">A smaller region is not asked about.</param>
/// <param name="Smoothing">
/// Gaps and islands up to about twice this width are smoothed away, by closing and opening with a square that reaches so many pixels to each side; 0 leaves
/// regions as they are.
/// </param>
/// <param name="Task">
/// annotate: regions are painted, with the head's own mask as a proposal where it has one; judge: that mask is accepted or rejected; choose: one of several masks
/// is taken; click: the expert points at what is wrong, and a prompted network corrects it.
/// </param>
/// <param name="Decisions">The most regions of an image, the most valuable first; without it there is no limit.</param>
/// <param name="Minutes">Instead of decisions: how long a person is to spend on an image.</param>
/// <param name="SecondsPerDecision">How long a region takes, to make decisions of minutes.</param>
/// <param name="Candidates">Of choose: the most masks to choose from, the one that stands among them.</param>
/// <param name="Rounds">Of choose and click: how often an expert is asked about one region at most; the network follows each answer.</param>
public sealed record UnitOptions(
    UnitUse Use = UnitUse.People,
    [OptionRange(1, int.MaxValue)] int MinimumPixels = 9,
    [OptionRange(0, 64)] int Smoothing = 1,
    UnitTask Task = UnitTask.Annotate,
    [OptionRange(0, int.MaxValue)] int? Decisions = null,
    [OptionRange(0, 1e6)] double? Minutes = null,
    [OptionRange(0.01, 1e6)] double SecondsPerDecision = 8,
    [OptionRange(2, 9)] int Candidates = 5,
    [OptionRange(1, 20)] int Rounds = 3
) : IOptionChecks
{
    /// <summary>The most regions of an image; null without a limit.</summary>
    public int? Most => Decisions ?? (Minutes is { } minutes ? (int)Math.Min(int.MaxValue, Math.Floor(60 * minutes / SecondsPerDecision)) : null);

    /// <summary>
    /// Whether an expert who is asked about regions is asked about each by itself: people are, and whoever is not to paint. Others, who paint at once, are
    /// asked about all of theirs together.
    /// </summary>
    /// <param name="expert">An expert who is asked about regions.</param>
    public bool AsksEach(ExpertDescriptor expert) => expert.AnswersLater || Task != UnitTask.Annotate;

    /// <summary>Which experts are asked about regions; null where none is.</summary>
    /// <param name="experts">Experts 1 to J.</param>
    public IReadOnlyList<bool>? Of(IReadOnlyList<ExpertDescriptor> experts)
    {
        bool[] asked = [.. experts.Select(expert => Use == UnitUse.Always || (Use == UnitUse.People && expert.AnswersLater))];
        return asked.Contains(true) ? asked : null;
    }

    /// <inheritdoc/>
    public IEnumerable<string> Check()
    {
        if (Decisions is not null && Minutes is not null)
            yield return FormattableString.Invariant($"decisions is {Decisions} and minutes is {Minutes}; expected one of the two.");
    }
}

/// <summary>For whom regions are made.</summary>
public enum UnitUse
{
    /// <summary>For experts who answer in their own time.</summary>
    People,

    /// <summary>For every expert.</summary>
    Always,

    /// <summary>For nobody.</summary>
    Never,
}

/// <summary>What is asked about a region.</summary>
public enum UnitTask
{
    /// <summary>To paint it.</summary>
    Annotate,

    /// <summary>To accept or reject what the head proposes; with a head of estimates.</summary>
    Judge,

    /// <summary>To take one of several masks, again and again where the network follows the choice.</summary>
    Choose,

    /// <summary>To point at what is wrong, again and again; with a network that takes clicks.</summary>
    Click,
}
