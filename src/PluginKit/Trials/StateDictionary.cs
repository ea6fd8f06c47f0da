namespace DeferredSeg.PluginKit.Trials;

/// <summary>Weights from one instance into another.</summary>
internal static class StateDictionary
{
    /// <summary>Copies by name. Fails where names or shapes of two instances with the same options differ.</summary>
    public static void Copy(Module from, Module to)
    {
        const string Mend = "Let names and shapes follow from the options alone.";
        var (source, target) = (from.state_dict(), to.state_dict());
        using var mode = torch.no_grad();
        if (source.Keys.Except(target.Keys).Concat(target.Keys.Except(source.Keys)).FirstOrDefault() is { } odd) throw new CheckFailure("the state dictionary", $"'{odd}' is in one of two instances with the same options", "the same names", Mend);
        foreach (var (name, tensor) in source)
        {
            if (!tensor.shape.SequenceEqual(target[name].shape)) throw new CheckFailure("the state dictionary", $"'{name}' is {Comparison.Describe(tensor)} in one instance and {Comparison.Describe(target[name])} in another", "the same shapes", Mend);
            target[name].copy_(tensor);
        }
    }
}
