namespace Experts.Recorded.Tests;

public sealed class OptionsTests
{
    private static readonly TableOfMasks _masks = new(["observer1", "observer2", "p1_pen", "p1_mouse"]);

    [Theory]
    [InlineData(
        """{ "rater": "observr2" }""",
        "rater is 'observr2'; there is no such rater. Did you mean 'observer2'? The raters are observer1, observer2, p1_pen, p1_mouse."
    )]
    [InlineData("""{ "rater": "Observer2" }""", "Did you mean 'observer2'?")]
    [InlineData(
        """{ "person": "p2", "personPattern": "{person}_{tool}" }""",
        "person is 'p2'; there is no such person. Did you mean 'p1'? The persons are observer1, observer2, p1."
    )]
    [InlineData(
        """{ "mapping": "shuffled", "slot": 1, "among": ["observer1", "observer3"] }""",
        "among:1 is 'observer3'; there is no such rater. Did you mean 'observer1'?"
    )]
    [InlineData("""{ "mapping": "shuffled", "slot": 1, "among": ["observer1", "observer1"] }""", "among has 'observer1' twice")]
    [InlineData(
        """{ "rater": "p1_pen", "personPattern": "{person}_{tool}", "tools": ["pen", "mous"] }""",
        "tools:1 is 'mous'; there is no such tool. Did you mean 'mouse'? The tools are pen, mouse."
    )]
    [InlineData(
        """{ "rater": "p1_pen", "persons": [ { "id": "p1", "raters": ["p1_pn"] } ] }""",
        "persons:0:raters is 'p1_pn'; there is no such rater. Did you mean 'p1_pen'?"
    )]
    [InlineData(
        """{ "rater": "p1_pen", "persons": [ { "id": "p1", "raters": ["p1_pen"] }, { "id": "p2", "raters": ["p1_pen"] } ] }""",
        "persons has the rater 'p1_pen' twice"
    )]
    [InlineData(
        """{ "rater": "p1_pen", "persons": [ { "id": "p1", "raters": ["p1_pen"] }, { "id": "p1", "raters": ["p1_mouse"] } ] }""",
        "persons has 'p1' twice"
    )]
    [InlineData("""{ "rater": "p1_pen", "persons": [ { "raters": ["p1_pen"] } ] }""", "persons:0:id is ''")]
    [InlineData("""{ "rater": "p1_pen", "persons": [ { "id": "p1" } ] }""", "persons:0:raters is empty")]
    [InlineData(
        """{ "rater": "p1_pen", "persons": [ { "id": "observer1", "raters": ["p1_pen"] } ] }""",
        "persons:0:id is 'observer1', which is also a rater who belongs to nobody"
    )]
    [InlineData("""{ "rater": "p1_pen", "personPattern": "{person}-{tool}" }""", "personPattern is '{person}-{tool}'; no rater is named so")]
    [InlineData("""{ "rater": "p1_pen", "personPattern": "{tool}" }""", "expected {person} once")]
    [InlineData("""{ "rater": "p1_pen", "personPattern": "{person}{tool}" }""", "with something between the two")]
    [InlineData("""{ "rater": "p1_pen", "personPattern": "{person}_{person}" }""", "expected {person} once")]
    [InlineData("""{ "rater": "p1_pen", "personPattern": "{persn}_{person}" }""", "expected {person} once")]
    public void A_name_that_the_dataset_does_not_have_is_refused(string json, string expected) => Assert.Contains(expected, Ask.Refusal(_masks, json));

    [Theory]
    [InlineData("""{ "mapping": "shuffled" }""", "mapping is shuffled and slot is not given")]
    [InlineData("""{ "mapping": "leaveOneOut" }""", "mapping is leaveOneOut and rotation is not given")]
    [InlineData("""{ "slot": 1 }""", "slot is 1 and mapping is fixed; expected mapping shuffled with it")]
    [InlineData("""{ "rotation": 1 }""", "rotation is 1 and mapping is fixed; expected mapping leaveOneOut with it")]
    [InlineData("""{ "order": "shuffled" }""", "order is")]
    [InlineData(
        """{ "mapping": "shuffled", "slot": 1, "rater": "observer1" }""",
        "rater is 'observer1' and mapping is shuffled; expected mapping fixed with it"
    )]
    [InlineData("""{ "mapping": "leaveOneOut", "rotation": 1, "person": "observer1" }""", "person is 'observer1' and mapping is leaveOneOut")]
    [InlineData("""{ "rater": "observer1", "person": "observer1" }""", "expected one of the two")]
    [InlineData("""{ "rater": "observer1", "missing": "skip" }""", "missing is skip and mapping is fixed")]
    [InlineData("""{ "rater": "observer1", "among": ["observer1"] }""", "among is given for a fixed rater")]
    [InlineData("""{ "rater": "observer1", "tools": ["pen"] }""", "tools is given without personPattern")]
    [InlineData(
        """{ "rater": "p1_pen", "personPattern": "{person}_{tool}", "persons": [ { "id": "p1", "raters": ["p1_pen"] } ] }""",
        "persons is given and personPattern is"
    )]
    [InlineData("""{ "mapping": "shufled" }""", "Did you mean 'shuffled'?")]
    [InlineData("""{ "ratr": "observer1" }""", "did you mean 'rater'?")]
    [InlineData("""{ "rater": "observer1", "capacity": 1.5 }""", "capacity is '1.5'; expected a number from 0 to 1")]
    public void Options_that_do_not_fit_each_other_are_refused(string json, string expected) => Assert.Contains(expected, Ask.Refusal(_masks, json));

    [Fact]
    public void All_problems_are_told_at_once()
    {
        var message = Ask.Refusal(
            _masks,
            """{ "mapping": "shuffled", "slot": 9, "among": ["observer9", "observer2"], "personPattern": "{person}_{tool}", "tools": ["pencil"] }"""
        );

        Assert.Contains("among:0 is 'observer9'", message);
        Assert.Contains("tools:0 is 'pencil'", message);
        Assert.StartsWith("The options of the expert 'anna' do not fit the dataset's raters:", message);
    }
}
