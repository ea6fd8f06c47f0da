using System.Runtime.InteropServices;

namespace Faults.AbortsInEncode;

/// <summary>Ends its process in Encode.</summary>
public sealed class Plugin : BackbonePlugin<Backbone>;

public sealed class Backbone(TinyOptions options) : TinyBackbone(options)
{
    public override Embedding Encode(Tensor images, EncodeRequest request, CancellationToken cancellation = default)
    {
        abort();
        return base.Encode(images, request, cancellation);
    }

    [DllImport("libc")]
    private static extern void abort();
}
