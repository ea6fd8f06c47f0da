using System.Runtime.InteropServices;
using DeferredSeg.Abstractions.Plugins;
using DeferredSeg.Host.Plugins;

namespace DeferredSeg.Host.Tests.Plugins.Checks;

public sealed class PlatformTests : CheckTest
{
    [Theory]
    [InlineData("[2.0,3.0)")]
    [InlineData("[0.1,1.0)")]
    [InlineData("(1.0,2.0)")]
    [InlineData("[1.1]")]
    public void A_contract_range_that_leaves_the_host_out_is_incompatible(string range)
    {
        PluginsFolder.Edit(Folder, manifest => manifest["contract"] = range);

        Refused(PluginState.Incompatible, $"made for the contract {range}; this host has {ContractVersion.Current}", $"for contract {ContractVersion.Current}");
    }

    [Theory]
    [InlineData("[1.0]")]
    [InlineData("[1.0,1.0]")]
    [InlineData("(,1.0]")]
    [InlineData("[0.9,1.1)")]
    public void A_contract_range_with_the_host_in_it_is_right(string range)
    {
        PluginsFolder.Edit(Folder, manifest => manifest["contract"] = range);

        Assert.Equal(PluginState.Found, Plugins.Judge().State);
    }

    [Theory]
    [InlineData(".NETCoreApp,Version=v99.0", false)]
    [InlineData(".NETFramework,Version=v4.8", false)]
    [InlineData("Silverlight,Version=v5.0", false)]
    [InlineData("nonsense", false)]
    [InlineData(".NETCoreApp,Version=v8.0", true)]
    [InlineData(".NETStandard,Version=v2.1", true)]
    [InlineData(null, true)]
    public void A_framework_that_this_runtime_is_not_is_incompatible(string? framework, bool runs)
    {
        TinyAssembly.Write(Entry, "Sound.Backbone", framework: framework);

        if (runs)
            Assert.Equal(PluginState.Found, Plugins.Judge().State);
        else
            Refused(PluginState.Incompatible, $"It was built for {framework}; this is .NET {Environment.Version}", $"net{Environment.Version.Major}.0");
    }

    [Fact]
    public void Native_libraries_of_other_machines_alone_are_incompatible()
    {
        PluginsFolder.Write(Folder, "runtimes/win-arm/native/acme.dll", "MZ");
        PluginsFolder.Write(Folder, "runtimes/linux-musl-s390x/native/libacme.so", "ELF");

        Refused(PluginState.Incompatible, "linux-musl-s390x, win-arm", RuntimeInformation.RuntimeIdentifier);
    }

    [Fact]
    public void Native_libraries_for_this_machine_among_others_are_right()
    {
        PluginsFolder.Write(Folder, "runtimes/win-arm/native/acme.dll", "MZ");
        PluginsFolder.Write(Folder, $"runtimes/{RuntimeInformation.RuntimeIdentifier}/native/libacme.so", "ELF");

        Assert.Equal(PluginState.Found, Plugins.Judge().State);
    }
}
