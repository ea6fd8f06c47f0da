using DeferredSeg.Abstractions.Cases;
using DeferredSeg.Data.Prepared;

namespace DeferredSeg.Engine.Evaluation;

/// <summary>The pixels of a case that are measured: those in the field of view, row by row.</summary>
internal sealed class SeenPixels
{
    private readonly int[]? _places;

    public SeenPixels(PreparedCase one)
    {
        Grid = one.Grid;
        if (one.FieldOfView is { } view)
            _places = [.. Enumerable.Range(0, view.Values.Length).Where(pixel => view.Values[pixel] != 0)];
        if (Count == 0)
            throw new InvalidOperationException($"No pixel of {one.Info.Id} is in the field of view; there is nothing to measure.");
    }

    public Grid Grid { get; }

    public int Count => _places?.Length ?? Grid.Count;

    /// <summary>The values of a plane at these pixels.</summary>
    public T[] Of<T>(ReadOnlySpan<T> plane)
    {
        if (_places is null)
            return plane.ToArray();
        var seen = new T[_places.Length];
        for (var i = 0; i < seen.Length; i++)
            seen[i] = plane[_places[i]];
        return seen;
    }

    /// <summary>A plane that has values at these pixels and something else around them.</summary>
    public T[] Plane<T>(ReadOnlySpan<T> seen, T outside)
    {
        if (_places is null)
            return seen.ToArray();
        var plane = new T[Grid.Count];
        Array.Fill(plane, outside);
        for (var i = 0; i < _places.Length; i++)
            plane[_places[i]] = seen[i];
        return plane;
    }

    /// <summary>Maps <c>[..., H, W]</c>, of a volume <c>[..., D, H, W]</c>, as <c>[..., 1, N]</c>, in the caller's scope.</summary>
    public Tensor Of(Tensor maps)
    {
        var flat = maps.flatten(-Grid.Axes, -1);
        return (_places is null ? flat : flat.index_select(-1, tensor(Array.ConvertAll(_places, place => (long)place)))).unsqueeze(-2);
    }
}
