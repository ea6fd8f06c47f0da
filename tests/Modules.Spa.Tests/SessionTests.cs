using System.Text;
using Shared.Prompted;

namespace Modules.Spa.Tests;

/// <summary>Conversations with wrapped networks.</summary>
public sealed class SessionTests : ScopedTensorTest
{
    public static TheoryData<Network, SpaPreset> All =>
        new()
        {
            { Network.Sam2, SpaPreset.Paper },
            { Network.MedSam, SpaPreset.Paper },
            { Network.MedSam, SpaPreset.Official },
        };

    [Theory]
    [MemberData(nameof(All))]
    public void A_choice_changes_the_next_answer_and_the_same_conversation_gives_the_same_bits(Network network, SpaPreset preset)
    {
        using var inner = SmallNetworks.Of(network);
        using var wrapped = SpaBackbone.Of(inner, WrappedFactory.Small with { Preset = preset }, CPU);
        wrapped.Module.eval();
        using var frozen = no_grad();
        using var embedding = wrapped.Encode(rand(1, 3, 32, 32), EncodeRequest.None);

        var first = Talk(wrapped, embedding, [0, 1]);
        var again = Talk(wrapped, embedding, [0, 1]);
        var other = Talk(wrapped, embedding, [1, 1]);

        Assert.Equal(first, again);
        Assert.NotEqual(first[1], first[0]);
        Assert.NotEqual(first[1], other[1]);
        Assert.Equal(first[0], other[0]);
    }

    [Fact]
    public void At_the_identity_start_every_draw_is_the_networks_own_answer()
    {
        using var inner = SmallNetworks.Of(Network.MedSam);
        using var wrapped = SpaBackbone.Of(inner, WrappedFactory.Small with { Start = SpaStart.Identity }, CPU);
        wrapped.Module.eval();
        using var frozen = no_grad();
        var images = rand(2, 3, 32, 64);
        var prompts = PromptBatch.None with { Boxes = tensor(new float[] { 3, 4, 20, 25, 1, 2, 30, 31 }, [2, 4]) };
        using var embedding = inner.Encode(images, EncodeRequest.None);
        using var expected = inner.Decode(embedding, prompts);
        using var found = wrapped.Decode(embedding, prompts with { AllHypotheses = true });

        Assert.True((found.Logits - expected.Logits).abs().max().ToDouble() < 1e-4);
        Assert.Equal([2, WrappedFactory.Small.Draws, 1, 32, 64], found.Hypotheses!.shape);
        Assert.True(found.Extras[SegmentationOutput.Spread].max().ToDouble() < 1e-6);
    }

    [Fact]
    public void Clicks_reach_the_network_as_its_own_points_would()
    {
        using var inner = SmallNetworks.Of(Network.MedSam);
        using var wrapped = SpaBackbone.Of(inner, WrappedFactory.Small with { Start = SpaStart.Identity }, CPU);
        wrapped.Module.eval();
        using var frozen = no_grad();
        using var embedding = inner.Encode(rand(1, 3, 32, 32), EncodeRequest.None);
        var points = PromptBatch.None with { Points = tensor(new float[] { 9, 11, 20, 6 }, [1, 2, 2]), PointLabels = tensor(new long[] { 1, 0 }, [1, 2]) };
        using var expected = inner.Decode(embedding, points);

        var session = wrapped.Begin(embedding, points.Map(tensor => tensor.narrow(1, 0, 1)), seed: 3);
        session.Take(embedding, new() { Clicks = [new(20, 6, false)] });
        using var proposals = session.Propose(embedding, 2);

        Assert.Equal(1, session.Round);
        Assert.True((proposals.Answer - expected.Logits).abs().max().ToDouble() < 1e-4);
    }

    [Fact]
    public void What_does_not_fit_is_refused_and_said()
    {
        using var inner = SmallNetworks.Of(Network.MedSam);
        using var wrapped = SpaBackbone.Of(inner, WrappedFactory.Small, CPU);
        using var other = SpaBackbone.Of(inner, WrappedFactory.Small with { Draws = 7 }, CPU);
        wrapped.Module.eval();
        using var frozen = no_grad();
        using var one = inner.Encode(rand(1, 3, 32, 32), EncodeRequest.None);
        using var two = inner.Encode(rand(2, 3, 32, 32), EncodeRequest.None);
        var session = wrapped.Begin(one, PromptBatch.None, 1);

        Says("about one image; the embedding has 2", () => wrapped.Begin(two, PromptBatch.None, 1));
        Says("Nothing was fed back", () => session.Take(one, new()));
        Says("propose first", () => session.Take(one, new() { Choice = 0 }));
        session.Propose(one, 2).Dispose();
        Says("no candidate 9", () => session.Take(one, new() { Choice = 9 }));
        Says("no candidate -1", () => session.Take(one, new() { Choice = -1 }));
        Says("is of SPA with 5 draws", () => other.Restore(one, session.Save()));
        Says("is damaged", () => wrapped.Restore(one, "{"u8));
        Says(
            "is of version 7",
            () => wrapped.Restore(one, Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(session.Save()).Replace("\"version\":1", "\"version\":7")))
        );
        Assert.Equal(0, session.Round);
    }

    private static void Says(string expected, Action action) => Assert.Contains(expected, Assert.ThrowsAny<ArgumentException>(action).Message);

    private static List<float[]> Talk(SpaBackbone wrapped, DeferredSeg.Abstractions.Backbones.Embedding embedding, int[] choices)
    {
        var session = wrapped.Begin(embedding, PromptBatch.None, seed: 5);
        var answers = new List<float[]>();
        foreach (var choice in choices)
        {
            using (var proposals = session.Propose(embedding, 2))
                answers.Add([.. proposals.Answer.contiguous().data<float>()]);
            session.Take(embedding, new() { Choice = choice });
        }
        using var last = session.Propose(embedding, 2);
        answers.Add([.. last.Answer.contiguous().data<float>()]);
        return answers;
    }
}
