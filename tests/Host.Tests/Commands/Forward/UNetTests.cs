using TorchSharp;
using static TorchSharp.torch;

namespace DeferredSeg.Host.Tests.Commands.Forward;

/// <summary>The reduced U-Nets of the golden files through the command. Tolerances are those of their README.</summary>
public sealed class UNetTests : IDisposable
{
    private readonly ForwardFiles _files = new();

    public static TheoryData<string, string[]> Networks =>
        new()
        {
            { "tconv_w6", ["--set", "width=6"] },
            { "bilinear_w4", ["--set", "backbone:options:width=4", "--set", "bilinear=true", "--set", "inputChannels=3", "--set", "classes=2"] },
        };

    public void Dispose() => _files.Dispose();

    [Theory]
    [MemberData(nameof(Networks))]
    public void Logits_equal_the_originals_also_of_odd_sizes(string name, string[] options)
    {
        foreach (var prefix in new[] { "", "odd0." })
        {
            _files.Write(("image", Golden(name, prefix + "input")));

            Succeed(name, options);

            _files.Close(Golden(name, prefix + "eval.output"), "logits", 1e-5);
        }
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void Training_equals_the_original(string name, string[] options)
    {
        _files.Write(("image", Golden(name, "input")), ("target", Golden(name, "target")));

        Succeed(name, [.. options, "--train-mode", "--grad"]);

        var numbers = GoldenFiles.Json("unet", $"{name}.json");
        _files.Close(Golden(name, "train.output"), "logits", 5e-5);
        Assert.Equal(numbers.GetProperty("loss_train").GetDouble(), _files.Found("loss").ToDouble(), 1e-5);
        Gradients(name, "train.grad.");
        _files.Norms(numbers.GetProperty("grad_norms_train"), 1e-3, 1e-6);
        foreach (var buffer in ForwardFiles.GoldenNames("unet", name, "train.after."))
            _files.Close(Golden(name, $"train.after.{buffer}"), $"after.{buffer}", 1e-5);
        Assert.Equal(
            numbers.GetProperty("num_batches_tracked_after_one_train_forward").GetInt64(),
            _files.Found("after.inc.double_conv.1.num_batches_tracked").ToInt64()
        );
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void Gradients_in_evaluation_mode_equal_the_originals(string name, string[] options)
    {
        _files.Write(("image", Golden(name, "input")), ("target", Golden(name, "target")));

        Succeed(name, [.. options, "--grad"]);

        Assert.Equal(GoldenFiles.Json("unet", $"{name}.json").GetProperty("loss_eval").GetDouble(), _files.Found("loss").ToDouble(), 1e-5);
        Gradients(name, "evalmode.grad.");
        Assert.DoesNotContain(_files.Names(), tensor => tensor.StartsWith("after."));
    }

    private static Tensor Golden(string name, string tensor) => ForwardFiles.Golden("unet", name, tensor);

    private void Gradients(string name, string prefix)
    {
        foreach (var parameter in ForwardFiles.GoldenNames("unet", name, prefix))
        {
            var expected = Golden(name, prefix + parameter);
            _files.Close(expected, $"grad.{parameter}", 1e-3 * expected.abs().max().ToDouble() + 1e-7);
        }
    }

    private void Succeed(string name, params string[] arguments) =>
        _files.Succeed("UNet", ["--weights", GoldenFiles.Of("unet", $"{name}.weights.safetensors"), .. arguments]);
}
