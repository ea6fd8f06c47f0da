using VerifyXunit;

namespace Experts.Synthetic.Tests.Answers;

/// <summary>What an expert draws, to look at.</summary>
public sealed class DrawnSnapshotTests
{
    [Fact]
    public Task A_person_draws_an_ellipse_misses_a_spot_and_sees_one_that_is_not_there()
    {
        const int Height = 34,
            Width = 76;
        var truth = Masks.Where(
            Height,
            Width,
            (row, column) =>
                Math.Pow((row - 16) / 11.0, 2) + Math.Pow((column - 26) / 18.0, 2) < 1 || Math.Pow((row - 7) / 3.0, 2) + Math.Pow((column - 60) / 5.0, 2) < 1
        );
        using var expert = Questions.Expert(
            ("outline:sigma", "1.5"),
            ("outline:correlationLength", "8"),
            ("missed:probability", "0.4"),
            ("added:blobsPerMegapixel", "600"),
            ("added:radius:median", "3")
        );
        var drawn = expert.Simulate(Questions.Ask(truth, "case-26")).Mask.Values;

        // # right, o missed, + added.
        var rows = Enumerable
            .Range(0, Height)
            .Select(row =>
                string.Concat(
                    Enumerable
                        .Range(row * Width, Width)
                        .Select(i =>
                            (truth.Values[i], drawn[i]) switch
                            {
                                (1, 1) => '#',
                                (1, _) => 'o',
                                (_, 1) => '+',
                                _ => '.',
                            }
                        )
                )
            );
        return Verifier.Verify(string.Join('\n', rows));
    }
}
