using System.Runtime.InteropServices;
using DeferredSeg.Formats;
using DeferredSeg.Formats.Safetensors;
using DeferredSeg.Formats.Tensors;

namespace DeferredSeg.Host.Tests.Commands;

/// <summary>A network that gives probabilities and shows no features: heads that need none work with it, others are refused by configuration.</summary>
public sealed class BlackBoxTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("deferredseg-black-box-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void A_head_that_reads_features_is_refused_before_anything_is_computed()
    {
        var run = Route("RoutingChannels");

        Assert.Equal(ExitCode.Configuration, run.ExitCode);
        Assert.Contains("shows none", run.Error);
        Assert.False(Directory.Exists(At("routed")));
    }

    [Fact]
    public void A_head_that_needs_none_routes_and_the_model_is_cut_at_half()
    {
        var run = Route("Sound.LogitsHead/Tiny");

        Assert.True(run.ExitCode == 0, run.Error);
        using var file = WeightFile.Open(At("routed/routing.safetensors"));
        var (logits, mask) = (new float[2 * 16 * 16], new byte[2 * 16 * 16]);
        file.Read("logits", MemoryMarshal.AsBytes(logits.AsSpan()));
        file.Read("model_mask", mask);
        Assert.Contains((byte)1, mask);
        Assert.Contains((byte)0, mask);
        Assert.All(logits.Zip(mask), pair => Assert.Equal(pair.First >= 0 ? 1 : 0, pair.Second));
    }

    private ProgramRun Route(string head)
    {
        foreach (var plugin in ((string[])["Sound.BlackBox", "Sound.LogitsHead"]).Select(id => Path.Combine(BuildFacts.FaultPlugins, id)))
        {
            var own = Directory.CreateDirectory(At(Path.Combine("plugins", Path.GetFileName(plugin)))).FullName;
            foreach (var file in Directory.EnumerateFiles(plugin))
                File.Copy(file, Path.Combine(own, Path.GetFileName(file)));
        }
        float[] image = [.. Enumerable.Range(0, 16 * 16).Select(i => MathF.Sin(i / 3f))];
        SafetensorsWriter.Write(
            At("image.safetensors"),
            [(new TensorInfo("image", TensorDType.Float32, 1, 1, 16, 16), (ReadOnlyMemory<byte>)MemoryMarshal.AsBytes(image.AsSpan()).ToArray())]
        );
        File.WriteAllText(
            At("experiment.json"),
            $$"""
            {
              "plugins": { "folder": "plugins" },
              "backbone": { "id": "Sound.BlackBox/Tiny" },
              "head": { "id": "{{head}}" },
              "experts": [ { "source": "constant" } ]
            }
            """
        );
        return ProgramRun.Of("route", "--untrained", "--config", At("experiment.json"), "--input", At("image.safetensors"), "--output", At("routed"));
    }

    private string At(string name) => Path.Combine(_folder.FullName, name);
}
