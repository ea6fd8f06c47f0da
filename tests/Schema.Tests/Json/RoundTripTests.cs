using System.Text.Json;

namespace DeferredSeg.Schema.Tests.Json;

public sealed class RoundTripTests
{
    public static TheoryData<string, SchemaNode> Nodes { get; } =
        new()
        {
            {
                "text",
                new TextSchema { Description = "\"<ä☃>\"", Default = new("a\n'b'") }
            },
            {
                "nullable text",
                new TextSchema { IsNullable = true, Default = new((string?)null) }
            },
            { "no default", new TextSchema() },
            {
                "flag",
                new BooleanSchema { Default = new("false") }
            },
            {
                "whole",
                new IntegerSchema
                {
                    Minimum = -(1L << 53),
                    Maximum = 1L << 53,
                    MultipleOf = 8,
                    Default = new("-8"),
                }
            },
            {
                "number",
                new NumberSchema
                {
                    Minimum = -1.7976931348623157E+308,
                    Maximum = 5E-324,
                    Default = new("0.1"),
                }
            },
            {
                "choice",
                new ChoiceSchema(["a", "B c"]) { IsNullable = true, Default = new("B c") }
            },
            {
                "list",
                new ArraySchema(new ArraySchema(new IntegerSchema { IsNullable = true })) { IsNullable = true, Default = new((string?)null) }
            },
            {
                "object",
                new ObjectSchema([new("x-1", new TextSchema()), new("", new BooleanSchema())]) { Required = ["x-1"], Description = "both" }
            },
            {
                "open",
                new ObjectSchema([]) { IsOpen = true }
            },
        };

    [Theory]
    [MemberData(nameof(Nodes))]
    public void Nothing_is_lost(string name, SchemaNode node)
    {
        var text = SchemaJson.ToText(node);
        var parsed = SchemaJson.Parse(text);

        Assert.True(text == SchemaJson.ToText(parsed), name);
        AssertEqual(node, parsed);
    }

    [Fact]
    public void The_schema_of_a_record_comes_back_and_editors_know_its_dialect()
    {
        var text = SchemaJson.ToText(SchemaReader.Read(typeof(EveryKind)));

        Assert.Equal(text, SchemaJson.ToText(SchemaJson.Parse(text)));
        Assert.Equal("https://json-schema.org/draft/2020-12/schema", JsonDocument.Parse(text).RootElement.GetProperty("$schema").GetString());
        Assert.EndsWith("}\n", text);
        Assert.DoesNotContain('\r', text);
    }

    /// <summary>Lists in records compare by reference: the parts one by one.</summary>
    private static void AssertEqual(SchemaNode expected, SchemaNode actual)
    {
        switch (expected, actual)
        {
            case (ObjectSchema left, ObjectSchema right):
                Assert.Equal(left.Properties.Select(property => property.Name), right.Properties.Select(property => property.Name));
                foreach (var (one, other) in left.Properties.Zip(right.Properties))
                    AssertEqual(one.Node, other.Node);
                Assert.Equal(left.Required, right.Required);
                Assert.Equal(left with { Properties = [], Required = [] }, right with { Properties = [], Required = [] }, Same);
                break;
            case (ArraySchema left, ArraySchema right):
                AssertEqual(left.Items, right.Items);
                Assert.Equal(left with { Items = right.Items }, right);
                break;
            case (ChoiceSchema left, ChoiceSchema right):
                Assert.Equal(left.Choices, right.Choices);
                Assert.Equal(left with { Choices = right.Choices }, right);
                break;
            default:
                Assert.Equal(expected, actual);
                break;
        }
    }

    private static bool Same(ObjectSchema left, ObjectSchema right) =>
        (left.IsOpen, left.IsNullable, left.Default, left.Description) == (right.IsOpen, right.IsNullable, right.Default, right.Description);
}
