using DeferredSeg.Engine.Weights;
using DeferredSeg.Formats.Safetensors;
using DeferredSeg.Formats.Tests.Building;
using static TorchSharp.torch;

namespace DeferredSeg.Host.Tests.Commands.Forward;

/// <summary>One small U-Net in the wrappings that training programs leave: all give the same logits.</summary>
public sealed class WrappedWeightsTests : IDisposable
{
    private static readonly string[] _options = ["--set", "width=4", "--set", "bilinear=true", "--set", "inputChannels=3", "--set", "classes=2"];

    private readonly ForwardFiles _files = new();

    public WrappedWeightsTests() => _files.Write(("image", ForwardFiles.Golden("unet", "bilinear_w4", "input")));

    public static TheoryData<string, string> Prefixes =>
        new()
        {
            { "state_dict", "" },
            { "", "module." },
            { "", "_orig_mod.module." },
            { "state_dict", "model." },
            { "state_dict", "model._orig_mod." },
            { "network_weights", "" },
            { "model_state_dict", "module.net." },
            { "ema", "network." },
            { "anything.at.all", "segmentor." },
        };

    public void Dispose() => _files.Dispose();

    [Theory]
    [MemberData(nameof(Prefixes))]
    public void The_part_that_fits_is_found(string root, string prefix)
    {
        Write("weights.pth", (root, name => prefix + name, 0));

        var run = Run();

        Assert.Equal(0, run.ExitCode);
        Assert.Equal(prefix.Length > 0 || root.Contains('.') || root == "ema", run.Error.Contains($"beneath '{(root.Length > 0 ? root + "." : "")}{prefix}'"));
        AssertLogits(0);
    }

    [Fact]
    public void A_wrapper_within_the_names_is_left_out()
    {
        Write("weights.pth", ("state_dict", name => name.Replace("double_conv.", "double_conv._orig_mod."), 0));
        Assert.Equal(0, Run().ExitCode);
        AssertLogits(0);
    }

    [Fact]
    public void Counters_that_the_network_does_not_have_are_passed_over_and_told()
    {
        Write("weights.pth", ("", name => name, 0), ("", name => name.EndsWith("running_mean") ? name.Replace("running_mean", "total_ops") : "", 0));
        var run = Run();
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("counters that the network does not have (inc.double_conv.1.total_ops,", run.Error);
        AssertLogits(0);
    }

    [Fact]
    public void Parts_that_fit_and_differ_are_named_and_one_is_chosen_by_name()
    {
        Write("weights.pth", ("model", name => name, 0), ("ema", name => name, 1));

        var run = Run();
        Assert.Equal(4, run.ExitCode);
        Assert.Contains("2 parts of it fit and differ: 'model', 'ema'", run.Error);

        Assert.Equal(0, Run("--weights-root", "model").ExitCode);
        AssertLogits(0);
        Assert.Equal(0, Run("--weights-root", "ema").ExitCode);
        AssertLogits(1);
        run = Run("--weights-root", "teacher");
        Assert.Equal(4, run.ExitCode);
        Assert.Contains("the root 'teacher' has no tensor beneath it; there are 'model', 'ema'", run.Error);
    }

    [Fact]
    public void Parts_of_the_same_values_are_one()
    {
        Write("weights.pth", ("model", name => name, 0), ("best_model", name => name, 0));
        Assert.Equal(0, Run().ExitCode);
        AssertLogits(0);
    }

    [Theory]
    [InlineData("width=6", ", with bilinear upsampling. That is this backbone; give it the options of the weights.")]
    [InlineData("depth=3", "a U-Net of width 4 for 3 channels and 2 classes")]
    public void Advice_fits_what_is_wrong(string option, string advice)
    {
        Write("weights.pth", ("state_dict", name => "model." + name, 0));
        var run = Run("--set", option);
        Assert.Equal(4, run.ExitCode);
        Assert.Contains("(beneath 'state_dict.model.')", run.Error);
        Assert.Contains(advice, run.Error);
    }

    [Fact]
    public void A_part_of_the_network_is_told_as_such()
    {
        Write("weights.pth", ("", name => name.StartsWith("down") ? name : "", 0));
        var run = Run();
        Assert.Equal(4, run.ExitCode);
        Assert.Contains("They are a part of this backbone: ", run.Error);
    }

    [Fact]
    public void More_than_the_network_is_told_as_such()
    {
        Write("weights.pth", ("", name => name, 0), ("", name => name == "outc.conv.bias" ? "aux.bias" : "", 0));
        var run = Run();
        Assert.Equal(4, run.ExitCode);
        Assert.Contains("All that this backbone has is there; the 1 others are a larger network's", run.Error);
    }

    private ProgramRun Run(params string[] arguments) => _files.Run("UNet", [.. _options, "--weights", _files.Of("weights.pth"), .. arguments]);

    private void AssertLogits(double shift)
    {
        var expected = ForwardFiles.Golden("unet", "bilinear_w4", "eval.output");
        ForwardFiles.Close(shift == 0 ? expected : expected + shift, _files.Found("logits"), 1e-5, "logits");
    }

    /// <summary>Parts at a dotted path of keys, each with the names that are made of the network's, "" for none; the last bias has something added.</summary>
    private void Write(string file, params (string Root, Func<string, string> Name, float Shift)[] parts)
    {
        using var weights = SafetensorsFile.Open(GoldenFiles.Of("unet", "bilinear_w4.weights.safetensors"));
        var pickle = Pickle.Protocol(2).Op('}');
        var storages = new List<(string, byte[])>();
        foreach (var (root, name, shift) in parts)
        {
            var keys = root.Split('.', StringSplitOptions.RemoveEmptyEntries);
            foreach (var key in keys)
                pickle.Text(key).Op('}');
            foreach (var tensor in weights.Tensors.Where(tensor => name(tensor.Name).Length > 0))
            {
                using var values = ModuleWeights.Read(weights, tensor);
                if (tensor.Name == "outc.conv.bias")
                    values.add_(shift);
                var strides = new long[tensor.Shape.Length];
                for (var (axis, step) = (strides.Length - 1, 1L); axis >= 0; step *= tensor.Shape[axis--])
                    strides[axis] = step;
                pickle.Text(name(tensor.Name));
                pickle.Tensor(
                    values.dtype == ScalarType.Int64 ? "LongStorage" : "FloatStorage",
                    $"{storages.Count}",
                    tensor.ElementCount,
                    0,
                    tensor.Shape.AsSpan(),
                    strides
                );
                pickle.Op('s');
                storages.Add(($"{storages.Count}", values.bytes.ToArray()));
            }
            foreach (var _ in keys)
                pickle.Op('s');
        }
        File.WriteAllBytes(_files.Of(file), Formats.Tests.Building.Archive.Zip(pickle.Stop(), [.. storages]));
    }
}
