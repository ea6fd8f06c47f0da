using Modules.Spa.Layers;
using Modules.Spa.Preferences;
using Shared.Equations;

namespace Modules.Spa.Tests;

/// <summary>The preference distribution, its predictors and the E-step, in float64, outputs and gradients.</summary>
public sealed class PreferenceGoldenTests : ScopedTensorTest
{
    private const double Infinity = 1e300;

    [Theory]
    [InlineData("mixture_M1")]
    [InlineData("mixture_M4")]
    [InlineData("mixture_M16_official_init")]
    [InlineData("mixture_edges")]
    public void Draws_their_components_densities_and_gradients_are_the_references(string name)
    {
        using var golden = new GoldenEquations("spa", name);
        foreach (
            var (kind, tag, uniform) in new[]
            {
                (PreferenceDraw.Sample, "paper_sample", "uniform_sample"),
                (PreferenceDraw.Element, "paper_element", "uniform_element"),
                (PreferenceDraw.Blend, "official", null),
            }
        )
        {
            using var mixture = Mixture(golden, grad: true);
            if (uniform is not null)
            {
                using var plain = golden["pi"];
                var components = PreferenceMixture.Components(Numbers(plain), Numbers(golden[uniform]));
                Assert.Equal(Numbers(golden[$"component.{tag}"]).Select(value => (long)value), components);
            }
            var z = mixture.Draw(golden["normal"], uniform is null ? null : golden[uniform], kind);
            golden.Close($"z.{tag}", z);
            if (kind != PreferenceDraw.Element)
                golden.Close($"log_pdf_of_z.{tag}", mixture.LogDensity(z.detach()));
            (z * golden["probe"]).mean().backward();
            foreach (var (part, tensor) in new[] { ("pi", mixture.Weights), ("mu", mixture.Means), ("var", mixture.Variances) })
                golden.Close($"grad.{tag}.{part}", tensor.grad ?? zeros_like(tensor));
        }
    }

    [Theory]
    [InlineData("resp_all_underflow")]
    [InlineData("resp_equal")]
    [InlineData("resp_moderate")]
    [InlineData("resp_official_init")]
    [InlineData("resp_single")]
    [InlineData("resp_soft_y")]
    [InlineData("resp_variance_floor")]
    [InlineData("resp_zero_weight")]
    public void Responsibilities_are_the_references_however_far_the_components_lie(string name)
    {
        using var golden = new GoldenEquations("spa", name);
        using var frozen = no_grad();
        using var mixture = Mixture(golden);
        var pixels = golden["y"];

        golden.Close("log_weighted_density", Finite(mixture.LogWeighted(pixels)));
        golden.Close("log_responsibility", Finite(Responsibilities.Log(mixture, pixels)));
        golden.Close("responsibility", Responsibilities.Log(mixture, pixels).exp());
        golden.Close("pi_gt.paper_pixel_mean", Responsibilities.Weights(mixture, pixels, ResponsibilityRule.PixelMean));
        golden.Close("log_pi_gt.paper_joint", Finite(Responsibilities.LogJoint(mixture, pixels)));
        golden.Close("pi_gt.paper_joint", Responsibilities.Weights(mixture, pixels, ResponsibilityRule.Joint));
        golden.Close("responsibility.official_f64", Responsibilities.Published(mixture, pixels));
        golden.Close("pi_gt.official_f64", Responsibilities.Weights(mixture, pixels, ResponsibilityRule.Published));
    }

    [Fact]
    public void The_posterior_of_a_user_and_the_divergences_are_the_appendixs()
    {
        using var golden = new GoldenEquations("spa", "posterior_eq2_eq7");
        using var mixture = Mixture(golden);
        golden.Close("kl", Responsibilities.Divergences(mixture));
        var interactions = golden["interactions"];
        var counts = golden.Json.GetProperty("J").EnumerateArray().Select(count => count.GetInt64()).ToList();
        golden.Close("posterior_eq2", stack([.. counts.Select(count => Responsibilities.LogJoint(mixture, interactions.narrow(0, 0, count)).exp())], 0));
    }

    [Theory]
    [InlineData(VarianceRule.Softplus, "softplus")]
    [InlineData(VarianceRule.Relu, "relu")]
    [InlineData(VarianceRule.Exp, "exp")]
    public void The_papers_predictors_are_six_layers_each(VarianceRule rule, string tag)
    {
        using var golden = new GoldenEquations("spa", "generator_paper");
        var (width, components, hidden) = (golden.Int("L"), golden.Int("M"), golden.Int("hidden"));
        using var means = new Perceptron(width, hidden, hidden, hidden, hidden, hidden, 2 * components);
        using var weights = new Perceptron(width, hidden, hidden, hidden, hidden, hidden, components);
        golden.Fill(means, "w.ms.");
        golden.Fill(weights, "w.pi.");
        var interaction = golden.Input("e_u");

        var raw = means.call(interaction);
        var (mu, variance) = PreferenceVariance.Halves(raw, rule);
        var pi = weights.call(interaction).softmax(-1);

        golden.Close("out.mu", mu);
        golden.Close("out.raw_var", raw.narrow(-1, components, components));
        golden.Close($"out.{tag}.var", variance);
        golden.Close("out.pi", pi);
        (mu * golden["in.probe_mu"] + variance * golden["in.probe_var"] + pi * golden["in.probe_pi"]).mean().backward();
        golden.Close($"grad.{tag}.in.e_u", interaction.grad);
        foreach (var (prefix, module) in new[] { ("ms", means), ("pi", weights) })
        foreach (var (name, parameter) in module.named_parameters())
            if (golden.Names.Contains($"grad.{tag}.w.{prefix}.{name}"))
                golden.Close($"grad.{tag}.w.{prefix}.{name}", parameter.grad);
    }

    [Theory]
    [InlineData("generator_official_small")]
    [InlineData("generator_official_widths")]
    public void The_published_predictors_are_the_references(string name)
    {
        using var golden = new GoldenEquations("spa", name);
        var tokens = golden.Input("point_embeddings");
        var before = golden.Input("weights");
        var components = (int)before.shape[1];
        IReadOnlyList<int> widths = name.EndsWith("widths") ? TokenMeanVariance.Published : Widths(golden);
        using var means = new TokenMeanVariance((int)tokens.shape[2], components, widths);
        int[] hidden = name.EndsWith("widths")
            ? [64, 128, 256, 128, 64]
            : [.. golden.Json.GetProperty("widths_weights").EnumerateArray().Select(width => width.GetInt32())];
        using var weights = new Perceptron([components, .. hidden, components]);
        golden.Fill(means, "w.emmv.");
        golden.Fill(weights, "w.emw.");

        golden.Close("mid.token_feature", means.Tokens(tokens));
        var raw = means.call(tokens, golden["in.dense_pe"]);
        golden.Close("mid.raw", raw);
        var (mu, variance) = PreferenceVariance.Halves(raw, VarianceRule.Relu);
        (mu, variance) = (mu.mean([0L]), variance.mean([0L]));
        golden.Close("out.mu", mu);
        golden.Close("out.var", variance);
        var each = weights.call(before).softmax(-1);
        golden.Close("out.weights_per_item", each);
        ((mu * golden["in.probe_mu"] + variance * golden["in.probe_var"]).mean() + (each * golden["in.probe_weights"]).mean()).backward();
        golden.Close("grad.in.point_embeddings", tokens.grad);
        golden.Close("grad.in.weights", before.grad);
        foreach (var (prefix, module) in new (string, nn.Module)[] { ("emmv", means), ("emw", weights) })
        foreach (var (parameter, tensor) in module.named_parameters())
            if (golden.Names.Contains($"grad.w.{prefix}.{parameter}"))
                golden.Close($"grad.w.{prefix}.{parameter}", tensor.grad);
            else
                Assert.Equal(golden.Json.GetProperty("grad_norms").GetProperty($"{prefix}.{parameter}").GetDouble(), tensor.grad!.norm().ToDouble(), 1e-9);
    }

    [Theory]
    [InlineData("official", "z_vector")]
    [InlineData("paper", "z_spatial")]
    public void A_preference_comes_into_the_embedding_by_three_convolutions(string tag, string latents)
    {
        using var golden = new GoldenEquations("spa", "combine");
        using var layers = new PreferenceLayers(golden.Int("L"), golden.Int("Z"));
        golden.Fill(layers, "w.comb.");
        var (embedding, z) = (golden.Input("e_x"), golden.Input(latents));

        var found = layers.call(embedding, z);

        golden.Close($"out.{tag}", found);
        (found * golden["in.probe"]).mean().backward();
        golden.Close($"grad.{tag}.in.e_x", embedding.grad);
        golden.Close($"grad.{tag}.in.z", z.grad);
        foreach (var (name, parameter) in layers.named_parameters())
            golden.Close($"grad.{tag}.w.comb.{name}", parameter.grad);
    }

    private static int[] Widths(GoldenEquations golden)
    {
        var widths = golden.Json.GetProperty("widths_mean_variance");
        return [.. new[] { "conv1d_1", "conv1d_2", "conv1", "conv2", "conv3", "fc1", "fc2" }.Select(name => widths.GetProperty(name).GetInt32())];
    }

    private static PreferenceMixture Mixture(GoldenEquations golden, bool grad = false) =>
        new(golden["pi"].requires_grad_(grad), golden["mu"].requires_grad_(grad), golden["var"].requires_grad_(grad));

    /// <summary>The references write minus infinity as a number.</summary>
    private static Tensor Finite(Tensor values) => values.nan_to_num(nan: 7, neginf: -Infinity);

    private static double[] Numbers(Tensor values) => [.. values.to(ScalarType.Float64).contiguous().data<double>()];
}
