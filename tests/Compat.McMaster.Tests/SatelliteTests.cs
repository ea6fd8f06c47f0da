using System.Globalization;
using System.Reflection;
using System.Runtime.Loader;
using McMaster.NETCore.Plugins;

namespace Compat.McMaster.Tests;

public sealed class SatelliteTests
{
    [Fact]
    public void A_satellite_assembly_is_looked_for_in_the_folder_of_its_culture()
    {
        using var folder = PluginFolder.V1();
        using var loader = PluginLoader.CreateFromAssemblyFile(folder.EntryAssembly, isUnloadable: true, []);
        var name = new AssemblyName("Fixture.Plugin.resources") { CultureInfo = CultureInfo.GetCultureInfo("de") };
        var satellite = Path.Combine(folder.Folder, "de", "Fixture.Plugin.resources.dll");
        Directory.CreateDirectory(Path.GetDirectoryName(satellite)!);
        File.WriteAllText(satellite, "no assembly, but found");

        Assert.Throws<BadImageFormatException>(() => loader.LoadContext.LoadFromAssemblyName(name));
        Assert.Throws<FileNotFoundException>(() => loader.LoadContext.LoadFromAssemblyName(
            new AssemblyName("Fixture.Plugin.resources") { CultureInfo = CultureInfo.GetCultureInfo("fr") }));
    }
}
