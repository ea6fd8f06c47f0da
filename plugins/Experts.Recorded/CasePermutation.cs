using DeferredSeg.Abstractions.Randomness;

namespace Experts.Recorded;

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
