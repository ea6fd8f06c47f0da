using System.Numerics;
using System.Text;
using DeferredSeg.Engine.Weights;
using TorchSharp.Modules;

namespace DeferredSeg.Engine.Tests.Weights;

/// <summary>Against a second implementation with unbounded integers, from the text of the golden file <c>fullsize.json</c>.</summary>
public sealed class ProceduralWeightsTests : ScopedTensorTest
{
    private static readonly BigInteger _modulus = BigInteger.One << 64;

    // The vectors of the golden file.
    [Theory]
    [InlineData("input", 0.0978183426575382, 0.6523604282671823, 0.20362427326354626, 0.2744446628721535)]
    [InlineData("inc.double_conv.0.weight", 0.5023182333238482, 0.1428241100849421, 0.09231533032976635, 0.6551143133764129)]
    [InlineData("image_encoder.pos_embed", 0.5429156009866155, 0.7940409031539173, 0.7992251828187997, 0.9687040563126224)]
    [InlineData("out.w", 0.5875568852325618, 0.8736986373119902, 0.013730058899067643, 0.06897091754206719)]
    public void Draws_are_the_published_vectors(string name, params double[] expected) =>
        Assert.Equal(expected, Enumerable.Range(0, 4).Select(i => ProceduralWeights.Uniform(name, i)));

    [Fact]
    public void Draws_are_those_of_the_formula_in_unbounded_integers()
    {
        var random = new Random(Seed);
        for (var trial = 0; trial < 50; trial++)
        {
            var name = string.Concat(Enumerable.Range(0, random.Next(0, 30)).Select(_ => "abz._09é中"[random.Next(9)]));
            // Beyond two thousand million the product has more than 64 bits many times over.
            var index = random.NextInt64(0, 1L << random.Next(1, 40));

            Assert.True(Uniform(name, index) == ProceduralWeights.Uniform(name, index), $"'{name}', number {index} (seed {Seed})");
        }
    }

    [Theory]
    [InlineData("default", 1)]
    [InlineData("cenet", 0.7)]
    [InlineData("probunet", 1.6)]
    public void Every_kind_of_tensor_has_its_range(string variant, double gain)
    {
        using var module = new Kinds();
        using var frozen = no_grad();

        ProceduralWeights.Fill(module, variant);

        foreach (var (name, tensor) in module.state_dict())
        {
            var (center, scale) = name switch
            {
                "norm.running_var" => (1, 0.5),
                "norm.running_mean" => (0, 0.3),
                "norm.weight" or "vector" => (1, 0.4),
                "norm.bias" or "bias" => (0, 0.15),
                "positional_encoding_gaussian_matrix" => (0, 1.5),
                "pos_embed" => (0, 0.5),
                "layer_scale_7" => (0.75, 0.25),
                "lambda_q1" => (0, 0.3),
                "w" => (0.5, 0.25),
                // Only this rule has the variant's gain; the product leaves out the first axis.
                "kernel" => (0, gain * Math.Sqrt(3.0 / (3 * 2 * 5))),
                "norm.num_batches_tracked" => (7, 0.0),
                _ => throw new InvalidOperationException(name),
            };
            var values = tensor.to(ScalarType.Float64).flatten().data<double>().ToArray();
            var expected = values.Select((_, i) => (double)(float)(center + scale * (2 * Uniform(name, i) - 1)));
            Assert.True(expected.SequenceEqual(values), $"{name} of {variant} is {string.Join(", ", values.Take(3))} …");
        }
    }

    [Fact]
    public void Twice_the_same_whatever_was_there_and_whatever_torch_draws()
    {
        using var one = new Kinds();
        using var other = new Kinds();
        using var frozen = no_grad();
        foreach (var (_, tensor) in other.state_dict())
            tensor.fill_(3);

        ProceduralWeights.Fill(one, "default");
        rand(5);
        ProceduralWeights.Fill(other, "default");

        foreach (var (name, tensor) in one.state_dict())
            Assert.True(tensor.Equals(other.state_dict()[name]), name);
        Assert.True(one.state_dict()["norm.num_batches_tracked"].ToInt64() == 7);
    }

    [Fact]
    public void Other_element_types_are_rounded_from_float32_and_an_unknown_variant_is_refused()
    {
        using var module = nn.Linear(4, 3).@double();
        using var frozen = no_grad();

        ProceduralWeights.Fill(module, "default");

        Assert.True(module.state_dict()["weight"].Equals(ProceduralWeights.Draw("weight", [3, 4], 0, Math.Sqrt(3.0 / 4)).to(ScalarType.Float64)));
        Assert.Contains(
            "'sam' is no variant of procedural weights; expected default or cenet or probunet.",
            Assert.Throws<ArgumentException>(() => ProceduralWeights.Fill(module, "sam")).Message
        );
    }

    private static double Uniform(string name, long index)
    {
        BigInteger hash = 14695981039346656037;
        foreach (var octet in Encoding.UTF8.GetBytes(name))
            hash = (hash ^ octet) * 1099511628211 % _modulus;
        var x = (hash + (BigInteger)(index + 1) * 0x9E3779B97F4A7C15) % _modulus;
        x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9 % _modulus;
        x = (x ^ (x >> 27)) * 0x94D049BB133111EB % _modulus;
        x ^= x >> 31;
        return (double)(x >> 11) / Math.Pow(2, 53);
    }

    /// <summary>A tensor for each rule.</summary>
    private sealed class Kinds : nn.Module
    {
        public Kinds()
            : base(nameof(Kinds))
        {
            register_module("norm", nn.BatchNorm2d(5));
            foreach (
                var (name, shape) in new (string, long[])[]
                {
                    ("positional_encoding_gaussian_matrix", [2, 4]),
                    ("pos_embed", [1, 2, 2, 3]),
                    ("layer_scale_7", [1, 4, 1, 1]),
                    ("lambda_q1", [6]),
                    ("w", [1, 3, 1, 1]),
                    ("bias", [4]),
                    ("vector", [5]),
                    ("kernel", [4, 3, 2, 5]),
                }
            )
                register_parameter(name, new Parameter(zeros(shape)));
        }
    }
}
