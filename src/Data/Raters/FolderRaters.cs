using DeferredSeg.Abstractions.Cases;
using DeferredSeg.Abstractions.Experts;
using DeferredSeg.Abstractions.Options;
using DeferredSeg.Data.Datasets;
using DeferredSeg.Data.Identity;
using DeferredSeg.Data.Masks;
using DeferredSeg.Formats.Images;

namespace DeferredSeg.Data.Raters;

/// <summary>Recorded masks in folders: <c>root/rater/case.png</c>, or in JPEG or NPY.</summary>
/// <remarks>
/// <para>Without a file the mask is missing; the file <c>root/rater/case.declined</c>, whatever it holds, says that the rater saw the image and would
/// not judge. Names of cases in folders below a rater's are written with slashes, such as <c>patient1/slice3</c>.</para>
/// <para>Folders are listed when the object is made and not again; masks are read when they are asked for, and the latest are kept. All masks of a
/// case have one size, which is held against the first that was read.</para>
/// </remarks>
public sealed class FolderRaters : IRaterMasks
{
    private readonly Dictionary<string, RaterFiles> _files;
    private readonly HashSet<string> _cases;
    private readonly RatedMasks _masks;

    /// <summary>Lists the folders.</summary>
    /// <exception cref="ArgumentException">There are no raters, cases or labels, or one is named twice, or a rater is not below the root.</exception>
    /// <exception cref="DirectoryNotFoundException">The root or a rater's folder is not there; the message names the nearest.</exception>
    public FolderRaters(FolderRatersOptions options)
    {
        if (options.Root.Length == 0 || !Directory.Exists(options.Root))
            throw new DirectoryNotFoundException(
                $"{(options.Root.Length == 0 ? "The root of the raters is empty" : $"{options.Root} is not there")}; "
                    + "expected a folder that holds a folder of masks for each rater."
            );
        if (options.Labels is { } labels)
            KnownNames.RequireDistinct("label", [.. labels.Select(label => $"{label}")]);
        var classes = options.Labels is { } named ? new ClassSettings(ClassMode.Multilabel, named) : new();
        _masks = new(new(options.Masks ?? new(), classes, MaskOptionNames.OfCommand), new(classes), options.CacheBytes);
        Raters = options.Raters is { } raters
            ? [.. raters]
            :
            [
                .. Directory
                    .EnumerateDirectories(options.Root)
                    .Select(folder => Path.GetFileName(folder))
                    .Where(name => !name.StartsWith('.'))
                    .Order(StringComparer.Ordinal),
            ];
        KnownNames.RequireDistinct("rater", Raters);
        _files = Raters.ToDictionary(rater => rater, rater => new RaterFiles(options.Root, rater), StringComparer.Ordinal);
        Cases = options.Cases is { } cases
            ? [.. cases]
            : [.. _files.Values.SelectMany(files => files.Cases).Distinct(CaseNames.Comparer).Order(StringComparer.Ordinal)];
        KnownNames.RequireDistinct("case", Cases);
        _cases = Cases.ToHashSet(CaseNames.Comparer);
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Raters { get; }

    /// <summary>The cases' names, as given, or in ordinal order.</summary>
    public IReadOnlyList<string> Cases { get; }

    /// <inheritdoc/>
    /// <exception cref="ImageFileException">The file is no mask, or of another size than that of another rater; or there are a mask and a marker.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public RaterMask Find(string caseId, string rater)
    {
        if (!_files.TryGetValue(rater, out var files))
            throw new ArgumentException(KnownNames.Problem("rater", rater, Raters), nameof(rater));
        KnownNames.Require("case", caseId, Cases, _cases);
        return files.Find(caseId) switch
        {
            null => RaterMask.Missing,
            { IsDeclined: true } => RaterMask.Declined,
            { File: var file } => _masks.Read(caseId, file),
        };
    }
}

/// <summary>Where recorded masks lie, and how they are read.</summary>
/// <param name="Root">The folder that holds a folder for each rater.</param>
/// <param name="Raters">The raters' folders below the root, in the dataset's order; null takes every folder of the root, in ordinal order.</param>
/// <param name="Cases">The cases' names; null takes the name of every mask and marker that any rater has.</param>
/// <param name="Labels">
/// The value of each class in the files, in the order of classes: class k is where the sample is the k-th of these, and 0 is background. Null for one
/// class, which is every sample but 0.
/// </param>
/// <param name="CacheBytes">How much memory masks that were read may keep; 0 for none. By default 64 MiB.</param>
/// <param name="Masks">What the values mean where that is not certain.</param>
public sealed record FolderRatersOptions(
    string Root = "",
    IReadOnlyList<string>? Raters = null,
    IReadOnlyList<string>? Cases = null,
    [OptionRange(1, 65535)] IReadOnlyList<int>? Labels = null,
    [OptionRange(0, 1L << 40)] long CacheBytes = 64L << 20,
    MaskSettings? Masks = null
);
