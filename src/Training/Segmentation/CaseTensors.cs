using DeferredSeg.Data.Phantom;

namespace DeferredSeg.Training.Segmentation;

/// <summary>Cases as batches of tensors on the CPU.</summary>
internal static class CaseTensors
{
    /// <summary>float32 <c>[B, 1, H, W]</c>.</summary>
    public static Tensor Images(IReadOnlyList<ShapeCase> cases) =>
        tensor(cases.SelectMany(one => one.Image).ToArray(), [cases.Count, 1, cases[0].Height, cases[0].Width]);

    /// <summary>float32 <c>[B, 1, H, W]</c>, 0 or 1.</summary>
    public static Tensor Masks(IReadOnlyList<ShapeCase> cases) =>
        tensor(cases.SelectMany(one => one.Mask).ToArray(), [cases.Count, 1, cases[0].Height, cases[0].Width], ScalarType.Float32);
}
