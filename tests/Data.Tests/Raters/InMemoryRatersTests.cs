using DeferredSeg.Abstractions.Cases;
using DeferredSeg.Abstractions.Experts;
using DeferredSeg.Data.Raters;

namespace DeferredSeg.Data.Tests.Raters;

public sealed class InMemoryRatersTests
{
    private static readonly MaskPlanes _mask = new(1, 2, 1, [0, 1]);

    private readonly InMemoryRaters _raters = Of(
        ("case-1", "anna", RaterMask.Present(_mask)),
        ("case-1", "ben", RaterMask.Declined),
        ("case-2", "ben", RaterMask.Present(_mask))
    );

    [Fact]
    public void What_raters_left_is_found_and_what_they_did_not_is_missing()
    {
        Assert.Same(_mask, _raters.Find("case-1", "anna").Mask);
        Assert.Same(RaterMask.Declined, _raters.Find("case-1", "ben"));
        Assert.Same(RaterMask.Missing, _raters.Find("case-2", "anna"));
        Assert.Equal(["anna", "ben"], _raters.Raters);
        Assert.Equal(["case-1", "case-2"], _raters.Cases);
    }

    [Fact]
    public void Unknown_names_are_refused_with_the_nearest()
    {
        Assert.Contains(
            "There is no rater 'ana'. Did you mean 'anna'? The raters are anna, ben.",
            Assert.Throws<ArgumentException>(() => _raters.Find("case-1", "ana")).Message
        );
        Assert.Contains(
            "There is no case 'case-3'. Did you mean 'case-1'? The cases are case-1, case-2.",
            Assert.Throws<ArgumentException>(() => _raters.Find("case-3", "anna")).Message
        );
        Assert.Contains("no rater 'carl'", Assert.Throws<ArgumentException>(() => Of(("case-1", "carl", RaterMask.Missing))).Message);
    }

    [Fact]
    public void Masks_of_a_case_that_differ_in_size_or_classes_are_refused()
    {
        Assert.Contains(
            "For 'c' the mask of 'ben' is 1 planes of 2 by 1 pixels and that of 'anna' is 1 planes of 1 by 2",
            Assert.Throws<ArgumentException>(() => Of(("c", "anna", RaterMask.Present(_mask)), ("c", "ben", RaterMask.Present(MaskPlanes.Full(2, 1))))).Message
        );
        Assert.Throws<ArgumentException>(() => Of(("c", "anna", RaterMask.Present(_mask)), ("c", "ben", RaterMask.Present(MaskPlanes.Full(1, 2, 2)))));
    }

    [Fact]
    public void Raters_are_one_or_more_each_once()
    {
        Assert.Contains(
            "no raters",
            Assert.Throws<ArgumentException>(() => new InMemoryRaters([], new Dictionary<string, IReadOnlyDictionary<string, RaterMask>>())).Message
        );
        Assert.Contains(
            "'anna' is named twice",
            Assert
                .Throws<ArgumentException>(() => new InMemoryRaters(["anna", "anna"], new Dictionary<string, IReadOnlyDictionary<string, RaterMask>>()))
                .Message
        );
    }

    private static InMemoryRaters Of(params (string Case, string Rater, RaterMask Left)[] left) =>
        new(
            ["anna", "ben"],
            left.GroupBy(one => one.Case)
                .ToDictionary(group => group.Key, IReadOnlyDictionary<string, RaterMask> (group) => group.ToDictionary(one => one.Rater, one => one.Left))
        );
}
