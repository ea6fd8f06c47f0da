namespace DeferredSeg.Schema.Validation;

/// <summary>One place where a configuration is not as its schema says.</summary>
/// <param name="Path">The JSON path, for example <c>$.experts[1].options.boundary</c>.</param>
/// <param name="Found">What was found, in quotes if it is a text.</param>
/// <param name="Allowed">What is allowed there: a range, the choices, a type, or the known names.</param>
/// <param name="Nearest">The known name or choice that is most like what was found; null if none is close.</param>
/// <param name="Message">All of it as a sentence.</param>
public sealed record SchemaProblem(string Path, string Found, string Allowed, string? Nearest, string Message)
{
    /// <inheritdoc/>
    public override string ToString() => Message;
}
