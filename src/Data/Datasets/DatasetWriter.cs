using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Cases;
using DeferredSeg.Abstractions.Experts;
using DeferredSeg.Data.Masks;
using DeferredSeg.Formats.Images;
using DeferredSeg.Formats.Numpy;
using DeferredSeg.Formats.Tensors;

namespace DeferredSeg.Data.Datasets;

/// <summary>Writes any dataset as folders of files with an index of patients and a dataset.json, which opens as the same dataset.</summary>
/// <remarks>
/// images/, masks/ for the reference, fov/, a folder for each rater. Masks keep the labels of the files they come from; a single class that has one label
/// in each file is written as 0 and 255, and classes that come of no files as labels 1, 2 and so on.
/// </remarks>
public sealed class DatasetWriter
{
    private readonly IDataset _dataset;
    private readonly string _folder;
    private readonly WrittenForm _form;
    private readonly Dictionary<string, string> _raters;
    private readonly WrittenLabels _labels;
    private readonly SortedDictionary<string, int> _told = new(StringComparer.Ordinal);

    /// <summary>Prepares the folder.</summary>
    /// <param name="dataset">What is written.</param>
    /// <param name="folder">Where to: a folder that is empty or not there yet.</param>
    /// <param name="form">As what.</param>
    /// <exception cref="DatasetException">The folder holds something.</exception>
    public DatasetWriter(IDataset dataset, string folder, WrittenForm form)
    {
        if (File.Exists(folder) || (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any()))
            throw new DatasetException($"{folder} is not empty; expected an empty folder, or one that is not there yet, so that nothing is mixed.");
        (_dataset, _folder, _form) = (dataset, folder, form);
        _labels = new(dataset);
        _raters = (dataset.Raters?.Raters ?? []).ToDictionary(rater => rater, RaterFolder, StringComparer.Ordinal);
        if (_raters.Values.GroupBy(name => name, StringComparer.OrdinalIgnoreCase).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new DatasetException($"Two raters would be written to {twice.Key}; expected names that differ.");
    }

    /// <summary>Writes everything.</summary>
    /// <param name="cancellation">Stops between cases; what was written stays.</param>
    /// <exception cref="DatasetException">A case cannot be written in this form.</exception>
    public void Write(CancellationToken cancellation = default)
    {
        Directory.CreateDirectory(_folder);
        var (hasGold, hasView) = (false, false);
        foreach (var info in _dataset.Cases)
        {
            cancellation.ThrowIfCancellationRequested();
            var one = _dataset.Load(info.Id);
            CaseFiles.Image(Path("images", info.Id), one, _form);
            if (one.Gold is { } gold)
                Mask("masks", info.Id, null, gold);
            if (one.FieldOfView is { } view)
                CaseFiles.Mask(Path("fov", info.Id), Array.ConvertAll(view.Values, value => value * byte.MaxValue), view.Height, view.Width, _form);
            foreach (var note in one.Notes)
                Tell(note);
            (hasGold, hasView) = (hasGold || one.Gold is not null, hasView || one.FieldOfView is not null);
            foreach (var (rater, folder) in _raters)
                Rated(folder, info.Id, rater, _dataset.Raters!.Find(info.Id, rater));
        }
        foreach (var folder in _raters.Values)
            Directory.CreateDirectory(System.IO.Path.Combine(_folder, folder));
        File.WriteAllText(System.IO.Path.Combine(_folder, "index.csv"), Index());
        File.WriteAllText(
            System.IO.Path.Combine(_folder, "dataset.json"),
            WrittenDescription.Text(_dataset.Description, hasGold, hasView, [.. _raters.Values], _labels)
        );
    }

    /// <summary>What was done to files that is to be told, each with the number of cases.</summary>
    public IReadOnlyList<string> Notes => [.. _told.Select(one => $"{one.Key} {one.Value} {(one.Value == 1 ? "case" : "cases")}.")];

    private void Tell(string note) => _told[note] = _told.GetValueOrDefault(note) + 1;

    private void Rated(string folder, string caseId, string rater, RaterMask left)
    {
        if (left.Mask is { } mask)
            Mask(folder, caseId, rater, mask);
        else if (left.Status == RaterMaskStatus.Declined)
            File.WriteAllText(Path(folder, caseId) + ".declined", "");
    }

    private void Mask(string folder, string caseId, string? rater, MaskPlanes mask)
    {
        var labels = _labels.Of(caseId, rater, mask, out var notes);
        foreach (var note in rater is null ? [] : notes)
            Tell($"A mask of '{rater}': {note}.");
        CaseFiles.Mask(Path(folder, caseId), labels, mask.Height, mask.Width, _form);
    }

    private string Index()
    {
        var text = new StringBuilder("id,patient\n");
        foreach (var one in _dataset.Cases)
            text.Append(CsvFile.Cell(one.Id)).Append(',').Append(CsvFile.Cell(one.Patient)).Append('\n');
        return text.ToString();
    }

    private static string RaterFolder(string rater)
    {
        var name = rater.Replace("{id}", "").Replace("//", "/").Trim('/', ' ');
        return name is "images" or "masks" or "fov" or "" ? $"rater_{name}" : name.Split('.')[0];
    }

    private string Path(string folder, string caseId)
    {
        var path = System.IO.Path.Combine(_folder, folder, caseId);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        return path;
    }
}

/// <summary>What a dataset is written as.</summary>
public enum WrittenForm
{
    /// <summary>Pictures of 8 or 16 bits; real numbers cannot be written so.</summary>
    Png,

    /// <summary>
    /// Arrays: images as float32 <c>[C, H, W]</c>, or uint8 where they have 8 bits; masks as labels <c>[H, W]</c>, uint8, or int32 where a label is above 255.
    /// </summary>
    Npy,
}

/// <summary>Writes the files of one case. Paths come without an extension.</summary>
internal static class CaseFiles
{
    public static void Image(string path, DatasetCase one, WrittenForm form)
    {
        if (form == WrittenForm.Npy)
        {
            long[] shape = one.Channels == 1 ? [one.Height, one.Width] : [one.Channels, one.Height, one.Width];
            var isByte = one.FullScale == byte.MaxValue;
            var bytes = isByte ? Array.ConvertAll(one.Image, value => (byte)value) : MemoryMarshal.AsBytes(one.Image.AsSpan()).ToArray();
            NumpyWriter.WriteArray(
                path + ".npy",
                new TensorInfo("image", isByte ? TensorDType.UInt8 : TensorDType.Float32, shape),
                (_, stream) => stream.Write(bytes)
            );
            return;
        }
        if (one.FullScale is not { } full)
            throw new DatasetException($"The image '{one.Info.Id}' is of real numbers, which a PNG cannot hold; write it as npy.");
        if (one.Channels is not (1 or 3))
            throw new DatasetException($"The image '{one.Info.Id}' has {one.Channels} channels, which a PNG cannot hold; write it as npy.");
        var pixels = one.Height * one.Width;
        var samples = new ushort[one.Image.Length];
        for (var i = 0; i < samples.Length; i++)
            samples[i % pixels * one.Channels + i / pixels] = (ushort)one.Image[i];
        ImageFile.Write(path + ".png", new(one.Height, one.Width, one.Channels, full == byte.MaxValue ? 8 : 16, samples));
    }

    public static void Mask(string path, int[] labels, int height, int width, WrittenForm form)
    {
        var isByte = !labels.AsSpan().ContainsAnyExceptInRange(0, byte.MaxValue);
        if (form == WrittenForm.Npy)
        {
            var bytes = isByte ? Array.ConvertAll(labels, label => (byte)label) : MemoryMarshal.AsBytes(labels.AsSpan()).ToArray();
            NumpyWriter.WriteArray(
                path + ".npy",
                new TensorInfo("mask", isByte ? TensorDType.UInt8 : TensorDType.Int32, height, width),
                (_, stream) => stream.Write(bytes)
            );
        }
        else
            ImageFile.Write(path + ".png", new(height, width, 1, isByte ? 8 : 16, Array.ConvertAll(labels, label => (ushort)label)));
    }
}

/// <summary>The dataset.json of a dataset that was written.</summary>
internal static class WrittenDescription
{
    public static string Text(DatasetDescription description, bool hasGold, bool hasView, IReadOnlyList<string> raters, WrittenLabels labels) =>
        IndentedJson.Text(json =>
        {
            json.WriteStartObject();
            json.WriteString("name", description.Name);
            json.WriteString("source", "images");
            json.WriteString("images", "images");
            json.WriteString("gold", hasGold ? "masks" : "");
            json.WriteString("fieldOfView", hasView ? "fov" : "");
            json.WriteStartArray("raters");
            foreach (var rater in raters)
                json.WriteStringValue(rater);
            json.WriteEndArray();
            json.WriteStartObject("index");
            json.WriteString("file", "index.csv");
            json.WriteString("patient", "patient");
            json.WriteEndObject();
            Classes(json, description, labels);
            labels.WriteMasks(json);
            json.WriteEndObject();
        });

    private static void Classes(Utf8JsonWriter json, DatasetDescription description, WrittenLabels labels)
    {
        var exclusive = description.ClassKind == ClassKind.Exclusive;
        string[] names = [.. description.Classes.Skip(exclusive ? 1 : 0)];
        var merged = names.Length == 1 && !exclusive;
        json.WriteStartObject("classes");
        json.WriteString(
            "mode",
            merged ? "merged"
                : exclusive ? "exclusive"
                : "multilabel"
        );
        if (!merged)
        {
            json.WriteStartArray("labels");
            foreach (var label in labels.OfClasses)
                json.WriteNumberValue(label);
            json.WriteEndArray();
        }
        json.WriteStartArray("names");
        foreach (var name in names)
            json.WriteStringValue(name);
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
