using DeferredSeg.Abstractions.Experts;
using DeferredSeg.Abstractions.Randomness;

namespace Experts.Recorded;

/// <summary>Chooses, for every case, the rater whose mask is the answer. Nothing is kept from case to case.</summary>
internal sealed class RaterChooser
{
    private readonly IRaterMasks _masks;
    private readonly RecordedOptions _options;
    private readonly RecordedPerson? _fixed;

    /// <exception cref="ArgumentException">An option names nobody, or there are fewer persons than it counts; all problems are told at once.</exception>
    public RaterChooser(string name, RecordedOptions options, IRaterMasks masks)
    {
        (_masks, _options) = (masks, options);
        var problems = new List<string>();
        var list = PersonList.Of(options, masks.Raters, problems);
        Persons = list.Persons;
        // Further complaints would only follow from the first.
        if (problems.Count == 0)
            _fixed = Fixed(name, list, problems);
        if (problems.Count == 0)
            CheckCount(problems);
        if (problems.Count > 0)
            throw new ArgumentException(
                $"The options of the expert '{name}' do not fit the dataset's raters:{string.Concat(problems.Select(problem => $"\n- {problem}"))}",
                nameof(options)
            );
        if (_fixed is { Usable: [var only] })
            Tool = list.ToolOf(only);
    }

    /// <summary>The persons whose masks may be used, in the dataset's order.</summary>
    public IReadOnlyList<RecordedPerson> Persons { get; }

    /// <summary>The name of the person who answers in every case; null where it changes.</summary>
    public string? Person => _fixed?.Id ?? (IsRotationOfDataset && _options.Missing == MissingRule.Keep ? Persons[Place - 1].Id : null);

    /// <summary>The tool of a fixed rater; null where it is not known or changes.</summary>
    public string? Tool { get; }

    /// <summary>The slot or rotation, for messages.</summary>
    public string PlaceName => $"{(_options.Slot is null ? "Rotation" : "Slot")} {Place}";

    private bool IsRotationOfDataset => _options is { Mapping: RaterMapping.LeaveOneOut, Order: not RotationOrder.Shuffled };

    private int Place => _options.Slot ?? _options.Rotation ?? 1;

    /// <summary>The choice for a case.</summary>
    public RaterChoice Choose(string caseId, long seed)
    {
        if (_fixed is not null)
            return Reply(_fixed, caseId, seed);
        var order = IsRotationOfDataset ? Persons : CasePermutation.OfPersons(Persons, seed, caseId);
        if (_options.Missing == MissingRule.Keep)
            return Reply(order[Place - 1], caseId, seed);
        return order.Select(person => Reply(person, caseId, seed)).Where(choice => choice.Rater is not null).ElementAtOrDefault(Place - 1)
            ?? RaterChoice.Nobody;
    }

    private RecordedPerson? Fixed(string name, PersonList list, List<string> problems)
    {
        if (_options.Mapping != RaterMapping.Fixed)
            return null;
        if (_options.Person is { } person)
        {
            if (GivenNames.Problem("person", person, "person", [.. Persons.Select(one => one.Id)]) is { } unknown)
                problems.Add(unknown);
            return Persons.FirstOrDefault(one => one.Id == person);
        }
        var option = _options.Rater is null ? "neither rater nor person is given, so that the rater" : "rater";
        if (GivenNames.Problem(option, _options.Rater ?? name, "rater", _masks.Raters) is not { } problem)
            return list.Single(_options.Rater ?? name);
        problems.Add(problem);
        return null;
    }

    private void CheckCount(List<string> problems)
    {
        if (_fixed is not null)
            return;
        var (option, value) = _options.Slot is { } slot ? ("slot", slot) : ("rotation", _options.Rotation ?? 1);
        if (value > Persons.Count)
            problems.Add(
                $"{option} is {value}; expected 1 to {Persons.Count}, for there are {Persons.Count} persons: "
                    + $"{string.Join(", ", Persons.Select(person => person.Id))}."
            );
        if (_options.Mapping == RaterMapping.LeaveOneOut && Persons.Count == 1)
            problems.Add(
                $"mapping is leaveOneOut and there is one person, '{Persons[0].Id}'; expected two or more, so that somebody is left for the reference."
            );
    }

    private RaterChoice Reply(RecordedPerson person, string caseId, long seed)
    {
        var tools = _options.ToolRule == ToolRule.Drawn ? CasePermutation.OfTools(person, seed, caseId) : person.Usable;
        foreach (var rater in tools)
        {
            if (_masks.Find(caseId, rater) is { Status: not RaterMaskStatus.Missing } mask)
                return new(person, rater, mask);
        }
        return new(person, null, RaterMask.Missing);
    }
}

/// <summary>Who was chosen for a case.</summary>
/// <param name="Person">The person; null where fewer persons left something than the slot counts.</param>
/// <param name="Rater">The rater whose reply it is; null where the person left none.</param>
/// <param name="Mask">What they left.</param>
internal sealed record RaterChoice(RecordedPerson? Person, string? Rater, RaterMask Mask)
{
    public static RaterChoice Nobody { get; } = new(null, null, RaterMask.Missing);

    /// <summary>Why there is no answer, for whoever reads the report.</summary>
    public string Reason(string caseId, string place, int persons) =>
        this switch
        {
            { Person: null } => $"{place} of '{caseId}' is missing: fewer of the {persons} persons left anything.",
            { Rater: { } rater } => $"The rater '{rater}' declined to judge '{caseId}'.",
            { Person.Usable: [var only] } => $"The mask of the rater '{only}' for '{caseId}' is missing.",
            _ => $"The masks of '{Person.Id}' for '{caseId}' are missing: {string.Join(", ", Person.Usable)}.",
        };
}

/// <summary>Orders that are drawn for every case.</summary>
internal static class CasePermutation
{
    /// <summary>The order of persons: it follows from the seed and the case alone, so that all experts of a run draw the same.</summary>
    public static IReadOnlyList<RecordedPerson> OfPersons(IReadOnlyList<RecordedPerson> persons, long seed, string caseId) =>
        Shuffle(persons, StableRandom.Of(seed, "recorded/persons", caseId));

    /// <summary>The order of one person's tools, by the seed, the case and the person.</summary>
    public static IReadOnlyList<string> OfTools(RecordedPerson person, long seed, string caseId) =>
        Shuffle(person.Usable, StableRandom.Of(seed, "recorded/tools", caseId, person.Id));

    /// <summary>Fisher and Yates: every order is equally likely.</summary>
    private static T[] Shuffle<T>(IReadOnlyList<T> values, StableRandom random)
    {
        T[] shuffled = [.. values];
        for (var last = shuffled.Length - 1; last > 0; last--)
        {
            var other = random.Below(shuffled.Length - 1 - last, last + 1);
            (shuffled[last], shuffled[other]) = (shuffled[other], shuffled[last]);
        }
        return shuffled;
    }
}
