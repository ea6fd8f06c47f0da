namespace DeferredSeg.Abstractions.Experts;

/// <summary>Makes a plugin's experts. Registered by <see cref="Plugins.IPluginRegistration.AddExpertSource"/>.</summary>
public interface IExpertSourceFactory
{
    /// <summary>The name by which a configuration asks for the source, for example <c>synthetic</c>; as in <c>plugin.json</c>.</summary>
    string Id { get; }

    /// <summary>Makes one expert.</summary>
    /// <param name="context">The name, the options and the recorded raters.</param>
    /// <returns>A new source, the caller's to dispose.</returns>
    /// <exception cref="ArgumentException">
    /// An option is unknown or out of range, or recorded raters are needed and there are none; the message says what is expected.
    /// </exception>
    IExpertSource Create(ExpertContext context);
}
