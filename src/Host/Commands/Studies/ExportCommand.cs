using System.CommandLine;
using DeferredSeg.Studies;
using DeferredSeg.Studies.Export;

namespace DeferredSeg.Host.Commands.Studies;

/// <summary><c>export</c>: what people answered as recorded experts.</summary>
internal static class ExportCommand
{
    public static Command Create()
    {
        var format = OutputFormat.Create();
        var study = new Option<string>("--study") { Description = "The folder of the study.", Required = true };
        var output = new Option<string>("--output") { Description = "The folder to write, empty or not there yet.", Required = true };
        var worth = new Option<double?>("--pixels-per-second")
        {
            Description =
                "How many wrong pixels a second of a person's time is worth: each expert then gets the cost of a routed pixel from the measured seconds.",
        };
        var counts = new Option<string>("--answers")
        {
            Description =
                "Which masks are written where a reader who saw the model after their answer gave a second one: first, which the model cannot have led and which "
                + "route counts; or second. answers.csv has both, and says which counts.",
            DefaultValueFactory = _ => "first",
        };
        counts.AcceptOnlyFromAmong("first", "second");
        worth.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && result.GetValueOrDefault<double?>() is < 0)
                result.AddError("--pixels-per-second is below 0; expected 0 or more.");
        });
        var command = new Command(
            "export",
            "Takes a study out: a dataset whose recorded raters are the experts as they answered (images/, a folder for each expert, "
                + "dataset.json), the experts as a\n"
                + "configuration (experts.json), what each answer took (answers.csv), and the log (events.csv, events.json). Every answer is "
                + "drawn again, stroke by stroke,\n"
                + "and held against what was sealed. docs/experts.md walks through it.\n\n"
                + "Examples:\n"
                + "  ./deferredseg export --study study --output answers\n"
                + "  ./deferredseg export --study study --output answers --pixels-per-second 2 --format json\n\n"
                + "Exit code 1 where strokes no longer give the mask that was sealed."
        )
        {
            study,
            output,
            worth,
            counts,
            format,
        };
        command.SetAction(
            (parsed, cancellation) =>
                Task.Run(() =>
                {
                    using var opened = Study.Open(parsed.GetValue(study)!);
                    var exported = new StudyExport(opened, parsed.GetValue(output)!).Write(
                        parsed.GetValue(worth),
                        Enum.Parse<CountedAnswer>(parsed.GetValue(counts)!, ignoreCase: true),
                        cancellation
                    );
                    if (parsed.GetValue(format) == "json")
                        OutputFormat.WriteJson(exported);
                    else
                        Show(exported);
                    return exported.Changed.Count == 0 ? ExitCode.Ok : ExitCode.Failure;
                })
        );
        return command;
    }

    private static void Show(ExportedStudy exported)
    {
        foreach (var one in exported.Experts)
            Console.WriteLine(
                $"{one.Expert}: {one.Regions} regions"
                    + (
                        one.SecondsPerRegion is { } seconds
                            ? FormattableString.Invariant($", {seconds:0.0} s each, {one.SecondsPerPixel:0.0000} s a pixel")
                            : ""
                    )
                    + (one.Cost is { } cost ? FormattableString.Invariant($", cost {cost:0.0000}") : "")
                    + "."
            );
        Console.WriteLine($"{exported.Regions} answered regions of {exported.Cases} images; {exported.Events} events.");
        if (exported.Changed.Count == 0)
            Console.WriteLine($"All {exported.Replayed} answers were drawn again stroke by stroke, to the same masks.");
        else
            Console.Error.WriteLine(
                $"The strokes of {exported.Changed.Count} answers no longer give the sealed mask: {string.Join(", ", exported.Changed.Take(10))}."
            );
        Console.WriteLine($"Written to {exported.Folder}.");
    }
}
