using DeferredSeg.Abstractions.Backbones;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace DeferredSeg.Host.Plugins.Isolation;

/// <summary>A plugin's own preparation of whole cases, guarded as the backbone's own calls are. It lives as long as its backbone.</summary>
internal sealed class GuardedCasePreparation(PluginGuard guard, GuardedBackbone backbone) : ICasePreparation
{
    /// <exception cref="ArgumentException">The plugin refuses the case, which is no fault of the plugin.</exception>
    /// <exception cref="PluginCallException">The call went wrong.</exception>
    public PreparedVolume Prepare(CaseVolume image, CancellationToken cancellation = default)
    {
        var inner = backbone.Ability<ICasePreparation>()!;
        return guard.Call(
            "Prepare",
            stop => From(inner.Prepare(image with { Values = image.Values.alias() }, stop)),
            result =>
            {
                if (result?.Token is null)
                    throw new PluginFaultException("it returned no case, or none with a token for the way back.");
                TensorCheck.Expect("the prepared case", result.Image, [backbone.Description.Input.Channels, -1, -1, -1], torch.CPU, finite: false);
                TensorCheck.Finite("the prepared case", result.Image, image.Values);
            },
            static result => result?.Dispose(),
            cancellation,
            refusal: static e => e.GetType() == typeof(ArgumentException)
        );
    }

    /// <exception cref="PluginCallException">The call went wrong.</exception>
    public Tensor Restore(Tensor maps, object token, IReadOnlyList<float> outside, CancellationToken cancellation = default)
    {
        var inner = backbone.Ability<ICasePreparation>()!;
        return guard.Call(
            "Restore",
            stop => Detached.From(inner.Restore(maps.alias(), token, outside, stop)),
            result =>
            {
                TensorCheck.Alive("the restored maps", result);
                if (result.dim() != 4 || result.shape[0] != maps.shape[0] || result.dtype != maps.dtype)
                    throw new PluginFaultException(
                        $"the restored maps are {result.dtype} [{string.Join(", ", result.shape)}]; expected {maps.dtype} [{maps.shape[0]}, D, H, W]."
                    );
                TensorCheck.Place("the restored maps", result, torch.CPU);
            },
            static result => result?.Dispose(),
            cancellation
        );
    }

    private static PreparedVolume From(PreparedVolume? prepared)
    {
        if (prepared?.Image is { } image)
            Detached.From(image);
        return prepared!;
    }
}
