namespace VerifyTests.Comparing;

/// <summary>A verified file is missing or different; the message says which and how.</summary>
internal sealed class VerifyException(string message) : Exception(message)
{
    /// <summary>Empty: the message tells where to look, the library's own frames do not.</summary>
    public override string StackTrace => "";
}
