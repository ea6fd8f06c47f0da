using System.Diagnostics;

namespace DeferredSeg.Host.Tests.Plugins.Discovery;

/// <summary>Links and pipes by which a plugin's folder might have something else opened.</summary>
internal static class HostileLinks
{
    private const string Dll = "Sound.Backbone.dll";

    /// <summary>What is done to a sound plugin's folder.</summary>
    public static IReadOnlyDictionary<string, Action<PluginsFolder, string>> All { get; } =
        new Dictionary<string, Action<PluginsFolder, string>>
        {
            ["the folder leads out"] = static (plugins, folder) =>
            {
                Directory.Delete(folder, recursive: true);
                Directory.CreateSymbolicLink(folder, plugins.Outside);
            },
            ["the folder leads to another plugin"] = static (plugins, folder) =>
            {
                Directory.Move(folder, Path.Combine(plugins.Root, "Other"));
                Directory.CreateSymbolicLink(folder, "Other");
            },
            ["the folder leads out over two links"] = static (plugins, folder) =>
            {
                Directory.Delete(folder, recursive: true);
                Directory.CreateSymbolicLink(folder + ".step", plugins.Outside);
                Directory.CreateSymbolicLink(folder, folder + ".step");
            },
            ["the entry leads out"] = static (plugins, folder) => Relink(folder, Dll, plugins.OutsideDll),
            ["the entry leads out, relatively"] = static (_, folder) => Relink(folder, Dll, $"../../outside/{Dll}"),
            ["the entry leads out over two links"] = static (plugins, folder) =>
            {
                File.CreateSymbolicLink(Path.Combine(folder, "step"), plugins.OutsideDll);
                Relink(folder, Dll, "step");
            },
            ["the entry leads out by '..' behind a link that leads up"] = static (plugins, folder) =>
            {
                // As text a/b/c/up/../../x is a/b/x, inside; the system takes '..' of what 'up' leads to, and arrives next to the folder.
                Directory.CreateDirectory(Path.Combine(folder, "a", "b", "c"));
                Directory.CreateSymbolicLink(Path.Combine(folder, "a", "b", "c", "up"), "../..");
                File.Copy(PluginsFolder.SoundDll, Path.Combine(folder, "a", "b", Dll));
                File.Copy(PluginsFolder.SoundDll, Path.Combine(plugins.Root, Dll));
                Relink(folder, Dll, $"a/b/c/up/../../{Dll}");
            },
            ["the description leads out"] = static (plugins, folder) => Relink(folder, "plugin.json", Path.Combine(plugins.Outside, "plugin.json")),
            ["the description leads to a device"] = static (_, folder) => Relink(folder, "plugin.json", "/dev/zero"),
            ["a file deep inside leads out"] = static (plugins, folder) => Nested(folder, plugins.OutsideDll),
            ["a file deep inside leads to a process's folder"] = static (_, folder) => Nested(folder, "/proc/self/cwd"),
            ["a folder inside leads out"] = static (plugins, folder) => Directory.CreateSymbolicLink(Path.Combine(folder, "runtimes"), plugins.Outside),
            ["a folder inside leads to the parent"] = static (_, folder) => Directory.CreateSymbolicLink(Path.Combine(folder, "up"), ".."),
            ["a folder inside leads to the plugin's own"] = static (_, folder) => Directory.CreateSymbolicLink(Path.Combine(folder, "self"), "."),
            ["a folder inside leads to the root"] = static (_, folder) => Directory.CreateSymbolicLink(Path.Combine(folder, "root"), "/"),
            ["a folder with the same beginning"] = static (plugins, folder) =>
            {
                Directory.CreateDirectory(folder + ".Evil");
                File.Copy(plugins.OutsideDll, Path.Combine(folder + ".Evil", "x.dll"));
                Nested(folder, Path.Combine(folder + ".Evil", "x.dll"));
            },
            ["a link to itself"] = static (_, folder) => File.CreateSymbolicLink(Path.Combine(folder, "loop"), "loop"),
            ["two links in a circle"] = static (_, folder) =>
            {
                File.CreateSymbolicLink(Path.Combine(folder, "one"), "two");
                File.CreateSymbolicLink(Path.Combine(folder, "two"), "one");
            },
            ["a chain of too many links"] = static (_, folder) =>
            {
                for (var i = 0; i < 60; i++)
                    File.CreateSymbolicLink(Path.Combine(folder, $"chain{i}"), i == 59 ? Dll : $"chain{i + 1}");
            },
            ["a link to nothing, outside"] = static (plugins, folder) =>
                File.CreateSymbolicLink(Path.Combine(folder, "Later.dll"), Path.Combine(plugins.Outside, "later.dll")),
            ["the entry leads to nothing"] = static (_, folder) => Relink(folder, Dll, "nothing.dll"),
            ["the description leads to nothing"] = static (_, folder) => Relink(folder, "plugin.json", "nothing.json"),
            ["the entry is a pipe"] = static (_, folder) => Pipe(folder, Dll),
            ["the entry leads to a pipe"] = static (_, folder) =>
            {
                Pipe(folder, "pipe");
                Relink(folder, Dll, "pipe");
            },
            ["the description is a pipe"] = static (_, folder) => Pipe(folder, "plugin.json"),
            ["the description leads to a pipe"] = static (_, folder) =>
            {
                Pipe(folder, "pipe");
                Relink(folder, "plugin.json", "pipe");
            },
            ["the deps file is a pipe"] = static (_, folder) => Pipe(folder, "Sound.Backbone.deps.json"),
            ["the deps file leads to a pipe"] = static (_, folder) =>
            {
                Pipe(folder, "pipe");
                Relink(folder, "Sound.Backbone.deps.json", "pipe");
            },
            ["the entry is a folder"] = static (_, folder) =>
            {
                File.Delete(Path.Combine(folder, Dll));
                Directory.CreateDirectory(Path.Combine(folder, Dll));
            },
            ["the description is a folder"] = static (_, folder) =>
            {
                File.Delete(Path.Combine(folder, "plugin.json"));
                Directory.CreateDirectory(Path.Combine(folder, "plugin.json"));
            },
        };

    /// <summary>Runs a program of the system that .NET has no call for.</summary>
    public static void Run(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }

    private static void Relink(string folder, string file, string target)
    {
        File.Delete(Path.Combine(folder, file));
        File.CreateSymbolicLink(Path.Combine(folder, file), target);
    }

    private static void Nested(string folder, string target)
    {
        Directory.CreateDirectory(Path.Combine(folder, "lib", "net10.0"));
        File.CreateSymbolicLink(Path.Combine(folder, "lib", "net10.0", "x.dll"), target);
    }

    private static void Pipe(string folder, string file)
    {
        File.Delete(Path.Combine(folder, file));
        Run("mkfifo", Path.Combine(folder, file));
    }
}
