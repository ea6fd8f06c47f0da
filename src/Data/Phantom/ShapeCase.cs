namespace DeferredSeg.Data.Phantom;

/// <summary>One generated image and its truth, row by row from the top.</summary>
/// <param name="Image">Intensities from 0 to 1, <c>[Height, Width]</c>.</param>
/// <param name="Mask">1 where the shape is, else 0, <c>[Height, Width]</c>.</param>
/// <param name="Height">Rows.</param>
/// <param name="Width">Columns.</param>
public sealed record ShapeCase(float[] Image, byte[] Mask, int Height, int Width);
