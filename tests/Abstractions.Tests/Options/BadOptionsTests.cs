using DeferredSeg.Abstractions.Options;
using Microsoft.Extensions.Configuration;

namespace DeferredSeg.Abstractions.Tests.Options;

public sealed class BadOptionsTests
{
    [Theory]
    [InlineData("""{ "width": 0 }""", "width", "'0'", "a whole number from 1 to 1024")]
    [InlineData("""{ "width": 1025 }""", "width", "'1025'", "a whole number from 1 to 1024")]
    [InlineData("""{ "width": "4.0" }""", "width", "'4.0'", "a whole number from 1 to 1024")]
    [InlineData("""{ "width": " 4" }""", "width", "' 4'", "a whole number from 1 to 1024")]
    [InlineData("""{ "width": null }""", "width", "null", "a whole number from 1 to 1024")]
    [InlineData("""{ "width": "" }""", "width", "''", "a whole number from 1 to 1024")]
    [InlineData("""{ "width": { "a": 1 } }""", "width", "an object", "a whole number from 1 to 1024")]
    [InlineData("""{ "width": [1] }""", "width", "a list", "a whole number from 1 to 1024")]
    [InlineData("""{ "seed": 2147483648 }""", "seed", "'2147483648'", "a whole number")]
    [InlineData("""{ "patch": 9223372036854775808 }""", "patch", "'9223372036854775808'", "a whole number of at least 8, a multiple of 8")]
    [InlineData("""{ "patch": 12 }""", "patch", "'12'", "a whole number of at least 8, a multiple of 8")]
    [InlineData("""{ "rate": -0.001 }""", "rate", "'-0.001'", "a number of at least 0")]
    [InlineData("""{ "rate": "NaN" }""", "rate", "'NaN'", "a number of at least 0")]
    [InlineData("""{ "rate": "Infinity" }""", "rate", "'Infinity'", "a number of at least 0")]
    [InlineData("""{ "rate": 1e999 }""", "rate", "'1e999'", "a number of at least 0")]
    [InlineData("""{ "dropout": "1,5" }""", "dropout", "'1,5'", "a number from 0 to 1, or null")]
    [InlineData("""{ "bilinear": "yes" }""", "bilinear", "'yes'", "true or false")]
    [InlineData("""{ "name": null }""", "name", "null", "text")]
    [InlineData("""{ "mode": "0" }""", "mode", "'0'", "one of softmax, oneVsAll")]
    [InlineData("""{ "mode": "Softmax, OneVsAll" }""", "mode", "'Softmax, OneVsAll'", "one of softmax, oneVsAll")]
    [InlineData("""{ "layers": "1,2" }""", "layers", "'1,2'", "a list, or null")]
    [InlineData("""{ "layers": { "first": 1 } }""", "layers", "an object", "a list, or null")]
    [InlineData("""{ "layers": [3, 10] }""", "layers:1", "'10'", "a whole number from 0 to 9")]
    [InlineData("""{ "layers": [null] }""", "layers:0", "null", "a whole number from 0 to 9")]
    [InlineData("""{ "boundary": "soft" }""", "boundary", "'soft'", "an object")]
    [InlineData("""{ "boundaries": [{}, { "softness": 2 }] }""", "boundaries:1:softness", "'2'", "a number from 0 to 1")]
    [InlineData("""{ "extra": 3 }""", "extra", "'3'", "an object")]
    public void What_is_wrong_is_told_with_what_is_allowed(string json, string path, string found, string allowed)
    {
        var problem = Assert.Single(OptionText.Fails<SampleOptions>(json).Problems);

        Assert.Equal((path, found, allowed), (problem.Path, problem.Found, problem.Allowed));
        Assert.StartsWith($"{path} is {found}; expected {allowed}.", problem.Message);
    }

    [Theory]
    [InlineData("""{ "widht": 3 }""", "widht", "width")]
    [InlineData("""{ "Bilinaer": true }""", "Bilinaer", "bilinear")]
    [InlineData("""{ "boundary": { "radios": 3 } }""", "boundary:radios", "radius")]
    [InlineData("""{ "temperature": 3 }""", "temperature", null)]
    public void An_unknown_name_is_answered_with_the_nearest_and_the_known(string json, string path, string? nearest)
    {
        var problem = Assert.Single(OptionText.Fails<SampleOptions>(json).Problems);

        Assert.Equal((path, nearest), (problem.Path, problem.Nearest));
        Assert.Contains($"'{path}' is not an option", problem.Message);
        Assert.Equal(nearest is not null, problem.Message.Contains($"did you mean '{nearest}'?", StringComparison.Ordinal));
        Assert.Contains(path.Contains(':') ? "options are softness, radius." : "options are width, patch, rate,", problem.Message);
    }

    [Fact]
    public void A_mistyped_choice_is_answered_with_the_nearest() =>
        Assert.EndsWith("Did you mean 'softmax'?", OptionText.Fails<SampleOptions>("""{ "mode": "sofmax" }""").Message);

    [Fact]
    public void All_problems_are_told_at_once_with_the_place_in_the_configuration()
    {
        var options = OptionText.Of(
            """{ "backbone": { "options": { "width": 0, "bilinear": 7, "widht": 1, "boundary": { "radius": 13 }, "boundaries": [{ "softness": -1, "radius": 13 }] } } }"""
        );

        var error = Assert.Throws<OptionException>(() => OptionReader.Read<SampleOptions>(options.GetSection("backbone:options")));

        Assert.Equal(["widht", "width", "bilinear", "boundary", "boundaries:0:softness"], error.Problems.Select(problem => problem.Path));
        Assert.StartsWith("The options in 'backbone:options' (SampleOptions) are not right:\n- 'widht' is not an option", error.Message);
        Assert.Contains("\n- boundary: radius is 13; this sample has no luck with it.", error.Message);
        Assert.Equal(5, error.Message.Split("\n- ").Length - 1);
    }

    [Fact]
    public void A_text_where_the_options_should_be_is_told()
    {
        var problem = Assert.Single(
            Assert.Throws<OptionException>(() => OptionReader.Read<SampleOptions>(OptionText.Of("""{ "options": "fast" }""").GetSection("options"))).Problems
        );

        Assert.Equal("What holds the options is 'fast'; expected an object.", problem.Message);
    }

    [Fact]
    public void What_a_constructor_refuses_is_a_problem_too() =>
        Assert.Equal("no zero", Assert.Single(OptionText.Fails<Strict>("""{ "value": 0 }""").Problems).Message);

    [Fact]
    public void Long_and_unprintable_values_are_shortened()
    {
        var message = OptionText.Fails<SampleOptions>($$"""{ "width": "\u0007{{new string('9', 5000)}}" }""").Message;

        Assert.InRange(message.Length, 1, 300);
        Assert.DoesNotContain('\u0007', message);
    }

    private sealed record Strict(int Value = 1)
    {
        public int Value { get; } = Value != 0 ? Value : throw new ArgumentException("no zero");
    }
}
