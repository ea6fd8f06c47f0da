using Tensor = TorchSharp.torch.Tensor;

namespace DeferredSeg.Deferral.Losses;

/// <summary>
/// Who is right about classes that may overlap: class by class where each has a routing, else about all of them at once, because who gets a pixel
/// answers for all.
/// </summary>
internal static class MultilabelCorrectness
{
    /// <summary>Compares with the truth.</summary>
    /// <param name="present">The segmentor's classes, bool <c>[B, K, ...]</c>.</param>
    /// <param name="truth"><c>[B, K, ...]</c>, 0 or 1.</param>
    /// <param name="experts"><c>[B, J, K, ...]</c>, 0 or 1.</param>
    /// <param name="layout">Of the routing.</param>
    /// <returns>Bool <c>[N, ...]</c> and <c>[N, J, ...]</c>.</returns>
    public static (Tensor Segmentor, Tensor Experts) Of(Tensor present, Tensor truth, Tensor experts, RoutingLayout layout)
    {
        if (layout.PerClass)
        {
            var folded = layout.Batch * layout.Routings;
            return (
                present.eq(truth).reshape([folded, .. layout.Spatial]),
                experts.transpose(1, 2).eq(truth.unsqueeze(2)).reshape([folded, layout.Experts, .. layout.Spatial])
            );
        }
        var first = truth.narrow(1, 0, 1);
        var segmentorRight = present.narrow(1, 0, 1).eq(first).squeeze(1);
        var expertsRight = experts.select(2, 0).eq(first);
        for (var other = 1L; other < truth.shape[1]; other++)
        {
            using var ofClass = truth.narrow(1, other, 1);
            using var segmentorToo = present.narrow(1, other, 1).eq(ofClass).squeeze(1);
            using var expertsToo = experts.select(2, other).eq(ofClass);
            segmentorRight.logical_and_(segmentorToo);
            expertsRight.logical_and_(expertsToo);
        }
        return (segmentorRight, expertsRight);
    }
}
