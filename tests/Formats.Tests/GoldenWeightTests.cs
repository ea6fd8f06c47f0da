using DeferredSeg.Formats.PyTorch;
using DeferredSeg.Formats.Tensors;

namespace DeferredSeg.Formats.Tests;

public class GoldenWeightTests
{
    [Theory]
    [InlineData("unet/bilinear_w4.weights")]
    [InlineData("unet/tconv_w6.weights")]
    public void The_pth_equals_the_safetensors_bit_for_bit(string name)
    {
        using ITensorFile pth = WeightFile.Open(TestFiles.Golden($"{name}.pth"));
        using ITensorFile safetensors = WeightFile.Open(TestFiles.Golden($"{name}.safetensors"));
        RequireEqual(pth, safetensors);
        Assert.True(StateDictReport.Compare(safetensors.Tensors, pth.Tensors).Matches);
    }

    [SkippableFact]
    public void The_published_legacy_checkpoint_equals_its_safetensors_copy_bit_for_bit()
    {
        using PyTorchFile pth = PyTorchFile.Open(TestFiles.Data("lwnet/wnet_drive.pth"));
        using ITensorFile safetensors = WeightFile.Open(TestFiles.Data("lwnet/wnet_drive.safetensors"));
        RequireEqual(pth, safetensors);
        StateDictReport report = StateDictReport.Compare(safetensors.Tensors, pth.Tensors);
        Assert.Empty(report.Missing);
        Assert.All(report.Unexpected, tensor => Assert.EndsWith(".num_batches_tracked", tensor.Name, StringComparison.Ordinal));
        Assert.Equal(["optimizer_state_dict (dict)", "stats (None)"], pth.Ignored);
    }

    private static void RequireEqual(ITensorFile found, ITensorFile expected)
    {
        Assert.NotEmpty(expected.Tensors);
        foreach (TensorInfo tensor in expected.Tensors)
        {
            Assert.True(found.TryGet(tensor.Name, out TensorInfo? same), tensor.Name);
            Assert.Equal(tensor.Form, same.Form);
            Assert.Equal(TensorBytes.Of(expected, tensor), TensorBytes.Of(found, same));
        }
    }
}
