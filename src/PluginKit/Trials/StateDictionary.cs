namespace DeferredSeg.PluginKit.Trials;

/// <summary>Weights from one instance into another.</summary>
internal static class StateDictionary
{
    /// <summary>Copies by name. Fails where names or shapes of two instances with the same options differ, or a tensor has two names.</summary>
    public static void Copy(Module from, Module to)
    {
        const string Mend = "Let names and shapes follow from the options alone.";
        var (source, target) = (from.state_dict(), to.state_dict());
        using var mode = torch.no_grad();
        if (
            source.GroupBy(entry => entry.Value.Handle).FirstOrDefault(names => names.Count() > 1)?.Select(entry => entry.Key).ToList()
            is [var first, var second, ..]
        )
        {
            throw new CheckFailure(
                "the state dictionary",
                $"'{first}' and '{second}' are the same tensor",
                "one name for each, as in a checkpoint",
                "TorchSharp takes every field that holds a module or tensor, by its own name: name the field by [ComponentName] and call RegisterComponents() instead of register_module."
            );
        }
        if (source.Keys.Except(target.Keys).Concat(target.Keys.Except(source.Keys)).FirstOrDefault() is { } odd)
            throw new CheckFailure("the state dictionary", $"'{odd}' is in one of two instances with the same options", "the same names", Mend);
        foreach (var (name, tensor) in source)
        {
            if (!tensor.shape.SequenceEqual(target[name].shape))
                throw new CheckFailure(
                    "the state dictionary",
                    $"'{name}' is {Comparison.Describe(tensor)} in one instance and {Comparison.Describe(target[name])} in another",
                    "the same shapes",
                    Mend
                );
            target[name].copy_(tensor);
        }
    }
}
