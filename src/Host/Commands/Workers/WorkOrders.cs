using System.Collections;
using System.Collections.Immutable;
using System.CommandLine;
using System.Security.Cryptography;
using System.Text;
using DeferredSeg.Archive;
using DeferredSeg.Host.Configuration;

namespace DeferredSeg.Host.Commands.Workers;

/// <summary>What was typed on one machine, as an order that others carry out: the same words in the same folder.</summary>
internal static class WorkOrders
{
    /// <summary>This program, as far as results depend on it.</summary>
    public static string Program { get; } = typeof(WorkOrders).Assembly.GetName().Version?.ToString(3) ?? "";

    /// <summary>The order of what was typed.</summary>
    /// <param name="parsed">What was typed.</param>
    /// <param name="output">The folder for results.</param>
    /// <param name="identity">What results follow from.</param>
    /// <param name="total">How many items there are.</param>
    public static ArchiveOrder Of(ParseResult parsed, string output, ArchiveIdentity identity, int total)
    {
        var full = Path.GetFullPath(output);
        string[] words = [.. parsed.Tokens.Select(token => token.Value)];
        var settings = Settings().OrderBy(one => one.Key, StringComparer.Ordinal).ToList();
        return new()
        {
            // What is said counts too: the same network may be asked for more files.
            Id = Hash(string.Join('\n', [identity.Program, identity.Configuration, identity.Weights, full, .. words, .. settings.Select(one => $"{one}")])),
            Identity = identity,
            Output = full,
            Folder = Environment.CurrentDirectory,
            Words = [.. words],
            Settings = settings.ToImmutableDictionary(),
            Total = total,
            Coordinator = FormattableString.Invariant($"process {Environment.ProcessId} on {Environment.MachineName}"),
        };
    }

    /// <summary>Makes this process's folder and settings those of an order, so that its words mean here what they meant there.</summary>
    /// <exception cref="DataException">The folder is not there.</exception>
    public static void Enter(ArchiveOrder order)
    {
        if (!Directory.Exists(order.Folder))
            throw new DataException(
                $"There is no folder {order.Folder} here, in which {order.Coordinator} gave its order; expected the same folders on every machine. "
                    + "Mount it at the same place."
            );
        Environment.CurrentDirectory = order.Folder;
        foreach (var (name, _) in Settings())
            Environment.SetEnvironmentVariable(name, null);
        foreach (var (name, value) in order.Settings)
            Environment.SetEnvironmentVariable(name, value);
    }

    /// <summary>SHA-256 of a text, as hexadecimal digits.</summary>
    public static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private static IEnumerable<KeyValuePair<string, string>> Settings() =>
        Environment
            .GetEnvironmentVariables()
            .Cast<DictionaryEntry>()
            .Select(entry => new KeyValuePair<string, string>((string)entry.Key, (string?)entry.Value ?? ""))
            .Where(entry => entry.Key.StartsWith(LayeredConfiguration.Prefix, StringComparison.OrdinalIgnoreCase))
            .ToList();
}
