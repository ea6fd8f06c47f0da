using System.Text.RegularExpressions;

namespace VerifyTests.Scrubbing;

/// <summary>Folders that differ between machines; text that names them gets a placeholder.</summary>
internal static class KnownDirectories
{
    /// <summary>Puts <c>{ProjectDirectory}</c>, <c>{SolutionDirectory}</c>, <c>{CurrentDirectory}</c> and <c>{TempPath}</c>.</summary>
    /// <param name="text">The text.</param>
    /// <param name="sourceFile">A file of the test project, which tells the first two.</param>
    /// <returns>The text without those folders, their following separator included.</returns>
    public static string Replace(string text, string sourceFile)
    {
        foreach (var (folder, placeholder) in Of(sourceFile).OrderByDescending(pair => pair.Folder.Length))
            text = Regex.Replace(text, $@"(?<![\p{{L}}\p{{N}}]){Regex.Escape(folder)}(?![\p{{L}}\p{{N}}])[/\\]?", placeholder);
        return text;
    }

    private static IEnumerable<(string Folder, string Placeholder)> Of(string sourceFile)
    {
        var sourceFolder = Path.GetDirectoryName(sourceFile);
        (string? Folder, string Placeholder)[] known =
        [
            (Above(sourceFolder, "*.csproj"), "{ProjectDirectory}"),
            (Above(sourceFolder, "*.sln*"), "{SolutionDirectory}"),
            (AppContext.BaseDirectory, "{CurrentDirectory}"),
            (Environment.CurrentDirectory, "{CurrentDirectory}"),
            (Path.GetTempPath(), "{TempPath}"),
        ];
        return known
            .Select(pair => (Folder: pair.Folder?.TrimEnd('/', '\\') ?? "", pair.Placeholder))
            .Where(pair => pair.Folder.Length > 1)
            .DistinctBy(pair => pair.Folder);
    }

    private static string? Above(string? folder, string file)
    {
        for (; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (Directory.Exists(folder) && Directory.EnumerateFiles(folder, file).Any())
                return folder;
        }

        return null;
    }
}
