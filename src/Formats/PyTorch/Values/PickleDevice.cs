namespace DeferredSeg.Formats.PyTorch.Values;

/// <summary>A <c>torch.device</c> stored as a value.</summary>
public sealed class PickleDevice : PickleValue
{
    internal PickleDevice(string type, long? index)
    {
        Type = type;
        Index = index;
    }

    /// <summary>For example <c>cpu</c> or <c>cuda</c>.</summary>
    public string Type { get; }

    /// <summary>The device's number, where the file names one.</summary>
    public long? Index { get; }

    /// <inheritdoc/>
    public override string Kind => "torch.device";
}
