using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace DeferredSeg.Deferral.Routing;

/// <summary>
/// Computes what each pixel has for itself, so many pixels at once, so that what lies between input and result does not grow with the image.
/// </summary>
public static class PixelParts
{
    /// <summary>How many pixels are computed at once.</summary>
    public const long AtOnce = 1 << 18;

    /// <summary>The number of pixels of maps <c>[…, …]</c>.</summary>
    /// <param name="sizes">The spatial sizes.</param>
    public static long Count(ReadOnlySpan<long> sizes)
    {
        var count = 1L;
        foreach (var size in sizes)
            count *= size;
        return count;
    }

    /// <summary>Puts together what is computed of parts.</summary>
    /// <param name="sizes">The spatial sizes.</param>
    /// <param name="of">Computes from the first pixel and the number of pixels <c>[…, number]</c>; always as many dimensions and of one type.</param>
    /// <returns><c>[…, sizes]</c>, in the caller's dispose scope.</returns>
    public static Tensor Map(long[] sizes, Func<long, long, Tensor> of) => Map(sizes, 1, (first, number) => [of(first, number)])[0];

    /// <summary>The same of several results at once.</summary>
    /// <param name="sizes">The spatial sizes.</param>
    /// <param name="results">How many results there are.</param>
    /// <param name="of">Computes them.</param>
    /// <returns>Each <c>[…, sizes]</c>, in the caller's dispose scope.</returns>
    public static Tensor[] Map(long[] sizes, int results, Func<long, long, IReadOnlyList<Tensor>> of)
    {
        using var scope = torch.NewDisposeScope();
        var count = Count(sizes);
        var whole = new Tensor[results];
        for (var first = 0L; first < count; first += AtOnce)
        {
            using var inner = torch.NewDisposeScope();
            var number = Math.Min(AtOnce, count - first);
            var parts = of(first, number);
            for (var i = 0; i < results; i++)
            {
                if (first == 0)
                    whole[i] = torch.empty([.. parts[i].shape[..^1], count], parts[i].dtype, parts[i].device).MoveToOuterDisposeScope();
                whole[i].narrow(-1, first, number).copy_(parts[i]);
            }
        }
        return [.. whole.Select(one => one.reshape([.. one.shape[..^1], .. sizes]).MoveToOuterDisposeScope())];
    }
}
