using System.Globalization;
using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Cases;
using DeferredSeg.Abstractions.Experts;
using DeferredSeg.Data.Datasets;
using DeferredSeg.Data.Raters;

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
