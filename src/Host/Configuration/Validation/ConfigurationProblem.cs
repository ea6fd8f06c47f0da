namespace DeferredSeg.Host.Configuration.Validation;

/// <summary>One thing that is wrong with a configuration.</summary>
/// <param name="Path">The JSON path, for example <c>$.experts[1].options.cost</c>.</param>
/// <param name="Found">What was found.</param>
/// <param name="Allowed">What is allowed there.</param>
/// <param name="Nearest">The known name that is most like what was found; null where none is close.</param>
/// <param name="Origin">The layer that it came from; null where nothing was set.</param>
/// <param name="Message">All of it as a sentence.</param>
internal sealed record ConfigurationProblem(string Path, string Found, string Allowed, string? Nearest, string? Origin, string Message)
{
    public override string ToString() => Origin is null ? Message : $"{Message} (from {Origin})";
}
