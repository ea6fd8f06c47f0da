using System.CommandLine;
using System.Globalization;
using DeferredSeg.Abstractions.Experts;
using DeferredSeg.Studies;
using DeferredSeg.Studies.Readers;
using Spectre.Console;

namespace DeferredSeg.Host.Commands.Studies;

/// <summary><c>study</c>: makes, shows and keeps what people are asked.</summary>
internal static class StudyCommand
{
    private static Argument<string> Folder => new("study") { Description = "The folder of the study." };

    public static Command Create()
    {
        var command = new Command(
            "study",
            "A study: questions to people and their answers, in one folder. route and evaluate --study put questions there; docs/experts.md "
                + "walks through it.\n\n"
                + "Examples:\n"
                + "  ./deferredseg study create study --repeats 0.1\n"
                + "  ./deferredseg study status study\n"
                + "  ./deferredseg study readers study --add Ada --expert reader-1\n"
                + "  ./deferredseg study invite study --role reader --days 14\n"
                + "  ./deferredseg study check study --expert reader-1 --image known.png --truth known-mask.png --region known-region.png\n"
                + "  ./deferredseg study backup study --output study-copy"
        );
        command.Subcommands.Add(CreateStudy());
        command.Subcommands.Add(StudyStatus.Create(Folder));
        command.Subcommands.Add(StudyChecks.Create(Folder, Expert()));
        command.Subcommands.Add(Readers());
        command.Subcommands.Add(Invite());
        command.Subcommands.Add(Forget());
        command.Subcommands.Add(Backup());
        return command;
    }

    private static Command CreateStudy()
    {
        var usual = new StudySettings();
        var folder = Folder;
        var title = new Option<string?>("--title") { Description = "What readers see it called; by default the folder's name." };
        var arm = new Option<StudyArm>("--arm")
        {
            Description = "hidden: readers see the model's mask after they answered; shown: from the start.",
            DefaultValueFactory = _ => usual.Arm,
        };
        var order = new Option<StudyOrder>("--order")
        {
            Description = "shuffled by the seed, or worth: the most valuable regions first.",
            DefaultValueFactory = _ => usual.Order,
        };
        var seed = new Option<long>("--seed") { Description = "What order and repeats are drawn from.", DefaultValueFactory = _ => usual.Seed };
        var lease = new Option<int>("--lease")
        {
            Description = "How many seconds a region stays a reader's after the last sign of life.",
            DefaultValueFactory = _ => usual.LeaseSeconds,
        };
        var repeats = new Option<double>("--repeats")
        {
            Description = "The share of regions that come a second time unannounced.",
            DefaultValueFactory = _ => usual.Repeats,
        };
        var after = new Option<int>("--repeat-after")
        {
            Description = "After how many further answers at the earliest.",
            DefaultValueFactory = _ => usual.RepeatAfter,
        };
        var command = new Command("create", "Makes a study with other settings than the usual; route and evaluate make one with the usual themselves.")
        {
            folder,
            title,
            arm,
            order,
            seed,
            lease,
            repeats,
            after,
        };
        command.SetAction(parsed =>
        {
            var path = parsed.GetValue(folder)!;
            var name = parsed.GetValue(title) ?? Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)));
            using var study = Study.Create(
                path,
                new(
                    name,
                    parsed.GetValue(arm),
                    parsed.GetValue(order),
                    parsed.GetValue(seed),
                    parsed.GetValue(lease),
                    parsed.GetValue(repeats),
                    parsed.GetValue(after)
                )
            );
            Console.WriteLine($"Made the study {path}.");
            return ExitCode.Ok;
        });
        return command;
    }

    private static Command Readers()
    {
        var (folder, format) = (Folder, OutputFormat.Create());
        var add = new Option<string?>("--add") { Description = "Adds a reader of this name." };
        var (role, expert) = (Role(), Expert());
        var command = new Command("readers", "Lists who answers, and adds a reader.") { folder, add, role, expert, format };
        command.SetAction(parsed =>
        {
            using var study = Study.Open(parsed.GetValue(folder)!);
            if (parsed.GetValue(add) is { } name)
                study.Readers.Add(name, parsed.GetValue(role), parsed.GetValue(expert));
            var readers = study.Readers.List();
            if (parsed.GetValue(format) == "json")
            {
                OutputFormat.WriteJson(readers);
                return ExitCode.Ok;
            }
            var table = new Table().Border(TableBorder.Rounded).AddColumns("Id", "Name", "Role", "Expert");
            foreach (var one in readers)
                table.AddRow(one.Id, (one.Name ?? "forgotten").EscapeMarkup(), $"{one.Role}".ToLowerInvariant(), (one.Expert ?? "all").EscapeMarkup());
            AnsiConsole.Write(table);
            return ExitCode.Ok;
        });
        return command;
    }

    private static Command Invite()
    {
        var (folder, format, role, expert) = (Folder, OutputFormat.Create(), Role(), Expert());
        var days = new Option<double>("--days") { Description = "How long the invitation serves.", DefaultValueFactory = _ => 14 };
        days.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && result.GetValueOrDefault<double>() is not (> 0 and <= 3650))
                result.AddError("--days is out of range; expected a number above 0 and at most 3650.");
        });
        var command = new Command("invite", "Makes an invitation that serves once. Its secret is shown now and never again.")
        {
            folder,
            role,
            expert,
            days,
            format,
        };
        command.SetAction(parsed =>
        {
            using var study = Study.Open(parsed.GetValue(folder)!);
            var token = study.Readers.Invite(parsed.GetValue(role), parsed.GetValue(expert), TimeSpan.FromDays(parsed.GetValue(days)));
            if (parsed.GetValue(format) == "json")
                OutputFormat.WriteJson(new { Token = token });
            else
                Console.WriteLine(token);
            return ExitCode.Ok;
        });
        return command;
    }

    private static Command Forget()
    {
        var folder = Folder;
        var reader = new Argument<string>("reader") { Description = "The reader's id or name." };
        var command = new Command("forget", "Deletes who a reader is, for good; their answers stay, under an id that tells nothing.") { folder, reader };
        command.SetAction(parsed =>
        {
            using var study = Study.Open(parsed.GetValue(folder)!);
            var named = parsed.GetValue(reader)!;
            study.Readers.Forget(study.Readers.Named(named)?.Id ?? named);
            Console.WriteLine("Forgotten; the answers stay.");
            return ExitCode.Ok;
        });
        return command;
    }

    private static Command Backup()
    {
        var folder = Folder;
        var output = new Option<string>("--output") { Description = "The folder for the copy, without a study.", Required = true };
        var command = new Command("backup", "Copies a study as it is now, while people go on working. The copy can be opened anywhere.") { folder, output };
        command.SetAction(parsed =>
        {
            using var study = Study.Open(parsed.GetValue(folder)!);
            study.Backup(parsed.GetValue(output)!);
            Console.WriteLine($"Copied to {parsed.GetValue(output)}.");
            return ExitCode.Ok;
        });
        return command;
    }

    private static Option<ReaderRole> Role() =>
        new("--role")
        {
            Description = "reader answers; reviewer sees all answers too; owner invites and removes.",
            DefaultValueFactory = _ => ReaderRole.Reader,
        };

    private static Option<string?> Expert() => new("--expert") { Description = "The expert of the configuration whose questions they get; without it all." };
}
