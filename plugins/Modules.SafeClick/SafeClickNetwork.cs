using Modules.SafeClick.Layers;

namespace Modules.SafeClick;

/// <summary>
/// What is trained and stored: SafeClick's own layers as <c>safeclick.…</c>, and the wrapped network as <c>network.…</c>, under its own names. The wrapped
/// network stays the host's.
/// </summary>
internal sealed class SafeClickNetwork : Module
{
    /// <summary>The wrapped network's prefix in the state dictionary.</summary>
    public const string Wrapped = "network";

    private const string Own = "safeclick";

    /// <param name="layers">SafeClick's layers.</param>
    /// <param name="network">The wrapped network; null where it cannot be trained, and is not stored then.</param>
    public SafeClickNetwork(SafeClickLayers layers, Module? network)
        : base(nameof(SafeClickNetwork))
    {
        register_module(Own, layers);
        if (network is not null)
            register_module(Wrapped, network);
    }

    /// <summary>Not the parts: each is disposed by who made it.</summary>
    protected override void Dispose(bool disposing) => base.Dispose(false);
}
