using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp.Modules;

/// <summary>What batch and instance normalisation share: affine parameters and running statistics.</summary>
public abstract class NormBase : Module<Tensor, Tensor>
{
    private protected NormBase(long num_features, double eps, double? momentum, bool affine, bool track_running_stats, Device? device, ScalarType? dtype, string name)
        : base(name)
    {
        this.num_features = num_features;
        this.eps = eps;
        this.momentum = momentum;
        this.affine = affine;
        this.track_running_stats = track_running_stats;
        if (affine)
        {
            weight = new Parameter(torch.ones(num_features, dtype, device));
            register_parameter(nameof(weight), weight);
            bias = new Parameter(torch.zeros(num_features, dtype, device));
            register_parameter(nameof(bias), bias);
        }
        if (!track_running_stats) return;
        running_mean = torch.zeros(num_features, dtype, device);
        register_buffer(nameof(running_mean), running_mean);
        running_var = torch.ones(num_features, dtype, device);
        register_buffer(nameof(running_var), running_var);
        num_batches_tracked = torch.zeros([], ScalarType.Int64, device);
        register_buffer(nameof(num_batches_tracked), num_batches_tracked);
    }

    public Parameter? bias { get; set; }

    public Parameter? weight { get; set; }

    public Tensor? running_mean { get; set; }

    public Tensor? running_var { get; set; }

    public Tensor? num_batches_tracked { get; set; }

    public long num_features { get; }

    public double eps { get; set; }

    public double? momentum { get; set; }

    public bool affine { get; }

    public bool track_running_stats { get; }

    public void reset_running_stats()
    {
        if (!track_running_stats) return;
        nn.init.zeros_(running_mean!);
        nn.init.ones_(running_var!);
        num_batches_tracked!.zero_();
    }

    protected abstract void ValidateInputDimensions(Tensor input);

    private protected static void Expect(Tensor input, params ReadOnlySpan<long> dimensions)
    {
        if (!dimensions.Contains(input.dim())) throw new ArgumentException($"expected {string.Join("D or ", dimensions.ToArray())}D input, but got {input.dim()}D input.");
    }
}
