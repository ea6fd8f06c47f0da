using System.Text;
using ADRaffy.ENSNormalize;

namespace DeferredSeg.Data.Identity;

/// <summary>
/// When two names are one: cases, patients and the files that belong to them. Names are compared in Unicode's composed form (NFC), without blanks at
/// either end, and capitals do not tell them apart: a leak between parts is silent, a name that has to be changed is not.
/// </summary>
public static class CaseNames
{
    /// <summary>Compares names that <see cref="Of"/> has made.</summary>
    public static StringComparer Comparer => StringComparer.OrdinalIgnoreCase;

    /// <summary>A name as it is kept and shown: composed, without blanks at its ends.</summary>
    // .NET composes nothing where it runs without ICU, which it does here so that nothing has to be installed.
    public static string Of(string name) => (Ascii.IsValid(name) ? name : ENSNormalize.NF.NFC(name)).Trim();

    /// <summary>One spelling for each name: of those that differ in capitals alone, the first in ordinal order.</summary>
    /// <param name="names">Names as they are written.</param>
    /// <returns>The spelling of each name that was given.</returns>
    public static IReadOnlyDictionary<string, string> Spellings(IEnumerable<string> names)
    {
        Dictionary<string, string> spellings = new(StringComparer.Ordinal);
        foreach (var same in names.Distinct(StringComparer.Ordinal).GroupBy(Of, Comparer))
        {
            var spelling = same.Select(Of).Order(StringComparer.Ordinal).First();
            foreach (var name in same)
                spellings[name] = spelling;
        }
        return spellings;
    }
}
