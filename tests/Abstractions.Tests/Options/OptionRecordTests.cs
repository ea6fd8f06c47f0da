using DeferredSeg.Abstractions.Options;
using Microsoft.Extensions.Configuration;

namespace DeferredSeg.Abstractions.Tests.Options;

/// <summary>What is no option record is refused, whatever the configuration says.</summary>
public sealed class OptionRecordTests
{
    [Fact]
    public void A_record_without_options_is_one() => Assert.Equal(new Empty(), OptionText.Read<Empty>("{}"));

    [Fact]
    public void Nothing_is_an_option_of_a_record_without_options() =>
        Assert.Contains("'a' is not an option; there are none.", OptionText.Fails<Empty>("""{ "a": 1 }""").Message);

    [Fact]
    public void A_class_is_refused() => Refused<Plain>("declared as a record");

    [Fact]
    public void An_abstract_record_is_refused() => Refused<Abstract>("that can be made");

    [Fact]
    public void A_parameter_without_default_is_refused() => Refused<Required>("'Width' has no default");

    [Fact]
    public void Two_constructors_are_refused() => Refused<TwoWays>("2 public constructors");

    [Fact]
    public void An_unknown_type_is_refused() => Refused<Dated>("'Day' is of type System.DayOfWeek[]");

    [Fact]
    public void A_null_default_of_a_type_that_is_not_nullable_is_refused() => Refused<Hidden>("write IReadOnlyList<Int32>? instead");

    [Fact]
    public void A_default_outside_of_its_own_range_is_refused() =>
        Refused<OutOfRange>("the default of 'Width' is 0; its own limits are a whole number from 1 to 8");

    [Fact]
    public void An_infinite_default_is_refused() => Refused<Infinite>("the default of 'Limit' is Infinity");

    [Fact]
    public void A_range_of_text_is_refused() => Refused<TextRange>("the range of 'Name' is for numbers");

    [Fact]
    public void A_range_from_high_to_low_is_refused() => Refused<Inverted>("which no number is in");

    [Fact]
    public void A_broken_range_of_whole_numbers_is_refused() => Refused<Broken>("ends at whole numbers");

    [Fact]
    public void A_multiple_of_nothing_is_refused() => Refused<Multiple>("expected at least 1");

    [Fact]
    public void Multiples_of_fractions_are_refused() => Refused<Fraction>("only whole numbers");

    [Fact]
    public void A_record_in_itself_is_refused() => Refused<Endless>("it contains itself");

    [Fact]
    public void Names_that_differ_in_case_alone_are_refused() => Refused<Twins>("'name' is there twice");

    private static void Refused<T>(string reason)
        where T : class
    {
        var error = Assert.ThrowsAny<InvalidOperationException>(() => OptionReader.Read<T>(new ConfigurationBuilder().Build()));

        Assert.StartsWith(typeof(T).FullName, error.Message);
        Assert.Contains(reason, error.Message);
    }

    private sealed record Empty;

    private sealed class Plain(int width = 1)
    {
        public int Width { get; } = width;
    }

    private abstract record Abstract(int Width = 1);

    private sealed record Required(int Width);

    private sealed record TwoWays(int Width = 1)
    {
        public TwoWays(string width)
            : this(int.Parse(width)) { }
    }

    private sealed record Dated(DayOfWeek[]? Day = null);

    private sealed record Hidden(IReadOnlyList<int> Layers = null!);

    private sealed record OutOfRange([OptionRange(1, 8)] int Width = 0);

    private sealed record Infinite(double Limit = double.PositiveInfinity);

    private sealed record TextRange([OptionRange(1, 8)] string Name = "");

    private sealed record Inverted([OptionRange(8, 1)] int Width = 4);

    private sealed record Broken([OptionRange(0.5, 8)] int Width = 4);

    private sealed record Multiple([OptionMultipleOf(0)] int Width = 4);

    private sealed record Fraction([OptionMultipleOf(2)] double Width = 4);

    private sealed record Endless(Endless? Inner = null, int Width = 1);

    private sealed record Twins(int Name = 1, int name = 2);
}
