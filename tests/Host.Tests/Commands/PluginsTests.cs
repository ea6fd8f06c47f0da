using System.Text.Json;
using DeferredSeg.Host.Tests.Plugins;

namespace DeferredSeg.Host.Tests.Commands;

public sealed class PluginsTests : IDisposable
{
    private static readonly int _builtIn = Directory.GetDirectories(BuildFacts.Plugins).Length;

    private readonly PluginsFolder _plugins = new();

    public PluginsTests()
    {
        _plugins.Add();
        _plugins.Add("Sound.Head");
    }

    public void Dispose() => _plugins.Dispose();

    [Fact]
    public void List_names_states_and_reasons()
    {
        PluginsFolder.Edit(Path.Combine(_plugins.Root, "Sound.Head"), manifest => manifest["contract"] = "[9.0,10.0)");
        Directory.CreateDirectory(Path.Combine(_plugins.Root, "Empty"));

        var json = Run("list", "--load", "--format", "json");
        var text = Run("list", "--disable-plugin", "Sound.Backbone");

        Assert.Equal((0, 0), (json.ExitCode, text.ExitCode));
        var rows = JsonDocument.Parse(json.Output).RootElement.EnumerateArray().ToDictionary(row => row.GetProperty("id").GetString()!, row => row);
        Assert.Equal(
            ["failed", "loaded", "incompatible"],
            new[] { "Empty", "Sound.Backbone", "Sound.Head" }.Select(id => rows[id].GetProperty("state").GetString())
        );
        Assert.Equal("backbone Tiny", rows["Sound.Backbone"].GetProperty("contributions")[0].GetString());
        Assert.Contains("[9.0,10.0)", rows["Sound.Head"].GetProperty("reason").GetString());
        Assert.Contains("Sound.Backbone is disabled: It was switched off", text.Output);
        Assert.Contains("Empty is failed: ", text.Output);
    }

    [Theory]
    [InlineData("sound.backbone")]
    [InlineData("Tiny")]
    public void Info_shows_one_plugin_in_full(string id)
    {
        var run = Run("info", id);

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.All(["Sound.Backbone", "loaded", "[1.0,2.0)", "Apache-2.0", "width", "1 to 64", "true or false"], words => Assert.Contains(words, run.Output));
    }

    [Fact]
    public void Info_as_json_parses()
    {
        var row = JsonDocument.Parse(Run("info", "Sound.Head", "--format", "json").Output).RootElement;

        Assert.Equal(
            ("Sound.Head", "1.0.0", "loaded"),
            (row.GetProperty("id").GetString(), row.GetProperty("version").GetString(), row.GetProperty("state").GetString())
        );
    }

    [Fact]
    public void Info_of_nobody_names_those_that_are_there()
    {
        var run = Run("info", "Nobody");

        Assert.Equal(5, run.ExitCode);
        Assert.Contains("Sound.Backbone, Sound.Head", run.Error);
    }

    [Fact]
    public void Doctor_is_content_with_sound_plugins()
    {
        var run = Run("doctor");

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.All(
            ["Sound.Backbone: loads, registers and unloads", $"{_builtIn + 2} plugins, all in order.", "shares     TorchSharp", "contract 1.0"],
            words => Assert.Contains(words, run.Output)
        );
    }

    [Fact]
    public void Doctor_explains_found_expected_and_mend_with_exit_code_5()
    {
        var folder = Path.Combine(_plugins.Root, "Sound.Backbone");
        TinyAssembly.CopyWithVersion(PluginsFolder.SoundDll, Path.Combine(folder, "Sound.Backbone.dll"), "DeferredSeg.Abstractions", 99);
        TinyAssembly.CopyWithVersion(
            PluginsFolder.HostDll("DeferredSeg.Abstractions"),
            Path.Combine(folder, "DeferredSeg.Abstractions.dll"),
            "DeferredSeg.Abstractions",
            99
        );

        var text = Run("doctor");
        var json = Run("doctor", "--format", "json");

        Assert.Equal((5, 5), (text.ExitCode, json.ExitCode));
        Assert.All(
            [
                "Sound.Backbone: blocked",
                "its own DeferredSeg.Abstractions 99.",
                "the host shares 0.1.0.0",
                "needs DeferredSeg.Abstractions 99.",
                "mend         Reference",
                $"{_builtIn + 2} plugins, 1 with something wrong.",
            ],
            words => Assert.Contains(words, text.Output)
        );
        var examined = JsonDocument.Parse(json.Output).RootElement.EnumerateArray().Single(one => one.GetProperty("id").GetString() == "Sound.Backbone");
        Assert.Equal(
            (false, "blocked", "incompatible"),
            (
                examined.GetProperty("healthy").GetBoolean(),
                examined.GetProperty("findings")[0].GetProperty("state").GetString(),
                examined.GetProperty("findings")[1].GetProperty("state").GetString()
            )
        );
    }

    [Fact]
    public void Doctor_leaves_alone_what_was_switched_off()
    {
        PluginsFolder.Write(Path.Combine(_plugins.Root, "Sound.Head"), "plugin.json", "{");

        Assert.Equal(5, Run("doctor").ExitCode);
        Assert.Equal(0, Run("doctor", "--disable-plugin", "Sound.Head").ExitCode);
    }

    [Fact]
    public void What_is_built_in_stays_beside_what_is_added_by_option_and_environment()
    {
        using var more = new PluginsFolder();
        more.Add("SideBySide.One");
        var list = $"{_plugins.Root}{Path.PathSeparator}{more.Root}";

        var option = ProgramRun.Of("plugins", "list", "--plugins", list);
        var repeated = ProgramRun.Of("plugins", "list", "--plugins", _plugins.Root, "--plugins", more.Root);
        var environment = ProgramRun.Started([("DEFERREDSEG_PLUGINS", list)], "plugins", "list");
        var alone = ProgramRun.Of("plugins", "list", "--plugins", Path.Combine(more.Root, "SideBySide.One"));

        Assert.All([option, repeated, environment], run => Assert.Equal((0, ""), (run.ExitCode, run.Error)));
        Assert.All([option, repeated, environment], run => Assert.All(Names(), id => Assert.Contains(id, run.Output)));
        Assert.Contains("SideBySide.One", alone.Output);

        static string[] Names() => ["Backbones.UNet", "Sound.Backbone", "Sound.Head", "SideBySide.One"];
    }

    [Fact]
    public void A_plugin_in_two_folders_is_told_with_both_places()
    {
        using var more = new PluginsFolder();
        more.Add("Sound.Head");

        var run = ProgramRun.Of("plugins", "list", "--plugins", _plugins.Root, "--plugins", more.Root);

        Assert.Equal((5, ""), (run.ExitCode, run.Output));
        Assert.Contains($"The plugin Sound.Head is there 2 times, in {_plugins.Root} and in {more.Root}; expected one.", run.Error);
        Assert.Equal(0, ProgramRun.Of("plugins", "list", "--plugins", _plugins.Root, "--plugins", _plugins.Root).ExitCode);
    }

    [Fact]
    public void A_loose_dll_is_named_by_whoever_would_look_for_it()
    {
        using var loose = new PluginsFolder();
        File.Copy(PluginsFolder.SoundDll, Path.Combine(loose.Root, "Sound.Backbone.dll"));
        string[] said =
        [
            $"Sound.Backbone.dll lies loose in {loose.Root}; expected a folder of its own with the DLL, what it needs and plugin.json.",
            Path.Combine(loose.Root, "Sound.Backbone"),
        ];

        var list = ProgramRun.Of("plugins", "list", "--plugins", loose.Root);
        var doctor = ProgramRun.Of("plugins", "doctor", "--plugins", loose.Root);

        Assert.Equal((0, 5), (list.ExitCode, doctor.ExitCode));
        var named = ProgramRun.Of("config", "validate", "--set", "backbone:id=Tiny", "--plugins", loose.Root);
        Assert.Contains("The plugin Sound.Backbone.dll cannot be read; ./deferredseg plugins doctor says why.", named.Error);
        Assert.All(said, words => Assert.Contains(words, list.Output));
        Assert.All(said, words => Assert.Contains(words, doctor.Output));
        Assert.Contains($"{_builtIn + 1} plugins, 1 with something wrong.", doctor.Output);
    }

    [Fact]
    public void Loose_files_of_which_none_is_a_plugin_are_told_together()
    {
        foreach (var name in (string[])["a.dll", "b.dll", "c.dll", "d.dll", "plugin.json"])
            PluginsFolder.Write(_plugins.Root, name, "no code");

        var doctor = Run("doctor");

        Assert.Equal(5, doctor.ExitCode);
        Assert.Contains($"a.dll, b.dll, c.dll and 2 more lie loose in {_plugins.Root}, and no DLL among them is made against", doctor.Output);
        Assert.Contains($"{_builtIn + 3} plugins, 1 with something wrong.", doctor.Output);
    }

    private ProgramRun Run(params string[] arguments) => ProgramRun.Of(["plugins", .. arguments, "--plugins", _plugins.Root]);
}
