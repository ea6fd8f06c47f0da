using Backbones.CeNet.Decoding;

namespace Backbones.CeNet.Tests.Parts;

/// <summary>When the gate normalises: by policy, mode and batch. In each case a naive second implementation says what it must be.</summary>
public sealed class ChannelGateTests : ScopedTensorTest
{
    private const int Channels = 16;

    public enum Norm
    {
        None,
        RunningStatistics,
        BatchStatistics,
    }

    [Theory]
    [InlineData(GateNormalisation.PerImage, false, 1, Norm.None)]
    [InlineData(GateNormalisation.PerImage, false, 3, Norm.None)]
    [InlineData(GateNormalisation.PerImage, true, 1, Norm.None)]
    [InlineData(GateNormalisation.PerImage, true, 3, Norm.BatchStatistics)]
    [InlineData(GateNormalisation.AsBatch, false, 1, Norm.None)]
    [InlineData(GateNormalisation.AsBatch, false, 3, Norm.RunningStatistics)]
    [InlineData(GateNormalisation.AsBatch, true, 1, Norm.None)]
    [InlineData(GateNormalisation.AsBatch, true, 3, Norm.BatchStatistics)]
    [InlineData(GateNormalisation.Running, false, 1, Norm.RunningStatistics)]
    [InlineData(GateNormalisation.Running, false, 3, Norm.RunningStatistics)]
    [InlineData(GateNormalisation.Running, true, 1, Norm.RunningStatistics)]
    [InlineData(GateNormalisation.Running, true, 3, Norm.BatchStatistics)]
    public void It_normalises_as_the_policy_says(GateNormalisation policy, bool training, int batch, Norm expected)
    {
        using var gate = Gate(policy);
        gate.train(training);
        var maps = randn(batch, Channels, 5, 4);
        using var frozen = no_grad();
        var wanted = Naive(gate, maps, expected);
        var before = gate.get_buffer("bn.running_mean")!.clone();

        Close.To(wanted, gate.call(maps), 1e-5, $"the result (seed {Seed})");

        var moved = (before - gate.get_buffer("bn.running_mean")!).abs().max().ToDouble() > 0;
        Assert.Equal(expected == Norm.BatchStatistics, moved);
        Assert.Equal(expected == Norm.BatchStatistics ? 1 : 0, gate.get_buffer("bn.num_batches_tracked")!.ToInt64());
    }

    [Theory]
    [InlineData(GateNormalisation.PerImage, true)]
    [InlineData(GateNormalisation.Running, true)]
    [InlineData(GateNormalisation.AsBatch, false)]
    public void In_evaluation_an_image_alone_is_as_in_company_unless_the_policy_looks_at_the_batch(GateNormalisation policy, bool same)
    {
        using var gate = Gate(policy);
        gate.eval();
        using var frozen = no_grad();
        var maps = randn(3, Channels, 6, 6);
        var together = gate.call(maps);

        var largest = Enumerable.Range(0, 3).Max(image => (gate.call(maps[image].unsqueeze(0)) - together[image]).abs().max().ToDouble());

        Assert.True(same ? largest < 1e-6 : largest > 1e-3, $"They differ by {largest} (seed {Seed}).");
    }

    // Weights and statistics that leave nothing as it is.
    private static ChannelGate Gate(GateNormalisation policy)
    {
        var gate = new ChannelGate(Channels, policy);
        using var frozen = no_grad();
        foreach (var (name, tensor) in gate.state_dict())
        {
            if (name.EndsWith("running_var"))
                tensor.uniform_(0.2, 0.6);
            else if (name != "bn.num_batches_tracked")
                tensor.normal_(0.3, 0.7);
        }
        return gate;
    }

    private static Tensor Naive(ChannelGate gate, Tensor maps, Norm norm)
    {
        var (batch, channels) = ((int)maps.shape[0], (int)maps.shape[1]);
        var (fc1, fc2) = (gate.get_parameter("fc1.weight")!, gate.get_parameter("fc2.weight")!);
        var values = new double[batch, channels];
        for (var image = 0; image < batch; image++)
        {
            for (var channel = 0; channel < channels; channel++)
            {
                var pixels = maps[image, channel].flatten().data<float>().ToArray().Select(pixel => (double)pixel).ToArray();
                var mean = pixels.Average();
                double[] statistics = [pixels.Max(), mean, Math.Sqrt(pixels.Sum(pixel => (pixel - mean) * (pixel - mean)) / pixels.Length)];
                for (var hidden = 0; hidden < 3; hidden++)
                {
                    var sum = statistics.Select((statistic, i) => statistic * fc1[3 * channel + hidden, 0, i].ToDouble()).Sum();
                    values[image, channel] += Math.Max(0, sum) * fc2[channel, hidden, 0].ToDouble();
                }
            }
        }
        var result = maps.clone();
        for (var channel = 0; channel < channels; channel++)
        {
            double Of(string name) => (name is "weight" or "bias" ? gate.get_parameter($"bn.{name}")! : gate.get_buffer($"bn.{name}")!)[channel].ToDouble();
            var column = Enumerable.Range(0, batch).Select(image => values[image, channel]).ToArray();
            var (mean, variance) =
                norm == Norm.BatchStatistics
                    ? (column.Average(), column.Sum(value => Math.Pow(value - column.Average(), 2)) / batch)
                    : (Of("running_mean"), Of("running_var"));
            for (var image = 0; image < batch; image++)
            {
                var value = norm == Norm.None ? column[image] : (column[image] - mean) / Math.Sqrt(variance + 1e-5) * Of("weight") + Of("bias");
                result[image, channel].mul_(1 / (1 + Math.Exp(-value)));
            }
        }
        return result;
    }
}
