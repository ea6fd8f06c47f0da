namespace DeferredSeg.Training.Batches;

/// <summary>Arrays one after the other.</summary>
internal static class Joined
{
    /// <summary>A new array with the values of all.</summary>
    public static T[] Of<T>(IReadOnlyList<T[]> parts)
    {
        var all = new T[parts.Sum(part => part.Length)];
        var at = 0;
        foreach (var part in parts)
        {
            part.CopyTo(all, at);
            at += part.Length;
        }
        return all;
    }
}
