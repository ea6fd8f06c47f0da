using DeferredSeg.Deferral.Measures;
using DeferredSeg.Reporting.Evaluations;
using DeferredSeg.Reporting.Tables;

namespace DeferredSeg.Reporting.Tests.Evaluations;

public sealed class ConversationTableTests
{
    private static readonly ConversationResult[] _results =
    [
        new("spa", 1, "candidates", "a", "p", "r1", [0.5, 0.75, 0.9]),
        new("spa", 1, "candidates", "b", "q", "r1+r2, both", [0.2, 0.3, 0.3]),
    ];

    [Fact]
    public void A_target_that_is_never_reached_counts_ten_and_is_a_failure()
    {
        Assert.Equal(2, _results[0].Interactions(0.7));
        Assert.Equal(1, _results[0].Interactions(0.5));
        Assert.Equal(10, _results[1].Interactions(0.7));

        var markdown = MarkdownTable.Of(ConversationTables.Of("t", _results, [0.7], new BootstrapOptions(100)));

        Assert.Contains("35.00", markdown);
        Assert.Contains("6.00", markdown);
        Assert.Contains("50.00", markdown);
        Assert.Contains("2 simulated users of 2 images", markdown);
    }

    [Fact]
    public void Every_user_is_a_line_whose_names_are_quoted_where_they_have_to_be()
    {
        var lines = ConversationTables.Users(_results).TrimEnd('\n').Split('\n');

        Assert.Equal("run,seed,way,case,patient,user,dice_1,dice_2,dice_3", lines[0]);
        Assert.Equal("spa,1,candidates,b,q,\"r1+r2, both\",0.2,0.3,0.3", lines[2]);
    }
}
