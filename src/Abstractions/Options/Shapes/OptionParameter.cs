namespace DeferredSeg.Abstractions.Options.Shapes;

/// <summary>One parameter of an option record.</summary>
/// <param name="Name">As declared.</param>
/// <param name="Shape">What it can hold.</param>
/// <param name="Default">Its default as metadata has it: null, bool, int, long, double, string, or the number behind an enum's name.</param>
internal sealed record OptionParameter(string Name, OptionShape Shape, object? Default)
{
    /// <summary>The name in JSON and in messages.</summary>
    public string Key { get; } = CamelCase.Of(Name);
}
