using DeferredSeg.Deferral.Losses;
using TorchSharp;
using static TorchSharp.torch;

namespace DeferredSeg.Deferral.Tests.Losses;

/// <summary>The three forms of a wrong expert's term against their definitions, computed number by number.</summary>
public sealed class WrongExpertTermTests : ScopedTensorTest
{
    /// <summary>The larger deviation takes about half of the experts beneath the floor.</summary>
    public static TheoryData<WrongExpertTerm, int, double> Forms
    {
        get
        {
            var forms = new TheoryData<WrongExpertTerm, int, double>();
            foreach (var form in Enum.GetValues<WrongExpertTerm>())
            {
                foreach (var experts in new[] { 1, 2, 3, 7 })
                {
                    forms.Add(form, experts, 2);
                    forms.Add(form, experts, 14);
                }
            }
            return forms;
        }
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void The_experts_term_is_its_definition_at_every_pixel(WrongExpertTerm form, int experts, double deviation)
    {
        var given = LossCase.Random(experts, deviation);
        var map = SurrogateLoss.PerPixel(given.Segmentor, given.Routing, given.Target, given.Experts, new() { WrongExpert = form }).Experts;

        var expected = new double[map.numel()];
        var routing = Pixels(given.Routing);
        var masks = Pixels(given.Experts.@double());
        var truth = Pixels(given.Target.@double());
        for (var pixel = 0; pixel < expected.Length; pixel++)
        {
            for (var expert = 1; expert <= experts; expert++)
                expected[pixel] += Naive(routing[pixel], expert, masks[pixel][expert - 1] == truth[pixel][0], form);
        }
        LossAssert.Close(tensor(expected, map.shape), map, 1e-9, $"{form}");
    }

    [Fact]
    public void Beneath_the_floor_a_wrong_expert_is_left_alone_and_a_correct_one_is_not()
    {
        var routing = LossCase.Leaf(tensor(new[] { 0.0, -30, -30 }, [1, 3, 1, 1]));
        var segmentor = full([1, 1, 1, 1], -1.0, ScalarType.Float64);
        var target = ones([1, 1, 1, 1], ScalarType.Byte);
        var experts = tensor(new byte[] { 0, 1 }, [1, 2, 1, 1]);

        var terms = SurrogateLoss.Of(segmentor, routing, target, experts);
        terms.Experts.backward();

        Assert.Equal(Math.Log(1e-8) + 30, terms.Experts.ToDouble(), 1e-9);
        Assert.Equal([1.0, 0, -1], routing.grad!.data<double>().ToArray().Select(value => Math.Round(value, 9) + 0.0));
    }

    [Fact]
    public void As_printed_the_loss_has_no_lower_bound_and_the_other_forms_have_one()
    {
        var segmentor = zeros([1, 1, 1, 1], ScalarType.Float64);
        var target = ones([1, 1, 1, 1], ScalarType.Byte);
        var wrong = zeros([1, 3, 1, 1], ScalarType.Byte);
        double At(double logit, WrongExpertTerm form) =>
            SurrogateLoss.Of(segmentor, tensor(new[] { 0, logit, logit, logit }, [1, 4, 1, 1]), target, wrong, new() { WrongExpert = form }).Experts.ToDouble();

        Assert.Equal(-1500, At(-500, WrongExpertTerm.Exact), 1e-9);
        Assert.Equal(3 * Math.Log(1e-8), At(-500, WrongExpertTerm.Clamp), 1e-9);
        Assert.Equal(0, At(-500, WrongExpertTerm.Bounded), 1e-12);
    }

    private static double Naive(double[] logits, int expert, bool correct, WrongExpertTerm form)
    {
        var all = logits.Sum(logit => Math.Exp(logit));
        var probability = Math.Exp(logits[expert]) / all;
        if (correct)
            return -Math.Log(probability);
        return form switch
        {
            WrongExpertTerm.Clamp => Math.Log(Math.Max(probability, 1e-8)),
            WrongExpertTerm.Exact => Math.Log(probability),
            _ => -Math.Log(logits.Where((_, channel) => channel != expert).Sum(logit => Math.Exp(logit)) / all),
        };
    }

    /// <summary>The channels of each pixel.</summary>
    private static double[][] Pixels(Tensor maps) => [.. maps.detach().movedim([1], [-1]).contiguous().data<double>().ToArray().Chunk((int)maps.shape[1])];
}
