using DeferredSeg.Abstractions.Cases;

namespace DeferredSeg.Data.Prepared;

/// <summary>A case in a network's input space. Plain data; nobody writes into the arrays.</summary>
/// <param name="Info">Which case it is.</param>
/// <param name="Image">float32 <c>[C, H, W]</c>, row by row, as the network's input rule says.</param>
/// <param name="Shown">The same image for a person, 8 bits a sample.</param>
/// <param name="Reference">The truth, K planes of the same size.</param>
/// <param name="Variant">How it was turned.</param>
public sealed record PreparedCase(CaseInfo Info, float[] Image, ImagePlanes Shown, MaskPlanes Reference, GeometricVariant Variant)
{
    /// <summary>Where the image shows anything, one plane; null means everywhere.</summary>
    public MaskPlanes? FieldOfView { get; init; }

    /// <summary>A box around the target in input pixels, left, top, right, bottom, for networks that want one; null without.</summary>
    public float[]? Box { get; init; }

    /// <summary>Where the image lies in the dataset's own, before it was turned; null where it was not cut or resized.</summary>
    public Placement? Placement { get; init; }

    /// <summary>Rows H.</summary>
    public int Height => Reference.Height;

    /// <summary>Columns W.</summary>
    public int Width => Reference.Width;
}
