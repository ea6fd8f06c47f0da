namespace DeferredSeg.Abstractions.Options.Shapes;

/// <summary>A type cannot hold options. The message names the type, the parameter and what is expected.</summary>
internal sealed class OptionRecordException(Type type, string reason) : InvalidOperationException($"{type.FullName} is no option record: {reason}");
