using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Deferral.Losses;
using TorchSharp;
using static DeferredSeg.Deferral.Tests.Losses.LossRefusal;
using static TorchSharp.torch;

namespace DeferredSeg.Deferral.Tests.Losses;

/// <summary>What is taken, and what is refused: each refusal names what was found and what is expected.</summary>
public sealed class LossInputTests : ScopedTensorTest
{
    [Theory]
    [InlineData(ScalarType.Bool)]
    [InlineData(ScalarType.Int64)]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.Float64)]
    public void Masks_of_any_type_give_the_same_loss(ScalarType type)
    {
        var given = LossCase.Random(2);
        var converted = given with { Target = given.Target.to_type(type), Experts = given.Experts.to_type(type) };

        Assert.Equal(given.Total(new()).Total.ToDouble(), converted.Total(new()).Total.ToDouble());
    }

    [Fact]
    public void Volumes_are_taken_as_images_are()
    {
        var given = LossCase.Random(3);
        var volume = new LossCase(Deep(given.Segmentor), Deep(given.Routing), Deep(given.Predictor), Deep(given.Target), Deep(given.Experts));

        Assert.Equal(given.Total(new()).Total.ToDouble(), volume.Total(new()).Total.ToDouble(), 1e-12);

        static Tensor Deep(Tensor maps) => maps.reshape([.. maps.shape[..2], 2, 2, 3]);
    }

    [Fact]
    public void A_map_of_another_size_is_refused()
    {
        var given = LossCase.Random(2);

        Refused(given with { Segmentor = zeros(2, 1, 4, 4) }, "segmentorLogit", "[2, 1, 4, 4]", "[2, 1, 4, 3]", "each class");
        Refused(given with { Segmentor = zeros(2, 2, 4, 3) }, "target", "[2, 1, 4, 3]", "[2, 2, 4, 3]", "class of the segmentor");
        Refused(given with { Predictor = zeros(2, 1, 3, 4) }, "predictorLogit", "[2, 1, 3, 4]", "[2, 1, 4, 3]");
        Refused(given with { Target = zeros(2, 4, 3) }, "target", "[2, 4, 3]", "[2, 1, 4, 3]");
        Refused(given with { Experts = zeros(2, 3, 4, 3) }, "experts", "[2, 3, 4, 3]", "[2, 2, 4, 3]", "segmentor's");
        Refused(given with { Routing = zeros(2, 1, 4, 3) }, "routingLogits", "[2, 1, 4, 3]", "J >= 1");
    }

    [Fact]
    public void A_mask_of_other_values_than_0_and_1_is_refused()
    {
        var given = LossCase.Random(2);
        var grey = zeros([2, 1, 4, 3], ScalarType.Byte);
        grey[0, 0, 1, 1] = tensor((byte)255);

        Refused(given with { Target = grey }, "target", "1 of 24", "255", "Binarise");
        Refused(given with { Experts = full([2, 2, 4, 3], 0.5) }, "experts", "48 of 48", "0.5");
        Refused(given with { Experts = full([2, 2, 4, 3], float.NaN) }, "experts", "NaN");
    }

    [Fact]
    public void Logits_that_are_not_floating_point_are_refused()
    {
        var given = LossCase.Random(2);

        Refused(given with { Segmentor = zeros([2, 1, 4, 3], ScalarType.Byte) }, "segmentorLogit", "Byte", "floating point");
        Refused(given with { Routing = zeros([2, 3, 4, 3], ScalarType.Int64) }, "routingLogits", "Int64", "floating point");
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    public void Logits_that_are_not_finite_are_refused_with_how_many_and_where(double value)
    {
        foreach (var type in new[] { ScalarType.Float32, ScalarType.Float64 })
        {
            var given = LossCase.Random(2, type: type);
            foreach (var (index, name) in new[] { "segmentorLogit", "routingLogits", "predictorLogit" }.Index())
            {
                var broken = given.Logits[index].detach().clone();
                broken[1, 0, 2, 1] = tensor(value, type);
                broken[1, 0, 3, 2] = tensor(value, type);
                string[] parts = [name, $"2 values of {broken.numel()}", $"{value}", "[1, 0, 2, 1]", "Look for"];

                Refused(
                    index switch
                    {
                        0 => given with { Segmentor = broken },
                        1 => given with { Routing = broken },
                        _ => given with { Predictor = broken },
                    },
                    parts
                );
                if (index == 1)
                    Refused(() => LoadBalancingLoss.Of(broken), parts);
                if (index == 1)
                    Refused(() => SpatialCoherenceLoss.Of(given.Predictor, broken), parts);
            }
        }
    }

    [Fact]
    public void Finite_logits_whose_sum_is_not_are_taken()
    {
        var given = LossCase.Random(2, type: ScalarType.Float32);

        Assert.Null(Record.Exception(() => LoadBalancingLoss.Of(full_like(given.Routing, 3e38))));
    }

    [Fact]
    public void No_image_no_pixel_and_no_expert_are_refused()
    {
        var bytes = ScalarType.Byte;

        Refused(
            new LossCase(zeros(0, 1, 4, 3), zeros(0, 3, 4, 3), zeros(0, 1, 4, 3), zeros([0, 1, 4, 3], bytes), zeros([0, 2, 4, 3], bytes)),
            "no pixel",
            "[0, 3, 4, 3]"
        );
        Refused(
            new LossCase(zeros(2, 1, 0, 3), zeros(2, 3, 0, 3), zeros(2, 1, 0, 3), zeros([2, 1, 0, 3], bytes), zeros([2, 2, 0, 3], bytes)),
            "no pixel",
            "[2, 3, 0, 3]"
        );
        Refused(
            new LossCase(zeros(2, 0, 4, 3), zeros(2, 3, 4, 3), zeros(2, 1, 4, 3), zeros([2, 0, 4, 3], bytes), zeros([2, 2, 4, 3], bytes)),
            "segmentorLogit",
            "[2, 0, 4, 3]",
            "[2, 1, 4, 3]"
        );
        Refused(
            new LossCase(zeros(2, 1, 4, 3), zeros([2, 1, 1, 4, 3]), zeros(2, 1, 4, 3), zeros([2, 1, 4, 3], bytes), zeros([2, 0, 4, 3], bytes)),
            "routingLogits",
            "[2, 1, 1, 4, 3]",
            "J >= 1"
        );
        Refused(new LossCase(zeros(2, 1), zeros(2, 3), zeros(2, 1), zeros([2, 1], bytes), zeros([2, 2], bytes)), "routingLogits", "[2, 3]", "spatial");
    }

    [Fact]
    public void Classes_that_do_not_fit_are_refused()
    {
        var perClass = new LossShape(2, 2, 3, 4, 3, ClassLayout.MultilabelPerClass).Case(2);
        var exclusive = new LossShape(2, 2, 3, 4, 3, ClassLayout.Exclusive).Case(2);
        var one = LossCase.Random(2);
        var options = new DeferralLossOptions { Classes = ClassKind.Exclusive };

        Refused(perClass with { Routing = perClass.Routing.narrow(1, 0, 2) }, "2 routings for 3 classes", "or 3");
        Refused(perClass with { Experts = perClass.Experts.select(2, 0) }, "experts", "[2, 2, 4, 3]", "[2, 2, 3, 4, 3]");
        Refused(exclusive with { Routing = perClass.Routing }, options, "3 routings for 3 exclusive classes");
        Refused(one, options, "1 class", "at least 2");
        Refused(exclusive with { Target = exclusive.Target + 1 }, options, "target", "to 3", "0 to 2");
        Refused(exclusive with { Experts = exclusive.Experts.to_type(ScalarType.Int64) - 1 }, options, "experts", "-1", "0 to 2");
        Refused(exclusive with { Target = exclusive.Target.@float() }, options, "target", "Float32", "integers");
        Refused(exclusive, DeferralLossOptions.Official with { Classes = ClassKind.Exclusive }, "SegmentorSigmoidTwice", "RightOnlyAboveHalf", "false");
    }
}
