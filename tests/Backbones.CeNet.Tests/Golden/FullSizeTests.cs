using System.Text;
using System.Text.Json;

namespace Backbones.CeNet.Tests.Golden;

/// <summary>The networks at their published widths, whose weights follow from their names by a formula of the golden files.</summary>
public sealed class FullSizeTests : ScopedTensorTest
{
    [Theory]
    [InlineData("input")]
    [InlineData("out.w")]
    public void The_formula_gives_the_test_vectors(string name)
    {
        using var golden = new GoldenFile("fullsize");
        var expected = golden.Numbers.GetProperty("test_vectors").GetProperty(name).GetProperty("u_first4").EnumerateArray().Select(value => value.GetDouble());

        Assert.Equal(expected, Enumerable.Range(0, 4).Select(i => Uniform(name, i)));
    }

    [SkippableTheory]
    [InlineData("cenet_pvt_v2_b0", EncoderKind.PvtV2B0, false)]
    [InlineData("cenet_pvt_v2_b2", EncoderKind.PvtV2B2, true)]
    public void The_network_at_its_published_widths_equals_the_original(string name, EncoderKind encoder, bool isHeavy)
    {
        Skip.If(isHeavy && Environment.GetEnvironmentVariable("DEFERREDSEG_TEST_LONG") != "1", "heavy; ./test --long runs it");
        using var golden = new GoldenFile("fullsize");
        using var network = new CeNet(new CeNetOptions(Encoder: encoder, Classes: 2, GateNormalisation: GateNormalisation.AsBatch));
        using var frozen = no_grad();
        foreach (var (key, target) in network.state_dict())
            Fill(key, target);
        network.eval();
        var numbers = golden.Numbers.GetProperty("nets").GetProperty(name);
        Assert.Equal(numbers.GetProperty("params").GetInt64(), network.parameters().Sum(parameter => parameter.numel()));
        var images = Draw("input", [2, 3, 224, 224], 0, 1);

        var maps = network.Encode(images);
        var logits = network.call(images);

        Compare($"{name}.output_stride4", Every(logits, 1, 4));
        Compare($"{name}.output_batch1_stride4", Every(network.call(images[..1]), 1, 4));
        for (var stage = 0; stage < 4; stage++)
        {
            var expected = golden.Tensor($"{name}.x{stage + 1}_stride");
            var (channels, pixels) = (maps[stage].shape[1] / expected.shape[1], (maps[stage].shape[2] + 1) / expected.shape[2]);
            Compare($"{name}.x{stage + 1}_stride", Every(maps[stage][..1], channels, pixels));
            Statistics(numbers.GetProperty("backbone")[stage], maps[stage], $"x{stage + 1}");
        }
        Statistics(numbers.GetProperty("out"), logits, "the logits");

        void Compare(string what, Tensor found)
        {
            var expected = golden.Tensor(what);
            Close.To(expected, found, 1e-4 * expected.abs().max().ToDouble(), what);
        }
    }

    // Of all values, where the file holds a sample alone.
    private static void Statistics(JsonElement expected, Tensor maps, string what)
    {
        var values = maps.@double();
        double Of(string key) => expected.GetProperty(key).GetDouble();
        var tolerance = 1e-4 * Math.Max(Math.Abs(Of("min")), Math.Abs(Of("max")));
        Assert.Equal(expected.GetProperty("shape").EnumerateArray().Select(size => size.GetInt64()), maps.shape);
        foreach (
            var (key, found) in new[]
            {
                ("mean", values.mean()),
                ("std", values.std()),
                ("min", values.min()),
                ("max", values.max()),
                ("sum_abs", values.abs().sum()),
            }
        )
            Assert.True(
                Math.Abs(Of(key) - found.ToDouble()) <= (key == "sum_abs" ? 1e-4 * Of(key) : tolerance),
                $"The {key} of {what} is {found.ToDouble()}; expected is {Of(key)}."
            );
    }

    private static Tensor Every(Tensor maps, long channels, long pixels) =>
        maps.slice(1, 0, maps.shape[1], channels).slice(2, 0, maps.shape[2], pixels).slice(3, 0, maps.shape[3], pixels);

    private static void Fill(string key, Tensor target)
    {
        if (target.dtype == ScalarType.Int64)
            target.fill_(7);
        else
        {
            var (center, scale) = Range(key, target.shape);
            target.copy_(Draw(key, target.shape, center, scale));
        }
    }

    private static (double Center, double Scale) Range(string key, long[] shape) =>
        key[(key.LastIndexOf('.') + 1)..] switch
        {
            "running_var" => (1, 0.5),
            "running_mean" => (0, 0.3),
            var last when last.StartsWith("layer_scale") => (0.75, 0.25),
            var last when last.StartsWith("lambda_") => (0, 0.3),
            "w" => (0.5, 0.25),
            "bias" => (0, 0.15),
            _ when shape.Length == 1 => (1, 0.4),
            _ => (0, 0.7 * Math.Sqrt(3.0 / shape[1..].Aggregate(1L, (product, size) => product * size))),
        };

    private static Tensor Draw(string name, long[] shape, double center, double scale)
    {
        var hash = Hash(name);
        var values = new float[shape.Aggregate(1L, (product, size) => product * size)];
        for (var i = 0; i < values.Length; i++)
            values[i] = (float)(center + scale * (2 * Uniform(hash, i) - 1));
        return tensor(values).view(shape);
    }

    private static double Uniform(string name, long index) => Uniform(Hash(name), index);

    private static double Uniform(ulong hash, long index)
    {
        var x = hash + (ulong)(index + 1) * 0x9E3779B97F4A7C15;
        x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
        x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
        return ((x ^ (x >> 31)) >> 11) * Math.Pow(2, -53);
    }

    private static ulong Hash(string name) => Encoding.UTF8.GetBytes(name).Aggregate(0xcbf29ce484222325, (hash, value) => (hash ^ value) * 0x100000001b3);
}
