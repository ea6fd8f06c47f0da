using System.Globalization;
using DeferredSeg.Host.Plugins.Manifests;
using DeferredSeg.Schema;
using Spectre.Console;

namespace DeferredSeg.Host.Commands.Plugins;

/// <summary>The options of something that a plugin brings, as a table.</summary>
internal static class OptionTable
{
    public static void Write(Contribution contribution)
    {
        AnsiConsole.WriteLine();
        AnsiConsole.WriteLine(
            $"{contribution}{(contribution.Title is { } title ? $" ({title})" : "")}{(contribution.Options is { Properties.Count: 0 } ? ", without options" : "")}"
        );
        if (contribution.Description is { } description)
            AnsiConsole.WriteLine(description);
        if (contribution.License is { } license)
            AnsiConsole.WriteLine($"Licence: {license}");
        if (contribution.Citation is { } citation)
            AnsiConsole.WriteLine($"Cite: {citation}");
        if (contribution.Options is not { Properties.Count: > 0 } schema)
            return;
        var table = new Table().Border(TableBorder.Rounded).AddColumns("Option", "Default", "Allowed", "Meaning");
        foreach (var (name, node) in schema.Properties)
            table.AddRow(
                name.EscapeMarkup(),
                (node.Default?.Text ?? "none").EscapeMarkup(),
                Allowed(node).EscapeMarkup(),
                (node.Description ?? "").EscapeMarkup()
            );
        AnsiConsole.Write(table);
    }

    private static string Allowed(SchemaNode node) =>
        node switch
        {
            BooleanSchema => "true or false",
            ChoiceSchema choice => string.Join(", ", choice.Choices),
            IntegerSchema { Minimum: { } low, Maximum: { } high } => string.Create(CultureInfo.InvariantCulture, $"{low} to {high}"),
            IntegerSchema => "a whole number",
            NumberSchema number => string.Create(
                CultureInfo.InvariantCulture,
                $"{number.Minimum?.ToString(CultureInfo.InvariantCulture) ?? "any"} to {number.Maximum?.ToString(CultureInfo.InvariantCulture) ?? "any"}"
            ),
            ArraySchema list => $"a list of: {Allowed(list.Items)}",
            ObjectSchema => "an object",
            _ => "text",
        };
}
