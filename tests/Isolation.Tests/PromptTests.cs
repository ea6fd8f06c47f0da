using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Host.Plugins;
using DeferredSeg.Host.Plugins.Isolation;
using TorchSharp;

namespace Isolation.Tests;

/// <summary>Prompts, the steps of a promptable decoder, and what a decoding gives besides, through the guard.</summary>
public sealed class PromptTests
{
    [Fact]
    public void The_steps_of_a_sound_decoder_are_its_decoding_and_outlive_their_scopes()
    {
        using var host = FaultPlugins.Open();
        using var backbone = Make(host, "Sound.Prompted");
        using var prompts = new Prompted();
        using var frozen = torch.no_grad();
        using var embedding = backbone.Encode(prompts.Images, new([]));
        using var whole = backbone.Decode(embedding, prompts.Batch);
        var decoder = backbone.PromptableDecoder!;

        using var tokens = decoder.EncodePrompts(embedding, prompts.Batch);
        using var mixed = decoder.Mix(embedding, prompts.Batch, tokens);
        using var output = decoder.Project(embedding, prompts.Batch, mixed);

        Assert.Equal(whole.Logits.data<float>().ToArray(), output.Logits.data<float>().ToArray());
        Assert.Equal([2, 2], output.Extras["mean"].shape);
        Assert.Equal(whole.Extras["mean"].data<float>().ToArray(), output.Extras["mean"].data<float>().ToArray());
        Assert.Null(torch.CurrentDisposeScope);
    }

    [Fact]
    public void A_backbone_without_steps_shows_none()
    {
        using var host = FaultPlugins.Open();
        using var backbone = Make(host, "Sound.Backbone");

        Assert.Null(backbone.PromptableDecoder);
    }

    [Fact]
    public void Tokens_that_a_plugin_disposes_stay_the_callers()
    {
        using var host = FaultPlugins.Open();
        using var backbone = Make(host, "Faults.MixDisposesTokens");
        using var prompts = new Prompted();
        using var embedding = backbone.Encode(prompts.Images, new([]));
        using var tokens = backbone.PromptableDecoder!.EncodePrompts(embedding, prompts.Batch);

        using var mixed = backbone.PromptableDecoder!.Mix(embedding, prompts.Batch, tokens);

        Assert.False(tokens.Sparse.IsInvalid);
        Assert.False(prompts.Batch.Boxes!.IsInvalid);
    }

    [Fact]
    public void Tokens_that_do_not_fit_the_prompts_are_the_plugins_fault()
    {
        using var host = FaultPlugins.Open();
        using var backbone = Make(host, "Faults.WrongTokenRows");
        using var prompts = new Prompted();
        using var embedding = backbone.Encode(prompts.Images, new([]));

        var error = Assert.Throws<PluginCallException>(() => backbone.PromptableDecoder!.EncodePrompts(embedding, prompts.Batch));

        Assert.Contains("the sparse tokens is [1, 1, 4]; expected [2, any, any]", error.Message);
        Assert.Equal("EncodePrompts", error.Call);
        Assert.Equal(PluginState.Quarantined, host.Plugins.Single(plugin => plugin.Id == "Faults.WrongTokenRows").State);
    }

    [Fact]
    public void An_extra_without_a_row_for_each_result_is_the_plugins_fault()
    {
        using var host = FaultPlugins.Open();
        using var backbone = Make(host, "Faults.ExtraOfOtherRows");
        using var prompts = new Prompted();
        using var embedding = backbone.Encode(prompts.Images, new([]));

        Assert.Contains(
            "extra 'mean' is [3, 1]; its first size must be the number of results, 2",
            Assert.Throws<PluginCallException>(() => backbone.Decode(embedding, prompts.Batch)).Message
        );
    }

    [Fact]
    public void A_prompt_that_the_plugin_refuses_is_the_callers_to_mend()
    {
        using var host = FaultPlugins.Open();
        using var backbone = Make(host, "Sound.Prompted");
        using var prompts = new Prompted();
        using var masks = torch.zeros(2, 3, 4, 4);
        using var embedding = backbone.Encode(prompts.Images, new([]));

        var error = Assert.Throws<ArgumentException>(() => backbone.Decode(embedding, new() { Masks = masks }));

        Assert.Contains("The backbone Tiny refuses the prompts: Masks of one plane are expected, not of 3", error.Message);
        Assert.Equal(PluginState.Loaded, host.Plugins.Single(plugin => plugin.Id == "Sound.Prompted").State);
        using var output = backbone.Decode(embedding, prompts.Batch);
    }

    private static GuardedBackbone Make(PluginHost host, string plugin)
    {
        var backbone = host.CreateBackbone($"{plugin}/Tiny", new(FaultPlugins.Options(), torch.CPU));
        (backbone as ITrainableBackbone)?.Module.eval();
        return backbone;
    }

    private sealed class Prompted : IDisposable
    {
        public torch.Tensor Images { get; } = FaultPlugins.Image();

        public PromptBatch Batch { get; } = new() { Boxes = torch.tensor(new[] { 0f, 1, 2, 3, 4, 5, 6, 7 }, [2, 4]) };

        public void Dispose()
        {
            Images.Dispose();
            Batch.Boxes!.Dispose();
        }
    }
}
