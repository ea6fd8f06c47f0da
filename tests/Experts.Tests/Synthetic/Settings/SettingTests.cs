using DeferredSeg.Abstractions.Options;
using Microsoft.Extensions.Configuration;

namespace Experts.Synthetic.Tests.Settings;

public sealed class SettingTests
{
    private static readonly string _panels = Path.Combine(AppContext.BaseDirectory, "configs", "experts");

    public static TheoryData<string> Panels => [.. Files];

    private static IEnumerable<string> Files =>
        Directory.GetFiles(_panels, "*.json").Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal);

    [Fact]
    public void Every_panel_of_the_paper_has_a_file() =>
        Assert.Equal(
            (string[])
                [
                    "appendix-d-j1",
                    "appendix-d-j2",
                    "appendix-d-j3",
                    "appendix-d-j4",
                    "appendix-d-j5",
                    "appendix-e-j1",
                    "appendix-e-j2",
                    "appendix-e-j3",
                    "appendix-e-j4",
                    "appendix-e-j5",
                    "table2-j1",
                    "table2-j3",
                ],
            Files
        );

    [Theory]
    [MemberData(nameof(Panels))]
    public void A_panel_file_holds_the_paper_s_experts_and_nothing_else(string file)
    {
        var layer = new ConfigurationBuilder().AddJsonFile(Path.Combine(_panels, $"{file}.json")).Build();
        Assert.Equal(["experts"], layer.GetChildren().Select(section => section.Key));
        var experts = layer.GetSection("experts").GetChildren().ToList();
        var expected = PaperTables.Panel(file);

        Assert.Equal(expected.Count, experts.Count);
        Assert.Equal(PaperTables.Names(file), experts.Select(expert => expert["name"]));
        for (var i = 0; i < experts.Count; i++)
        {
            Assert.Equal(["name", "options", "source"], experts[i].GetChildren().Select(section => section.Key).Order(StringComparer.Ordinal));
            Assert.Equal("synthetic", experts[i]["source"]);
            Is(expected[i], OptionReader.Read<SyntheticOptions>(experts[i].GetSection("options")), $"{file}, expert {i + 1}");
        }
    }

    [Fact]
    public void Every_name_has_the_numbers_of_the_paper()
    {
        for (var i = 0; i < 3; i++)
            Is(PaperTables.Percent(PaperTables.Table2[i]), $"table2/{i + 1}");
        for (var i = 0; i < 5; i++)
            Is(PaperTables.Boosted(PaperTables.TableD9[i]), $"tableD9/E{i + 1}");
        for (var i = 0; i < 7; i++)
            Is(PaperTables.Boosted(PaperTables.TableE11[i]), $"tableE11/E{i + 1}");
        for (var panel = 1; panel <= 5; panel++)
        {
            for (var i = 0; i < panel; i++)
            {
                Is(PaperTables.Boosted(PaperTables.TableD9[PaperTables.AppendixD[panel - 1][i] - 1]), $"appendixD/J{panel}/{i + 1}");
                Is(PaperTables.Boosted(PaperTables.TableE11[PaperTables.AppendixE[panel - 1][i] - 1]), $"APPENDIXe/j{panel}/{i + 1}");
            }
        }
    }

    [Fact]
    public void Without_options_it_is_the_paper_s_one_expert() => Is(PaperTables.Percent(PaperTables.Table2[0]), new SyntheticOptions(), "no options");

    [Theory]
    [InlineData("tableD9/E6", "tableD9/E1")]
    [InlineData("table2/4", "table2/1")]
    [InlineData("tabelE11/E7", "tableE11/E7")]
    [InlineData("appendixD/J2/3", "appendixD/J2/1")]
    [InlineData("appendixD/J44", "appendixD/J4/4")]
    public void An_unknown_name_is_refused_with_the_nearest(string name, string nearest)
    {
        var message = Assert.Throws<OptionException>(() => Questions.Expert(("setting", name))).Message;
        foreach (
            var part in (string[])
                [$"setting is '{name}', which the paper does not have", "table2/1 to table2/3", "tableE11/E7", "appendixE/J5/5", $"Did you mean '{nearest}'?"]
        )
            Assert.Contains(part, message);
    }

    [Fact]
    public void A_name_like_no_other_is_refused_without_a_guess()
    {
        var message = Assert.Throws<OptionException>(() => Questions.Expert(("setting", "junior"))).Message;
        Assert.Contains("setting is 'junior'", message);
        Assert.DoesNotContain("Did you mean", message);
    }

    private static void Is((double Foreground, double Background, double Boundary) expected, string name) =>
        Is(expected, OptionReader.Read<SyntheticOptions>(Questions.Context("", ("setting", name)).Options), name);

    // A corner of foreground in an image that is large enough for boundary and background.
    private static void Is((double Foreground, double Background, double Boundary) expected, SyntheticOptions options, string what)
    {
        using var expert = new SyntheticExpert("anna", options);
        var probability = expert.Simulate(Questions.Ask(Masks.Where(1, 6, (_, column) => column == 0))).Probability!;
        Assert.True(
            (expected.Foreground, expected.Boundary, expected.Background) == (probability[0], probability[3], probability[4]),
            FormattableString.Invariant($"{what}: {probability[0]}, {probability[3]}, {probability[4]}; expected {expected}")
        );
    }
}
