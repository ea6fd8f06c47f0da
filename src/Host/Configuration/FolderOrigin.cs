using System.Text.Json;

namespace DeferredSeg.Host.Configuration;

/// <summary>What a run's folder remembers of where it was trained: it may be moved, and its data may be gone.</summary>
/// <param name="Folder">Where the folder lay, an absolute path.</param>
/// <param name="Raters">The names of the dataset's raters; empty where it has none.</param>
internal sealed record FolderOrigin(string Folder, IReadOnlyList<string> Raters)
{
    /// <summary>The file in the folder.</summary>
    public const string File = "origin.json";

    private static readonly JsonSerializerOptions _json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>The file's text.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, _json) + "\n";

    /// <summary>What a folder remembers; null where there is nothing, or nothing that can be read.</summary>
    public static FolderOrigin? Read(string folder)
    {
        try
        {
            return
                JsonSerializer.Deserialize<FolderOrigin>(System.IO.File.ReadAllText(Path.Combine(folder, File)), _json)
                    is { Folder: not null, Raters: not null } origin
                ? origin
                : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }
}
