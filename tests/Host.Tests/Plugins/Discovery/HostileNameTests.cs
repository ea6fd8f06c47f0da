using System.Runtime.Loader;
using System.Text.Json;
using DeferredSeg.Host.Plugins;

namespace DeferredSeg.Host.Tests.Plugins.Discovery;

/// <summary>No name has a file opened that is not in the plugin's own folder, and each refusal says why.</summary>
[Collection(PluginsOfThisProcess.Name)]
public sealed class HostileNameTests : IDisposable
{
    private readonly PluginsFolder _plugins = new();

    // By number, so that test names stay printable.
    public static TheoryData<int> Entries => Numbers(HostileNames.Paths);

    public static TheoryData<int> Names => Numbers(HostileNames.Names);

    public static TheoryData<int> Assets => Numbers(HostileNames.Assets);

    public static TheoryData<int> References => Numbers(HostileNames.References);

    public void Dispose() => _plugins.Dispose();

    [Fact]
    public void There_are_two_hundred_and_more() =>
        Assert.InRange(
            HostileNames.Paths.Concat(HostileNames.Names).Concat(HostileNames.Assets).Concat(HostileNames.References).Distinct().Count()
                + HostileLinks.All.Count,
            200,
            int.MaxValue
        );

    [Theory]
    [MemberData(nameof(Entries))]
    public void As_an_entry(int number)
    {
        var folder = _plugins.Add();
        File.Copy(PluginsFolder.SoundDll, Path.Combine(_plugins.Root, "Sound.Backbone.dll"));
        PluginsFolder.Edit(folder, manifest => manifest["entry"] = HostileNames.Paths[number]);

        Refused(_plugins.Judge(), PluginState.Failed);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void As_an_id_and_the_folder_of_that_name(int number)
    {
        var name = HostileNames.Names[number];
        Directory.Move(_plugins.Add(), Path.Combine(_plugins.Root, name));
        PluginsFolder.Edit(Path.Combine(_plugins.Root, name), manifest => manifest["id"] = name);

        Refused(_plugins.Judge(name), PluginState.Failed);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void As_a_folder(int number)
    {
        var name = HostileNames.Names[number];
        Directory.Move(_plugins.Add(), Path.Combine(_plugins.Root, name));

        Refused(_plugins.Judge(name), PluginState.Blocked);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void As_a_contribution(int number)
    {
        var name = HostileNames.Names[number];
        PluginsFolder.Edit(_plugins.Add(), manifest => manifest["contributions"]![0]!["id"] = name);

        // No file has a contribution's name, so that devices and a dot at the end are nothing special there.
        if (name.All(c => char.IsAsciiLetterOrDigit(c) || c == '.') && char.IsAsciiLetter(name[0]) && name.Length <= 100)
            Assert.Equal(PluginState.Found, _plugins.Judge().State);
        else
            Refused(_plugins.Judge(), PluginState.Failed);
    }

    [Theory]
    [MemberData(nameof(Assets))]
    public void As_an_asset_or_a_library_path_of_a_deps_file(int number)
    {
        var name = JsonSerializer.Serialize(HostileNames.Assets[number]);
        var folder = _plugins.Add();
        foreach (
            var text in new[]
            {
                $$$"""{ "targets": { ".NETCoreApp,Version=v10.0": { "Evil/1.0.0": { "runtime": { {{{name}}}: {} } } } } }""",
                $$$"""{ "targets": { ".NETCoreApp,Version=v10.0": { "Evil/1.0.0": { "runtimeTargets": { {{{name}}}: { "rid": "linux-x64", "assetType": "native" } } } } } }""",
                $$$"""{ "targets": { ".NETCoreApp,Version=v10.0": { "Evil/1.0.0": { "runtime": { "Evil.dll": { "localPath": {{{name}}} } } } } } }""",
                $$$"""{ "targets": {}, "libraries": { "Evil/1.0.0": { "type": "package", "path": {{{name}}} } } }""",
                // Of two values of one name readers take the first or the last.
                $$$"""{ "targets": { ".NETCoreApp,Version=v10.0": { "Evil/1.0.0": { "runtime": { {{{name}}}: {} } } } }, "targets": {} }""",
            }
        )
        {
            PluginsFolder.Write(folder, "Sound.Backbone.deps.json", text);
            Refused(_plugins.Judge(), PluginState.Blocked);
        }
    }

    [Theory]
    [MemberData(nameof(References))]
    public void As_a_referenced_assembly(int number)
    {
        var folder = _plugins.Add();
        TinyAssembly.Write(Path.Combine(folder, "Sound.Backbone.dll"), "Sound.Backbone", references: (HostileNames.References[number], "1.0.0.0"));

        Refused(_plugins.Judge(), PluginState.Blocked);
    }

    [Theory]
    [InlineData(".hidden")]
    [InlineData("...")]
    [InlineData(".Sound.Backbone")]
    public void Hidden_folders_are_passed_over(string name)
    {
        Directory.Move(_plugins.Add(), Path.Combine(_plugins.Root, name));

        Assert.Empty(_plugins.Open().Plugins);
    }

    private static TheoryData<int> Numbers(IReadOnlyList<string> names) => [.. Enumerable.Range(0, names.Count)];

    private void Refused(Plugin plugin, PluginState expected)
    {
        Assert.Equal(expected, plugin.State);
        Assert.NotEqual("", plugin.Verdict!.Reason);
        // What is printed does not steer the terminal.
        Assert.DoesNotContain(plugin.Problems.SelectMany(problem => problem.ToString()), c => char.IsControl(c) || c == '\u202e');
        Assert.Throws<PluginException>(plugin.Load);
        Assert.DoesNotContain(
            AssemblyLoadContext.All.SelectMany(context => context.Assemblies),
            assembly => !assembly.IsDynamic && assembly.Location.StartsWith(Path.GetDirectoryName(_plugins.Root)!, StringComparison.Ordinal)
        );
    }
}
