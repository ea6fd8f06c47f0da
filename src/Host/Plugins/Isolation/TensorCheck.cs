using DeferredSeg.PluginKit.Trials;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace DeferredSeg.Host.Plugins.Isolation;

/// <summary>What a tensor from a plugin must be. A negative size in an expected shape stands for any.</summary>
internal static class TensorCheck
{
    /// <exception cref="PluginFaultException">It is missing, of another shape, type or device, or not finite.</exception>
    public static void Expect(string what, Tensor? tensor, long[] shape, torch.Device device, bool finite)
    {
        Alive(what, tensor);
        var found = tensor!.shape;
        if (found.Length != shape.Length || !found.Zip(shape).All(pair => pair.Second < 0 || pair.First == pair.Second))
            throw new PluginFaultException(
                $"{what} is [{string.Join(", ", found)}]; "
                    + $"expected [{string.Join(", ", shape.Select(size => size < 0 ? "any" : FormattableString.Invariant($"{size}")))}]."
            );
        if (tensor.dtype != torch.ScalarType.Float32)
            throw new PluginFaultException($"{what} is {tensor.dtype}; expected Float32.");
        Place(what, tensor, device);
        if (finite)
            Finite(what, tensor);
    }

    /// <exception cref="PluginFaultException">It is missing or was disposed.</exception>
    public static void Alive(string what, Tensor? tensor)
    {
        if (tensor is null)
            throw new PluginFaultException($"{what} is null.");
        if (tensor.IsInvalid)
            throw new PluginFaultException($"{what} was disposed before it was returned; take it out of the dispose scope (MoveToOuterDisposeScope).");
    }

    /// <exception cref="PluginFaultException">It lies elsewhere.</exception>
    public static void Place(string what, Tensor tensor, torch.Device device)
    {
        if (tensor.device_type != device.type || (device.index >= 0 && tensor.device_index != device.index))
            throw new PluginFaultException($"{what} lies on {tensor.device}; expected {device}.");
    }

    /// <exception cref="PluginFaultException">A value is NaN or infinite.</exception>
    public static void Finite(string what, Tensor tensor)
    {
        using var frozen = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        // One number decides in the common case: where the sum is finite all values are. Where it overflowed they are looked at one by one.
        if (double.IsFinite(tensor.detach().sum().ToDouble()))
            return;
        var wrong = tensor.detach().isfinite().logical_not();
        var count = wrong.sum().ToInt64();
        if (count == 0)
            return;
        var nan = tensor.detach().isnan().sum().ToInt64();
        throw new PluginFaultException($"{what} [{string.Join(", ", tensor.shape)}] has {nan} NaN and {count - nan} infinite values of {tensor.numel()}.");
    }

    /// <summary>Whether it is finite; who is given NaN may return NaN: the input is at fault then.</summary>
    /// <exception cref="PluginFaultException">A value is NaN or infinite, and none of the input is.</exception>
    /// <exception cref="NotFiniteInputException">The input has such a value as well.</exception>
    public static void Finite(string what, Tensor tensor, Tensor input)
    {
        try
        {
            Finite(what, tensor);
        }
        catch (PluginFaultException)
        {
            try
            {
                Finite("the input", input);
            }
            catch (PluginFaultException e)
            {
                throw new NotFiniteInputException(e.Message);
            }
            throw;
        }
    }
}

/// <summary>The images have NaN or infinite values: no plugin can be blamed for what it makes of them.</summary>
public sealed class NotFiniteInputException(string message)
    : ArgumentException($"The images are not finite: {message} Replace these values before they are given to a network.");
