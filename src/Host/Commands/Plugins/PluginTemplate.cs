using System.Reflection;

namespace DeferredSeg.Host.Commands.Plugins;

/// <summary>The files of templates/, which travel in this program: those of all kinds and those of one.</summary>
internal static class PluginTemplate
{
    private const string Prefix = "templates/";
    private const string Project = "project";
    private const string Use = "use.md";

    /// <summary>Writes a plugin's project into a folder that is not there yet or empty: all of it or nothing.</summary>
    /// <param name="folder">An absolute path.</param>
    /// <param name="kind">Which template.</param>
    /// <param name="values">What each placeholder stands for, in paths and contents; a value may have placeholders that come after it.</param>
    public static void Write(string folder, PluginKind kind, IReadOnlyList<(string Placeholder, string Value)> values)
    {
        var parent = Path.GetDirectoryName(folder)!;
        Directory.CreateDirectory(parent);
        var unfinished = Directory.CreateDirectory(Path.Combine(parent, $".{Path.GetFileName(folder)}.{Guid.NewGuid():N}")).FullName;
        try
        {
            foreach (var (path, text) in Files(kind, values))
            {
                var file = Path.Combine(unfinished, path);
                Directory.CreateDirectory(Path.GetDirectoryName(file)!);
                File.WriteAllText(file, text);
            }
            if (Directory.Exists(folder))
                Directory.Delete(folder);
            Directory.Move(unfinished, folder);
        }
        catch
        {
            if (Directory.Exists(unfinished))
                Directory.Delete(unfinished, recursive: true);
            throw;
        }
    }

    private static IEnumerable<(string Path, string Text)> Files(PluginKind kind, IReadOnlyList<(string Placeholder, string Value)> values)
    {
        var own = Resources($"{Prefix}{kind.Name}/").ToDictionary(file => file.Path, file => file.Text);
        IReadOnlyList<(string, string)> all = [("__Use__\n", own[Use]), .. values];
        return Resources($"{Prefix}{Project}/")
            .Concat(own.Where(file => file.Key != Use).Select(file => (Path: file.Key, Text: file.Value)))
            .Select(file => (Fill(file.Path, all), Fill(file.Text, all)));
    }

    private static string Fill(string text, IReadOnlyList<(string Placeholder, string Value)> values) =>
        values.Aggregate(text, (filled, entry) => filled.Replace(entry.Placeholder, entry.Value, StringComparison.Ordinal));

    private static IEnumerable<(string Path, string Text)> Resources(string prefix)
    {
        var assembly = Assembly.GetExecutingAssembly();
        foreach (var name in assembly.GetManifestResourceNames().Where(name => name.StartsWith(prefix, StringComparison.Ordinal)))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            yield return (name[prefix.Length..], reader.ReadToEnd());
        }
    }
}

/// <summary>A kind of plugin that there is a template for.</summary>
/// <param name="Name">As on the command line and in <c>plugin.json</c>.</param>
/// <param name="Registration">The method of the registration that takes its factory.</param>
/// <param name="Description">What the template does, in a sentence.</param>
internal sealed record PluginKind(string Name, string Registration, string Description)
{
    public static IReadOnlyList<PluginKind> All { get; } =
    [
        new("backbone", "AddBackbone", "A small segmentation network with two levels."),
        new("expert", "AddExpertSource", "An expert who outlines what is bright."),
        new("head", "AddHead", "A deferral head that routes from the decoder's features."),
    ];
}
