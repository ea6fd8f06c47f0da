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
        var average = momentum ?? 0;
        if (training && track_running_stats)
        {
            using var frozen = torch.no_grad();
            num_batches_tracked!.add_(1);
            // Without a momentum the statistics are the mean over all batches.
            average = momentum ?? 1.0 / num_batches_tracked.ToInt64();
        }
        var batchStatistics = training || !track_running_stats;
        return nn.functional.batch_norm(input, running_mean!, running_var!, weight, bias, batchStatistics, average, eps);
    }
}
