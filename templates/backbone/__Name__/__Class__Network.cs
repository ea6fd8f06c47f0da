using TorchSharp.Modules;

namespace __Name__;

/// <summary>
/// Two levels: one at the image's size, one at half of it, joined again. The names of registered modules are the names in weight
/// files; where you port a published network, use its own.
/// </summary>
public sealed class __Class__Network : Module<Tensor, Tensor>
{
    [ComponentName(Name = "fine")]
    private readonly Sequential _fine;
    [ComponentName(Name = "coarse")]
    private readonly Sequential _coarse;
    [ComponentName(Name = "join")]
    private readonly Sequential _join;
    [ComponentName(Name = "final")]
    private readonly Conv2d _final;

    /// <summary>Builds the network with freshly initialised weights, from torch's default generator.</summary>
    public __Class__Network(__Class__Options options)
        : base(nameof(__Class__Network))
    {
        var width = options.Width;
        _fine = Sequential(Conv2d(options.InputChannels, width, 3, padding: 1), BatchNorm2d(width), ReLU());
        _coarse = Sequential(
            MaxPool2d(2),
            Conv2d(width, 2 * width, 3, padding: 1),
            BatchNorm2d(2 * width),
            ReLU(),
            ConvTranspose2d(2 * width, width, 2, stride: 2)
        );
        _join = Sequential(Conv2d(2 * width, width, 3, padding: 1), BatchNorm2d(width), ReLU());
        _final = Conv2d(width, options.Classes, 1);
        RegisterComponents();
    }

    /// <summary>The finer level, <c>[B, Width, H, W]</c>.</summary>
    public Tensor Encode(Tensor images) => _fine.call(images);

    /// <summary>The last map before the logits, <c>[B, Width, H, W]</c>.</summary>
    /// <param name="fine">What <see cref="Encode"/> returned; it stays the caller's.</param>
    public Tensor Decode(Tensor fine)
    {
        // Tensors made in here end with the scope; what is returned moves out of it.
        using var scope = NewDisposeScope();
        return _join.call(cat([fine, _coarse.call(fine)], 1)).MoveToOuterDisposeScope();
    }

    /// <summary>Logits <c>[B, Classes, H, W]</c>.</summary>
    public Tensor Classify(Tensor features) => _final.call(features);

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        return Classify(Decode(Encode(input))).MoveToOuterDisposeScope();
    }
}
