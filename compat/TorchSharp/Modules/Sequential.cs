using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp.Modules;

/// <summary>Modules called one after the other.</summary>
public class Sequential : Module<Tensor, Tensor>
{
    private readonly List<(string Name, IModule<Tensor, Tensor> Module)> _steps = [];

    protected internal Sequential(params (string name, Module<Tensor, Tensor>)[] modules)
        : base(nameof(Sequential))
    {
        foreach (var (name, module) in modules) append(name, module);
    }

    protected internal Sequential(params Module<Tensor, Tensor>[] modules)
        : base(nameof(Sequential))
    {
        foreach (var module in modules) append(module);
    }

    public int Count => _steps.Count;

    public IModule<Tensor, Tensor> this[int index] => _steps[index].Module;

    public Sequential append(string name, IModule<Tensor, Tensor> module)
    {
        register_module(name, (torch.nn.Module)module);
        _steps.Add((name, module));
        return this;
    }

    public Sequential append(IModule<Tensor, Tensor> module) => append(_steps.Count.ToString(System.Globalization.CultureInfo.InvariantCulture), module);

    public override Tensor forward(Tensor tensor)
    {
        if (_steps.Count == 0) return tensor.alias();
        using var scope = torch.NewDisposeScope();
        var result = tensor;
        foreach (var (_, module) in _steps)
        {
            var next = module.call(result);
            // What one step hands to the next is nobody else's: its memory is the next step's to use.
            if (!ReferenceEquals(result, tensor) && !ReferenceEquals(result, next)) result.Dispose();
            result = next;
        }
        return result.MoveToOuterDisposeScope();
    }
}
