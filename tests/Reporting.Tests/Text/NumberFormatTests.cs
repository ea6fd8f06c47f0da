using System.Globalization;

namespace DeferredSeg.Reporting.Tests.Text;

public sealed class NumberFormatTests
{
    [Theory]
    [InlineData(0.97064, "97.06")]
    [InlineData(1, "100.00")]
    [InlineData(12.5, "1250.00")]
    [InlineData(-0.00001, "0.00")]
    [InlineData(-0.5, "-50.00")]
    [InlineData(double.NaN, "-")]
    [InlineData(double.PositiveInfinity, "inf")]
    [InlineData(double.NegativeInfinity, "-inf")]
    public void Rates_are_shown_in_per_cent(double rate, string expected) => Assert.Equal(expected, NumberFormat.Percent.Text(rate));

    [Fact]
    public void Another_culture_changes_nothing()
    {
        var culture = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("")
            {
                NumberFormat =
                {
                    NumberDecimalSeparator = ",",
                    NegativeSign = "~",
                    NumberGroupSeparator = ".",
                },
            };

            Assert.Equal("-1234.50 mm", new NumberFormat(2, 1, "mm").TextWithUnit(-1234.5));
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
    }

    [Fact]
    public void A_unit_follows_what_is_defined()
    {
        Assert.Equal("50.00 %", NumberFormat.Percent.TextWithUnit(0.5));
        Assert.Equal("-", NumberFormat.Percent.TextWithUnit(double.NaN));
        Assert.Equal("3", NumberFormat.Whole.TextWithUnit(3));
    }

    [Theory]
    [InlineData("plain, with é and 画", "plain, with é and 画")]
    [InlineData("a\0b\u0001c\u007f", "a\uFFFDb\uFFFDc\uFFFD")]
    [InlineData("tab\tline\n", "tab\tline\n")]
    [InlineData("pair \ud83d\ude00 end", "pair \ud83d\ude00 end")]
    [InlineData("\uffff", "\uFFFD")]
    public void What_XML_cannot_hold_is_replaced(string text, string expected) => Assert.Equal(expected, CleanText.Of(text));

    [Fact]
    public void Halves_of_pairs_are_replaced() => Assert.Equal("x\uFFFDy\uFFFD", CleanText.Of(string.Concat("x", (char)0xD83D, "y", (char)0xDE00)));
}
