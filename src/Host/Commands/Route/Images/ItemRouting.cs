using DeferredSeg.Data.Datasets;
using DeferredSeg.Data.Datasets.Volumes;
using DeferredSeg.Formats.Images;
using DeferredSeg.Host.Configuration;
using DeferredSeg.Host.Plugins.Isolation;
using DeferredSeg.Host.Runs;

namespace DeferredSeg.Host.Commands.Route.Images;

/// <summary>An item that was read: what it is known by.</summary>
/// <param name="Item">The picture or the volume.</param>
/// <param name="Fingerprint">Of its content; configuration and weights are those of <see cref="ItemRouting"/>.</param>
/// <param name="Only">The picture; null for a volume, of which one slice at a time is read.</param>
internal sealed record ReadItem(RoutedItem Item, string Fingerprint, DatasetCase? Only);

/// <summary>One item of an <see cref="ImageSource"/> at a time: read, routed, and written into a folder.</summary>
internal sealed class ItemRouting
{
    private readonly ConfiguredSystem _system;
    private readonly ImageSource _source;
    private readonly ImageRouter _router;
    private readonly RoutedFiles _files;

    /// <param name="system">Backbone, head and experts, with their weights.</param>
    /// <param name="experiment">The configuration.</param>
    /// <param name="source">The images.</param>
    /// <param name="weights">The files that weights were read from.</param>
    /// <param name="check">Holds images against those of training.</param>
    /// <param name="files">Which files are written.</param>
    /// <param name="conversations">Where conversations about regions wait for people; null where nobody is asked who answers later.</param>
    /// <exception cref="ConfigurationException">It cannot be routed as the configuration says.</exception>
    public ItemRouting(
        ConfiguredSystem system,
        Experiment experiment,
        ImageSource source,
        IReadOnlyList<string> weights,
        InputCheck check,
        RoutedFiles files,
        ConversationFolder? conversations = null
    )
    {
        if (system.Experts.Count > byte.MaxValue)
            throw new ConfigurationException($"$.experts has {system.Experts.Count} entries; maps of 8 bits hold at most {byte.MaxValue}. Use fewer experts.");
        (_system, _source, _files) = (system, source, files);
        _router = new(system, experiment, source, check, files >= RoutedFiles.Maps, conversations);
        (Configuration, Weights) = (ResultIdentity.Of(experiment, source.Settings), FileHash.Of(weights));
    }

    /// <summary>The hash of what results follow from besides weights and images.</summary>
    public string Configuration { get; }

    /// <summary>The hash of the weights.</summary>
    public string Weights { get; }

    /// <summary>Reads an item.</summary>
    /// <param name="source">The images that it is one of.</param>
    /// <param name="item">Which.</param>
    /// <exception cref="UnroutableException">It cannot be read.</exception>
    public static ReadItem Read(ImageSource source, RoutedItem item)
    {
        try
        {
            // A picture is read once; of a volume one slice at a time.
            var only = item.Cases.Count == 1 ? source.Load(item.Cases[0].Info.Id) : null;
            return new(item, ResultIdentity.Of(item.Cases.Select(one => only ?? source.Load(one.Info.Id))), only);
        }
        catch (Exception e) when (UnroutableException.Is(e))
        {
            throw new UnroutableException(e);
        }
    }

    /// <summary>Routes an item and writes its maps and pictures.</summary>
    /// <param name="read">The item.</param>
    /// <param name="folder">Makes the folder, once there is something to write.</param>
    /// <param name="show">Is shown how many of its images are done, and what is at work.</param>
    /// <param name="cancellation">Stops between images.</param>
    /// <returns>Its numbers.</returns>
    /// <exception cref="UnroutableException">It cannot be read or routed.</exception>
    /// <exception cref="DataException">The folder cannot be written.</exception>
    public RoutedCase Route(ReadItem read, Func<string> folder, Action<(int Index, string Id)> show, CancellationToken cancellation)
    {
        var (item, fingerprint, only) = read;
        List<RoutedImage> images = [];
        try
        {
            using var volume = _router.Segment(
                item.Name,
                item.Cases.Select(one => only ?? _source.Load(one.Info.Id)),
                item.VolumeFile,
                (tile, tiles) => show((0, FormattableString.Invariant($"{item.Name}, tile {tile} of {tiles}"))),
                cancellation
            );
            foreach (var ((info, slice), index) in item.Cases.Select((one, i) => (one, i)))
            {
                cancellation.ThrowIfCancellationRequested();
                images.Add(
                    _router.Route(
                        only ?? _source.Load(info.Id),
                        item.VolumeFile is null ? null : slice,
                        new(fingerprint, Weights, Configuration),
                        volume,
                        cancellation
                    )
                );
                show((index + 1, info.Id));
            }
        }
        catch (Exception e) when (UnroutableException.Is(e))
        {
            throw new UnroutableException(e);
        }
        LargeImages.GiveBack(new(images[0].Image.Height, images[0].Image.Width));
        var result = CaseNumbers.Of(item, images, [.. _system.Panel.Experts.Select(expert => expert.Id)], _system.Backbone.Description.ClassKind);
        Write(folder(), item, images, MaskMeaning.Of(_system.Backbone.Description), result.Complete == true);
        return result;
    }

    private void Write(string folder, RoutedItem item, IReadOnlyList<RoutedImage> images, MaskMeaning meaning, bool complete)
    {
        try
        {
            if (item.VolumeFile is { } file)
                VolumeFiles.Write(folder, file, VolumeGrid.Of(file, _source.Settings.Volumes ?? new()), images, meaning, complete, _files);
            else
                PictureFiles.Write(folder, images[0], meaning, complete, _files);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DataException($"{folder} could not be written: {e.Message} Choose a folder that may be written to.", e);
        }
    }
}

/// <summary>One image cannot be read or routed, whatever the others can.</summary>
internal sealed class UnroutableException(Exception cause) : Exception(cause.Message, cause)
{
    /// <summary>Whether an exception is about one image alone.</summary>
    public static bool Is(Exception e) =>
        e is DataException or ImageFileException or IOException or UnauthorizedAccessException or PluginCallException { IsElsewhere: true };

    /// <summary>The plugin in a process of its own that went wrong; null where the image is at fault.</summary>
    public string? Plugin => (InnerException as PluginCallException)?.Plugin;
}
