namespace DeferredSeg.Schema.Json;

/// <summary>
/// A JSON schema is malformed, too large, or uses what options have no use for. The message names the place, what was found and what is expected.
/// </summary>
public sealed class SchemaFormatException(string message, Exception? cause = null) : FormatException(message, cause);
