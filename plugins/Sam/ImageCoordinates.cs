namespace Backbones.Sam;

/// <summary>Points and boxes of an image in pixels of the resized one.</summary>
internal static class ImageCoordinates
{
    /// <summary>Multiplies both axes by their factors, in float64.</summary>
    /// <param name="coordinates">float <c>[…, 2]</c> x, y, or <c>[…, 4]</c> left, top, right, bottom.</param>
    /// <param name="alongColumns">What x is multiplied by.</param>
    /// <param name="alongRows">What y is multiplied by.</param>
    /// <returns>float32 of the same shape; the caller's.</returns>
    /// <exception cref="ArgumentException">The last axis has another length.</exception>
    public static Tensor Scale(Tensor coordinates, double alongColumns, double alongRows)
    {
        if (coordinates.dim() < 1 || coordinates.shape[^1] is not (2 or 4))
            throw new ArgumentException(
                $"Coordinates [..., 2] or boxes [..., 4] are expected, not [{string.Join(", ", coordinates.shape)}].",
                nameof(coordinates)
            );
        using var scope = NewDisposeScope();
        var factors = tensor(new[] { alongColumns, alongRows }, device: coordinates.device).repeat(coordinates.shape[^1] / 2);
        return coordinates.to(ScalarType.Float64).mul(factors).to(ScalarType.Float32).MoveToOuterDisposeScope();
    }
}
