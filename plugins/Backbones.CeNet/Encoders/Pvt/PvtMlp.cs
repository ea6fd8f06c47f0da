using TorchSharp.Modules;

namespace Backbones.CeNet.Encoders.Pvt;

/// <summary>A perceptron with a depthwise convolution 3x3 before its exact GELU.</summary>
internal sealed class PvtMlp : Module<Tensor, Tensor>
{
    [ComponentName(Name = "fc1")]
    private readonly Linear _fc1;

    [ComponentName(Name = "dwconv")]
    private readonly PvtDepthwise _dwconv;

    [ComponentName(Name = "fc2")]
    private readonly Linear _fc2;

    public PvtMlp(int width, int hidden)
        : base(nameof(PvtMlp))
    {
        _fc1 = Linear(width, hidden);
        _dwconv = new(hidden);
        _fc2 = Linear(hidden, width);
        RegisterComponents();
    }

    public override Tensor forward(Tensor maps)
    {
        using var scope = NewDisposeScope();
        return ChannelsLast.Maps(_fc2.Apply(Activated(maps)), maps).MoveToOuterDisposeScope();
    }

    private Tensor Activated(Tensor maps)
    {
        using var scope = NewDisposeScope();
        return ChannelsLast.Tokens(Filtered(maps)).gelu().MoveToOuterDisposeScope();
    }

    private Tensor Filtered(Tensor maps)
    {
        using var scope = NewDisposeScope();
        return _dwconv.call(ChannelsLast.Maps(_fc1.Apply(ChannelsLast.Tokens(maps)), maps)).MoveToOuterDisposeScope();
    }
}
