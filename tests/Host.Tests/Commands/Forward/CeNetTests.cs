using TorchSharp;
using static TorchSharp.torch;

namespace DeferredSeg.Host.Tests.Commands.Forward;

/// <summary>The reduced CENet of the golden files through the command. Tolerances are those of their README.</summary>
public sealed class CeNetTests : IDisposable
{
    private const double Tolerance = 5e-4;

    private readonly ForwardFiles _files = new();

    public CeNetTests() =>
        File.WriteAllText(
            _files.Of("options.json"),
            """
            { "id": "CeNet", "options": { "classes": 2, "encoder": "pvtV2B0", "dropPath": 0, "gateNormalisation": "asBatch", "pvt": { "widths": [16, 32, 48, 64], "heads": [1, 2, 3, 4], "mlpRatios": [8, 8, 4, 4], "depths": [2, 1, 2, 1], "reductions": [8, 4, 2, 1] } } }
            """
        );

    public void Dispose() => _files.Dispose();

    [Fact]
    public void Evaluation_equals_the_original_and_so_does_an_image_alone()
    {
        _files.Write(("image", Images(2)));
        Succeed();

        Sampled("eval.output_stride2", 2);
        for (var stage = 1; stage <= 4; stage++)
            ForwardFiles.Close(Golden($"eval.backbone.x{stage}"), _files.Found($"embedding.x{stage}")[..1], Tolerance, $"x{stage}");

        _files.Write(("image", Images(1)));
        Succeed();

        Sampled("eval.output_batch1_stride2", 2);
    }

    [SkippableTheory]
    [InlineData("eval", "eval_mode")]
    [InlineData("train", "train_mode", "--train-mode")]
    public void Loss_and_gradients_equal_the_originals(string prefix, string key, params string[] mode)
    {
        Skip.If(Environment.GetEnvironmentVariable("DEFERREDSEG_TEST_LONG") != "1", "heavy; ./test --long runs it");
        _files.Write(("image", Images(2)), ("target", Golden("target_u8")));

        Succeed([.. mode, "--grad"]);

        var numbers = GoldenFiles.Json("cenet", "cenet_small.json").GetProperty(key);
        Assert.Equal(numbers.GetProperty("loss").GetDouble(), _files.Found("loss").ToDouble(), 1e-5);
        _files.Norms(numbers.GetProperty("grad_norms"), 2e-3, 2e-6);
        foreach (var name in ForwardFiles.GoldenNames("cenet", "cenet_small", $"{prefix}.grad."))
        {
            var expected = Golden($"{prefix}.grad.{name}");
            _files.Close(expected, $"grad.{name}", 2e-3 * expected.abs().max().ToDouble() + 1e-6);
        }
        if (prefix == "train")
            Sampled("train_dp0.output_stride4", 4);
        Assert.Equal(prefix == "train", _files.Names().Any(name => name.StartsWith("after.") && name.EndsWith("running_mean")));
    }

    private static Tensor Golden(string name) => ForwardFiles.Golden("cenet", "cenet_small", name);

    private void Sampled(string name, int stride) =>
        ForwardFiles.Close(Golden(name), _files.Found("logits").slice(2, 0, 224, stride).slice(3, 0, 224, stride), Tolerance, name);

    private static Tensor Images(int count) => Golden("input_u8")[..count].to(ScalarType.Float32).div(255).sub(0.5).div(0.5);

    private void Succeed(params string[] arguments) =>
        _files.Succeed(
            "CeNet",
            ["--options", _files.Of("options.json"), "--weights", GoldenFiles.Of("cenet", "cenet_small.weights.safetensors"), .. arguments]
        );
}
