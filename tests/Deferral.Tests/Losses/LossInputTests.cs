using DeferredSeg.Deferral.Losses;
using TorchSharp;
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
    public void Logits_that_are_not_floating_point_or_not_numbers_are_refused()
    {
        var given = LossCase.Random(2);

        Refused(given with { Segmentor = zeros([2, 1, 4, 3], ScalarType.Byte) }, "segmentorLogit", "Byte", "floating point");
        Refused(given with { Routing = zeros([2, 3, 4, 3], ScalarType.Int64) }, "routingLogits", "Int64", "floating point");
        Refused(given with { Routing = full([2, 3, 4, 3], double.NaN) }, "NaN");
    }

    [Fact]
    public void Weights_forms_and_bounds_out_of_range_are_refused()
    {
        var given = LossCase.Random(2);

        Refused(given, new DeferralLossOptions { Beta1 = -1 }, "Beta1", "at least 0");
        Refused(given, new DeferralLossOptions { Beta2 = double.NaN }, "Beta2");
        Refused(given, new DeferralLossOptions { Lambda1 = double.PositiveInfinity }, "Lambda1", "finite");
        Refused(given, new DeferralLossOptions { Lambda2 = -0.5 }, "Lambda2");
        Refused(given, new DeferralLossOptions { WrongExpert = (WrongExpertTerm)9 }, "Clamp, Exact or Bounded");
        Refused(given, new DeferralLossOptions { Bounds = LoadBounds.For(3) }, "3 experts", "2 in the routing");
        Refused(() => LoadBalancingLoss.OfLoads(zeros(1)), "[1]", "[J+1]");
        Refused(() => new LoadBounds([0.1, 0.1], [0.2]), "2 lower and 1 upper");
        Refused(() => new LoadBounds([0.1, 0.3], [0.2, 0.2]), "expert 2", "0.3 and 0.2");
        Refused(() => new LoadBounds([double.NaN], [0.2]), "expert 1");
        Refused(() => LoadBounds.For(0), "experts");
    }

    private static void Refused(LossCase given, params string[] parts) => Refused(given, new DeferralLossOptions(), parts);

    private static void Refused(LossCase given, DeferralLossOptions options, params string[] parts) => Refused(() => given.Total(options), parts);

    private static void Refused(Func<object> action, params string[] parts)
    {
        var message = Assert.ThrowsAny<ArgumentException>(action).Message;
        foreach (var part in parts) Assert.Contains(part, message);
    }
}
