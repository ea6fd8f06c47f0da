using DeferredSeg.Data.Datasets.Files;
using DeferredSeg.Data.Masks;
using DeferredSeg.Formats.Images;

namespace DeferredSeg.Data.Datasets.Volumes;

/// <summary>The channels of images that are volumes: a file for each, or the volumes of one file.</summary>
/// <param name="files">The files of each channel; the first decides which images there are.</param>
/// <param name="settings">How volumes are resampled, and whether the volumes of a file are channels.</param>
/// <param name="cache">Keeps what was read.</param>
internal sealed class VolumeChannels(IReadOnlyList<FileIndex> files, VolumeSettings settings, VolumeCache cache)
{
    /// <summary>The files of the first channel.</summary>
    public FileIndex First => files[0];

    /// <summary>How many channels an image has; the headers alone are read.</summary>
    /// <exception cref="ImageFileException">A file is damaged.</exception>
    /// <exception cref="DatasetException">A channel has no file.</exception>
    public int Count(string name) => files.Sum(channel => InFile(File(channel, name), settings));

    /// <summary>The voxels of an image's first channel and where they lie, as the file has them; a header alone is read.</summary>
    /// <exception cref="ImageFileException">The file is damaged, a series, or too large.</exception>
    public VoxelGrid Grid(string name)
    {
        var file = File(First, name);
        return VolumeFile.Grid(file, InFile(file, settings));
    }

    /// <summary>Reads an image.</summary>
    /// <param name="name">The image.</param>
    /// <param name="expected">How many channels it has.</param>
    /// <exception cref="ImageFileException">A file is damaged, or of another size than the first.</exception>
    /// <exception cref="DatasetException">There is no file of a channel, or there are more or fewer channels.</exception>
    public IReadOnlyList<LoadedVolume> Read(string name, int expected)
    {
        var channels = OfFiles([.. files.Select(channel => File(channel, name))], settings, cache);
        return channels.Count == expected
            ? channels
            : throw new DatasetException($"The image '{name}' has {channels.Count} channels, and the first of the dataset {expected}; expected one number.");
    }

    /// <summary>The channels of one image's files, in their order.</summary>
    /// <param name="files">The files; those with several volumes have several channels, where the settings say so.</param>
    /// <param name="settings">How volumes are resampled, and whether the volumes of a file are channels.</param>
    /// <param name="cache">Keeps what was read.</param>
    /// <exception cref="ImageFileException">A file is damaged, a series, too large, or of another size than the first.</exception>
    public static IReadOnlyList<LoadedVolume> OfFiles(IEnumerable<string> files, VolumeSettings settings, VolumeCache cache)
    {
        List<LoadedVolume> channels = [];
        foreach (var file in files)
        {
            var count = InFile(file, settings);
            channels.AddRange(
                Enumerable
                    .Range(0, count)
                    .Select(index => cache.Get(index == 0 ? file : $"{file} {index}", () => VolumeFile.Image(file, settings.Spacing, index, count)))
            );
            if (!channels[^1].Size.SequenceEqual(channels[0].Size))
                throw new ImageFileException(
                    file,
                    null,
                    $"{string.Join(" x ", channels[^1].Size)} voxels",
                    $"{string.Join(" x ", channels[0].Size)}, as the image's first channel {channels[0].File}",
                    "give channels of one image; resample them to one grid"
                );
            var (first, other) = (Grid(channels[0]), Grid(channels[^1]));
            if (!VoxelAlignment.Of(first, other).IsSame)
                throw new ImageFileException(
                    file,
                    null,
                    $"{other}, which by the affines are not those of the image's first channel",
                    $"{first}, as {channels[0].File}",
                    "resample channels to one grid; voxel has to correspond to voxel"
                );
        }
        return channels;
    }

    /// <summary>How many channels a file has.</summary>
    /// <exception cref="ImageFileException">The file is damaged.</exception>
    public static int InFile(string file, VolumeSettings settings) => settings.Series == SeriesRule.Channels ? VolumeFile.Count(file) : 1;

    private static VoxelGrid Grid(LoadedVolume volume) => new(volume.File, volume.Size, volume.Geometry);

    private static string File(FileIndex channel, string name) =>
        channel.Find(name)
        ?? throw new DatasetException(
            $"The image '{name}' has no file in {channel.Place.Shown}; expected one for each channel. Fetch it, or leave the case out."
        );
}
