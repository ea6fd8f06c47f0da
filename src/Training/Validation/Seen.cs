using DeferredSeg.Training.Batches;

namespace DeferredSeg.Training.Validation;

/// <summary>The pixels of a case that are measured: those in its field of view.</summary>
internal sealed class Seen
{
    /// <summary>Their places; null where it is all of them.</summary>
    private readonly int[]? _places;

    private Seen(int[]? places, int count) => (_places, Count) = (places, count);

    /// <summary>How many.</summary>
    public int Count { get; }

    /// <exception cref="InvalidOperationException">There is none.</exception>
    public static Seen Of(BatchCase one)
    {
        var pixels = one.Prepared.Height * one.Prepared.Width;
        if (one.Prepared.FieldOfView?.Values is not { } view) return new(null, pixels);
        int[] places = [.. Enumerable.Range(0, pixels).Where(pixel => view[pixel] != 0)];
        if (places.Length == 0) throw new InvalidOperationException($"No pixel of {one.Prepared.Info.Id} is in the field of view; there is nothing to measure.");
        return new(places, places.Length);
    }

    /// <summary>The values of a plane at these pixels.</summary>
    /// <param name="values">Planes.</param>
    /// <param name="offset">Where the plane begins.</param>
    public ReadOnlyMemory<T> Pick<T>(T[] values, int offset)
    {
        if (_places is null) return values.AsMemory(offset, Count);
        var picked = new T[Count];
        for (var i = 0; i < picked.Length; i++) picked[i] = values[offset + _places[i]];
        return picked;
    }
}
