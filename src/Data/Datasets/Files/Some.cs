namespace DeferredSeg.Data.Datasets.Files;

/// <summary>The first few of many names, for messages.</summary>
internal static class Some
{
    private const int Shown = 6;

    public static string Of(IReadOnlyCollection<string> names) =>
        names.Count <= Shown ? string.Join(", ", names) : $"{string.Join(", ", names.Take(Shown))} and {names.Count - Shown} more";
}
