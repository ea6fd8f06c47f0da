using System.Globalization;
using DeferredSeg.Abstractions.Options;
using Microsoft.Extensions.Configuration;

namespace DeferredSeg.Abstractions.Tests.Options;

public sealed class GoodOptionsTests
{
    public static TheoryData<string, SampleOptions> Good { get; } =
        new()
        {
            { "{}", new() },
            { """{ "width": 1 }""", new(Width: 1) },
            { """{ "WIDTH": "1024" }""", new(Width: 1024) },
            { """{ "patch": 9007199254740992 }""", new(Patch: 1L << 53) },
            { """{ "rate": 1.5e3, "dropout": 0 }""", new(Rate: 1500, Dropout: 0) },
            { """{ "bilinear": true }""", new(Bilinear: true) },
            { """{ "name": "", "note": "" }""", new(Name: "", Note: "") },
            { """{ "note": "ä ☃" }""", new(Note: "ä ☃") },
            { """{ "mode": "softMAX", "fallback": "onevsall" }""", new(Mode: SampleMode.Softmax, Fallback: SampleMode.OneVsAll) },
            { """{ "seed": -2147483648 }""", new(Seed: int.MinValue) },
            { """{ "dropout": null, "fallback": null, "note": null }""", new(Dropout: null) },
            { """{ "dropout": "", "fallback": "" }""", new(Dropout: null) },
            { """{ "boundary": { "softness": 1, "radius": 4 } }""", new(Boundary: new(1, 4)) },
            { """{ "boundary": {} }""", new(Boundary: new()) },
            { """{ "layers": null }""", new() },
        };

    [Theory]
    [MemberData(nameof(Good))]
    public void Options_are_read(string json, SampleOptions expected) => Assert.Equal(expected, OptionText.Read<SampleOptions>(json));

    [Fact]
    public void Lists_keep_their_order_beyond_ten_elements()
    {
        var options = OptionText.Read<SampleOptions>(
            """{ "layers": [0,1,2,3,4,5,6,7,8,9,9,8], "weights": [0.5, null, -1], "names": ["b", "a"], "modes": ["oneVsAll", "softmax"], "boundaries": [{}, { "radius": 3 }] }"""
        );

        Assert.Equal([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 9, 8], options.Layers);
        Assert.Equal([0.5, null, -1], options.Weights);
        Assert.Equal(["b", "a"], options.Names);
        Assert.Equal([SampleMode.OneVsAll, SampleMode.Softmax], options.Modes);
        Assert.Equal([new(), new(Radius: 3)], options.Boundaries);
    }

    [Fact]
    public void An_empty_list_is_a_list_and_not_null() => Assert.Equal([], OptionText.Read<SampleOptions>("""{ "layers": [] }""").Layers);

    [Fact]
    public void An_open_object_is_handed_over_unread()
    {
        var options = OptionText.Read<SampleOptions>("""{ "extra": { "anything": { "at": ["all"] } } }""");

        Assert.Equal("all", options.Extra!["anything:at:0"]);
    }

    [Fact]
    public void A_later_layer_wins_whatever_its_case()
    {
        var options = new ConfigurationBuilder()
            .AddInMemoryCollection([new("width", "2"), new("boundary:radius", "5")])
            .AddInMemoryCollection([new("WIDTH", "3"), new("Boundary:Softness", "0.25")])
            .Build();

        Assert.Equal(new(Width: 3, Boundary: new(0.25, 5)), OptionReader.Read<SampleOptions>(options));
    }

    [Fact]
    public void A_part_that_is_not_there_is_the_defaults() =>
        Assert.Equal(new(), OptionReader.Read<SampleOptions>(OptionText.Of("{}").GetSection("backbone:options")));

    [Fact]
    public void Numbers_are_read_the_same_in_every_culture()
    {
        var before = CultureInfo.CurrentCulture;
        var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        culture.NumberFormat.NumberDecimalSeparator = ",";
        culture.NumberFormat.NumberGroupSeparator = ".";
        culture.NumberFormat.NegativeSign = "~";
        try
        {
            CultureInfo.CurrentCulture = culture;

            Assert.Equal(new(Rate: 0.5, Seed: -7), OptionText.Read<SampleOptions>("""{ "rate": 0.5, "seed": -7 }"""));
            Assert.Contains("from 0 to 1.", OptionText.Fails<SampleBoundary>("""{ "softness": "0,5" }""").Message);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }
}
