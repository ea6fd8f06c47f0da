namespace SamplePlugin;

/// <summary>Compiles against what the host shares, which must not travel with the plugin.</summary>
public static class SharedTypes
{
    public static Type Tensor => typeof(TorchSharp.torch.Tensor);
}
