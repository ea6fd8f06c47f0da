using DeferredSeg.Abstractions.Options.Shapes;

namespace DeferredSeg.Abstractions.Options;

/// <summary>Options are not right. The message tells all problems at once.</summary>
public sealed class OptionException : ArgumentException
{
    internal OptionException(string record, string? section, IReadOnlyList<OptionProblem> problems)
        : base(
            $"The options{(string.IsNullOrEmpty(section) ? "" : $" in '{section}'")} ({record}) are not "
                + $"right:{string.Concat(problems.Select(problem => $"\n- {problem.Message}"))}"
        ) => Problems = problems;

    /// <summary>What is wrong, in the order of the record's parameters; unknown names come first.</summary>
    public IReadOnlyList<OptionProblem> Problems { get; }
}

/// <summary>One thing that is wrong with options.</summary>
public sealed record OptionProblem
{
    private OptionProblem(string path, string? found, string allowed, string? nearest, string message) =>
        (Path, Found, Allowed, Nearest, Message) = (path, found, allowed, nearest, message);

    /// <summary>
    /// Where, relative to the options that were read: <c>depth</c>, <c>boundary:width</c>, <c>layers:2</c>; empty for the options as a whole.
    /// </summary>
    public string Path { get; }

    /// <summary>What was found, in quotes if it is a text; null where a record's own check speaks of several options.</summary>
    public string? Found { get; }

    /// <summary>What is allowed there: a range, the choices, a type, the known names; or what the record's own check said.</summary>
    public string Allowed { get; }

    /// <summary>The known name or choice that is most like what was found; null if none is close.</summary>
    public string? Nearest { get; }

    /// <summary>All of it as a sentence.</summary>
    public string Message { get; }

    /// <inheritdoc/>
    public override string ToString() => Message;

    internal static OptionProblem OfValue(string path, string found, string allowed, string? nearest = null) =>
        new(path, found, allowed, nearest, Wording.BadValue(path.Length == 0 ? "What holds the options" : path, found, allowed, nearest));

    internal static OptionProblem OfName(string path, string name, IReadOnlyList<string> known)
    {
        var nearest = NearestName.Of(name, known);
        return new(path, Wording.Quote(name), Wording.Names(known), nearest, Wording.UnknownName(path, known, nearest));
    }

    internal static OptionProblem OfCheck(string path, string sentence) => new(path, null, sentence, null, path.Length == 0 ? sentence : $"{path}: {sentence}");
}
