using DeferredSeg.Host.Configuration;
using DeferredSeg.Host.Tests.Plugins;

namespace DeferredSeg.Host.Tests.Configuration;

public sealed class ValidationTests : Layered
{
    [Fact]
    public void A_right_configuration_has_no_problem() => Assert.Empty(Problems(Right));

    [Theory]
    [InlineData("seed=many", "$.seed", "'many'", "a whole number", null)]
    [InlineData("seeed=1", "$.seeed", "'seeed'", "seed", "seed")]
    [InlineData("backbone:options:widht=8", "$.backbone.options.widht", "'widht'", "width", "width")]
    [InlineData("backbone:options:width=65", "$.backbone.options.width", "'65'", "1 to 64", null)]
    [InlineData("backbone:options:width=0", "$.backbone.options.width", "'0'", "1 to 64", null)]
    [InlineData("backbone:options:width=4.5", "$.backbone.options.width", "'4.5'", "1 to 64", null)]
    [InlineData("backbone:options:slope=NaN", "$.backbone.options.slope", "'NaN'", "0 to 1", null)]
    [InlineData("backbone:options:bias=perhaps", "$.backbone.options.bias", "'perhaps'", "true or false", null)]
    [InlineData("backbone:options:width:deep=1", "$.backbone.options.width", "an object", "1 to 64", null)]
    [InlineData("backbone:weight=x", "$.backbone.weight", "'weight'", "weights", "weights")]
    [InlineData("backbone:id=Tinny", "$.backbone.id", "'Tinny'", "a backbone of a plugin: Tiny", "Tiny")]
    [InlineData("backbone:id=Other/Tiny", "$.backbone.id", "'Other/Tiny'", "a backbone of a plugin: Sound.Backbone/Tiny", null)]
    [InlineData("backbone:id=Sound.Backbon/Tiny", "$.backbone.id", "'Sound.Backbon/Tiny'", "Sound.Backbone/Tiny", "Sound.Backbone/Tiny")]
    [InlineData("head:id=tiny2", "$.head.id", "'tiny2'", "a head of a plugin: Tiny", "Tiny")]
    [InlineData("head:options:anything=1", "$.head.options.anything", "'anything'", "", null)]
    [InlineData("experts:0:source=oracel", "$.experts[0].source", "'oracel'", "an expert source of a plugin: tiny", null)]
    [InlineData("experts:0:options:flipRate=0.6", "$.experts[0].options.flipRate", "'0.6'", "0 to 0.5", null)]
    [InlineData("experts:first:source=tiny", "$.experts", "an object", "a list", null)]
    [InlineData("routing:ties=toExperts", "$.routing.ties", "'toExperts'", "lowestChannel", "toExpert")]
    [InlineData("plugins:callLimitSeconds=0", "$.plugins.callLimitSeconds", "'0'", "0.001", null)]
    [InlineData("routng:ties=toExpert", "$.routng", "'routng'", "routing", "routing")]
    [InlineData("a b.c=1", "$['a b.c']", "'a b.c'", "seed", null)]
    public void Each_mistake_is_told_with_path_found_allowed_nearest_and_origin(string setting, string path, string found, string allowed, string? nearest)
    {
        var problem = Assert.Single(Problems(Right, setting), problem => problem.Path == path);

        Assert.Contains(found, problem.Found);
        Assert.Contains(allowed, problem.Allowed);
        Assert.Equal(nearest, problem.Nearest);
        Assert.Equal("--set", problem.Origin);
        Assert.Contains(path, problem.Message);
        Assert.EndsWith(" (from --set)", problem.ToString());
        if (nearest is not null)
            Assert.Contains($"Did you mean '{nearest}'", problem.Message, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Everything_is_told_at_once_by_the_file_that_it_came_from()
    {
        var one = WriteFile(Right);
        var two = WriteFile(
            """{ "seeed": 1, "backbone": { "options": { "width": 100, "bias": 3 } }, "experts": [ { "source": "tiny", "options": { "fliprate": 2 } }, { "source": "tinny" } ] }"""
        );

        var problems = new ConfigurationValidator(Layers("device:x=1"), Plugins.Plugins).Run();

        Assert.Equal(
            ["$.backbone.options.bias", "$.backbone.options.width", "$.device", "$.experts[0].options.flipRate", "$.experts[1].source", "$.seeed"],
            problems.Select(problem => problem.Path).Order(StringComparer.Ordinal)
        );
        Assert.All(problems.Where(problem => problem.Path != "$.device"), problem => Assert.Equal(two, problem.Origin));
        Assert.DoesNotContain(problems, problem => problem.Origin == one);
        var message = Assert.Throws<ConfigurationException>(() => Experiment.Read(Layers("device:x=1"), Plugins)).Message;
        Assert.All(problems, problem => Assert.Contains(problem.ToString(), message));
    }

    [Fact]
    public void Two_experts_of_one_name_are_told()
    {
        var problem = Assert.Single(
            Problems(
                """{ "backbone": { "id": "Tiny" }, "head": { "id": "Tiny" }, "experts": [ { "source": "tiny", "name": "Ann" }, { "source": "tiny" }, { "source": "tiny", "name": "ann" } ] }"""
            )
        );

        Assert.Equal(("$.experts[2].name", "a name that no other expert has"), (problem.Path, problem.Allowed));
    }

    [Fact]
    public void Each_of_two_plugins_has_its_own_options_checked()
    {
        Folder.Add("SideBySide.One");
        PluginsFolder.Edit(
            Path.Combine(Folder.Root, "SideBySide.One"),
            manifest => manifest["contributions"]![0]!["options"]!["properties"]!["width"]!["maximum"] = 8
        );
        Plugins = Folder.Open();

        Assert.Contains("1 to 8", Assert.Single(Problems(Right, "backbone:id=SideBySide.One/Tiny", "backbone:options:width=9")).Allowed);
        Assert.Empty(Problems(Right, "backbone:id=Sound.Backbone/Tiny", "backbone:options:width=9"));
        Assert.Contains("SideBySide.One/Tiny, Sound.Backbone/Tiny", Assert.Single(Problems(Right)).Allowed);
        Plugins = Folder.Open("SideBySide.One");
        Assert.Empty(Problems(Right, "backbone:options:width=9"));
    }

    [Fact]
    public void Without_plugins_the_names_are_told_to_be_unknown_here()
    {
        using var empty = new PluginsFolder();
        Plugins = empty.Open();

        var problems = Problems(Right);

        Assert.Equal(["$.backbone.id", "$.head.id", "$.experts[0].source"], problems.Select(problem => problem.Path));
        Assert.All(problems, problem => Assert.Contains("no plugin here brings one", problem.Allowed));
    }

    [Theory]
    [InlineData("$.seed", "seed")]
    [InlineData("$.experts[1].options.cost", "experts:1:options:cost")]
    [InlineData("$.experts[a].name", "experts:a:name")]
    [InlineData("$['a b.c'].d", "a b.c:d")]
    [InlineData(@"$['it\'s \\ [0]']", @"it's \ [0]")]
    [InlineData("$", "")]
    public void A_json_path_is_a_configuration_key(string path, string key) => Assert.Equal(key, ConfigurationTree.Key(path));
}
