namespace DeferredSeg.Abstractions.Backbones;

/// <summary>
/// Makes a backbone out of others, such as the mean of several networks or of several passes through one. Registered by
/// <see cref="Plugins.IPluginRegistration.AddBackboneWrapper"/>.
/// </summary>
/// <remarks>
/// <para>What it makes is a backbone like any other, and calls the inner ones by the same contract: it owns what they return, and they never keep what it
/// passes in. The host guards each inner call by itself, so that a fault is told of the network that made it.</para>
/// <para>An inner backbone offers <see cref="IImagePreprocessing"/>, <see cref="IPromptableDecoder"/> and <see cref="ITrainableBackbone"/> where its network
/// does. It does not route natively, and so does what is made of it.</para>
/// <para>A wrapper with trainable parts of its own makes an <see cref="ITrainableBackbone"/>. Its module holds those parts, and the modules of the inner
/// backbones as parts of it wherever they are to be trained with it, or stored with it: nobody else trains or stores them. It says whether their parameters
/// require gradients, and names what is frozen in <see cref="BackboneDescription.FrozenParts"/>; it does not dispose them.</para>
/// </remarks>
public interface IBackboneWrapperFactory
{
    /// <summary>The name by which a configuration asks for the wrapper, for example <c>TestTime</c>; as in <c>plugin.json</c>.</summary>
    string Id { get; }

    /// <summary>Whether it takes further networks, its members, besides the one that it is put around; then it takes at least one.</summary>
    bool TakesMembers => false;

    /// <summary>Puts the wrapper around networks, which have their weights already.</summary>
    /// <param name="inner">
    /// First the backbone that is wrapped, then the members. They stay the host's, which frees them after the wrapper; their input channels, spatial axes,
    /// classes and class kind are the same.
    /// </param>
    /// <param name="context">The wrapper's own options, and the device on which all inner networks lie; no model file.</param>
    /// <returns>
    /// A new backbone, the caller's to dispose, whose description has the factory's <see cref="Id"/>. Where it is no <see cref="ITrainableBackbone"/> the host
    /// neither trains it nor loads weights into it.
    /// </returns>
    /// <exception cref="ArgumentException">
    /// An option is unknown or out of range, or the networks cannot be wrapped so; the message says which, what was found and what is expected.
    /// </exception>
    ISegmentorBackbone Create(IReadOnlyList<ISegmentorBackbone> inner, BackboneContext context);
}
