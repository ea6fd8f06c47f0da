using System.CommandLine;
using System.Globalization;
using DeferredSeg.Abstractions.Experts;
using DeferredSeg.Studies;
using Spectre.Console;

namespace DeferredSeg.Host.Commands.Studies;

/// <summary><c>study status</c>: how far questions and readers have come.</summary>
internal static class StudyStatus
{
    /// <param name="folder">The folder of the study.</param>
    public static Command Create(Argument<string> folder)
    {
        var format = OutputFormat.Create();
        var command = new Command("status", "How far questions and readers have come.") { folder, format };
        command.SetAction(parsed =>
        {
            using var study = Study.Open(parsed.GetValue(folder)!);
            var questions = study.Questions.List();
            var names = study.Readers.List().ToDictionary(reader => reader.Id, reader => reader.Name, StringComparer.Ordinal);
            var experts = questions
                .GroupBy(question => question.Expert)
                .Select(group => new
                {
                    Expert = group.Key,
                    Questions = group.Count(),
                    Answered = group.Count(one => one.Status == ExpertStatus.Answered),
                    Declined = group.Count(one => one.Status == ExpertStatus.Declined),
                    Pending = group.Count(one => one.Status == ExpertStatus.Pending),
                })
                .ToList();
            var progress = study.Answers.Progress();
            var checks = study.Answers.Checks();
            if (parsed.GetValue(format) == "json")
            {
                OutputFormat.WriteJson(
                    new
                    {
                        study.Settings,
                        Experts = experts,
                        Readers = progress,
                        Checks = checks,
                    }
                );
                return ExitCode.Ok;
            }
            var table = new Table().Border(TableBorder.Rounded).AddColumns("Expert", "Questions", "Answered", "Declined", "Pending");
            foreach (var one in experts)
                table.AddRow(one.Expert.EscapeMarkup(), $"{one.Questions}", $"{one.Answered}", $"{one.Declined}", $"{one.Pending}");
            AnsiConsole.Write(table);
            if (progress.Count > 0)
            {
                var readers = new Table()
                    .Border(TableBorder.Rounded)
                    .AddColumns("Reader", "Answered", "Declined", "Held", "Minutes", "Checks", "Dice of checks");
                foreach (var one in progress)
                {
                    var own = checks.Where(check => check.ReaderId == one.ReaderId).ToList();
                    readers.AddRow(
                        (names.GetValueOrDefault(one.ReaderId) ?? $"forgotten ({one.ReaderId})").EscapeMarkup(),
                        $"{one.Answered}",
                        $"{one.Declined}",
                        $"{one.Held}",
                        (one.ActiveSeconds / 60).ToString("0.0", CultureInfo.InvariantCulture),
                        $"{one.Checks}",
                        own.Count == 0 ? "-" : own.Average(check => check.Dice).ToString("0.000", CultureInfo.InvariantCulture)
                    );
                }
                AnsiConsole.Write(readers);
            }
            Console.WriteLine(
                $"{study.Settings.Title}: arm {study.Settings.Arm}, order {study.Settings.Order}, seed {study.Settings.Seed}.".ToLowerInvariant()
            );
            return ExitCode.Ok;
        });
        return command;
    }
}
