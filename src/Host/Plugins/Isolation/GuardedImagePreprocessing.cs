using DeferredSeg.Abstractions.Backbones;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace DeferredSeg.Host.Plugins.Isolation;

/// <summary>A plugin's own preparation of images, guarded as the backbone's own calls are. It lives as long as its backbone.</summary>
internal sealed class GuardedImagePreprocessing(PluginGuard guard, GuardedBackbone backbone) : IImagePreprocessing
{
    /// <exception cref="ArgumentException">
    /// It is no image as the contract has it, and the plugin is not called; or the plugin refuses it, which is no fault of the plugin.
    /// </exception>
    /// <exception cref="PluginCallException">The call went wrong.</exception>
    public Tensor Preprocess(Tensor image, int height, int width)
    {
        Check(image, height, width);
        var inner = backbone.Ability<IImagePreprocessing>()!;
        try
        {
            return guard.Call(
                "Preprocess",
                _ => Detached.From(inner.Preprocess(image.alias(), height, width)),
                result => CheckPrepared(result, image, backbone.Description.Input.Channels, height, width),
                static result => result?.Dispose(),
                refusal: static e => e.GetType() == typeof(ArgumentException)
            );
        }
        catch (ArgumentException e) when (e is not NotFiniteInputException)
        {
            throw new ArgumentException($"The backbone {backbone.Description.Id} refuses to prepare the image: {e.Message}", e);
        }
    }

    private static void CheckPrepared(Tensor? prepared, Tensor image, int channels, int height, int width)
    {
        const string What = "the prepared image";
        TensorCheck.Expect(What, prepared, [1, channels, height, width], torch.CPU, finite: false);
        TensorCheck.Finite(What, prepared!, image);
    }

    private static void Check(Tensor image, int height, int width)
    {
        var shape = image.shape;
        if (shape is not [1 or 3, >= 1, >= 1])
            throw new ArgumentException($"An image [C, H, W] with 1 or 3 channels is expected, not [{string.Join(", ", shape)}].", nameof(image));
        if (image.dtype is not (torch.ScalarType.Byte or torch.ScalarType.Int32 or torch.ScalarType.Float32))
            throw new ArgumentException($"An image of Byte, Int32 or Float32 is expected, not {image.dtype}.", nameof(image));
        if (image.device_type != DeviceType.CPU)
            throw new ArgumentException($"An image on the CPU is expected; it lies on {image.device}.", nameof(image));
        if (height < 1 || width < 1)
            throw new ArgumentException($"The prepared image is to be {height} by {width}; every size is at least 1.");
    }
}
