using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp.Modules;

/// <summary>Normalisation of each channel over the batch, or by running statistics outside of training.</summary>
public abstract class BatchNorm : NormBase
{
    private protected BatchNorm(long num_features, double eps, double momentum, bool affine, bool track_running_stats, Device? device, ScalarType? dtype, string name)
        : base(num_features, eps, momentum, affine, track_running_stats, device, dtype, name)
    {
    }

    public override Tensor forward(Tensor input)
    {
        ValidateInputDimensions(input);
        if (training && track_running_stats)
        {
            using var frozen = torch.no_grad();
            num_batches_tracked!.add_(1);
        }
        var batchStatistics = training || !track_running_stats;
        return nn.functional.batch_norm(input, running_mean!, running_var!, weight, bias, batchStatistics, momentum ?? 0.1, eps);
    }
}
