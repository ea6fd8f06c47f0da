using DeferredSeg.Engine.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace DeferredSeg.Host.Tests.Commands.Forward;

/// <summary>The reduced Probabilistic U-Net of the golden files through the command. Tolerances are those of their README.</summary>
public sealed class ProbUNetTests : IDisposable
{
    private readonly ForwardFiles _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public void Prior_and_features_equal_the_originals_and_an_image_has_the_same_samples_in_any_company()
    {
        using var images = ProceduralWeights.Draw("input", [3, 1, 32, 40], 0.5, 0.5);
        _files.Write(("image", images));

        Succeed("--multimask");

        Close("prior.mu", _files.Found("embedding.prior_mu"));
        Close("prior.log_sigma", _files.Found("embedding.prior_log_sigma"));
        Close("unet_features", _files.Found("features")[..1]);
        var samples = _files.Found("hypotheses");
        Assert.Equal([3, 5, 1, 32, 40], samples.shape);
        Assert.Equal([3, 5, 3], _files.Found("latents").shape);
        ForwardFiles.Close(samples.sigmoid().mean([1]), _files.Found("logits").sigmoid(), 1e-5, "the mean");
        Assert.DoesNotContain("scores", _files.Names());

        _files.Write(("image", images[2..]));
        Succeed("--multimask");

        ForwardFiles.Close(samples[2..], _files.Found("hypotheses"), 1e-5, "the last image's samples");
    }

    private static void Close(string name, Tensor found)
    {
        var expected = ForwardFiles.Golden("probunet", "probunet_small", name);
        ForwardFiles.Close(expected, found, 1e-4 * expected.abs().max().ToDouble(), name);
    }

    private void Succeed(params string[] arguments) =>
        _files.Succeed(
            "ProbUNet",
            [
                "--set",
                "filters:0=8",
                "--set",
                "filters:1=12",
                "--set",
                "filters:2=16",
                "--set",
                "latentSize=3",
                "--set",
                "samples=5",
                "--weights",
                "procedural:probunet",
                .. arguments,
            ]
        );
}
