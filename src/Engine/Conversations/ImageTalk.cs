using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Cases;
using DeferredSeg.Abstractions.Experts;
using DeferredSeg.Data.Prepared;
using DeferredSeg.Engine.Systems;

namespace DeferredSeg.Engine.Conversations;

/// <summary>Conversations that a network holds, as whoever has the network lets them be called.</summary>
/// <param name="Begin">As <see cref="IInteractiveBackbone.Begin"/>, with the input's rows and columns.</param>
/// <param name="Restore">As <see cref="IInteractiveBackbone.Restore"/>, likewise.</param>
public sealed record HeldConversations(
    Func<Embedding, PromptBatch, long, long[], IInteractiveSession> Begin,
    Func<Embedding, byte[], long[], IInteractiveSession> Restore
);

/// <summary>An image that is talked about, in the network's input space.</summary>
/// <param name="Image">float32 <c>[1, C, H', W']</c>, the caller's.</param>
/// <param name="Prompts">What points the network at its target.</param>
/// <param name="Placement">Where the network's pixels lie in those that are asked about; null where they are the same.</param>
public sealed record TalkedImage(Tensor Image, CasePrompts Prompts, Placement? Placement)
{
    /// <summary>Rows and columns of the input.</summary>
    public long[] Size => Image.shape[2..];

    /// <summary>Where a person pointed, in the network's pixels.</summary>
    public SessionClick Place(ExpertClick click) =>
        Placement is { } place
            ? new(Scaled(click.Column, place.Left, place.CropWidth, place.Width), Scaled(click.Row, place.Top, place.CropHeight, place.Height), click.Inside)
            : new(click.Column, click.Row, click.Inside);

    /// <summary>Logits <c>[1, K, H', W']</c> as masks on the pixels that are asked about, as a network's output becomes masks anywhere.</summary>
    public MaskPlanes Mask(Tensor logits, ClassKind kind)
    {
        using var scope = NewDisposeScope();
        var maps = new OutputMaps(logits.detach().cpu().to_type(ScalarType.Float32).contiguous().squeeze(0), null, null);
        if (Placement is { } place)
            maps = maps.Native(place, kind, isEstimated: false);
        var masks = ModelMasks.Of(maps.Logits.unsqueeze(0), kind).squeeze(0);
        return new((int)masks.shape[1], (int)masks.shape[2], (int)masks.shape[0], masks.bytes.ToArray());
    }

    private static float Scaled(int at, int first, int cropped, int size) => Math.Clamp((float)((at + 0.5 - first) * size / cropped - 0.5), 0, size - 1);
}

/// <summary>
/// A network that people talk to about one image. The image is encoded when the first of them wants to, once for all regions.
/// </summary>
/// <param name="system">The network.</param>
/// <param name="held">Conversations that it holds; null where it holds none.</param>
/// <param name="image">Prepares the image.</param>
/// <param name="device">Where prompts lie.</param>
public sealed class ImageTalk(DeferredSystem system, HeldConversations? held, Func<TalkedImage> image, Device device) : IDisposable
{
    private (TalkedImage Image, Embedding Embedding)? _encoded;

    /// <summary>The network's name, for messages.</summary>
    public string Network => system.Network.Id;

    /// <summary>Whether it can be told where something is, or is not.</summary>
    public bool TakesClicks => system.Network.Prompts.HasFlag(PromptKinds.Points);

    /// <summary>Begins a conversation about the network's target, where the network's own answer stands.</summary>
    /// <param name="seed">What random numbers follow from.</param>
    /// <param name="cancellation">Ends encoding early.</param>
    /// <exception cref="ArgumentException">The network refuses.</exception>
    public IRegionDialogue Begin(long seed, CancellationToken cancellation)
    {
        var (talked, embedding) = Encoded(cancellation);
        var prompts = system.Prompts([talked.Prompts]);
        return held is null
            ? new PromptedDialogue(system, talked, embedding, prompts, device)
            : new SessionDialogue(Named(() => held.Begin(embedding, prompts, seed, talked.Size)), talked, embedding, system.Network.ClassKind);
    }

    /// <summary>Goes on with a conversation that was saved.</summary>
    /// <param name="state">What <see cref="IRegionDialogue.Save"/> gave.</param>
    /// <param name="cancellation">Ends encoding early.</param>
    /// <exception cref="ArgumentException">The state is damaged, or another network's.</exception>
    public IRegionDialogue Restore(byte[] state, CancellationToken cancellation)
    {
        var (talked, embedding) = Encoded(cancellation);
        return held is null
            ? new PromptedDialogue(system, talked, embedding, system.Prompts([talked.Prompts]), device, state)
            : new SessionDialogue(Named(() => held.Restore(embedding, state, talked.Size)), talked, embedding, system.Network.ClassKind);
    }

    /// <inheritdoc/>
    public void Dispose() => _encoded?.Embedding.Dispose();

    private (TalkedImage Image, Embedding Embedding) Encoded(CancellationToken cancellation)
    {
        if (_encoded is { } known)
            return known;
        using var frozen = no_grad();
        var talked = image();
        _encoded = (talked, system.Encode(talked.Image, cancellation));
        return _encoded.Value;
    }

    private T Named<T>(Func<T> call)
    {
        try
        {
            return call();
        }
        catch (ArgumentException e)
        {
            throw new ArgumentException($"$.routing.units: the network {Network} refuses the conversation: {e.Message}", e);
        }
    }
}
