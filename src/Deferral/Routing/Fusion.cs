using System.Numerics;
using DeferredSeg.Abstractions.Cases;
using DeferredSeg.Deferral.Measures;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace DeferredSeg.Deferral.Routing;

/// <summary>
/// The answer of model and experts together (Sec. 4.1): each pixel from whom it was routed to. Whoever fuses, fuses here: routing, evaluation,
/// validation and the commands.
/// </summary>
public static class Fusion
{
    /// <summary>No answer, so the model: a decision without the pixels about which the chosen expert said nothing.</summary>
    /// <param name="decision">A channel for every pixel: 0 for the model, j for expert j.</param>
    /// <param name="answered">A plane an expert: 1 where there is an answer, 0 where there is none; expert j lies at index j - 1.</param>
    /// <returns>As many pixels; a copy.</returns>
    /// <exception cref="ArgumentException">The sizes differ, or the decision names an expert that is not there.</exception>
    public static long[] Settled(ReadOnlySpan<long> decision, IReadOnlyList<ReadOnlyMemory<byte>> answered)
    {
        Require(decision, answered, decision.Length);
        var settled = decision.ToArray();
        for (var j = 0; j < answered.Count; j++)
        {
            var there = answered[j].Span;
            for (var pixel = 0; pixel < settled.Length; pixel++)
                if (settled[pixel] == j + 1 && there[pixel] == 0)
                    settled[pixel] = 0;
        }
        return settled;
    }

    /// <summary>No answer, so the model: an expert's labels, and the model's where the expert said nothing.</summary>
    /// <param name="expert">The expert's mask of 0 and 1, or label map.</param>
    /// <param name="model">The model's, as many pixels.</param>
    /// <param name="answered">1 where there is an answer, 0 where there is none.</param>
    /// <returns>As many pixels.</returns>
    /// <exception cref="ArgumentException">The sizes differ.</exception>
    public static byte[] Completed(ReadOnlyMemory<byte> expert, ReadOnlySpan<byte> model, ReadOnlySpan<byte> answered) =>
        Of<byte, byte>(model, [expert], answered);

    /// <summary>Takes each pixel from whom it was routed to.</summary>
    /// <param name="model">The model's mask of 0 and 1, or its label map.</param>
    /// <param name="experts">One mask or label map an expert; expert j lies at index j - 1.</param>
    /// <param name="decision">A channel for every pixel: 0 for the model, j for expert j.</param>
    /// <returns>As many pixels.</returns>
    /// <exception cref="ArgumentException">The sizes differ, or the decision names an expert that is not there.</exception>
    public static TLabel[] Of<TLabel, TChannel>(ReadOnlySpan<TLabel> model, IReadOnlyList<ReadOnlyMemory<TLabel>> experts, ReadOnlySpan<TChannel> decision)
        where TChannel : unmanaged, IBinaryInteger<TChannel>
    {
        Require(decision, experts, model.Length);
        var fused = model.ToArray();
        for (var j = 0; j < experts.Count; j++)
        {
            var expert = experts[j].Span;
            for (var pixel = 0; pixel < fused.Length; pixel++)
                if (int.CreateTruncating(decision[pixel]) == j + 1)
                    fused[pixel] = expert[pixel];
        }
        return fused;
    }

    /// <summary>The same for masks of K classes, which share one decision or have one each.</summary>
    /// <param name="model">The model's masks, K planes.</param>
    /// <param name="experts">The experts' masks, K planes each.</param>
    /// <param name="decisions">One decision for all classes, or those of the last classes, one each; a class without one stays the model's.</param>
    /// <returns>K planes.</returns>
    /// <exception cref="ArgumentException">The sizes differ, or a decision names an expert that is not there.</exception>
    public static MaskPlanes Of(MaskPlanes model, IReadOnlyList<MaskPlanes> experts, IReadOnlyList<long[]> decisions)
    {
        var plane = model.Grid.Count;
        var first = decisions.Count == 1 ? 0 : model.Classes - decisions.Count;
        var values = (byte[])model.Values.Clone();
        for (var k = first; k < model.Classes; k++)
        {
            ReadOnlyMemory<byte>[] answers = [.. experts.Select(expert => new ReadOnlyMemory<byte>(expert.Values, k * plane, plane))];
            Of<byte, long>(model.Plane(k), answers, decisions[decisions.Count == 1 ? 0 : k - first]).CopyTo(values, k * plane);
        }
        return new(model.Grid, model.Classes, values);
    }

    /// <summary>The same for tensors.</summary>
    /// <param name="modelMask">The model's labels <c>[B, ...]</c>, for images <c>[B, H, W]</c>: whole numbers, 0 or 1, or the number of a class.</param>
    /// <param name="expertMasks">The experts' labels <c>[B, J, ...]</c>, of the same type; expert j lies at index j - 1.</param>
    /// <param name="decision">int64 <c>[B, ...]</c> from 0 to J, from <see cref="RoutingDecision"/>.</param>
    /// <returns>Of the shape and type of <paramref name="modelMask"/>. It belongs to the caller's dispose scope.</returns>
    /// <exception cref="ArgumentException">Shapes or types do not fit together, or the decision names an expert that is not there.</exception>
    public static Tensor Of(Tensor modelMask, Tensor expertMasks, Tensor decision)
    {
        RoutingShape.RequireDecision(decision, nameof(decision));
        var experts = expertMasks.dim() < 2 ? 0 : expertMasks.shape[1];
        RoutingShape.Require(modelMask, decision.shape, nameof(modelMask), "that of the decision");
        long[] expected = [decision.shape[0], Math.Max(1, experts), .. decision.shape[1..]];
        RoutingShape.Require(expertMasks, expected, nameof(expertMasks), "that of the decision with the J >= 1 experts at dimension 1");
        if (modelMask.dtype != expertMasks.dtype)
        {
            throw new ArgumentException(
                $"The model's mask is {modelMask.dtype}, the experts' are {expertMasks.dtype}; convert one, so that a label means the same in both.",
                nameof(expertMasks)
            );
        }
        using var scope = torch.NewDisposeScope();
        RoutingShape.RequireRange(decision, experts, nameof(decision), "Pass the masks of all experts that pixels were routed to.");
        ReadOnlyMemory<long>[] answers = [.. expertMasks.unbind(1).Select(expert => new ReadOnlyMemory<long>(Numbers(expert)))];
        var fused = Of<long, long>(Numbers(modelMask), answers, Numbers(decision));
        return torch.tensor(fused, modelMask.shape).to(modelMask.dtype).to(modelMask.device).MoveToOuterDisposeScope();
    }

    private static long[] Numbers(Tensor labels) => labels.cpu().to_type(torch.ScalarType.Int64).contiguous().data<long>().ToArray();

    private static void Require<TLabel, TChannel>(ReadOnlySpan<TChannel> decision, IReadOnlyList<ReadOnlyMemory<TLabel>> experts, int pixels)
        where TChannel : unmanaged, IBinaryInteger<TChannel>
    {
        if (pixels == 0)
            throw new ArgumentException("The model's mask has no pixels; expected those of an image.");
        RequireSize("decision", decision.Length, pixels);
        for (var j = 0; j < experts.Count; j++)
            RequireSize(CaseMasks.Expert(j + 1), experts[j].Length, pixels);
        CaseMasks.RequireDecision(decision, pixels, experts.Count);
    }

    private static void RequireSize(string what, int found, int pixels)
    {
        if (found != pixels)
            throw new ArgumentException($"The {what} has {found} pixels, the model's mask has {pixels}; both must be of the same image.");
    }
}
