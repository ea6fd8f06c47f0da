namespace DeferredSeg.Libtorch;

/// <summary>libtorch cannot be used in this process. The message says why and how to mend it.</summary>
/// <param name="message">For the person at the command line.</param>
/// <param name="cause">What the loader said.</param>
public sealed class LibtorchException(string message, Exception? cause = null) : Exception(message, cause);
