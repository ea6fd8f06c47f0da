namespace DeferredSeg.Abstractions.Options;

/// <summary>An option record whose options must fit each other. What one option alone may be is said by its type and its attributes.</summary>
public interface IOptionChecks
{
    /// <summary>One sentence for each pair of options that do not fit, naming them, their values and what is expected; nothing if all fit.</summary>
    /// <remarks>Called after the record was read, and only if each option alone was right.</remarks>
    IEnumerable<string> Check();
}
