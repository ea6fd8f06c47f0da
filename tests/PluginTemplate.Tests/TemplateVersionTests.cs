using System.Xml.Linq;

namespace PluginTemplate.Tests;

public sealed class TemplateVersionTests
{
    [Theory]
    [InlineData("templates/project/Directory.Packages.props")]
    [InlineData("samples/Backbones.LwNet/Directory.Packages.props")]
    public void A_plugin_is_tested_with_the_versions_that_the_host_is_tested_with(string file)
    {
        var pinned = Versions("Directory.Packages.props");

        Assert.All(Versions(file), package => Assert.Equal(pinned[package.Key], package.Value));
    }

    private static Dictionary<string, string> Versions(string file) =>
        XDocument
            .Load(Path.Combine(AuthorFolder.Checkout, file))
            .Descendants("PackageVersion")
            .ToDictionary(package => package.Attribute("Include")!.Value, package => package.Attribute("Version")!.Value);
}
