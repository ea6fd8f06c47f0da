using System.Text.RegularExpressions;
using DeferredSeg.Abstractions.Options;

namespace DeferredSeg.Schema.Tests.Validation;

/// <summary>A host that validates by plugin.json and a plugin that reads its options say the same.</summary>
public sealed partial class AgreementTests
{
    private static readonly string[] _names =
    [
        "width",
        "patch",
        "rate",
        "bilinear",
        "lbWeight",
        "seed",
        "name",
        "note",
        "surrogate",
        "fallback",
        "dropout",
        "layers",
        "weights",
        "modes",
        "names",
        "boundary",
        "boundaries",
        "extra",
        "more",
        "widht",
    ];

    private static readonly string[] _values =
    [
        "null",
        "\"\"",
        "0",
        "1",
        "16",
        "-1",
        "2147483648",
        "9223372036854775808",
        "0.5",
        "1e-3",
        "\"NaN\"",
        "\"1,5\"",
        "\" 1\"",
        "true",
        "\"TRUE\"",
        "\"softmax\"",
        "\"sofmax\"",
        "[]",
        "[null]",
        "[0, 10]",
        "[\"softmax\"]",
        "[[]]",
        "[{}]",
        "{}",
        "{ \"softness\": 2 }",
        "{ \"Radius\": null }",
        "{ \"radios\": 3 }",
        "[{ \"softness\": \"x\", \"y\": 1 }]",
        "{ \"0\": 3 }",
    ];

    [Fact]
    public void Whatever_an_option_is_set_to_both_find_the_same()
    {
        var schema = SchemaJson.Parse(SchemaJson.ToText(SchemaReader.Read(typeof(EveryKind))));
        var (right, wrong) = (0, 0);
        foreach (var json in from name in _names from value in _values select $$"""{ "{{name}}": {{value}} }""")
        {
            var validated = SchemaValidator
                .Validate(schema, Configurations.Node(json))
                .Select(problem => (Colons(problem.Path), problem.Found, problem.Allowed, problem.Nearest))
                .Order();
            var read = Problems(json).Select(problem => (problem.Path, problem.Found!, problem.Allowed, problem.Nearest)).Order();

            Assert.True(validated.SequenceEqual(read), $"{json}\nvalidated: {string.Join("; ", validated)}\nread: {string.Join("; ", read)}");
            if (read.Any())
                wrong++;
            else
                right++;
        }
        Assert.True(right > 50 && wrong > 200, $"{right} right, {wrong} wrong");
    }

    private static IReadOnlyList<OptionProblem> Problems(string json)
    {
        try
        {
            OptionReader.Read<EveryKind>(Configurations.Of(json));
            return [];
        }
        catch (OptionException e)
        {
            return e.Problems;
        }
    }

    private static string Colons(string path) => Separators().Replace(path["$.".Length..], ":").TrimEnd(':');

    [GeneratedRegex(@"\['|\[|'\]$|\]\.|\]$|\.")]
    private static partial Regex Separators();
}
