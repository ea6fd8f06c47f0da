using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Deferral.Routing;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace DeferredSeg.Deferral.Losses;

/// <summary>What every surrogate is computed from: the routing, and who is right where. Who is right is a constant.</summary>
/// <param name="Layout">How the caller's routing lies.</param>
/// <param name="Routing">N maps.</param>
/// <param name="SegmentorRight">Bool <c>[N, ...]</c>.</param>
/// <param name="ExpertsRight">Bool <c>[N, J, ...]</c>.</param>
/// <param name="CrossEntropy">The segmentor's <c>[B, K, ...]</c>, or <c>[B, 1, ...]</c> of exclusive classes; its mean is that over classes too.</param>
internal sealed record LossPixels(RoutingLayout Layout, LossRouting Routing, Tensor SegmentorRight, Tensor ExpertsRight, Tensor CrossEntropy)
{
    /// <summary>Checks all that it is given, then finds out who is right. The tensors belong to the caller's scope.</summary>
    public static LossPixels Of(Tensor segmentorLogit, Tensor routingLogits, Tensor target, Tensor experts, DeferralLossOptions options)
    {
        options.Require();
        var layout = RoutingLayout.Of(routingLogits, segmentorLogit.dim(), nameof(routingLogits));
        var classes = segmentorLogit.dim() > 1 ? segmentorLogit.shape[1] : 0;
        var exclusive = options.Classes == ClassKind.Exclusive;
        RequireClasses(segmentorLogit, layout, exclusive);
        RoutingShape.Require(
            target,
            layout.Maps(exclusive ? 1 : classes),
            nameof(target),
            exclusive ? "one class index for each pixel" : "one truth for each pixel and class of the segmentor"
        );
        var named = RequireExperts(experts, layout, exclusive ? 1 : classes);
        LossInputs.RequireFinite(segmentorLogit, nameof(segmentorLogit));
        LossInputs.RequireFinite(routingLogits, nameof(routingLogits));
        RequireLabels(target, nameof(target));
        RequireLabels(experts, nameof(experts));
        var routing = new LossRouting(layout.Fold(routingLogits), options.Parameterisation);
        var (values, truth, masks) = (segmentorLogit.detach(), target.detach(), experts.detach());
        var crossEntropy = SegmentorLoss.PerPixel(segmentorLogit, truth, options);
        if (exclusive)
            return new(layout, routing, RoutingDecision.Decide(values).eq(truth.squeeze(1)), masks.eq(truth), crossEntropy);
        var present = options.Forms.RightOnlyAboveHalf ? values.gt(0) : values.ge(0);
        var (segmentorRight, expertsRight) = MultilabelCorrectness.Of(present, truth, named ? masks : masks.unsqueeze(2), layout);
        return new(layout, routing, segmentorRight, expertsRight, crossEntropy);

        void RequireLabels(Tensor labels, string name)
        {
            if (exclusive)
                LossInputs.RequireIndices(labels, classes, name);
            else
                LossInputs.RequireMasks(labels, name);
        }
    }

    /// <summary>The cross-entropy at each pixel, laid out as the other maps.</summary>
    public Tensor CrossEntropyMap() =>
        Layout.PerClass ? CrossEntropy.alias()
        : CrossEntropy.shape[1] == 1 ? CrossEntropy.squeeze(1)
        : CrossEntropy.mean([1]);

    private static void RequireClasses(Tensor logit, RoutingLayout layout, bool exclusive)
    {
        var classes = logit.shape[1];
        RoutingShape.Require(logit, layout.Maps(Math.Max(classes, 1)), "segmentorLogit", "a logit for each class at each pixel of the routing logits");
        LossInputs.RequireFloatingPoint(logit, "segmentorLogit");
        if (exclusive && classes < 2)
            throw new ArgumentException(
                $"The segmentorLogit has {classes} class, and a softmax over one class is always 1; expected at least 2 exclusive "
                    + "classes. A binary segmentation is multilabel with one class.",
                "segmentorLogit"
            );
        if (layout.PerClass && (exclusive || layout.Routings != classes))
            throw new ArgumentException(
                $"The routingLogits have {layout.Routings} routings for {classes} {(exclusive ? "exclusive " : "")}classes; expected 1, which "
                    + $"all classes share{(exclusive ? "" : $", or {classes}, one for each")}.",
                "routingLogits"
            );
    }

    /// <summary>Whether the masks name their class, which those of one class need not.</summary>
    private static bool RequireExperts(Tensor experts, RoutingLayout layout, long classes)
    {
        const string Reason = "one mask for each expert of the routing logits, channel 0 being the segmentor's";
        var named = classes > 1 || experts.dim() == layout.Spatial.Length + 3;
        RoutingShape.Require(experts, named ? layout.Maps(layout.Experts, classes) : layout.Maps(layout.Experts), "experts", Reason);
        return named;
    }
}

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
