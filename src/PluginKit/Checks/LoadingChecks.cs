namespace DeferredSeg.PluginKit.Checks;

/// <summary>What the plugin declares and what it registers.</summary>
public sealed class ContributionsCheck : ConformanceCheck
{
    internal const string Full = "plugin/contributions";

    /// <inheritdoc/>
    public override string Name => "contributions";

    /// <inheritdoc/>
    public override CheckKind Kind => CheckKind.Plugin;

    /// <inheritdoc/>
    public override string Proves => "The plugin has one public entry class, can be loaded, and registers exactly what it declares.";

    private protected override CheckVerdict Examine(ConformanceSubject subject, CancellationToken cancellation)
    {
        var entries = Guarded.Call("loading", () => subject.Plugin.EntryClasses);
        if (entries.Count != 1)
            throw new CheckFailure(
                "loading",
                $"{entries.Count} public classes implement IPlugin{(entries.Count > 0 ? $": {string.Join(", ", entries)}" : "")}",
                "exactly one",
                "Keep one and make the others internal."
            );
        var registered = Guarded.Call("Register and the factories' constructors", () => subject.Plugin.Registered);
        var declared = subject.Plugin.Declared.Select(one => new RegisteredFactory(one.Kind, one.Id)).ToList();
        if (registered.GroupBy(one => one).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new CheckFailure("Register", $"the {Say(twice.Key)} is registered twice", "once", "Give each factory an id of its own.");
        if (declared.Except(registered).FirstOrDefault() is { } missing)
            throw new CheckFailure(
                "Register",
                $"the {Say(missing)} is declared in plugin.json and not registered",
                "every contribution of plugin.json",
                "Register it, or remove it from plugin.json; ids must agree to the letter."
            );
        if (registered.Except(declared).FirstOrDefault() is { } extra)
            throw new CheckFailure(
                "Register",
                $"the {Say(extra)} is registered and not declared in plugin.json",
                "nothing besides the contributions of plugin.json",
                "Declare it in plugin.json: the host lists plugins without loading them."
            );
        return CheckVerdict.Passed;
    }

    private static string Say(RegisteredFactory one) => $"{one.Kind.ToString().ToLowerInvariant()} '{one.Id}'";
}

/// <summary>Unloading, after everything else.</summary>
public sealed class UnloadCheck : ConformanceCheck
{
    /// <inheritdoc/>
    public override string Name => "unload";

    /// <inheritdoc/>
    public override CheckKind Kind => CheckKind.Plugin;

    /// <inheritdoc/>
    public override string Proves => "After all other checks the plugin can be unloaded: nothing outside of it holds it.";

    private protected override CheckVerdict Examine(ConformanceSubject subject, CancellationToken cancellation)
    {
        var result = subject.Plugin.Unload(subject.Settings.UnloadCollections);
        return result.Outcome switch
        {
            CheckOutcome.Passed => CheckVerdict.Passed,
            CheckOutcome.NotApplicable => CheckVerdict.NotApplicable(result.Message ?? "the plugin was not loaded in a context of its own"),
            _ => throw new CheckFailure(
                "unloading",
                result.Message ?? "something holds it",
                "an assembly that is gone",
                "End timers and threads and take handlers off static events in Dispose; JsonSerializer, DataAnnotations and TypeDescriptor also "
                    + "hold every type that they meet."
            ),
        };
    }
}
