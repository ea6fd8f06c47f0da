using DeferredSeg.Abstractions.Backbones;
using TorchSharp;
using static TorchSharp.torch;

namespace DeferredSeg.Deferral.Tests.Losses;

/// <summary>The sizes of a case.</summary>
internal sealed record LossShape(int Batch, int Experts, int Classes, int Height, int Width, ClassLayout Layout)
{
    public ClassKind Kind => Layout == ClassLayout.Exclusive ? ClassKind.Exclusive : ClassKind.Multilabel;

    public int Routings => Layout == ClassLayout.MultilabelPerClass ? Classes : 1;

    /// <summary>How many maps target and experts have for a pixel.</summary>
    public int Labels => Layout == ClassLayout.Exclusive ? 1 : Classes;

    public int Pixels => Height * Width;

    /// <summary>Drawn from torch's generator, whose seed a failing test prints.</summary>
    public static LossShape Draw(ClassLayout layout) =>
        new(Between(1, 3), Between(1, 5), layout == ClassLayout.Binary ? 1 : Between(2, 4), Between(1, 4), Between(1, 5), layout);

    /// <summary>Logits that keep clear of jumps, with target and experts drawn at random.</summary>
    public LossCase Case(double deviation)
    {
        long[] routing = Layout == ClassLayout.MultilabelPerClass ? [Batch, Classes, Experts + 1, Height, Width] : [Batch, Experts + 1, Height, Width];
        long[] experts = Layout is ClassLayout.Binary or ClassLayout.Exclusive ? [Batch, Experts, Height, Width] : [Batch, Experts, Classes, Height, Width];
        var values = Layout == ClassLayout.Exclusive ? Classes : 2;
        return new(
            Spaced([Batch, Classes, Height, Width], 1),
            Spaced(routing, routing.Length - 3),
            LossCase.Leaf(randn([Batch, 1, Height, Width], ScalarType.Float64) * deviation),
            randint(values, [Batch, Labels, Height, Width], ScalarType.Byte),
            randint(values, experts, ScalarType.Byte)
        );

        // No logit within a step of 0 and no two channels within a step of each other, where who is right or chosen jumps.
        Tensor Spaced(long[] shape, int channels)
        {
            long[] along = [.. shape.Select((length, dimension) => dimension == channels ? length : 1)];
            return LossCase.Leaf(
                ((randn(shape, ScalarType.Float64) * (deviation * 64)).round() / 64) + (arange(1, shape[channels] + 1, ScalarType.Float64).view(along) * 1e-3)
            );
        }
    }

    private static int Between(int least, int most) => (int)randint(least, most + 1, [1]).ToInt64();
}
