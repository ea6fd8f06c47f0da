using System.Globalization;
using System.Text.Json;

namespace DeferredSeg.PluginKit.Checks;

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
        "It can be made without options and with every default of its schema; an unknown name, a value out of range and a value of the wrong "
        + "type are refused with an ArgumentException that names the option.";

    private protected override CheckVerdict Examine(ConformanceSubject subject, CancellationToken cancellation)
    {
        var schema = OptionsSchema.Parse(subject.Contribution?.OptionsSchema);
        if (!schema.HasRequired)
            Taken(subject, "Create without options", DeclaredContribution.NoOptions);
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
            ? CheckVerdict.PassedWith("plugin.json has no schema of the options: defaults, ranges and types were not tried")
            : CheckVerdict.Passed;
    }

    private static void Taken(ConformanceSubject subject, string call, IConfiguration options) => Guarded.Call(call, () => Make(subject, options).Dispose());

    private static void Refused(ConformanceSubject subject, string name, string value, string why)
    {
        var call = $"Create with {name} = {value}, {why},";
        const string Mend = "Check every option, also for unknown names, and name it with its value and range; OptionReader does so.";
        var refusal = Guarded.Refused(call, () => Make(subject, With(subject, name, value))?.Dispose(), Mend);
        if (!refusal.Message.Contains(name, StringComparison.OrdinalIgnoreCase))
            throw new CheckFailure(call, $"the message does not name the option: {refusal.Message}", $"'{name}' in the message", Mend);
    }

    private static IDisposable Make(ConformanceSubject subject, IConfiguration options) =>
        subject.Contribution!.Kind switch
        {
            CheckKind.Backbone => subject.MakeBackbone(options),
            CheckKind.Wrapper => MakeWrapper(subject, options),
            CheckKind.Head => subject
                .Plugin.Head(subject.Id)
                .Create(new(options, subject.Settings.Device, Experts: 1, FeatureChannels: 1, Classes: 1, NativeRouting: true)),
            _ => subject.Plugin.ExpertSource(subject.Id).Create(new(ExpertTrial.ExpertName, options, new TrialRaters(subject.Settings))),
        };

    private static WrappedStubs MakeWrapper(ConformanceSubject subject, IConfiguration options)
    {
        var factory = subject.Plugin.Wrapper(subject.Id);
        return WrappedStubs.Of(factory, new(options, subject.Settings.Device));
    }

    private static IConfiguration With(ConformanceSubject subject, string name, string value) =>
        new ConfigurationBuilder().AddConfiguration(subject.Options).AddInMemoryCollection([new(name, value)]).Build();
}

/// <summary>What a JSON schema of options says that can be tried. Only text and numbers of it; no plugin type meets System.Text.Json.</summary>
internal sealed class OptionsSchema
{
    private readonly List<(string Name, string Value)> _defaults = [];
    private readonly List<(string Name, string Value, string Why)> _wrong = [];

    public IReadOnlyList<(string Name, string Value)> Defaults => _defaults;

    public IReadOnlyList<(string Name, string Value, string Why)> Wrong => _wrong;

    public bool HasRequired { get; private init; }

    public static OptionsSchema Parse(string? text)
    {
        if (text is null)
            return new();
        try
        {
            using var document = JsonDocument.Parse(text);
            var root = document.RootElement;
            var schema = new OptionsSchema { HasRequired = root.TryGetProperty("required", out var required) && required.GetArrayLength() > 0 };
            if (root.TryGetProperty("properties", out var properties))
            {
                foreach (var property in properties.EnumerateObject())
                    schema.Add(property.Name, property.Value);
            }
            return schema;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            throw new CheckFailure(
                "the schema in plugin.json",
                e.Message,
                """{ "type": "object", "properties": { "name": { "type": …, "default": …, "minimum": …, "maximum": … } } }""",
                "Correct the contribution's \"options\"."
            );
        }
    }

    private void Add(string name, JsonElement property)
    {
        if (
            property.TryGetProperty("default", out var value)
            && value.ValueKind is JsonValueKind.Number or JsonValueKind.String or JsonValueKind.True or JsonValueKind.False
        )
            _defaults.Add((name, Text(value)));
        var type = property.TryGetProperty("type", out var declared) && declared.ValueKind == JsonValueKind.String ? declared.GetString() : null;
        if (type is "integer" or "number" or "boolean")
            _wrong.Add((name, "neither-number-nor-flag", $"which is no {type}"));
        if (type == "integer")
            _wrong.Add((name, "1.5", "which is no integer"));
        if (property.TryGetProperty("enum", out _))
            _wrong.Add((name, "none-of-these", "which the schema does not list"));
        Bound(name, property, "minimum", Step(type, -1));
        Bound(name, property, "maximum", Step(type, 1));
        Bound(name, property, "exclusiveMinimum", 0);
        Bound(name, property, "exclusiveMaximum", 0);
    }

    // Just out of range: the next whole number, or for a fraction a small part of the bound's size.
    private static double Step(string? type, int sign) => type == "integer" ? sign : sign * 0.001;

    private void Bound(string name, JsonElement property, string bound, double step)
    {
        if (!property.TryGetProperty(bound, out var element))
            return;
        var limit = element.GetDouble();
        var beyond = Math.Abs(step) < 1 ? limit + step * Math.Max(1, Math.Abs(limit)) : limit + step;
        _wrong.Add((name, beyond.ToString("R", CultureInfo.InvariantCulture), $"beyond its {bound} of {limit.ToString("R", CultureInfo.InvariantCulture)}"));
    }

    private static string Text(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.String => value.GetString()!,
            JsonValueKind.True => "true",
            JsonValueKind.False => "false",
            _ => value.GetRawText(),
        };
}
