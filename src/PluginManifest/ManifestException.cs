namespace DeferredSeg.PluginManifest;

/// <summary>A manifest cannot be completed.</summary>
internal sealed class ManifestException(IReadOnlyList<ManifestError> errors) : Exception(string.Join('\n', errors.Select(error => error.Message)))
{
    public ManifestException(string code, string message)
        : this([new ManifestError(code, message)]) { }

    public IReadOnlyList<ManifestError> Errors { get; } = errors;
}
