using DeferredSeg.Abstractions.Options;
using DeferredSeg.Engine.Weights;
using DeferredSeg.Formats;
using DeferredSeg.Formats.Tensors;
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
    public const string Syntax = "A .safetensors or .npz file with named arrays, or NAME=FILE for a .npy, .png, .tif or .bmp file with one. May be repeated.";

    private const int NamesShown = 8;

    private readonly List<ITensorFile> _files = [];
    private readonly Dictionary<string, (ITensorFile File, TensorInfo Info)> _byName = new(StringComparer.Ordinal);

    private ArrayInputs() { }

    /// <summary>The arrays' names, in the order of the files.</summary>
    public IReadOnlyCollection<string> Names => _byName.Keys;

    /// <summary>What messages call the input.</summary>
    public string Source => string.Join(", ", _files.Select(file => file.Path));

    /// <summary>Opens the files.</summary>
    /// <param name="arguments">What stood behind <c>--input</c>: PATH or NAME=PATH each.</param>
    /// <exception cref="DataException">Two arrays have one name.</exception>
    public static ArrayInputs Open(IEnumerable<string> arguments)
    {
        var inputs = new ArrayInputs();
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

    /// <summary>Reads a mask: 0 and 1, or 0 and 255 as drawn in black and white, in any type. The caller disposes it.</summary>
    /// <returns>uint8, 0 or 1.</returns>
    /// <exception cref="DataException">The array is not there or holds other values.</exception>
    public Tensor ReadMask(string name)
    {
        using var scope = torch.NewDisposeScope();
        var values = Read(name);
        var foreground = values.ne(0);
        var white =
            values.numel() > 0
            && values.dtype is torch.ScalarType.Byte or torch.ScalarType.Int16 or torch.ScalarType.Int32 or torch.ScalarType.Int64
            && values.eq(255).any().ToBoolean()
                ? 255
                : 1;
        var strange = foreground.logical_and(values.ne(white));
        if (strange.any().ToBoolean())
            throw new DataException(
                $"{FileOf(name)}: '{name}' has other values than 0 and {white}, "
                    + $"the first is {values.masked_select(strange)[0].to_type(torch.ScalarType.Float64).ToDouble():G}; "
                    + "expected a mask of 0 and 1, or of 0 and 255."
            );
        return foreground.to_type(torch.ScalarType.Byte).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var file in _files)
            file.Dispose();
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
