namespace DeferredSeg.PluginKit.Plugin;

/// <summary>Which options a contribution takes and refuses.</summary>
/// <param name="kind">The kind of contribution.</param>
public sealed class OptionsSchemaCheck(CheckKind kind) : ConformanceCheck
{
    private const string Unknown = "thereIsNoSuchOption";

    /// <inheritdoc/>
    public override string Name => "options-schema";

    /// <inheritdoc/>
    public override CheckKind Kind => kind;

    /// <inheritdoc/>
    public override string Proves =>
        "It can be made without options and with every default of its schema; an unknown name, a value out of range and a value of the wrong type are refused with an ArgumentException that names the option.";

    private protected override Verdict Examine(ConformanceSubject subject, CancellationToken cancellation)
    {
        var schema = OptionsSchema.Parse(subject.Contribution?.OptionsSchema);
        if (!schema.HasRequired)
            Taken(subject, "Create without options", Contribution.NoOptions);
        foreach (var (name, value) in schema.Defaults)
        {
            cancellation.ThrowIfCancellationRequested();
            Taken(subject, $"Create with {name} = {value}, its default,", With(subject, name, value));
        }
        Refused(subject, Unknown, "1", "which is no option");
        foreach (var (name, value, why) in schema.Wrong)
        {
            cancellation.ThrowIfCancellationRequested();
            Refused(subject, name, value, why);
        }
        return subject.Contribution?.OptionsSchema is null
            ? Verdict.PassedWith("plugin.json has no schema of the options: defaults, ranges and types were not tried")
            : Verdict.Passed;
    }

    private static void Taken(ConformanceSubject subject, string call, IConfiguration options) =>
        Guarded.Call(
            call,
            () =>
            {
                Make(subject, options).Dispose();
            }
        );

    private static void Refused(ConformanceSubject subject, string name, string value, string why)
    {
        var call = $"Create with {name} = {value}, {why},";
        const string Mend = "Check every option, also for unknown names, and name it with its value and range; OptionReader does so.";
        var thrown = Guarded.Caught(() => Make(subject, With(subject, name, value)));
        if (thrown is not ArgumentException)
            throw new CheckFailure(call, thrown is null ? "it was taken" : $"it threw {thrown.GetType().Name}: {thrown.Message}", "an ArgumentException", Mend);
        if (!thrown.Message.Contains(name, StringComparison.OrdinalIgnoreCase))
            throw new CheckFailure(call, $"the message does not name the option: {thrown.Message}", $"'{name}' in the message", Mend);
    }

    private static IDisposable Make(ConformanceSubject subject, IConfiguration options) =>
        subject.Contribution!.Kind switch
        {
            CheckKind.Backbone => subject.Plugin.Backbone(subject.Id).Create(new(options, subject.Settings.Device)),
            CheckKind.Head => subject
                .Plugin.Head(subject.Id)
                .Create(new(options, subject.Settings.Device, Experts: 1, FeatureChannels: 1, Classes: 1, NativeRouting: true)),
            _ => subject.Plugin.ExpertSource(subject.Id).Create(new(ExpertTrial.ExpertName, options, new TrialRaters(subject.Settings))),
        };

    private static IConfiguration With(ConformanceSubject subject, string name, string value) =>
        new ConfigurationBuilder().AddConfiguration(subject.Options).AddInMemoryCollection([new(name, value)]).Build();
}
