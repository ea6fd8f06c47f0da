using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Heads;
using DeferredSeg.Deferral.Losses;
using DeferredSeg.Deferral.Routing.Estimates;
using DeferredSeg.Deferral.Routing.Policies;
using TorchSharp;
using static TorchSharp.torch;

namespace DeferredSeg.Deferral.Tests.Estimates;

public sealed class ExpertEstimatesTests : ScopedTensorTest
{
    /// <summary>Formulas of one class, at numbers worked out by hand: t = 0.3, s1 = 0.9, s0 = 0.2, D = 0.8.</summary>
    [Fact]
    public void What_an_expert_is_worth_depends_on_the_mask_that_is_there()
    {
        var estimates = Binary([0.3, 0.3], [0.9, 0.9], [0.2, 0.2]);

        var worth = estimates.Utilities(tensor((byte[])[1, 0], [1, 2]), 0.8);

        Assert.Equal([1, 2, 2], worth.shape);
        Assert.Equal([0.0, 0.0], worth[0][0].data<double>().ToArray());
        Assert.Equal(0.8 * 0.7 * 0.8 - 1.2 * 0.3 * 0.1, worth[0][1][0].ToDouble(), 1e-9);
        Assert.Equal(1.2 * 0.3 * 0.9 - 0.8 * 0.7 * 0.2, worth[0][1][1].ToDouble(), 1e-9);
        Assert.Equal([0.3 * 0.1 + 0.7 * 0.8, 0.3 * 0.9 + 0.7 * 0.2], estimates.Changes(tensor((byte[])[1, 0], [1, 2]))[0][0].data<double>().ToArray(), Near);
        Assert.Equal(0.3 * 0.9 + 0.7 * 0.8, estimates.ExpertRight()[0][0][0].ToDouble(), 1e-9);
        Assert.Equal([0.3, 0.7], estimates.Right(tensor((byte[])[1, 0], [1, 2]))[0].data<double>().ToArray(), Near);
    }

    /// <summary>Two exclusive classes are one binary class: everything agrees.</summary>
    [Fact]
    public void Two_exclusive_classes_say_what_one_class_says()
    {
        manual_seed(5);
        double[] Random() => (rand(40, ScalarType.Float64) * 0.98 + 0.01).data<double>().ToArray();
        var (t, s1, s0) = (Random(), Random(), Random());
        var one = Binary(t, s1, s0);
        // Truth 0 and 1, then the rows of the answer where the truth is 0 and where it is 1.
        double[][] rows =
        [
            [.. t.Select(p => 1 - p)],
            t,
            [.. s0.Select(p => 1 - p)],
            s0,
            [.. s1.Select(p => 1 - p)],
            s1,
        ];
        var two = new ExpertEstimates(stack([.. rows.Select(row => tensor(row).log())], 0).unsqueeze(0), new(ClassKind.Exclusive, 2, 1));
        var mask = rand(1, 40).gt(0.5).@byte();
        var both = cat([1 - mask, mask], 0);

        Same(one.Utilities(mask, 0.7), two.Utilities(both, 0.7));
        Same(one.Mask(0.4), two.Mask(0.4).narrow(0, 1, 1));
        Same(one.Changes(mask), two.Changes(both));
        Same(one.Right(mask), two.Right(both));
        Same(one.ExpertRight(), two.ExpertRight());
    }

    /// <summary>Of three classes by enumeration: each truth, each answer.</summary>
    [Fact]
    public void Of_several_exclusive_classes_the_worth_is_the_expectation_over_truth_and_answer()
    {
        manual_seed(6);
        var layout = new EstimateLayout(ClassKind.Exclusive, 3, 2);
        var logits = randn([1, layout.Maps, 5], ScalarType.Float64);
        var estimates = new ExpertEstimates(logits, layout);
        var model = tensor((long[])[0, 1, 2, 1, 0]);
        var mask = nn.functional.one_hot(model, 3).T.@byte();

        var found = estimates.Utilities(mask, 0.6);

        for (var pixel = 0; pixel < 5; pixel++)
        {
            var truth = logits[0].narrow(0, 0, 3).select(1, pixel).softmax(0).data<double>().ToArray();
            var own = Enumerable.Range(0, 3).Sum(c => truth[c] * Worth(model[pixel].ToInt32(), c));
            for (var j = 0; j < 2; j++)
            {
                var answers = logits[0].narrow(0, 3 + 9 * j, 9).select(1, pixel).view(3, 3).softmax(1);
                var expected = 0.0;
                for (var c = 0; c < 3; c++)
                for (var y = 0; y < 3; y++)
                    expected += truth[c] * answers[c][y].ToDouble() * Worth(y, c);
                Assert.Equal(expected - own, found[0][j + 1][pixel].ToDouble(), 1e-9);
            }
        }

        static double Worth(int answer, int truth) =>
            answer == 0 ? 0
            : answer == truth ? 1.4
            : -0.6;
    }

    [Fact]
    public void Classes_that_share_a_routing_add_up_and_others_have_one_each()
    {
        var layout = new EstimateLayout(ClassKind.Multilabel, 2, 1);
        var estimates = new ExpertEstimates(randn(2, 3, 4), layout);
        var mask = zeros(2, 4, ScalarType.Byte);

        var each = estimates.Utilities(mask, 0.8, perClass: true);
        var shared = estimates.Utilities(mask, 0.8);

        Assert.Equal([2, 2, 4], each.shape);
        Same(each.sum(0L, keepdim: true), shared);
    }

    [Fact]
    public void The_loss_is_the_cross_entropy_of_truth_and_of_answers_where_the_truth_is_known()
    {
        var layout = new EstimateLayout(ClassKind.Multilabel, 1, 1);
        var estimates = tensor((float[])[1, 2, -3, -1, 0.5f, -2], [2, 1, 3]);
        var truth = tensor((long[])[1, 0], [2, 1]);
        var answers = tensor((long[])[1, 1], [2, 1, 1]);

        var both = EstimateLoss.Of(estimates, truth, answers, tensor((bool[])[true, true], [2, 1]), layout).ToDouble();
        var first = EstimateLoss.Of(estimates, truth, answers, tensor((bool[])[true, false], [2, 1]), layout).ToDouble();

        static double Cost(double logit) => Math.Log(1 + Math.Exp(-logit));
        var ofTruth = (Cost(1) + Cost(1)) / 2;
        Assert.Equal(ofTruth + (Cost(2) + Cost(-2)) / 2, both, 1e-6);
        Assert.Equal(ofTruth + Cost(2), first, 1e-6);
    }

    [Fact]
    public void A_margin_is_kept_also_where_a_budget_could_be_filled()
    {
        // Channel 0 is worth nothing; three pixels gain 0.2, 0.004 and lose.
        var worth = tensor((double[])[0, 0, 0, 0.2, 0.004, -0.1], [1, 2, 3]);

        long[] Decided(RoutingPolicy policy) => policy.Decide(worth, RoutingParameterisation.Utility).Decision.data<long>().ToArray();

        Assert.Equal([1L, 1, 0], Decided(new()));
        Assert.Equal([1L, 0, 0], Decided(new(Margin: 0.005)));
        Assert.Equal([1L, 1, 1], Decided(new(Budget: 1)));
        Assert.Equal([1L, 0, 0], Decided(new(Budget: 1, Margin: 0.005)));
        Assert.Equal([0L, 0, 0], Decided(new RoutingPolicy() with { Gate = new(GateUse.Model) }));
    }

    [Fact]
    public void Estimates_of_another_shape_or_without_a_number_are_refused()
    {
        var layout = new EstimateLayout(ClassKind.Multilabel, 1, 2);

        Assert.Contains("[1, 5, ...]", Assert.Throws<ArgumentException>(() => new ExpertEstimates(zeros(1, 3, 4), layout)).Message);
        Assert.Contains("not finite", Assert.Throws<ArgumentException>(() => new ExpertEstimates(full([1, 5, 4], float.NaN), layout)).Message);
        Assert.Contains(
            "[1, 4]",
            Assert.Throws<ArgumentException>(() => new ExpertEstimates(zeros(1, 5, 4), layout).Utilities(zeros(1, 3, ScalarType.Byte), 0.8)).Message
        );
    }

    private static bool Near(double left, double right) => Math.Abs(left - right) < 1e-9;

    private static void Same(Tensor left, Tensor right)
    {
        Assert.Equal(left.shape, right.shape);
        Assert.True((left - right).abs().max().ToDouble() < 1e-9);
    }

    private static ExpertEstimates Binary(double[] t, double[] s1, double[] s0) =>
        new(stack([tensor(t).logit(), tensor(s1).logit(), tensor(s0).logit()], 0).unsqueeze(0), new(ClassKind.Multilabel, 1, 1));
}
