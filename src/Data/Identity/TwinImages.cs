using System.Runtime.InteropServices;
using System.Security.Cryptography;
using DeferredSeg.Abstractions.Cases;
using DeferredSeg.Data.Datasets;
using DeferredSeg.Data.Datasets.Volumes;
using DeferredSeg.Formats;
using DeferredSeg.Formats.Images;

namespace DeferredSeg.Data.Identity;

/// <summary>
/// Images that are there under several names. Compared are the values that a network would see (by SHA-256), whatever the file's compression; of
/// volumes the whole volume. An image that is one value everywhere is nobody's copy.
/// </summary>
/// <param name="Groups">Cases (of volumes: volumes) with the same image, two or more each, in the dataset's order.</param>
public sealed record TwinImages(IReadOnlyList<IReadOnlyList<CaseInfo>> Groups)
{
    private const int Shown = 5;

    /// <summary>Reads every image. What cannot be read is left out; whoever uses it will say so.</summary>
    /// <param name="dataset">The dataset.</param>
    /// <param name="cases">Which of its cases.</param>
    /// <param name="progress">Is told how many were read.</param>
    /// <param name="seen">Is shown each case that was read; of a volume one slice.</param>
    /// <param name="cancellation">Stops between images.</param>
    public static TwinImages Of(
        IDataset dataset,
        IEnumerable<CaseInfo> cases,
        Action<int>? progress = null,
        Action<DatasetCase>? seen = null,
        CancellationToken cancellation = default
    )
    {
        var finder = new TwinFinder(dataset);
        var done = 0;
        foreach (var one in cases)
        {
            cancellation.ThrowIfCancellationRequested();
            if (finder.IsNew(one))
            {
                try
                {
                    var read = dataset.Load(one.Id);
                    finder.Add(read);
                    seen?.Invoke(read);
                }
                catch (Exception e) when (e is IOException or UnauthorizedAccessException or WeightFileException or NotSupportedException) { }
            }
            progress?.Invoke(++done);
        }
        return finder.Found();
    }

    /// <summary>The cases with the patients of twins made one: that of the first.</summary>
    /// <param name="cases">Cases of the dataset.</param>
    public IReadOnlyList<CaseInfo> AsOnePatient(IReadOnlyList<CaseInfo> cases)
    {
        var owner = cases
            .Select(one => one.Patient)
            .Distinct(StringComparer.Ordinal)
            .ToDictionary(patient => patient, patient => patient, StringComparer.Ordinal);
        string Owner(string patient)
        {
            while (owner.TryGetValue(patient, out var next) && next != patient)
                patient = next;
            return patient;
        }
        foreach (var group in Groups)
        {
            foreach (var twin in group.Skip(1))
                owner[Owner(twin.Patient)] = Owner(group[0].Patient);
        }
        return [.. cases.Select(one => one with { Patient = Owner(one.Patient) })];
    }

    /// <summary>What there is to say of copies within a dataset, a sentence; null where there are none.</summary>
    public string? Note() =>
        Groups.Count == 0
            ? null
            : $"{Groups.Sum(group => group.Count)} images are {Groups.Count} under several names: {Named(Groups)}. "
                + "Copies of one image have to be one patient's (dataset:patient, or a table's column), or one of them has to go.";

    /// <summary>What there is to say of copies that lie in different parts, a sentence; null where there are none.</summary>
    /// <param name="split">The parts.</param>
    public string? Leak(DatasetSplit split)
    {
        Dictionary<string, SplitPart> parts = new(StringComparer.Ordinal);
        foreach (var part in Enum.GetValues<SplitPart>())
        {
            foreach (var one in split[part])
                (parts[one.Id], parts[one.Patient]) = (part, part);
        }
        SplitPart? PartOf(CaseInfo one) =>
            parts.TryGetValue(one.Id, out var own) ? own
            : parts.TryGetValue(one.Patient, out var patient) ? patient
            : null;
        var leaks = Groups.Where(group => group.Select(PartOf).OfType<SplitPart>().Distinct().Count() > 1).ToList();
        return leaks.Count == 0
            ? null
            : $"{leaks.Count} images are in more than one part under several names: "
                + $"{Named(leaks, one => PartOf(one) is { } part ? $"{one.Id} ({DatasetSplit.Name(part)})" : one.Id)}. "
                + "What is measured on them was seen before. ./deferredseg data split --output keeps copies together; dataset:split:file takes its list.";
    }

    private static string Named(IReadOnlyList<IReadOnlyList<CaseInfo>> groups, Func<CaseInfo, string>? name = null) =>
        string.Join("; ", groups.Take(Shown).Select(group => string.Join(" = ", group.Select(name ?? (one => one.Id)))))
        + (groups.Count > Shown ? $" and {groups.Count - Shown} more" : "");
}

/// <summary>Remembers images as they are read, by their hash.</summary>
/// <param name="dataset">Where they are from; knows which cases are slices of a volume.</param>
internal sealed class TwinFinder(IDataset dataset)
{
    private readonly Dictionary<string, List<CaseInfo>> _byHash = new(StringComparer.Ordinal);
    private readonly HashSet<string> _volumes = new(StringComparer.Ordinal);

    /// <summary>Whether the case's image, or its volume, was not looked at yet.</summary>
    public bool IsNew(CaseInfo one) => VolumeOf(one.Id) is not { } volume || !_volumes.Contains(volume);

    /// <summary>Looks at an image.</summary>
    public void Add(DatasetCase one)
    {
        var (info, values) = (one.Info, one.Image);
        if (VolumeOf(info.Id) is { } volume)
        {
            if (!_volumes.Add(volume))
                return;
            (info, values) = (info with { Id = volume }, one.Volume ?? one.Image);
        }
        if (values.Length == 0 || !values.AsSpan().ContainsAnyExcept(values[0]))
            return;
        var hash = Convert.ToHexString(SHA256.HashData(MemoryMarshal.AsBytes(values.AsSpan())));
        var shape = one.Volume is null ? $"{one.Channels} {one.Height} {one.Width}" : "volume";
        if (!_byHash.TryGetValue($"{shape} {hash}", out var same))
            _byHash[$"{shape} {hash}"] = same = [];
        same.Add(info);
    }

    /// <summary>Those that are there several times.</summary>
    public TwinImages Found() => new([.. _byHash.Values.Where(same => same.Count > 1)]);

    private string? VolumeOf(string caseId) => (dataset as IVolumeSlices)?.SliceOf(caseId)?.Volume;
}
