using System.Text.Json;
using DeferredSeg.Data;
using DeferredSeg.Data.Prepared;
using DeferredSeg.Formats;
using DeferredSeg.Host.Commands;

namespace DeferredSeg.Host.Runs;

/// <summary>What the images of training were like, kept in the folder of each network that was trained, so that others can be held against them.</summary>
internal static class TrainingImages
{
    /// <summary>The file in a network's folder.</summary>
    public const string FileName = "images.json";

    /// <summary>How many images are looked at, evenly spread: enough to tell what kind they are of.</summary>
    public const int Most = 256;

    /// <summary>What is typed by whoever routes images with other values all the same.</summary>
    public const string Accept = "--any-values";

    private static readonly JsonSerializerOptions _json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>Writes down what a network is trained on, where that was not done before.</summary>
    /// <param name="network">The network with its data.</param>
    /// <param name="cancellation">Stops between images.</param>
    /// <exception cref="DataException">It cannot be written.</exception>
    public static void Remember(RunNetwork network, CancellationToken cancellation)
    {
        var file = Path.Combine(network.Member.Folder, FileName);
        if (File.Exists(file))
            return;
        var seen = SeenImages.Of(network.Images(SplitPart.Train, Most, cancellation));
        TextFile.CreateFolder(network.Member.Folder);
        TextFile.Write(file, JsonSerializer.Serialize(seen, _json) + "\n");
    }

    /// <summary>What a network was trained on; null where its folder does not say.</summary>
    /// <param name="folder">The network's folder.</param>
    /// <exception cref="DataException">The file is there and cannot be read.</exception>
    public static SeenImages? Of(string folder)
    {
        var file = Path.Combine(folder, FileName);
        if (!File.Exists(file))
            return null;
        try
        {
            return
                JsonSerializer.Deserialize<SeenImages>(File.ReadAllText(file), _json)
                    is { Channels: not null, FullScales: not null, Values: not null, Input: not null } seen
                ? seen
                : throw Damaged(file, "it is not complete.");
        }
        catch (JsonException e)
        {
            throw Damaged(file, JsonFault.Of(e), e);
        }
    }

    private static DataException Damaged(string file, string why, Exception? cause = null) =>
        new($"{file} cannot be read: {why} Expected what training wrote; remove the file to route without it.", cause);
}
