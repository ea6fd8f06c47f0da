using System.CommandLine;
using System.CommandLine.Parsing;
using DeferredSeg.Abstractions.Options;

namespace DeferredSeg.Host.Commands;

/// <summary>Options that a command does not have. A command that takes any number of folders or images would take them for some of these.</summary>
internal static class UnknownOptions
{
    /// <summary>One sentence for each; none for what follows <c>--</c>, which may be named as one likes.</summary>
    public static IEnumerable<string> Of(ParseResult parsed)
    {
        var known = parsed.CommandResult.Command.Options.SelectMany(option => option.Aliases.Append(option.Name)).ToList();
        var typed = parsed
            .Tokens.TakeWhile(token => token.Type != TokenType.DoubleDash)
            .Where(token => token.Type == TokenType.Argument)
            .Select(token => token.Value);
        return from token in typed
            where token.StartsWith("--", StringComparison.Ordinal)
            let name = token.Split('=', ':')[0]
            select $"'{name}' is no option of this command.{(NearestName.Of(name, known) is { } nearest ? $" Did you mean '{nearest}'?" : "")}";
    }
}
