using TorchSharp.Modules;

namespace Backbones.LwNet;

/// <summary>Layers in a row below the name <c>block</c>, as the published weights have them.</summary>
internal sealed class NamedBlock : Module<Tensor, Tensor>
{
    [ComponentName(Name = "block")]
    private readonly Sequential _block;

    public NamedBlock(params Module<Tensor, Tensor>[] layers)
        : base(nameof(NamedBlock))
    {
        _block = Sequential(layers);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input) => _block.call(input);
}
