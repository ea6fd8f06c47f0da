namespace Backbones.ProbUNet.Tests;

/// <summary>Tolerances are those of the golden files' README.</summary>
public sealed class GoldenTests : ScopedTensorTest
{
    public static TheoryData<string> Networks => ["probunet_small", "probunet_full_procedural"];

    [Theory]
    [MemberData(nameof(Networks))]
    public void Distributions_and_their_divergence_equal_the_originals(string name)
    {
        using var golden = new GoldenProbUNet(name);
        using var network = golden.Network();
        using var frozen = no_grad();

        var prior = network.Prior(golden.Images);
        var posterior = network.Posterior(golden.Images, golden.Masks);
        var point = posterior.At(golden.Tensor("eps"));

        Close(golden, "prior.mu", prior.Mu);
        Close(golden, "prior.log_sigma", prior.LogSigma);
        Close(golden, "posterior.mu", posterior.Mu);
        Close(golden, "posterior.log_sigma", posterior.LogSigma);
        Close(golden, "z_posterior", point);
        Close(golden, "kl_analytic", posterior.Divergence(prior));
        Close(golden, "kl_sampled", posterior.LogDensity(point) - prior.LogDensity(point));
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void Logits_of_points_of_posterior_and_prior_equal_the_originals(string name)
    {
        using var golden = new GoldenProbUNet(name);
        using var network = golden.Network();
        using var frozen = no_grad();
        var features = network.Expand(network.Contract(golden.Images));
        var posterior = network.Posterior(golden.Images, golden.Masks);
        var prior = network.Prior(golden.Images);

        var samples = network.Combine(features, stack([posterior.At(golden.Tensor("eps")), posterior.Mu, prior.At(golden.Tensor("eps"))], 1));

        // Of the large network the file has a sample of rows and columns.
        string[] expected = ["reconstruction", "reconstruct_posterior_mean", "prior_sample_logits"];
        foreach (var (tensor, sample) in expected.Zip(samples.unbind(1)))
        {
            var step = sample.shape[2] / golden.Tensor(tensor).shape[2];
            Close(golden, tensor, sample.slice(2, 0, sample.shape[2], step).slice(3, 0, sample.shape[3], step));
        }
        Statistics(golden, features);
    }

    [Fact]
    public void Features_and_mask_equal_the_originals()
    {
        using var golden = new GoldenProbUNet("probunet_small");
        using var network = golden.Network();
        using var frozen = no_grad();

        Close(golden, "unet_features", network.Expand(network.Contract(golden.Images))[..1]);
        Assert.True(golden.Masks.Equals(golden.Tensor("mask")));
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void Objective_and_gradients_equal_the_originals(string name)
    {
        using var golden = new GoldenProbUNet(name);
        using var network = golden.Network();

        var bound = EvidenceLowerBound.Of(network, golden.Images, golden.Masks, golden.Masks, golden.Tensor("eps"));
        var penalty = EvidenceLowerBound.Penalty(network);
        var loss = -bound.Value() + 1e-5 * penalty;
        loss.backward();

        Sum(golden, "reconstruction_loss_sum", bound.Reconstruction);
        Sum(golden, "kl_mean", bound.Divergence.mean());
        Sum(golden, "elbo", bound.Value());
        Sum(golden, "l2_regularisation", penalty);
        Sum(golden, "loss", loss);
        var norms = golden.Numbers.GetProperty("grad_norms").EnumerateObject().ToDictionary(entry => entry.Name, entry => entry.Value.GetDouble());
        Assert.Equal(norms.Keys.Order(StringComparer.Ordinal), network.named_parameters().Select(entry => entry.name).Order(StringComparer.Ordinal));
        foreach (var (parameter, norm) in norms)
            Assert.Equal(norm, network.get_parameter(parameter)!.grad!.norm().ToDouble(), 1e-3 * norm);
    }

    [Fact]
    public void In_double_precision_the_objective_is_the_originals_in_double_precision()
    {
        using var golden = new GoldenProbUNet("probunet_small");
        using var network = golden.Network().to(ScalarType.Float64);
        using var frozen = no_grad();
        var masks = golden.Masks.to(ScalarType.Float64);

        var bound = EvidenceLowerBound.Of(network, golden.Images.to(ScalarType.Float64), masks, masks, golden.Tensor("eps").to(ScalarType.Float64));

        Assert.Equal(golden.Number("elbo_f64"), bound.Value().ToDouble(), 1e-9 * Math.Abs(golden.Number("elbo_f64")));
    }

    [Theory]
    [InlineData("probunet_small.keys.txt", "probunet_small")]
    [InlineData("official_probunet_32_64_128_192_latent6.keys.txt", "probunet_full_procedural")]
    public void The_network_has_the_original_names_types_and_shapes(string file, string name)
    {
        using var golden = new GoldenProbUNet(name);
        using var network = new ProbUNet(golden.Options);

        var keys = network
            .state_dict()
            .Select(entry => $"{entry.Key}\t{entry.Value.dtype.ToString().ToLowerInvariant()}\t[{string.Join(", ", entry.Value.shape)}]");

        Assert.Equal(
            File.ReadAllLines(GoldenProbUNet.PathOf(file)).Where(line => !line.StartsWith('#')).Order(StringComparer.Ordinal),
            keys.Order(StringComparer.Ordinal)
        );
        Assert.Equal(golden.Numbers.GetProperty("params").GetInt64(), network.parameters().Sum(parameter => parameter.numel()));
    }

    private static void Close(GoldenProbUNet golden, string tensor, Tensor actual)
    {
        var expected = golden.Tensor(tensor);
        Assert.Equal(expected.shape, actual.shape);
        var difference = (expected - actual).abs().max().ToDouble();
        Assert.True(difference <= 1e-4 * expected.abs().max().ToDouble(), $"{tensor} differs by {difference:G4}.");
    }

    private static void Sum(GoldenProbUNet golden, string key, Tensor actual) =>
        Assert.Equal(golden.Number(key), actual.ToDouble(), 1e-5 * Math.Abs(golden.Number(key)));

    private static void Statistics(GoldenProbUNet golden, Tensor features)
    {
        var expected = golden.Numbers.GetProperty("features");
        var values = features.@double();
        Assert.Equal(expected.GetProperty("shape").EnumerateArray().Select(size => size.GetInt64()), features.shape);
        (string, Tensor)[] all =
        [
            ("mean", values.mean()),
            ("std", values.std()),
            ("min", values.min()),
            ("max", values.max()),
            ("sum_abs", values.abs().sum()),
        ];
        foreach (var (key, found) in all)
            Assert.Equal(expected.GetProperty(key).GetDouble(), found.ToDouble(), 1e-5 * expected.GetProperty(key).GetDouble());
    }
}
