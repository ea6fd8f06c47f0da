using System.Runtime.InteropServices;
using Exported;

namespace Backbones.TorchScript;

/// <summary>A module that <c>torch.jit</c> traced or scripted, in evaluation mode.</summary>
internal sealed class TorchScriptNetwork : IExportedNetwork
{
    private TorchScriptNetwork(jit.ScriptModule module) => (Module, Input) = (module, FirstConvolution(module));

    /// <summary>The module.</summary>
    public jit.ScriptModule Module { get; }

    /// <inheritdoc/>
    public ExportedInput Input { get; }

    /// <inheritdoc/>
    public IReadOnlyList<string> OutputNames => [];

    /// <summary>Opens a file.</summary>
    /// <exception cref="ArgumentException">It is no TorchScript; the message says what it seems to be.</exception>
    public static TorchScriptNetwork Open(string path, Device device)
    {
        try
        {
            var module = jit.load(path, device.type, device.index);
            module.eval();
            return new(module);
        }
        catch (Exception e) when (e is ExternalException or InvalidOperationException or IOException)
        {
            throw new ArgumentException(
                $"{path} is no TorchScript that can be opened: {Line(e)} Expected a file that torch.jit.save wrote (torch.jit.trace or torch.jit.script), "
                    + "such as model.ts of a MONAI bundle. A .pth with weights alone belongs to backbone:weights of a backbone that has the network's code.",
                e
            );
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<Tensor> Run(Tensor images)
    {
        object result;
        try
        {
            result = Module.call(images);
        }
        catch (ExternalException e)
        {
            throw new ArgumentException($"The model refuses an image [{string.Join(", ", images.shape)}]: {Line(e)}", e);
        }
        List<Tensor> tensors = [];
        Collect(result, tensors);
        return [.. tensors.Select(tensor => tensor.dtype == ScalarType.Float32 ? tensor : tensor.to_type(ScalarType.Float32))];
    }

    /// <inheritdoc/>
    public void Dispose() => Module.Dispose();

    /// <summary>The tensors of a tuple, list or dictionary, in order, however deep.</summary>
    private static void Collect(object? result, List<Tensor> tensors)
    {
        switch (result)
        {
            case Tensor tensor:
                tensors.Add(tensor);
                break;
            case System.Runtime.CompilerServices.ITuple tuple:
                for (var i = 0; i < tuple.Length; i++)
                    Collect(tuple[i], tensors);
                break;
            case System.Collections.IDictionary dictionary:
                foreach (var value in dictionary.Values)
                    Collect(value, tensors);
                break;
            case System.Collections.IEnumerable list and not string:
                foreach (var value in list)
                    Collect(value, tensors);
                break;
        }
    }

    /// <summary>Channels and axes as the first convolution has them, which is usually the one that reads the image; a trial run decides.</summary>
    private static ExportedInput FirstConvolution(jit.ScriptModule module)
    {
        foreach (var (_, parameter) in module.named_parameters())
        {
            if (parameter.dim() is 4 or 5)
                return new(null, (int)parameter.shape[1], [.. Enumerable.Repeat((int?)null, (int)parameter.dim() - 2)]);
        }
        return ExportedInput.Open;
    }

    // libtorch's messages go on for pages of C++; what happened stands in the first line, or after the traceback.
    private static string Line(Exception e)
    {
        var lines = e.Message.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var told = lines.FirstOrDefault(line => line.StartsWith("RuntimeError:", StringComparison.Ordinal)) ?? lines.FirstOrDefault() ?? e.GetType().Name;
        return told.EndsWith('.') ? told : told + ".";
    }
}
