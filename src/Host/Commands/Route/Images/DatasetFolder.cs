using DeferredSeg.Abstractions.Options;
using DeferredSeg.Data.Datasets;
using DeferredSeg.Host.Configuration.Layers;
using Microsoft.Extensions.Configuration;

namespace DeferredSeg.Host.Commands.Route.Images;

/// <summary>A folder that is a dataset: it has a dataset.json, or a folder of images by one of the usual names.</summary>
internal static class DatasetFolder
{
    private const string Description = "dataset.json";

    private static readonly string[] _images = ["images", "imgs"];

    public static bool IsOne(string path) =>
        Directory.Exists(path) && (File.Exists(Path.Combine(path, Description)) || Array.Exists(_images, name => Directory.Exists(Path.Combine(path, name))));

    /// <summary>Its own description, with the preparation and slicing that the network was configured for.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="configured">The dataset of the configuration.</param>
    /// <exception cref="ConfigurationException">The folder's dataset.json is not right.</exception>
    public static DatasetSettings Read(string folder, DatasetSettings configured)
    {
        var file = Path.Combine(folder, Description);
        try
        {
            var own = File.Exists(file)
                ? OptionReader.Read<DatasetSettings>(new ConfigurationBuilder().AddInMemoryCollection(JsonSettings.Read(file)).Build())
                : new();
            return own with
            {
                Folder = folder,
                Preparation = configured.Preparation ?? own.Preparation,
                Classes = configured.Classes ?? own.Classes,
                Volumes = configured.Volumes ?? own.Volumes,
                Boxes = configured.Boxes ?? own.Boxes,
            };
        }
        catch (OptionException e)
        {
            throw new ConfigurationException($"{file} is not right:{string.Concat(e.Problems.Select(problem => $"\n- {problem.Message}"))}", e);
        }
    }
}
