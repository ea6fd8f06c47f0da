namespace DeferredSeg.Schema.Tests.Validation;

public sealed class SchemaValidatorTests
{
    /// <summary>What a host's own configuration looks like: options of plugins within objects within lists.</summary>
    private static readonly ObjectSchema _run = new([
        new("backbone", new ObjectSchema([new("id", new TextSchema()), new("options", new ObjectSchema([]) { IsOpen = true })]) { Required = ["id"] }),
        new(
            "experts",
            new ArraySchema(
                new ObjectSchema([
                    new("source", new ChoiceSchema(["synthetic", "recorded"])),
                    new("options", new ObjectSchema([new("boundary", new NumberSchema { Minimum = 0, Maximum = 1 })])),
                ])
            )
        ),
        new("odd name's", new BooleanSchema()),
    ])
    {
        Required = ["backbone"],
    };

    [Theory]
    [InlineData("""{ "backbone": { "id": "UNet" } }""")]
    [InlineData("""{ "Backbone": { "ID": "UNet", "options": { "any": { "thing": [1] } } }, "experts": [] }""")]
    [InlineData("""{ "backbone": { "id": "" }, "experts": [{ "source": "SYNTHETIC", "options": { "boundary": 1e-3 } }, {}], "odd name's": "TRUE" }""")]
    public void What_fits_has_no_problems(string json) => Assert.Empty(SchemaValidator.Validate(_run, Configurations.Node(json)));

    [Fact]
    public void All_problems_are_told_with_their_places()
    {
        var problems = SchemaValidator.Validate(
            _run,
            Configurations.Node(
                """
                {
                  "backbone": { "idd": "UNet", "options": 3 },
                  "experts": [{ "source": "sythetic" }, { "options": { "boundary": 1.5, "boundry": 1 } }],
                  "odd name's": 1,
                  "expert": []
                }
                """
            )
        );

        Assert.Equal(
            [
                "$.backbone.id is missing; expected text.",
                "$.backbone.options is '3'; expected an object.",
                "$.experts[0].source is 'sythetic'; expected one of synthetic, recorded. Did you mean 'synthetic'?",
                "$.experts[1].options.boundary is '1.5'; expected a number from 0 to 1.",
                @"$['odd name\'s'] is '1'; expected true or false.",
                "'$.backbone.idd' is not an option; did you mean 'id'? The options are id, options.",
                "'$.expert' is not an option; did you mean 'experts'? The options are backbone, experts, odd name's.",
                "'$.experts[1].options.boundry' is not an option; did you mean 'boundary'? The options are boundary.",
            ],
            problems.Select(problem => problem.Message).Order(StringComparer.Ordinal).OrderBy(message => message[0] == '\'')
        );
    }

    [Theory]
    [InlineData("""{ "backbone": "UNet" }""", "$.backbone", "'UNet'", "an object")]
    [InlineData("""{ "backbone": [1] }""", "$.backbone['0']", "'0'", "id, options")]
    [InlineData("""{ "backbone": { "id": ["a"] } }""", "$.backbone.id", "a list", "text")]
    [InlineData("""{ "backbone": { "id": null } }""", "$.backbone.id", "null", "text")]
    [InlineData("""{ "backbone": { "id": "a" }, "experts": {} }""", "$.experts", "null", "a list")]
    [InlineData("""{ "backbone": { "id": "a" }, "experts": { "first": {} } }""", "$.experts", "an object", "a list")]
    [InlineData("""{ "backbone": { "id": "a" }, "experts": "me" }""", "$.experts", "'me'", "a list")]
    [InlineData("""{}""", "$.backbone", "nothing", "an object")]
    public void Each_problem_has_its_parts(string json, string path, string found, string allowed)
    {
        var problem = SchemaValidator.Validate(_run, Configurations.Node(json))[0];

        Assert.Equal((path, found, allowed), (problem.Path, problem.Found, problem.Allowed));
    }

    [Fact]
    public void A_part_of_a_configuration_keeps_its_place()
    {
        var problems = SchemaValidator.Validate(_run.Properties[0].Node, Configurations.Node("{}"), "$.runs[3].backbone");

        Assert.Equal("$.runs[3].backbone.id", Assert.Single(problems).Path);
    }
}
