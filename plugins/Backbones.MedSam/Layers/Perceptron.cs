using TorchSharp.Modules;

namespace Backbones.MedSam.Layers;

/// <summary>Linear layers with ReLU between them, as the hypernetworks and the IoU head have.</summary>
internal sealed class Perceptron : Module<Tensor, Tensor>
{
    [ComponentName(Name = "layers")]
    private readonly ModuleList<Linear> _layers;

    public Perceptron(int inputs, int hidden, int outputs, int layers)
        : base(nameof(Perceptron))
    {
        _layers = new([.. Enumerable.Range(0, layers).Select(i => Linear(i == 0 ? inputs : hidden, i == layers - 1 ? outputs : hidden))]);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var value = _layers[0].call(input);
        for (var i = 1; i < _layers.Count; i++)
            value = _layers[i].call(value.relu());
        return value.MoveToOuterDisposeScope();
    }
}
