namespace DeferredSeg.Data.Datasets;

/// <summary>A dataset is not as its description says, or the description is not right. The message tells all that was found at once.</summary>
public sealed class DatasetException : IOException
{
    /// <summary>One thing that is wrong.</summary>
    /// <param name="message">What was given, found and expected, and how to mend it.</param>
    /// <param name="cause">The error underneath, where there is one.</param>
    public DatasetException(string message, Exception? cause = null)
        : base(message, cause) { }

    /// <summary>Several things that are wrong.</summary>
    /// <param name="dataset">The dataset as messages call it.</param>
    /// <param name="problems">A sentence for each; at least one.</param>
    public DatasetException(string dataset, IReadOnlyList<string> problems)
        : base(
            problems.Count == 1 ? $"{dataset}: {problems[0]}" : $"{dataset} is not as described:{string.Concat(problems.Select(problem => $"\n- {problem}"))}"
        ) { }
}
