using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Deferral.Losses;
using TorchSharp;
using static TorchSharp.torch;

namespace DeferredSeg.Deferral.Tests.Losses;

/// <summary>One class in every layout, several classes as what they are made of, and whose class a tie is.</summary>
public sealed class ClassLayoutTests : ScopedTensorTest
{
    [Theory]
    [MemberData(nameof(LossVariants.Names), MemberType = typeof(LossVariants))]
    public void One_class_gives_the_same_bits_however_it_is_written(string name)
    {
        var options = LossVariants.Of(name);
        var given = LossShape.Draw(ClassLayout.Binary).Case(3);
        var expected = given.Total(options);
        var written = given with { Routing = LossCase.Leaf(given.Routing.unsqueeze(1)), Experts = given.Experts.unsqueeze(2) };
        var found = written.Total(options);

        Assert.Equal(expected.Total.ToDouble(), found.Total.ToDouble());
        Assert.True(given.Gradients(expected.Total)[1].Equals(written.Gradients(found.Total)[1].squeeze(1)), $"Seed {Seed}.");
    }

    [Theory]
    [MemberData(nameof(LossVariants.Names), MemberType = typeof(LossVariants))]
    public void A_routing_per_class_is_the_mean_of_the_binary_losses(string name)
    {
        // The balance is of all classes together, and not a mean.
        var options = LossVariants.Of(name) with
        {
            Lambda2 = 0,
        };
        var shape = LossShape.Draw(ClassLayout.MultilabelPerClass);
        var given = shape.Case(3);
        var mean = Enumerable
            .Range(0, shape.Classes)
            .Select(label =>
                given with
                {
                    Segmentor = given.Segmentor.narrow(1, label, 1),
                    Routing = given.Routing.select(1, label),
                    Target = given.Target.narrow(1, label, 1),
                    Experts = given.Experts.select(2, label),
                }
            )
            .Select(binary => binary.Total(options).Total.ToDouble())
            .Average();

        LossAssert.Close(mean, given.Total(options).Total, 1e-12, $"{shape}, seed {Seed}");
    }

    [Fact]
    public void Classes_that_are_copies_of_one_share_its_routing_terms()
    {
        var given = LossShape.Draw(ClassLayout.Binary).Case(3);
        var copies = given with
        {
            Segmentor = given.Segmentor.repeat(1, 3, 1, 1),
            Target = given.Target.repeat(1, 3, 1, 1),
            Experts = given.Experts.unsqueeze(2).repeat(1, 1, 3, 1, 1),
        };

        LossAssert.Close(given.Total(new()).Total.ToDouble(), copies.Total(new()).Total, 1e-12, $"Seed {Seed}");
    }

    [Fact]
    public void Two_exclusive_classes_are_one_binary_class_whose_logit_is_their_difference()
    {
        var binary = LossShape.Draw(ClassLayout.Binary).Case(3);
        var exclusive = binary with { Segmentor = cat([zeros_like(binary.Segmentor), binary.Segmentor], 1) };

        LossAssert.Close(binary.Total(new()).Total.ToDouble(), exclusive.Total(new() { Classes = ClassKind.Exclusive }).Total, 1e-12, $"Seed {Seed}");
    }

    [Theory]
    [InlineData(ScalarType.Byte)]
    [InlineData(ScalarType.Int32)]
    [InlineData(ScalarType.Int64)]
    public void Indices_of_any_integer_type_give_the_same_loss(ScalarType type)
    {
        var given = LossShape.Draw(ClassLayout.Exclusive).Case(3);
        var converted = given with { Target = given.Target.to_type(type), Experts = given.Experts.to_type(type) };
        var options = new DeferralLossOptions { Classes = ClassKind.Exclusive };

        Assert.Equal(given.Total(options).Total.ToDouble(), converted.Total(options).Total.ToDouble());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Of_equal_logits_the_lowest_class_is_the_segmentors(byte truth)
    {
        var segmentor = tensor(new[] { -1.0, 2, 2 }, [1, 3, 1, 1]);
        var terms = SurrogateLoss.Of(
            segmentor,
            zeros([1, 2, 1, 1], ScalarType.Float64),
            tensor(new[] { truth }, [1, 1, 1, 1]),
            tensor(new[] { truth }, [1, 1, 1, 1]),
            new() { Classes = ClassKind.Exclusive }
        );

        Assert.Equal(truth == 1 ? Math.Log(2) : 0, terms.Segmentor.ToDouble(), 1e-15);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_probability_of_a_half_is_a_class_unless_only_more_is(bool onlyAbove)
    {
        var terms = SurrogateLoss.Of(
            zeros([1, 1, 1, 1], ScalarType.Float64),
            zeros([1, 2, 1, 1], ScalarType.Float64),
            ones([1, 1, 1, 1], ScalarType.Byte),
            ones([1, 1, 1, 1], ScalarType.Byte),
            new() { RightOnlyAboveHalf = onlyAbove }
        );

        Assert.Equal(onlyAbove ? 0 : Math.Log(2), terms.Segmentor.ToDouble(), 1e-15);
    }
}
