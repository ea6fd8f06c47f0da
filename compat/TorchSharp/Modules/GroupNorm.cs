using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp.Modules;

/// <summary>Normalisation over groups of channels.</summary>
public sealed class GroupNorm : Module<Tensor, Tensor>
{
    internal GroupNorm(long num_groups, long num_channels, double eps, bool affine, Device? device, ScalarType? dtype)
        : base(nameof(GroupNorm))
    {
        this.num_groups = num_groups;
        this.eps = eps;
        this.affine = affine;
        if (!affine) return;
        weight = new Parameter(torch.ones(num_channels, dtype, device));
        register_parameter(nameof(weight), weight);
        bias = new Parameter(torch.zeros(num_channels, dtype, device));
        register_parameter(nameof(bias), bias);
    }

    public Parameter? bias { get; set; }

    public Parameter? weight { get; set; }

    public long num_groups { get; set; }

    public double eps { get; set; }

    public bool affine { get; set; }

    public override Tensor forward(Tensor tensor) => nn.functional.group_norm(tensor, num_groups, weight, bias, eps);
}
