namespace DeferredSeg.Formats;

/// <summary>How a weight file is to be read.</summary>
public sealed class WeightFileOptions
{
    /// <summary>
    /// Which part of a PyTorch file is the state dict, as a key or a dotted path of keys, for example
    /// <c>model_state_dict</c>; null, the default, to find it. Safetensors files have no parts, so they ignore it.
    /// </summary>
    /// <remarks>
    /// Found so: of the saved object's keys <c>state_dict</c>, <c>model_state_dict</c>, <c>model</c>,
    /// <c>network_weights</c>, <c>net</c>, <c>network</c>, <c>weights</c>, <c>params</c>, <c>ema</c>, <c>model_ema</c>
    /// the first that leads to a dictionary with a tensor in it; else the saved object itself. Dictionaries and lists
    /// within it give dotted names; a bare tensor is named <c>tensor</c>.
    /// </remarks>
    public string? Root { get; init; }
}
