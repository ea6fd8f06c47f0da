using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp.Modules;

/// <summary>What all convolutions share: weight, bias and geometry.</summary>
public abstract class Convolution : Module<Tensor, Tensor>
{
    private protected Convolution(string name, ConvolutionShape shape, Device? device, ScalarType? dtype)
        : base(name)
    {
        in_channels = shape.InChannels;
        out_channels = shape.OutChannels;
        kernel_size = shape.Kernel;
        stride = shape.Stride;
        padding = shape.Padding;
        padding_type = shape.PaddingType;
        padding_mode = shape.PaddingMode;
        dilation = shape.Dilation;
        output_padding = shape.OutputPadding;
        transposed = shape.Transposed;
        groups = shape.Groups;
        if (in_channels % groups != 0) throw new ArgumentException($"in_channels ({in_channels}) must be divisible by groups ({groups}).");
        if (out_channels % groups != 0) throw new ArgumentException($"out_channels ({out_channels}) must be divisible by groups ({groups}).");
        long[] size = transposed ? [in_channels, out_channels / groups, .. kernel_size] : [out_channels, in_channels / groups, .. kernel_size];
        weight = new Parameter(torch.empty(size, dtype, device));
        register_parameter(nameof(weight), weight);
        if (shape.Bias)
        {
            bias = new Parameter(torch.empty(out_channels, dtype, device));
            register_parameter(nameof(bias), bias);
        }
        reset_parameters();
    }

    public Parameter? bias { get; set; }

    public Parameter weight { get; set; }

    public long in_channels { get; }

    public long out_channels { get; }

    public bool transposed { get; }

    public Padding? padding_type { get; private set; }

    public long[] padding { get; private set; }

    public PaddingModes padding_mode { get; set; }

    public long groups { get; set; }

    public long[] kernel_size { get; set; }

    public long[] stride { get; set; }

    public long[] dilation { get; set; }

    public long[] output_padding { get; set; }

    public void reset_parameters()
    {
        nn.init.kaiming_uniform_(weight, Math.Sqrt(5));
        if (bias is null) return;
        var (fanIn, _) = nn.init.CalculateFanInAndFanOut(weight);
        if (fanIn == 0) return;
        var bound = 1 / Math.Sqrt(fanIn);
        nn.init.uniform_(bias, -bound, bound);
    }

    /// <summary>Padding other than zeros is laid around the input before the convolution.</summary>
    private protected Tensor Padded(Tensor input)
    {
        long[] around = [.. padding.Reverse().SelectMany(p => new[] { p, p })];
        return nn.functional.pad(input, around, padding_mode);
    }
}
