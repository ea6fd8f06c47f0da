using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Cases;
using DeferredSeg.Abstractions.Experts;
using DeferredSeg.Data.Identity;
using DeferredSeg.Data.Prepared;
using DeferredSeg.Formats;
using DeferredSeg.Formats.Images;

namespace DeferredSeg.Data.Datasets;

/// <summary>Reads every file of a dataset and tells what there is, and all that is missing or unreadable, at once.</summary>
public sealed class DatasetInspection
{
    private readonly IDataset _dataset;
    private readonly TwinFinder _twins;
    private readonly Dictionary<string, int> _sizes = new(StringComparer.Ordinal),
        _fullScales = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int[]> _raters;
    private readonly Dictionary<(string One, string Other), (int Cases, double Sum)> _pairs = [];
    private readonly Dictionary<string, (int Cases, double Sum)> _withGold = new(StringComparer.Ordinal);
    private readonly double[] _foreground;
    private readonly List<string> _problems = [],
        _notes = [];
    private double _minimum = double.PositiveInfinity,
        _maximum = double.NegativeInfinity;
    private int _gold,
        _emptyGold,
        _views;

    private DatasetInspection(IDataset dataset)
    {
        (_dataset, _twins) = (dataset, new(dataset));
        _foreground = new double[dataset.Description.Classes.Count];
        _raters = (dataset.Raters?.Raters ?? []).ToDictionary(rater => rater, _ => new int[5], StringComparer.Ordinal);
    }

    /// <summary>Inspects a dataset.</summary>
    /// <param name="dataset">The dataset.</param>
    /// <param name="cancellation">Stops between cases.</param>
    public static DatasetReport Of(IDataset dataset, CancellationToken cancellation = default)
    {
        var inspection = new DatasetInspection(dataset);
        inspection._notes.AddRange(dataset.Notes);
        foreach (var one in dataset.Cases)
        {
            cancellation.ThrowIfCancellationRequested();
            inspection.Look(one.Id);
        }
        if (dataset is FolderDataset { Strangers: { Count: > 0 } strangers })
            inspection._notes.Add($"{strangers.Count} files of masks have no image: {KnownNames.Few(strangers)}.");
        if (inspection._twins.Found().Note() is { } twins)
            inspection._notes.Add(twins);
        if (dataset is IOtherLabels { OtherLabels: { Count: > 0 } others })
            inspection._notes.Add(
                $"Masks hold the values {string.Join(", ", others)}, which dataset:classes:labels does not name; by the mode roi they are background."
            );
        return inspection.Report();
    }

    private void Look(string caseId)
    {
        var image = Try(() => _dataset.Load(caseId));
        if (image is not null)
            Look(image);
        List<(string Rater, MaskPlanes Mask)> masks = [];
        foreach (var (rater, counts) in _raters)
        {
            if (Try(() => _dataset.Raters!.Find(caseId, rater)) is not { } left)
                counts[4]++;
            else if (left.Mask is not { } mask)
                counts[left.Status == RaterMaskStatus.Missing ? 2 : 3]++;
            else if (image is not null && (mask.Height, mask.Width) != (image.Height, image.Width))
            {
                _problems.Add(
                    $"The mask of '{rater}' for '{caseId}' is {mask.Height} by {mask.Width} pixels and the image {image.Height} by "
                        + $"{image.Width}; expected one size."
                );
                counts[4]++;
            }
            else
            {
                counts[0]++;
                if (IsEmpty(mask))
                    counts[1]++;
                masks.Add((rater, mask));
            }
        }
        for (var i = 0; i < masks.Count; i++)
        {
            for (var j = i + 1; j < masks.Count; j++)
                Count(_pairs, (masks[i].Rater, masks[j].Rater), Dice(masks[i].Mask, masks[j].Mask));
            if (image?.Gold is { } gold)
                Count(_withGold, masks[i].Rater, Dice(masks[i].Mask, gold));
        }
    }

    private void Look(DatasetCase one)
    {
        _twins.Add(one);
        Count(_sizes, $"{one.Height} x {one.Width}");
        Count(_fullScales, one.FullScale is { } full ? FormattableString.Invariant($"{full}") : "none");
        var values = IntensityStatistics.Of(one.Image);
        if (values.Count < one.Image.Length)
            _problems.Add(
                $"The image '{one.Info.Id}' has {one.Image.Length - values.Count} values that are no numbers; preparation:notFinite says what becomes of them."
            );
        if (values.Count > 0)
            (_minimum, _maximum) = (Math.Min(_minimum, values.Minimum), Math.Max(_maximum, values.Maximum));
        if (values is { Count: > 0 } && values.Minimum == values.Maximum)
            _notes.Add(FormattableString.Invariant($"The image '{one.Info.Id}' is {values.Minimum} everywhere."));
        if (one.FieldOfView is not null)
            _views++;
        if (one.Gold is not { } gold)
        {
            if (_dataset.Description.HasGold)
                _notes.Add($"The image '{one.Info.Id}' has no reference.");
            return;
        }
        _gold++;
        if (IsEmpty(gold))
            _emptyGold++;
        for (var plane = 0; plane < gold.Classes; plane++)
            _foreground[plane] += (double)gold.Plane(plane).Count((byte)1) / (gold.Height * gold.Width);
    }

    private T? Try<T>(Func<T> read)
        where T : class
    {
        try
        {
            return read();
        }
        catch (Exception e)
            when (e is ImageFileException or WeightFileException or IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            if (!_problems.Contains(e.Message))
                _problems.Add(e.Message);
            return null;
        }
    }

    private DatasetReport Report()
    {
        var description = _dataset.Description;
        return new(
            description.Name,
            _dataset.Cases.Count,
            _dataset.Cases.Select(one => one.Patient).Distinct(StringComparer.Ordinal).Count(),
            description.Channels,
            description.Classes,
            description.ClassKind.ToString().ToLowerInvariant(),
            _sizes.OrderByDescending(one => one.Value).ThenBy(one => one.Key, StringComparer.Ordinal).ToDictionary(),
            _minimum <= _maximum ? _minimum : null,
            _minimum <= _maximum ? _maximum : null,
            _fullScales,
            _gold,
            _emptyGold,
            _gold == 0 ? [] : [.. _foreground.Select(sum => sum / _gold)],
            _views,
            [
                .. _raters.Select(rater => new RaterReport(
                    rater.Key,
                    rater.Value[0],
                    rater.Value[1],
                    rater.Value[2],
                    rater.Value[3],
                    rater.Value[4],
                    WithOthers(rater.Key),
                    _withGold.TryGetValue(rater.Key, out var gold) ? gold.Sum / gold.Cases : null
                )),
            ],
            [.. _pairs.Select(pair => new PairReport(pair.Key.One, pair.Key.Other, pair.Value.Cases, pair.Value.Sum / pair.Value.Cases))],
            _problems,
            _notes
        );
    }

    private double? WithOthers(string rater)
    {
        var own = _pairs.Where(pair => pair.Key.One == rater || pair.Key.Other == rater).ToList();
        return own.Count == 0 ? null : own.Sum(pair => pair.Value.Sum) / own.Sum(pair => pair.Value.Cases);
    }

    /// <summary>2 |A and B| / (|A| + |B|), pixels of all classes but the background counted together; 1 where both are empty.</summary>
    private double Dice(MaskPlanes one, MaskPlanes other)
    {
        var (both, sum) = (0L, 0L);
        var a = Foreground(one);
        var b = Foreground(other);
        for (var i = 0; i < a.Length; i++)
        {
            both += a[i] & b[i];
            sum += a[i] + b[i];
        }
        return sum == 0 ? 1 : 2.0 * both / sum;
    }

    private bool IsEmpty(MaskPlanes mask) => !Foreground(mask).Contains((byte)1);

    /// <summary>The planes of all classes but the background.</summary>
    private ReadOnlySpan<byte> Foreground(MaskPlanes mask) =>
        mask.Values.AsSpan(_dataset.Description.ClassKind == ClassKind.Exclusive && mask.Classes > 1 ? mask.Height * mask.Width : 0);

    private static void Count(Dictionary<string, int> counts, string key) => counts[key] = counts.GetValueOrDefault(key) + 1;

    private static void Count<T>(Dictionary<T, (int Cases, double Sum)> sums, T key, double value)
        where T : notnull => sums[key] = sums.GetValueOrDefault(key) is var known ? (known.Cases + 1, known.Sum + value) : default;
}
