using System.CommandLine;

namespace DeferredSeg.Host.Commands.Train;

/// <summary>What to type to go on with a run.</summary>
internal static class TrainingCommandLine
{
    private const string Plain = "-_./:=,+@%";

    /// <summary>What was typed, with <c>--resume</c>, quoted for a shell.</summary>
    public static string Resuming(ParseResult parsed)
    {
        List<string> words = [.. parsed.Tokens.Select(token => token.Value)];
        if (!words.Contains("--resume"))
            words.Add("--resume");
        return string.Join(' ', words.Select(Quoted).Prepend("./deferredseg"));
    }

    private static string Quoted(string word) =>
        word.Length > 0 && word.All(letter => char.IsAsciiLetterOrDigit(letter) || Plain.Contains(letter))
            ? word
            : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
