using System.Globalization;
using DeferredSeg.Abstractions.Cases;
using DeferredSeg.Abstractions.Experts;
using DeferredSeg.Data.Datasets.Files;
using DeferredSeg.Formats.Images;

namespace DeferredSeg.Data.Datasets.Volumes;

/// <summary>NIfTI volumes, a case for each slice: <c>volume/012</c> is slice 12 of <c>volume</c>, from 0. All slices of a volume have one patient.</summary>
/// <remarks>Axes are never flipped or exchanged; the geometry of each case says where the slice lies.</remarks>
public sealed class VolumeDataset : IDataset, IVolumeSlices, IOtherLabels
{
    private readonly VolumeSettings _settings;
    private readonly FileIndex _images;
    private readonly VolumeChannels _channels;
    private readonly FileIndex? _gold;
    private readonly VolumeLabels? _goldLabels;
    private readonly VolumeRaters? _raters;
    private readonly VolumeCache _cache;
    private readonly ClassRule _classes;
    private readonly Dictionary<string, (string Volume, int Slice, CaseInfo Info)> _cases = new(StringComparer.Ordinal);

    /// <summary>Lists the folders and reads the headers; with <see cref="SliceChoice.WithForeground"/> the masks too.</summary>
    /// <param name="settings">What lies where.</param>
    /// <exception cref="DatasetException">A folder, an index or a rule is not right.</exception>
    /// <exception cref="ImageFileException">A volume is damaged.</exception>
    public VolumeDataset(DatasetSettings settings)
    {
        _settings = settings.Volumes ?? new();
        _cache = new(_settings.CacheBytes);
        _classes = new(settings.Classes ?? new());
        var layout = DatasetLayout.Find(settings);
        _channels = new([.. layout.Channels.Select(place => new FileIndex(place, FileIndex.Volumes))], _settings, _cache);
        _images = _channels.First;
        var chosen = ChosenCases.Of(_images, layout.Root, settings);
        var (volumes, patients) = (chosen.Ids, chosen.Patients);
        Notes = [.. layout.Notes(_images.Ids), .. chosen.Notes];
        _gold = layout.Gold is { } gold ? new(gold, FileIndex.Volumes) : null;
        _goldLabels = _gold is null ? null : new(_gold, _settings, _cache, _classes);
        if (layout.Raters.Count > 0)
            _raters = new(
                [.. layout.Raters.Select(rater => (rater.Name, new VolumeLabels(new(rater.Place, FileIndex.Volumes), _settings, _cache, _classes)))],
                Place
            );
        foreach (var volume in volumes)
            Add(volume, patients[volume]);
        Cases = [.. _cases.Values.Select(one => one.Info)];
        if (Cases.Count == 0)
            throw new DatasetException(
                $"No slice of {volumes.Count} volumes in {layout.Images.Folder} has foreground; expected masks with some, or volumes:slices all."
            );
        Description = new(
            settings.Name ?? Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(layout.Root))),
            _channels.Count(volumes[0]),
            _classes.Names,
            _classes.Kind,
            _gold is not null
        );
    }

    /// <inheritdoc/>
    public DatasetDescription Description { get; }

    /// <inheritdoc/>
    public IReadOnlyList<CaseInfo> Cases { get; }

    /// <inheritdoc/>
    public IReadOnlyList<string> Notes { get; }

    /// <inheritdoc/>
    public IRaterMasks? Raters => _raters;

    IReadOnlyList<int> IOtherLabels.OtherLabels => _classes.Others;

    /// <inheritdoc/>
    /// <exception cref="ImageFileException">A volume is damaged, or a mask has another size than its image.</exception>
    public DatasetCase Load(string caseId)
    {
        KnownNames.Require("case", caseId, _cases.Keys, null);
        var (name, slice, info) = _cases[caseId];
        var channels = _channels.Read(name, Description.Channels);
        var volume = channels[0];
        var (rows, columns) = LoadedVolume.Axes(_settings.Axis);
        return new(
            info with
            {
                Geometry = volume.GeometryOf(_settings.Axis, slice),
            },
            [.. channels.SelectMany(channel => channel.Slice(_settings.Axis, slice))],
            channels.Count,
            volume.Size[rows],
            volume.Size[columns]
        )
        {
            Gold = _goldLabels?.Slice(name, slice, volume.Size),
            Volume = volume.Values,
            MoreVolumes = [.. channels.Skip(1).Select(channel => channel.Values)],
        };
    }

    /// <inheritdoc/>
    public VolumeSlice? SliceOf(string caseId)
    {
        KnownNames.Require("case", caseId, _cases.Keys, null);
        var (name, slice, _) = _cases[caseId];
        return new(name, _images.Find(name)!, slice);
    }

    private (string Volume, int Slice, IReadOnlyList<int> Size) Place(string caseId)
    {
        KnownNames.Require("case", caseId, _cases.Keys, null);
        var (name, slice, _) = _cases[caseId];
        return (name, slice, Size(name));
    }

    private IReadOnlyList<int> Size(string name) => _channels.Size(name);

    private void Add(string volume, string patient)
    {
        var size = Size(volume);
        var count = size[(int)_settings.Axis];
        var chosen = Enumerable.Range(0, count);
        if (_settings.Slices == SliceChoice.WithForeground)
        {
            if (_goldLabels is null && _raters is null)
                throw new DatasetException(
                    "volumes:slices is withForeground, and the dataset has neither a reference nor raters; expected slices all, or a place of masks."
                );
            chosen =
            [
                .. chosen.Where(slice =>
                    _goldLabels is not null ? _goldLabels.HasForeground(volume, slice, size) : _raters!.HasForeground(volume, slice, size)
                ),
            ];
        }
        foreach (var slice in chosen.Where((_, index) => index % _settings.Every == 0))
        {
            var id = VolumeSlice.CaseId(volume, slice, count);
            _cases.Add(id, (volume, slice, new(id, patient, new Geometry { SliceIndex = slice, SliceAxis = (int)_settings.Axis })));
        }
    }
}

/// <summary>Knows which cases are slices of volumes.</summary>
public interface IVolumeSlices
{
    /// <summary>The volume of a case; null where it is a picture.</summary>
    /// <param name="caseId">A case of the dataset.</param>
    /// <exception cref="ArgumentException">There is no such case.</exception>
    VolumeSlice? SliceOf(string caseId);
}

/// <summary>Of which volume a case is a slice.</summary>
/// <param name="Volume">The volume's id.</param>
/// <param name="File">Its file.</param>
/// <param name="Index">The slice, from 0, across the axis of the settings and after resampling.</param>
public sealed record VolumeSlice(string Volume, string File, int Index)
{
    /// <summary>What the case of a slice is called: <c>volume/012</c>, with as many digits as the last slice needs, at least three.</summary>
    internal static string CaseId(string volume, int slice, int slices)
    {
        var digits = Math.Max(3, (slices - 1).ToString(CultureInfo.InvariantCulture).Length);
        return $"{volume}/{slice.ToString(CultureInfo.InvariantCulture).PadLeft(digits, '0')}";
    }
}
