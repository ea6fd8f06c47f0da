using TorchSharp;
using static TorchSharp.torch;

namespace DeferredSeg.Host.Tests.Commands.Forward;

/// <summary>A wrapped network through the command.</summary>
public sealed class SafeClickTests : IDisposable
{
    private readonly ForwardFiles _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public void What_a_configuration_puts_around_a_backbone_takes_part()
    {
        using var generator = manual_seed(5);
        _files.Write(("image", randn(2, 3, 32, 32)), ("points", rand(2, 1, 2) * 30), ("labels", ones([2, 1], ScalarType.Int64)));
        Options("plain.json", null);
        Options("identity.json", """{ "heads": 2, "start": "identity" }""");
        Options("paper.json", """{ "heads": 2 }""");

        _files.Succeed("MedSam", "--options", _files.Of("plain.json"));
        var plain = _files.Found("logits");
        _files.Succeed("MedSam", "--options", _files.Of("identity.json"), "--steps", "--map", "block1");
        Assert.Equal(plain.data<float>().ToArray(), _files.Found("logits").data<float>().ToArray());
        Assert.Contains("mixed.image", _files.Names());
        Assert.Contains("embedding.block1", _files.Names());
        _files.Succeed("MedSam", "--options", _files.Of("paper.json"));
        Assert.NotEqual(plain.data<float>().ToArray(), _files.Found("logits").data<float>().ToArray());
    }

    [Fact]
    public void Members_are_refused_and_a_wrappers_mistake_is_told()
    {
        _files.Write(("image", randn(1, 3, 32, 32)));
        Options("mistake.json", """{ "haeds": 2 }""");
        File.WriteAllText(_files.Of("members.json"), """{ "id": "UNet", "wrappers": [ { "id": "Ensemble", "members": ["a.onnx"] } ] }""");

        var mistake = _files.Run("MedSam", "--options", _files.Of("mistake.json"));
        var members = _files.Run("UNet", "--options", _files.Of("members.json"));

        Assert.Equal(ExitCode.Configuration, mistake.ExitCode);
        Assert.Contains("heads", mistake.Error);
        Assert.Equal(ExitCode.Configuration, members.ExitCode);
        Assert.Contains("$.backbone.wrappers[0].members names 1 networks", members.Error);
    }

    private void Options(string file, string? safeClick) =>
        File.WriteAllText(
            _files.Of(file),
            $$"""
            {
              "id": "MedSam",
              "options": { "width": 12, "depth": 4, "heads": 2, "globalBlocks": [1], "imageSize": 32, "patch": 8, "window": 3, "embeddingChannels": 16, "maskChannels": 4, "decoderHeads": 2, "decoderMlp": 24, "scoreChannels": 10 }{{(
                safeClick is null ? "" : $$""", "wrappers": [ { "id": "SafeClick", "options": {{safeClick}} } ]"""
            )}}
            }
            """
        );
}
