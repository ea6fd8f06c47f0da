using System.Globalization;
using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Cases;
using DeferredSeg.Abstractions.Experts;
using DeferredSeg.Abstractions.Options;
using DeferredSeg.Data.Datasets;

namespace DeferredSeg.Data.Phantom;

/// <summary>A generated dataset; every case is made when it is asked for, the same each time.</summary>
public sealed class PhantomDataset : IDataset
{
    private readonly PhantomSettings _settings;
    private readonly Dictionary<string, (CaseInfo Info, int Number)> _cases;

    /// <summary>Names the cases.</summary>
    /// <param name="settings">What is generated.</param>
    /// <param name="name">What tables call it; null for phantom.</param>
    public PhantomDataset(PhantomSettings settings, string? name = null)
    {
        _settings = settings;
        var digits = Math.Max(3, (settings.Cases - 1).ToString(CultureInfo.InvariantCulture).Length);
        string Padded(int number) => number.ToString(CultureInfo.InvariantCulture).PadLeft(digits, '0');
        var patients = settings.Patients == 0 ? settings.Cases : settings.Patients;
        Cases = [.. Enumerable.Range(0, settings.Cases).Select(i => new CaseInfo($"case{Padded(i)}", $"patient{Padded(i % patients)}", Geometry.Unknown))];
        _cases = Cases.Select((info, number) => (info, number)).ToDictionary(one => one.info.Id, StringComparer.Ordinal);
        if (settings.Raters > 0)
            Raters = new PhantomRaters(RaterStyle.Of(settings.Raters), id => new(settings, Number(id)));
        Description = new(name ?? "phantom", 1, ["foreground"], ClassKind.Multilabel, true);
    }

    /// <inheritdoc/>
    public DatasetDescription Description { get; }

    /// <inheritdoc/>
    public IReadOnlyList<CaseInfo> Cases { get; }

    /// <inheritdoc/>
    public IRaterMasks? Raters { get; }

    /// <inheritdoc/>
    public DatasetCase Load(string caseId)
    {
        var scene = new PhantomScene(_settings, Number(caseId));
        return new(_cases[caseId].Info, Array.ConvertAll(scene.Image(), value => (float)value), 1, _settings.Size, _settings.Size)
        {
            Gold = scene.Truth(),
            FullScale = byte.MaxValue,
        };
    }

    private int Number(string caseId)
    {
        KnownNames.Require("case", caseId, _cases.Keys, null);
        return _cases[caseId].Number;
    }
}

/// <summary>A generated set: lesions with ambiguous borders and thin structures, and raters with styles of their own.</summary>
/// <param name="Cases">How many images.</param>
/// <param name="Size">Rows and columns.</param>
/// <param name="Patients">How many patients, dealt in turn over the images; 0 for as many as images.</param>
/// <param name="Raters">How many raters; beyond the fourth, styles repeat with other numbers.</param>
/// <param name="Lesions">The most lesions in an image; each has one at least.</param>
/// <param name="Threads">The most thin structures in an image.</param>
/// <param name="Contrast">How much brighter a lesion is than its ground, of a range of 1; borders fade from it.</param>
/// <param name="Noise">The standard deviation of the noise, of a range of 1.</param>
/// <param name="Seed">Which set; a case follows from it and its number alone.</param>
public sealed record PhantomSettings(
    [OptionRange(1, 1000000)] int Cases = 60,
    [OptionRange(16, 4096)] int Size = 96,
    [OptionRange(0, 1000000)] int Patients = 0,
    [OptionRange(0, 64)] int Raters = 4,
    [OptionRange(1, 32)] int Lesions = 3,
    [OptionRange(0, 32)] int Threads = 2,
    [OptionRange(0.01, 0.6)] double Contrast = 0.28,
    [OptionRange(0, 0.5)] double Noise = 0.08,
    long Seed = 0
);
