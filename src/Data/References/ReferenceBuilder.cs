using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Cases;
using DeferredSeg.Abstractions.Experts;
using DeferredSeg.Data.Datasets;

namespace DeferredSeg.Data.References;

/// <summary>Makes the reference of each case by one policy. Several threads may call at once.</summary>
public sealed class ReferenceBuilder
{
    private readonly ReferencePolicy _policy;
    private readonly IRaterMasks? _masks;
    private readonly Func<string, MaskPlanes?>? _given;

    /// <summary>Holds the policy against the raters.</summary>
    /// <param name="policy">How references are made.</param>
    /// <param name="masks">The recorded raters; may be null where references are given.</param>
    /// <param name="given">For the rule given: the dataset's own reference of a case, null where it has none.</param>
    /// <exception cref="ArgumentException">
    /// The policy contradicts itself, names an unknown rater (the message has the nearest), or needs raters or given references that are not there.
    /// </exception>
    public ReferenceBuilder(ReferencePolicy policy, IRaterMasks? masks, Func<string, MaskPlanes?>? given = null)
    {
        (_policy, _masks, _given) = (policy, masks, given);
        List<string> problems = [.. policy.Check()];
        if (policy.Rule == ReferenceRule.Given && given is null)
            problems.Add("rule is given, and the dataset gives no reference; expected another rule, or a dataset with one.");
        if (policy.Rule != ReferenceRule.Given && masks is not { Raters.Count: > 0 })
            problems.Add(
                $"rule is {policy.Rule.ToString().ToLowerInvariant()}, and the dataset has no recorded raters; expected the rule given, "
                    + "or a dataset with raters."
            );
        foreach (var name in (string[])[.. policy.Rater is { } rater ? [rater] : Array.Empty<string>(), .. policy.Among ?? [], .. policy.MadeOf ?? []])
        {
            if (masks?.Raters.Contains(name) != true)
                problems.Add(KnownNames.Problem("rater", name, masks?.Raters ?? []));
        }
        if (problems.Count > 0)
            throw new ArgumentException(
                $"The policy of the reference is not right:{string.Concat(problems.Select(problem => $"\n- {problem}"))}",
                nameof(policy)
            );
    }

    /// <summary>Makes the reference of a case.</summary>
    /// <param name="caseId">The case.</param>
    /// <param name="kind">How the classes relate.</param>
    /// <param name="experts">
    /// Whose masks the experts of the run use in this case (<see cref="IRecordedExpert.Origin"/>); experts who are not recorded have none.
    /// </param>
    /// <returns>The reference, or why there is none. Nobody writes into its mask: a single rater's is that rater's own.</returns>
    /// <exception cref="ArgumentException">
    /// There is no such case, or the raters' masks differ in size or classes, or classes that exclude each other overlap.
    /// </exception>
    public CaseReference Build(string caseId, ClassKind kind, IReadOnlyList<AnswerOrigin> experts) =>
        _policy.Rule == ReferenceRule.Given ? Given(caseId) : Recorded(caseId, kind, experts);

    private CaseReference Given(string caseId) =>
        _given!(caseId) is { } mask
            ? new(caseId, _policy, ReferenceOutcome.Made) { Mask = mask, Raters = _policy.MadeOf }
            : new(caseId, _policy, ReferenceOutcome.None) { Note = $"The dataset gives no reference for '{caseId}'." };

    private CaseReference Recorded(string caseId, ClassKind kind, IReadOnlyList<AnswerOrigin> experts)
    {
        HashSet<string> persons = _policy.From == ReferenceScope.All ? [] : [.. experts.SelectMany(origin => origin.OfPerson.Concat(origin.Raters))];
        IReadOnlyList<string> candidates = _policy.Rater is { } named ? [named] : [.. _masks!.Raters.Where(rater => _policy.Among?.Contains(rater) != false)];
        List<string> raters = [],
            missing = [],
            declined = [];
        List<MaskPlanes> masks = [];
        foreach (var rater in candidates.Where(rater => !persons.Contains(rater)))
        {
            var left = _masks!.Find(caseId, rater);
            (
                left.Status switch
                {
                    RaterMaskStatus.Present => raters,
                    RaterMaskStatus.Missing => missing,
                    _ => declined,
                }
            ).Add(rater);
            if (left.Mask is { } mask)
                masks.Add(mask);
        }
        RequireOneSize(caseId, raters, masks);
        var made = new CaseReference(caseId, _policy, ReferenceOutcome.Made)
        {
            Raters = raters,
            Excluded = [.. candidates.Where(persons.Contains)],
            Missing = missing,
            Declined = declined,
        };
        if (masks.Count == 0)
            return made with { Outcome = ReferenceOutcome.None, Note = NobodyLeft(made) };
        if (_policy.Rule == ReferenceRule.Rater)
            return made with { Mask = masks[0] };
        if (masks.Count == 1)
            return made with
            {
                Outcome = ReferenceOutcome.SingleRater,
                Mask = masks[0],
                Note = $"Of '{caseId}' one rater is left, '{raters[0]}': the reference is that mask alone.",
            };
        var (consensus, staple) = PlaneConsensus.Of(raters, masks, kind, _policy);
        int[] restless = [.. staple.Where(one => !one.Converged).Select(one => one.Class)];
        return made with
        {
            Mask = consensus,
            Staple = staple,
            Note =
                restless.Length == 0
                    ? null
                    : $"STAPLE did not come to rest for '{caseId}' in {staple.Max(one => one.Iterations)} iterations (class {string.Join(", ", restless)}).",
        };
    }

    private static string NobodyLeft(CaseReference made)
    {
        string[] why =
        [
            .. new[] { ("the experts themselves or the same person", made.Excluded), ("missing", made.Missing), ("declined", made.Declined) }
                .Where(one => one.Item2.Count > 0)
                .Select(one => $"{one.Item1}: {string.Join(", ", one.Item2)}"),
        ];
        return $"Nobody is left to make the reference of '{made.CaseId}' ({string.Join("; ", why)}).";
    }

    private static void RequireOneSize(string caseId, List<string> raters, List<MaskPlanes> masks)
    {
        for (var i = 1; i < masks.Count; i++)
        {
            var (first, other) = (masks[0], masks[i]);
            if ((first.Classes, first.Height, first.Width) != (other.Classes, other.Height, other.Width))
                throw new ArgumentException(
                    $"For '{caseId}' the mask of '{raters[i]}' is {other.Classes} planes of {other.Height} by {other.Width} pixels and that "
                        + $"of '{raters[0]}' is {first.Classes} of {first.Height} by {first.Width}; expected masks of one image."
                );
        }
    }
}

/// <summary>The references of a dataset's cases by one policy, at the dataset's own size.</summary>
public sealed class CaseReferences
{
    private readonly IDataset _dataset;
    private readonly Func<string, IReadOnlyList<AnswerOrigin>> _experts;
    private readonly ReferenceBuilder? _builder;

    /// <summary>Holds the policy against the dataset.</summary>
    /// <param name="dataset">The dataset.</param>
    /// <param name="policy">
    /// How references are made; null for the dataset's own where it has one, else the strict majority of the raters who are no experts.
    /// </param>
    /// <param name="experts">Whose masks the experts of the run use in a case; null where none is recorded.</param>
    /// <exception cref="ArgumentException">The policy contradicts itself or asks for what the dataset has not.</exception>
    public CaseReferences(IDataset dataset, ReferencePolicy? policy = null, Func<string, IReadOnlyList<AnswerOrigin>>? experts = null)
    {
        (_dataset, _experts) = (dataset, experts ?? (_ => []));
        Policy = policy ?? new(dataset.Description.HasGold ? ReferenceRule.Given : ReferenceRule.Majority);
        var given = Policy.Rule == ReferenceRule.Given;
        var builder = new ReferenceBuilder(Policy, dataset.Raters, given && !dataset.Description.HasGold ? null : _ => null);
        _builder = given ? null : builder;
    }

    /// <summary>How references are made.</summary>
    public ReferencePolicy Policy { get; }

    /// <summary>The reference of a case, or why there is none.</summary>
    /// <param name="one">The case as it was read.</param>
    public CaseReference Of(DatasetCase one) =>
        (_builder ?? new(Policy, _dataset.Raters, _ => one.Gold)).Build(one.Info.Id, _dataset.Description.ClassKind, _experts(one.Info.Id));
}
