using DeferredSeg.Abstractions.Heads;
using DeferredSeg.Deferral.Losses;
using DeferredSeg.Deferral.Routing;
using static TorchSharp.torch;

namespace DeferredSeg.Deferral.Tests.Losses;

/// <summary>
/// What free logits come to under each surrogate where everybody's probability of being right is known: its minimum, and the decisions that follow.
/// </summary>
public sealed class SurrogateMinimumTests : ScopedTensorTest
{
    private const double Tolerance = 2e-3;

    /// <summary>a_0, a_1: the first two defer by Eq. 2's weights, but not by Eq. 4's.</summary>
    private static readonly double[][] _oneExpert =
    [
        [0.8, 0.85],
        [0.6, 0.75],
        [0.8, 0.95],
        [0.5, 0.85],
        [0.9, 0.8],
        [0.7, 0.65],
        [0.3, 0.6],
    ];

    private static readonly double[][] _twoExperts =
    [
        [0.8, 0.85, 0.6],
        [0.8, 0.95, 0.7],
        [0.5, 0.7, 0.9],
        [0.65, 0.6, 0.8],
        [0.95, 0.9, 0.85],
        [0.4, 0.55, 0.95],
    ];

    private static readonly double[][] _threeExperts =
    [
        [0.8, 0.85, 0.6, 0.75],
        [0.55, 0.65, 0.95, 0.7],
        [0.7, 0.75, 0.8, 0.95],
        [0.35, 0.9, 0.6, 0.55],
    ];

    /// <summary>Experts that are wrong more often than right: as printed, Eq. 4 has no minimum there.</summary>
    private static readonly double[][] _badExperts =
    [
        [0.8, 0.3, 0.6],
        [0.9, 0.2, 0.1],
        [0.5, 0.85, 0.4],
    ];

    public static TheoryData<int> Tables => [1, 2, 3];

    [Theory]
    [MemberData(nameof(Tables))]
    public void Dc_as_printed_comes_to_twice_the_experts_less_one(int experts) => ComesToDc(Table(experts), WrongExpertTerm.Exact);

    [Theory]
    [MemberData(nameof(Tables))]
    public void Dc_clamped_comes_to_the_same(int experts) => ComesToDc(Table(experts), WrongExpertTerm.Clamp);

    [Fact]
    public void Dc_clamped_gives_nothing_to_experts_who_are_wrong_more_often_than_right() => ComesToDc(_badExperts, WrongExpertTerm.Clamp);

    /// <summary>-log(1 - p_1) is -log p_0 with one expert, so that p_1 = a_1 / (1 + a_0): another minimum, the same threshold.</summary>
    [Fact]
    public void Dc_bounded_defers_to_one_expert_where_the_others_do()
    {
        var table = Learnt(_oneExpert, new() { WrongExpert = WrongExpertTerm.Bounded });

        Close(_oneExpert, table.Rows(RoutingProbabilities.Of), right => [1 - (right[1] / (1 + right[0])), right[1] / (1 + right[0])]);
        Decides(_oneExpert, table, right => right[1] > (1 + right[0]) / 2 ? 1 : 0);
    }

    [Theory]
    [MemberData(nameof(Tables))]
    public void Sm_comes_to_the_shares_of_being_right(int experts)
    {
        var table = Learnt(Table(experts), new() { Surrogate = Surrogate.Sm });

        Close(Table(experts), table.Rows(RoutingProbabilities.Of), Shares);
        Decides(Table(experts), table, Largest);
    }

    [Theory]
    [MemberData(nameof(Tables))]
    public void Ova_and_two_stage_come_to_the_probabilities_of_being_right(int experts)
    {
        foreach (var surrogate in new[] { Surrogate.Ova, Surrogate.TwoStage })
        {
            var table = Learnt(Table(experts), new() { Surrogate = surrogate, Parameterisation = RoutingParameterisation.OneVsAll });

            Close(Table(experts), table.Rows(sigmoid), right => right);
            Close(Table(experts), table.Rows(logits => RoutingProbabilities.Of(logits, RoutingParameterisation.OneVsAll)), Shares);
            Decides(Table(experts), table, Largest);
        }
    }

    [Theory]
    [MemberData(nameof(Tables))]
    public void Two_stage_values_come_to_the_probabilities_themselves(int experts)
    {
        var table = Learnt(Table(experts), new() { Surrogate = Surrogate.TwoStage, Parameterisation = RoutingParameterisation.Utility });

        Close(Table(experts), table.Rows(logits => logits.alias()), right => right);
        Decides(Table(experts), table, Largest);
    }

    [Fact]
    public void The_tables_tell_dc_from_sm()
    {
        Assert.Contains(_oneExpert, right => Largest(right) != Largest(DcShares(right)));
        Assert.Contains(_twoExperts, right => Largest(right) != Largest(DcShares(right)));
        Assert.Contains(_threeExperts, right => Largest(right) != Largest(DcShares(right)));
    }

    private static double[][] Table(int experts) =>
        experts switch
        {
            1 => _oneExpert,
            2 => _twoExperts,
            _ => _threeExperts,
        };

    private static void ComesToDc(double[][] rights, WrongExpertTerm form)
    {
        var table = Learnt(rights, new() { WrongExpert = form });

        Close(rights, table.Rows(RoutingProbabilities.Of), DcShares);
        Decides(rights, table, right => Largest(DcShares(right)));
        if (rights[0].Length == 2)
            Decides(rights, table, right => right[1] > (1 + right[0]) / 2 ? 1 : 0);
    }

    private static RoutingTable Learnt(double[][] rights, DeferralLossOptions options)
    {
        var table = new RoutingTable(rights);
        table.Learn(options);
        return table;
    }

    private static double[] DcShares(double[] right) => Shares([right[0], .. right.Skip(1).Select(share => Math.Max((2 * share) - 1, 0))]);

    private static double[] Shares(double[] values) => [.. values.Select(value => value / values.Sum())];

    private static int Largest(double[] values) => Array.IndexOf(values, values.Max());

    private static void Close(double[][] rights, double[][] found, Func<double[], double[]> theory)
    {
        foreach (var (right, row) in rights.Zip(found))
        {
            var expected = theory(right);
            Assert.True(
                row.Zip(expected).All(pair => Math.Abs(pair.First - pair.Second) < Tolerance),
                $"Right {string.Join(", ", right)}: [{string.Join(", ", row)}], expected [{string.Join(", ", expected)}]."
            );
        }
    }

    private static void Decides(double[][] rights, RoutingTable table, Func<double[], int> theory) =>
        Assert.Equal(rights.Select(right => (long)theory(right)), table.Decisions());
}
