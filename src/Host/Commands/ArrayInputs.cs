using DeferredSeg.Abstractions.Options;
using DeferredSeg.Data.Datasets;
using DeferredSeg.Data.Masks;
using DeferredSeg.Engine.Weights;
using DeferredSeg.Formats;
using DeferredSeg.Formats.Images;
using DeferredSeg.Formats.Tensors;
using DeferredSeg.Formats.Volumes;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace DeferredSeg.Host.Commands;

/// <summary>
/// Named arrays out of one file or several: safetensors, NPZ and PyTorch files bring their own names, NPY files and images bear the name before the '='
/// or that of the file.
/// </summary>
internal sealed class ArrayInputs : IDisposable
{
    /// <summary>What a command says of its <c>--input</c>.</summary>
    public const string Syntax =
        "A .safetensors or .npz file with named arrays, or NAME=FILE for a .npy, .png, .tif, .bmp, .jpg or .nii.gz file with one. May be repeated.";

    private const int NamesShown = 8;

    private readonly List<ITensorFile> _files = [];
    private readonly Dictionary<string, (ITensorFile File, TensorInfo Info)> _byName = new(StringComparer.Ordinal);
    private readonly List<string> _notes = [];
    private readonly MaskReader _masks;

    private ArrayInputs(MaskSettings masks, ClassSettings classes) => _masks = new(masks, classes, MaskOptionNames.OfCommand);

    /// <summary>The arrays' names, in the order of the files.</summary>
    public IReadOnlyCollection<string> Names => _byName.Keys;

    /// <summary>What messages call the input.</summary>
    public string Source => string.Join(", ", _files.Select(file => file.Path));

    /// <summary>What was done to masks that is to be told, each once.</summary>
    public IReadOnlyList<string> Notes => _notes;

    /// <summary>Opens the files.</summary>
    /// <param name="arguments">What stood behind <c>--input</c>: PATH or NAME=PATH each.</param>
    /// <param name="masks">What the values of masks mean where that is not certain.</param>
    /// <param name="classes">The labels of masks that are told apart; by default all but 0 are foreground.</param>
    /// <exception cref="DataException">Two arrays have one name.</exception>
    public static ArrayInputs Open(IEnumerable<string> arguments, MaskSettings? masks = null, ClassSettings? classes = null)
    {
        var inputs = new ArrayInputs(masks ?? new(), classes ?? new());
        try
        {
            foreach (var argument in arguments)
                inputs.Add(argument);
            return inputs;
        }
        catch
        {
            inputs.Dispose();
            throw;
        }
    }

    /// <summary>Whether there is an array of this name.</summary>
    public bool Has(string name) => _byName.ContainsKey(name);

    /// <summary>The file that an array comes from.</summary>
    public string FileOf(string name) => _byName.TryGetValue(name, out var found) ? found.File.Path : Source;

    /// <summary>Reads an array in its own element type. The caller disposes it.</summary>
    /// <exception cref="DataException">It is not there; the message names what is.</exception>
    public Tensor Read(string name)
    {
        if (_byName.TryGetValue(name, out var found))
            return ModuleWeights.Read(found.File, found.Info);
        var near = NearestName.Of(name, Names);
        throw new DataException(
            $"{Source} has no array '{name}'; it has {Some()}.{(near is null ? "" : $" Is '{near}' meant?")} Save it under that name, "
                + $"or name a file of it: --input {name}=FILE."
        );
    }

    /// <summary>Reads floating point values. The caller disposes them.</summary>
    /// <exception cref="DataException">The array is not there or not floating point.</exception>
    public Tensor ReadNumbers(string name)
    {
        var values = Read(name);
        if (values.is_floating_point())
            return values;
        var type = values.dtype;
        values.Dispose();
        throw new DataException($"{FileOf(name)}: '{name}' is {type}; expected floating point numbers.");
    }

    /// <summary>Where the voxels of an array lie; null where it is no volume of NIfTI.</summary>
    public VoxelGrid? GridOf(string name) =>
        _byName.TryGetValue(name, out var found) && found.File is NiftiFile { Header: var header } && header.Size[3] == 1
            ? new(found.File.Path, [.. header.Size.Take(3).Select(size => (int)size)], header.Geometry)
            : null;

    /// <summary>Reads a mask in any type, as every command reads masks (<see cref="MaskReader"/>). The caller disposes it.</summary>
    /// <param name="name">The array.</param>
    /// <param name="onto">The volume whose voxels it is laid onto where it is a volume itself; null for its own.</param>
    /// <returns>uint8, 1 where there is any label; 0 where nobody judged.</returns>
    /// <exception cref="DataException">The array is not there.</exception>
    /// <exception cref="ImageFileException">It is not certain what its values mean, or it lies elsewhere.</exception>
    public Tensor ReadMask(string name, VoxelGrid? onto = null)
    {
        using var scope = torch.NewDisposeScope();
        return ReadLabels(name, onto, merged: true).gt(0).to_type(torch.ScalarType.Byte).MoveToOuterDisposeScope();
    }

    /// <summary>Reads the labels of a mask. The caller disposes them.</summary>
    /// <param name="name">The array.</param>
    /// <param name="onto">The volume whose voxels it is laid onto where it is a volume itself; null for its own.</param>
    /// <param name="merged">Whether all labels will count as one, which is told.</param>
    /// <returns>int32: 0 background, <see cref="MaskMap.Ignored"/> where nobody judged.</returns>
    /// <inheritdoc cref="ReadMask"/>
    public Tensor ReadLabels(string name, VoxelGrid? onto = null, bool merged = false)
    {
        List<string> notes = [];
        long[] shape;
        MaskSamples samples;
        if (_byName.TryGetValue(name, out var found) && found.File is ImageArray)
        {
            samples = MaskSamples.Read(found.File.Path);
            shape = [samples.Height, samples.Width];
        }
        else
            samples = Samples(name, onto, notes, out shape);
        var map = _masks.Read(samples);
        notes.AddRange(map.Notes);
        if (merged && map.Labels is { Count: > 1 } labels)
            notes.Add($"its labels {string.Join(", ", labels.Take(NamesShown))}{(labels.Count > NamesShown ? " and more" : "")} count as one foreground");
        foreach (var note in notes.Select(note => $"{samples.File}: {note}.").Where(note => !_notes.Contains(note)))
            _notes.Add(note);
        return torch.tensor(map.Values, shape, torch.ScalarType.Int32);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var file in _files)
            file.Dispose();
    }

    private MaskSamples Samples(string name, VoxelGrid? onto, List<string> notes, out long[] shape)
    {
        using var scope = torch.NewDisposeScope();
        var tensor = Read(name);
        shape = tensor.shape;
        var values = tensor.to_type(torch.ScalarType.Float32).data<float>().ToArray();
        var grid = GridOf(name);
        notes.AddRange(grid?.Notes ?? []);
        if (onto is not null && grid is not null && onto.File != grid.File)
        {
            values = VoxelAlignment.Of(onto, grid).Lay(values, _masks, notes);
            shape = [onto.Size[2], onto.Size[1], onto.Size[0]];
        }
        var width = shape.Length == 0 ? 1 : (int)Math.Max(1, shape[^1]);
        var file = _byName[name].File;
        return new(file.Tensors.Count == 1 ? file.Path : $"{file.Path}, '{name}'", values.Length / width, width, values)
        {
            SliceHeight = shape.Length == 3 ? (int)shape[1] : 0,
        };
    }

    private void Add(string argument)
    {
        var equals = argument.IndexOf('=', StringComparison.Ordinal);
        // A path may hold '=' too; a name has no separator.
        var named = equals > 0 && !argument.AsSpan(0, equals).ContainsAny('/', '\\') && !File.Exists(argument);
        var file = named ? ArrayFile.Open(argument[(equals + 1)..], argument[..equals]) : ArrayFile.Open(argument);
        _files.Add(file);
        foreach (var info in file.Tensors)
        {
            if (!_byName.TryAdd(info.Name, (file, info)))
                throw new DataException(
                    $"'{info.Name}' is in {_byName[info.Name].File.Path} and in {file.Path}; leave one out, or give it another name: --input NAME={file.Path}."
                );
        }
    }

    private string Some() =>
        Names.Count == 0 ? "none" : string.Join(", ", Names.Take(NamesShown)) + (Names.Count > NamesShown ? $" and {Names.Count - NamesShown} more" : "");
}
