using System.Globalization;
using System.Text;
using DeferredSeg.Deferral.Routing.Policies;
using Tensor = TorchSharp.torch.Tensor;

namespace DeferredSeg.Deferral.Routing;

/// <summary>One routing of one result, as a snapshot describes it.</summary>
/// <param name="decision">int64 <c>[H, W]</c>.</param>
/// <param name="probabilities">float64 <c>[J+1, H, W]</c>.</param>
internal sealed class RoutingMap(Tensor decision, Tensor probabilities)
{
    private readonly int _height = (int)decision.shape[0];
    private readonly int _width = (int)decision.shape[1];
    private readonly int _channels = (int)probabilities.shape[0];
    private readonly long[] _decision = decision.contiguous().data<long>().ToArray();

    public void Write(StringBuilder text, RoutingSnapshotOptions options)
    {
        string Number(double value) => SnapshotNumber.Of(value, options.Digits);
        var counts = new int[_channels];
        foreach (var channel in _decision)
            counts[channel]++;
        var loads = RoutingLoads.Soft(probabilities.unsqueeze(0)).data<double>().ToArray();

        text.Append(CultureInfo.InvariantCulture, $"coverage {Number(Share(counts[0]))}\n");
        for (var channel = 0; channel < _channels; channel++)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"channel {channel}: {Pixels(counts[channel])}, share {Number(Share(counts[channel]))}, soft load {Number(loads[channel])}\n"
            );
        }
        text.Append(CultureInfo.InvariantCulture, $"regions, {options.Connectivity}");
        var margins = Margins();
        var seen = new bool[_decision.Length];
        foreach (var region in ConnectedRegions.Of(_decision, _height, _width, options.Connectivity))
        {
            var margin = RegionPixels.Of(region, _decision, _width, options.Connectivity, seen).Average(pixel => margins[pixel]);
            text.Append(
                CultureInfo.InvariantCulture,
                $"\nchannel {region.Channel}: {Pixels(region.Pixels)}, rows {region.Top}-{region.Bottom}, columns "
                    + $"{region.Left}-{region.Right}, margin {Number(margin)}"
            );
        }
        if (options.Maps)
            text.Append("\nmap\n").Append(DecisionMapText.Of(_decision, _height, _width));
    }

    /// <summary>At each pixel the probability of the chosen channel minus the largest of the others.</summary>
    private double[] Margins()
    {
        var values = probabilities.contiguous().data<double>().ToArray();
        var margins = new double[_decision.Length];
        for (var pixel = 0; pixel < margins.Length; pixel++)
        {
            var (chosen, other) = (0.0, 0.0);
            for (var channel = 0; channel < _channels; channel++)
            {
                var value = values[channel * margins.Length + pixel];
                if (channel == _decision[pixel])
                    chosen = value;
                else
                    other = Math.Max(other, value);
            }
            margins[pixel] = chosen - other;
        }
        return margins;
    }

    private double Share(int pixels) => (double)pixels / _decision.Length;

    private static string Pixels(int count) => count == 1 ? "1 pixel" : string.Create(CultureInfo.InvariantCulture, $"{count} pixels");
}
