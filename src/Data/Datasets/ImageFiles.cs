using DeferredSeg.Abstractions.Cases;
using DeferredSeg.Data.Datasets.Files;
using DeferredSeg.Data.Datasets.Volumes;
using DeferredSeg.Formats.Images;

namespace DeferredSeg.Data.Datasets;

/// <summary>
/// Pictures (PNG, JPEG, TIFF, BMP), arrays (NPY) and volumes (NIfTI) that somebody names, without masks: a case for each picture and for each slice
/// of a volume.
/// </summary>
/// <remarks>
/// A file is called by its name without extension, a file of a folder by its path below the folder; slices are <c>volume/012</c>, from 0. Each picture
/// keeps its own channels; in a folder that nnU-Net calls so (<c>imagesTs</c>), and of volumes everywhere, the files <c>case_0000</c>, <c>case_0001</c> are
/// those of one image.
/// Several threads may load at once.
/// </remarks>
public sealed class ImageFiles : IVolumeSlices
{
    private static readonly string[] _extensions = [.. FileIndex.Pictures, .. FileIndex.Volumes];

    private readonly VolumeSettings _volumes;
    private readonly VolumeCache _cache;
    private readonly Dictionary<string, string> _files = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string[]> _moreChannels = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ImageFileException> _damaged = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (CaseInfo Info, string File, VolumeSlice? Slice)> _cases = new(StringComparer.Ordinal);

    /// <summary>Lists the files, and reads the headers of volumes.</summary>
    /// <param name="paths">Files and folders; of a folder all such files, those below it too.</param>
    /// <param name="volumes">Across which axis volumes are sliced, and to which spacing they are resampled; all slices are cases.</param>
    /// <param name="except">A folder whose files are left out, such as one that results are written to; null for none.</param>
    /// <exception cref="FileNotFoundException">A path is not there; the message names the nearest.</exception>
    /// <exception cref="DatasetException">A folder has no image, a file is of a kind that is not read, or two would have one name.</exception>
    /// <remarks>A volume whose header is damaged is one case, and <see cref="Load"/> says what is wrong with it.</remarks>
    public ImageFiles(IReadOnlyList<string> paths, VolumeSettings? volumes = null, string? except = null)
    {
        _volumes = volumes ?? new();
        _cache = new(_volumes.CacheBytes);
        foreach (var path in paths)
        {
            if (Directory.Exists(path))
                AddFolder(path, except);
            else if (File.Exists(path))
                AddFile(path);
            else
                throw new FileNotFoundException($"{path} is not there{Nearest(path)}; expected an image or a folder of images.", path);
        }
        foreach (var (name, file) in _files.OrderBy(entry => entry.Key, StringComparer.Ordinal))
            AddCases(name, file);
        Cases = [.. _cases.Values.Select(one => one.Info)];
    }

    /// <summary>The cases by the names of their files, slices in their order.</summary>
    public IReadOnlyList<CaseInfo> Cases { get; }

    /// <summary>The file of a case.</summary>
    /// <exception cref="ArgumentException">There is no such case.</exception>
    public string FileOf(string caseId) => Find(caseId).File;

    /// <inheritdoc/>
    public VolumeSlice? SliceOf(string caseId) => Find(caseId).Slice;

    /// <summary>Reads a case.</summary>
    /// <param name="caseId">One of <see cref="Cases"/>.</param>
    /// <exception cref="ArgumentException">There is no such case.</exception>
    /// <exception cref="ImageFileException">The file is damaged, unsupported or too large, or pixels are transparent.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public DatasetCase Load(string caseId)
    {
        var (info, file, slice) = Find(caseId);
        if (_damaged.TryGetValue(file, out var damage))
            throw damage;
        if (slice is null)
        {
            var picture = _moreChannels
                .GetValueOrDefault(file, [])
                .Aggregate(PictureFile.Read(file), (joined, more) => joined.And(PictureFile.Read(more), more, file));
            return new(info, picture.Values, picture.Channels, picture.Height, picture.Width)
            {
                FullScale = picture.FullScale,
                Notes = [.. picture.Notes.Select(note => $"The image: {note}.")],
            };
        }
        var channels = VolumeChannels.OfFiles([file, .. _moreChannels.GetValueOrDefault(file, [])], _volumes, _cache);
        var volume = channels[0];
        var (rows, columns) = LoadedVolume.Axes(_volumes.Axis);
        return new(
            info with
            {
                Geometry = volume.GeometryOf(_volumes.Axis, slice.Index),
            },
            [.. channels.SelectMany(channel => channel.Slice(_volumes.Axis, slice.Index))],
            channels.Count,
            volume.Size[rows],
            volume.Size[columns]
        )
        {
            Volume = volume.Values,
            MoreVolumes = [.. channels.Skip(1).Select(channel => channel.Values)],
            Notes = [.. VolumeFile.Grid(file).Notes.Select(note => $"The image: {note}.")],
        };
    }

    private (CaseInfo Info, string File, VolumeSlice? Slice) Find(string caseId) =>
        _cases.TryGetValue(caseId, out var found) ? found : throw new ArgumentException(KnownNames.Problem("case", caseId, _cases.Keys), nameof(caseId));

    private void AddFolder(string folder, string? except)
    {
        var root = Path.GetFullPath(folder);
        FileIndex[] channels =
        [
            .. (ChannelNames.IsCalledSo(folder) ? ChannelNames.Of(root, "", null) : [""]).Select(place => new FileIndex(
                FilePlace.Of(root, place),
                _extensions
            )),
        ];
        var index = channels[0];
        var left = except is null ? null : Path.TrimEndingDirectorySeparator(Path.GetFullPath(except)) + Path.DirectorySeparatorChar;
        string[] ids =
        [
            .. index.Ids.Where(id =>
                (left is null || !Path.GetFullPath(Path.Combine(folder, id)).StartsWith(left, StringComparison.Ordinal))
                && !FileIndex.IsDeclined(index.Find(id)!)
            ),
        ];
        if (ids.Length == 0)
            throw new DatasetException(
                $"{folder} has no image"
                    + (index.UnreadFiles.FirstOrDefault() is { } other ? $" of a kind that is read, but {Path.GetFileName(other)}" : "")
                    + "; expected PNG, JPEG, TIFF, BMP or NPY files, or NIfTI volumes."
            );
        foreach (var id in ids)
        {
            Add(id, index.Find(id)!);
            _moreChannels[index.Find(id)!] =
            [
                .. channels
                    .Skip(1)
                    .Select(channel =>
                        channel.Find(id)
                        ?? throw new DatasetException($"The image '{id}' has no file {channel.Place.Shown.Replace(FilePlace.Id, id)} in {folder}; fetch it.")
                    ),
            ];
        }
    }

    private void AddFile(string file)
    {
        var whole = Path.GetFileName(file);
        if (_extensions.Where(one => whole.EndsWith(one, StringComparison.OrdinalIgnoreCase)).MaxBy(one => one.Length) is not { } extension)
            throw new DatasetException(
                $"{file} ends in '{Path.GetExtension(file)}'; expected an image ({string.Join(", ", _extensions)}) or a folder of images. Convert it."
            );
        var name = whole[..^extension.Length];
        if (FileIndex.Volumes.Contains(extension) && ChannelNames.OfVolume(file, name, extension) is { } channels)
        {
            (name, file) = (channels.Name, channels.Files[0]);
            _moreChannels[file] = [.. channels.Files.Skip(1)];
        }
        Add(name.Trim('.').Length == 0 ? whole : name, file);
    }

    private void Add(string name, string file)
    {
        if (!_files.TryAdd(name, file) && Path.GetFullPath(_files[name]) != Path.GetFullPath(file))
            throw new DatasetException(
                $"{_files[name]} and {file} would both be called '{name}'; expected different names. Rename one, or take them one after the other."
            );
    }

    private void AddCases(string name, string file)
    {
        if (!FileIndex.Volumes.Any(extension => file.EndsWith(extension, StringComparison.OrdinalIgnoreCase)))
        {
            AddCase(new(name), file, null);
            return;
        }
        int slices;
        try
        {
            slices = VolumeGrid.Of(file, _volumes).Slices;
        }
        catch (ImageFileException e)
        {
            _damaged[file] = e;
            AddCase(new(name), file, null);
            return;
        }
        for (var slice = 0; slice < slices; slice++)
            AddCase(
                new(VolumeSlice.CaseId(name, slice, slices), name, new Geometry { SliceIndex = slice, SliceAxis = (int)_volumes.Axis }),
                file,
                new(name, file, slice)
            );
    }

    private void AddCase(CaseInfo info, string file, VolumeSlice? slice)
    {
        if (!_cases.TryAdd(info.Id, (info, file, slice)))
            throw new DatasetException(
                $"{_cases[info.Id].File} and {file} both have a case '{info.Id}'; expected different names. Rename one, or take them one after the other."
            );
    }

    private static string Nearest(string path)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path));
        if (!Directory.Exists(folder))
            return $" (nor is its folder {folder})";
        return
            Abstractions.Options.NearestName.Of(Path.GetFileName(path), [.. Directory.EnumerateFileSystemEntries(folder).Select(one => Path.GetFileName(one))])
                is { } near
            ? $"; did you mean {near}?"
            : "";
    }
}
