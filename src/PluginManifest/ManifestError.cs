namespace DeferredSeg.PluginManifest;

/// <summary>One thing that is wrong with a manifest.</summary>
/// <param name="Code">One of the codes below.</param>
/// <param name="Message">What was found, what is expected and how to mend it.</param>
/// <param name="Position">Line and column, both from 1; null where they are not known.</param>
internal sealed record ManifestError(string Code, string Message, (long Line, long Column)? Position = null)
{
    /// <summary>A file or the command line cannot be read.</summary>
    public const string Unreadable = "DSP001";

    /// <summary>The manifest is no JSON, or a part of it is of another type than expected.</summary>
    public const string Malformed = "DSP002";

    /// <summary>A key is not known.</summary>
    public const string UnknownKey = "DSP003";

    /// <summary>The manifest says something else than the assembly.</summary>
    public const string Contradiction = "DSP004";

    /// <summary>The assembly has no type of that name.</summary>
    public const string UnknownType = "DSP005";

    /// <summary>The type cannot hold options.</summary>
    public const string NoOptionRecord = "DSP006";

    /// <summary>The contract's version is not known.</summary>
    public const string NoContract = "DSP007";

    /// <summary>The error as MSBuild and editors read it.</summary>
    public string In(string file) => $"{file}{(Position is { } at ? $"({at.Line},{at.Column})" : " ")}: error {Code}: {Message.ReplaceLineEndings(" ")}";
}

/// <summary>A manifest cannot be completed.</summary>
internal sealed class IncompleteManifestException(IReadOnlyList<ManifestError> errors) : Exception(string.Join('\n', errors.Select(error => error.Message)))
{
    public IncompleteManifestException(string code, string message)
        : this([new ManifestError(code, message)]) { }

    public IReadOnlyList<ManifestError> Errors { get; } = errors;
}
