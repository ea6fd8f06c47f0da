namespace DeferredSeg.Host.Plugins.Isolation;

/// <summary>The images have NaN or infinite values: no plugin can be blamed for what it makes of them.</summary>
public sealed class NotFiniteInputException(string message)
    : ArgumentException($"The images are not finite: {message} Replace these values before they are given to a network.");
