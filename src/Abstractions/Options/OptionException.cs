namespace DeferredSeg.Abstractions.Options;

/// <summary>Options are not right. The message tells all problems at once.</summary>
public sealed class OptionException : ArgumentException
{
    internal OptionException(string record, string? section, IReadOnlyList<OptionProblem> problems)
        : base(
            $"The options{(string.IsNullOrEmpty(section) ? "" : $" in '{section}'")} ({record}) are not right:{string.Concat(problems.Select(problem => $"\n- {problem.Message}"))}"
        ) => Problems = problems;

    /// <summary>What is wrong, in the order of the record's parameters; unknown names come first.</summary>
    public IReadOnlyList<OptionProblem> Problems { get; }
}
