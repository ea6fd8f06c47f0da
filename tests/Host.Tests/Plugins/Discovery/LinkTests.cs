using System.Runtime.Loader;
using DeferredSeg.Host.Plugins;
using DeferredSeg.Host.Plugins.Discovery;

namespace DeferredSeg.Host.Tests.Plugins.Discovery;

[Collection(PluginsOfThisProcess.Name)]
public sealed class LinkTests : IDisposable
{
    private readonly PluginsFolder _plugins = new();

    public static TheoryData<string> Links => [.. HostileLinks.All.Keys];

    public void Dispose() => _plugins.Dispose();

    [SkippableTheory]
    [MemberData(nameof(Links))]
    public void Nothing_outside_of_the_folder_is_opened(string link)
    {
        Skip.If(OperatingSystem.IsWindows(), "Links need a privilege, and there is no mkfifo.");
        HostileLinks.All[link](_plugins, _plugins.Add());

        var plugin = _plugins.Judge();

        Assert.True(plugin.State is PluginState.Blocked or PluginState.Failed, $"{plugin.State}");
        Assert.NotEqual("", plugin.Verdict!.Reason);
        Assert.Throws<PluginException>(plugin.Load);
        Assert.DoesNotContain(
            AssemblyLoadContext.All.SelectMany(context => context.Assemblies),
            assembly => !assembly.IsDynamic && assembly.Location.StartsWith(Path.GetDirectoryName(_plugins.Root)!, StringComparison.Ordinal)
        );
    }

    [SkippableTheory]
    [InlineData("the entry leads out", "is a link to ")]
    [InlineData("the folder leads out", "Its folder is a link to ")]
    [InlineData("a file deep inside leads out", "lib/net10.0/x.dll is a link to ")]
    [InlineData("a link to itself", "in a circle")]
    [InlineData("the entry leads to nothing", "is no .NET assembly")]
    [InlineData("the description is a pipe", "0 bytes")]
    public void The_reason_names_the_link(string link, string expected)
    {
        Skip.If(OperatingSystem.IsWindows(), "Links need a privilege, and there is no mkfifo.");
        HostileLinks.All[link](_plugins, _plugins.Add());

        Assert.Contains(expected, _plugins.Judge().Verdict!.Reason);
    }

    [SkippableFact]
    public void A_link_that_stays_inside_is_allowed()
    {
        Skip.If(OperatingSystem.IsWindows(), "Links need a privilege.");
        var folder = _plugins.Add();
        Directory.CreateDirectory(Path.Combine(folder, "lib"));
        File.Move(Path.Combine(folder, "Sound.Backbone.dll"), Path.Combine(folder, "lib", "real.bin"));
        File.CreateSymbolicLink(Path.Combine(folder, "Sound.Backbone.dll"), "lib/../lib/real.bin");

        using var host = _plugins.Open();
        var plugin = host.Plugins.Single();
        plugin.Load();

        Assert.Equal(PluginState.Loaded, plugin.State);
        Assert.Equal(PluginState.Unloaded, plugin.Unload());
    }

    /// <summary>A hard link is the file itself: nothing tells it from a copy, and making one needs the right to the file.</summary>
    [SkippableFact]
    public void A_hard_link_is_the_file_itself()
    {
        Skip.If(OperatingSystem.IsWindows(), "There is no ln.");
        var folder = _plugins.Add();
        File.Delete(Path.Combine(folder, "Sound.Backbone.dll"));
        HostileLinks.Run("ln", _plugins.OutsideDll, Path.Combine(folder, "Sound.Backbone.dll"));

        Assert.Equal(PluginState.Found, _plugins.Judge().State);
    }

    [SkippableFact]
    public void A_folder_that_may_not_be_read_says_so_and_leaves_others_alone()
    {
        Skip.If(OperatingSystem.IsWindows() || Environment.IsPrivilegedProcess, "Whoever runs the tests may read everything.");
        var folder = _plugins.Add();
        _plugins.Add("Sound.Head");
        HostileLinks.Run("chmod", "000", folder);
        try
        {
            using var host = _plugins.Open();

            Assert.Equal([PluginState.Failed, PluginState.Found], host.Plugins.Select(plugin => plugin.State));
            Assert.Contains("cannot be read", host.Plugins[0].Verdict!.Reason);
        }
        finally
        {
            HostileLinks.Run("chmod", "700", folder);
        }
    }

    [SkippableFact]
    public void A_linked_folder_of_plugins_is_the_folder_that_it_leads_to()
    {
        Skip.If(OperatingSystem.IsWindows(), "Links need a privilege.");
        _plugins.Add();
        var link = Path.Combine(_plugins.Outside, "plugins");
        Directory.CreateSymbolicLink(link, _plugins.Root);

        using var host = PluginHost.Open(new(link));

        Assert.Equal(PluginState.Found, host.Plugins.Single().State);
        Assert.Equal(CanonicalPath.Of(_plugins.Root), Path.GetDirectoryName(host.Plugins.Single().Folder));
    }

    [SkippableTheory]
    [InlineData("a/b", "a/b")]
    [InlineData("a/./b", "a/b")]
    [InlineData("a/b/../c", "a/c")]
    [InlineData("short/x", "a/b/x")]
    [InlineData("short/back", "")]
    [InlineData("short/back/a", "a")]
    [InlineData("absolute", "a")]
    [InlineData("nothing/at/all", "nothing/at/all")]
    public void Paths_lead_where_the_system_would_go(string path, string expected)
    {
        Skip.If(OperatingSystem.IsWindows(), "Links need a privilege.");
        var root = CanonicalPath.Of(_plugins.Root);
        Directory.CreateDirectory(Path.Combine(root, "a", "b"));
        Directory.CreateSymbolicLink(Path.Combine(root, "short"), "a/b");
        Directory.CreateSymbolicLink(Path.Combine(root, "a", "b", "back"), "../../short/../..");
        Directory.CreateSymbolicLink(Path.Combine(root, "absolute"), Path.Combine(root, "a"));

        Assert.Equal(Path.Combine(root, expected).TrimEnd('/'), CanonicalPath.Of(Path.Combine(root, path)));
    }
}
