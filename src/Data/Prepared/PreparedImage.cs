using DeferredSeg.Abstractions.Cases;

namespace DeferredSeg.Data.Prepared;

/// <summary>An image in a network's input space, without any truth. Plain data; nobody writes into the arrays.</summary>
/// <param name="Info">Which case it is.</param>
/// <param name="Image">float32 <c>[C, H, W]</c>, row by row, as the network's input rule says.</param>
/// <param name="Shown">The same image for a person, 8 bits a sample.</param>
/// <param name="Placement">Where it lies in the dataset's own image; its sizes H and W are the prepared ones.</param>
public sealed record PreparedImage(CaseInfo Info, float[] Image, ImagePlanes Shown, Placement Placement)
{
    /// <summary>Where the image shows anything, one plane; null means everywhere.</summary>
    public MaskPlanes? FieldOfView { get; init; }
}
