using DeferredSeg.Abstractions.Options;

namespace Experts.Recorded;

/// <summary>The options of <c>recorded</c>. Without any the expert is the rater of its own name.</summary>
/// <param name="Mapping">Which rater the expert is: the same in every case, a slot of a permutation, or the one left out.</param>
/// <param name="Rater">For <c>fixed</c>: the rater's name.</param>
/// <param name="Person">For <c>fixed</c>, instead of <c>rater</c>: the person's name, as <c>persons</c> or <c>personPattern</c> give it.</param>
/// <param name="Slot">
/// For <c>shuffled</c>: the place in the case's permutation, from 1. Experts of one run with the same raters and different slots are different persons in
/// every case.
/// </param>
/// <param name="Rotation">For <c>leaveOneOut</c>: which person is the expert, from 1; the reference is made of the others.</param>
/// <param name="Order">For <c>leaveOneOut</c>: what the rotation counts in, by default the dataset's order.</param>
/// <param name="Missing">For <c>shuffled</c> and <c>leaveOneOut</c>: whether persons who left nothing for a case keep their place.</param>
/// <param name="Among">The raters that may be used; all where null. Not with <c>rater</c>.</param>
/// <param name="Persons">Which raters are one person; whoever is not named is a person of their own.</param>
/// <param name="PersonPattern">
/// Instead of <c>persons</c>: how raters are named, for example <c>{person}_{tool}</c>. The first of the two takes as many letters as it can; a rater that
/// does not fit is a person of their own.
/// </param>
/// <param name="Tools">The tools of <c>personPattern</c>, the preferred one first; tools that are not named come after them, in the dataset's order.</param>
/// <param name="ToolRule">Which mask of a person with several tools is used.</param>
/// <param name="Cost">The cost of one routed pixel, in units of one wrong pixel.</param>
/// <param name="Capacity">The largest share of a batch's pixels that the expert takes; null without a limit.</param>
/// <param name="Tier">The person's standing, for example senior.</param>
/// <param name="Tool">What the person works with; null takes the tool of a fixed rater by <c>personPattern</c>.</param>
public sealed record RecordedOptions(
    RaterMapping Mapping = RaterMapping.Fixed,
    string? Rater = null,
    string? Person = null,
    [OptionRange(1, 1e6)] int? Slot = null,
    [OptionRange(1, 1e6)] int? Rotation = null,
    RotationOrder? Order = null,
    MissingRule Missing = MissingRule.Keep,
    IReadOnlyList<string>? Among = null,
    IReadOnlyList<PersonOptions>? Persons = null,
    string? PersonPattern = null,
    IReadOnlyList<string>? Tools = null,
    ToolRule ToolRule = ToolRule.Preferred,
    [OptionRange(0, 1e9)] double Cost = 0,
    [OptionRange(0, 1)] double? Capacity = null,
    string? Tier = null,
    string? Tool = null
) : IOptionChecks
{
    /// <inheritdoc/>
    public IEnumerable<string> Check()
    {
        foreach (
            var (given, name, mapping) in ((bool, string, RaterMapping)[])
                [
                    (Rater is not null, $"rater is '{Rater}'", RaterMapping.Fixed),
                    (Person is not null, $"person is '{Person}'", RaterMapping.Fixed),
                    (Slot is not null, $"slot is {Slot}", RaterMapping.Shuffled),
                    (Rotation is not null, $"rotation is {Rotation}", RaterMapping.LeaveOneOut),
                    (Order is not null, $"order is {Order}", RaterMapping.LeaveOneOut),
                ]
        )
        {
            if (given && mapping != Mapping)
                yield return $"{name} and mapping is {Spelled(Mapping)}; expected mapping {Spelled(mapping)} with it, or no such option.";
        }
        if (Mapping == RaterMapping.Shuffled && Slot is null)
            yield return "mapping is shuffled and slot is not given; expected a slot from 1.";
        if (Mapping == RaterMapping.LeaveOneOut && Rotation is null)
            yield return "mapping is leaveOneOut and rotation is not given; expected a rotation from 1.";
        if (Mapping == RaterMapping.Fixed && Missing != MissingRule.Keep)
            yield return "missing is skip and mapping is fixed; a fixed rater has no other to take the place: expected keep, or another mapping.";
        if (Rater is not null && Person is not null)
            yield return $"rater is '{Rater}' and person is '{Person}'; expected one of the two.";
        if (Among is not null && Mapping == RaterMapping.Fixed && Person is null)
            yield return "among is given for a fixed rater, who is named alone; expected it with person, shuffled or leaveOneOut.";
        if (Persons is not null && PersonPattern is not null)
            yield return $"persons is given and personPattern is '{PersonPattern}'; expected one of the two.";
        if (Tools is not null && PersonPattern is null)
            yield return "tools is given without personPattern, from which tools are known; under persons the order of raters is that of preference.";
    }

    private static string Spelled(RaterMapping mapping) =>
        mapping switch
        {
            RaterMapping.Fixed => "fixed",
            RaterMapping.Shuffled => "shuffled",
            _ => "leaveOneOut",
        };
}

/// <summary>Which of the recorded raters an expert is.</summary>
public enum RaterMapping
{
    /// <summary>The same rater or person in every case, named by <c>rater</c> or <c>person</c>.</summary>
    Fixed,

    /// <summary>Slot k of a permutation of the persons that is drawn anew for every case: for data whose order of raters is not one person each.</summary>
    Shuffled,

    /// <summary>Person r of all, so that the reference is made of the others; a run over all rotations r has every person once.</summary>
    LeaveOneOut,
}

/// <summary>What a rotation counts in.</summary>
public enum RotationOrder
{
    /// <summary>The dataset's order of raters: rotation r is the same person in every case.</summary>
    Dataset,

    /// <summary>
    /// The permutation of the case, that of <see cref="RaterMapping.Shuffled"/>: over all rotations every person is left out once in every case.
    /// </summary>
    Shuffled,
}

/// <summary>What a slot or rotation does where persons left no mask for a case. One who declined to judge is never passed over: that is an answer.</summary>
public enum MissingRule
{
    /// <summary>Places stay as they are: who is missing declines.</summary>
    Keep,

    /// <summary>
    /// Only those who left something are counted, in the same order. Slots of one case are still different persons, and the last slots decline.
    /// </summary>
    Skip,
}

/// <summary>One person among the recorded raters.</summary>
/// <param name="Id">The person's name.</param>
/// <param name="Raters">The raters that are this person, for example with different tools; the preferred one first.</param>
public sealed record PersonOptions(string Id = "", IReadOnlyList<string>? Raters = null);

/// <summary>Which mask of a person with several tools is used. A tool with which the person left nothing for a case is passed over.</summary>
public enum ToolRule
{
    /// <summary>The first by <c>tools</c>; without it by the order under <c>persons</c>, else the dataset's.</summary>
    Preferred,

    /// <summary>Drawn for every case and person from the seed, the case and the person alone.</summary>
    Drawn,
}
