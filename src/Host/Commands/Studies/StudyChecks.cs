using System.CommandLine;
using DeferredSeg.Formats.Images;
using DeferredSeg.Studies;
using DeferredSeg.Studies.Questions;

namespace DeferredSeg.Host.Commands.Studies;

/// <summary><c>study check</c>: adds a region whose right answer is known.</summary>
internal static class StudyChecks
{
    /// <param name="folder">The folder of the study.</param>
    /// <param name="expert">Whose readers are checked.</param>
    public static Command Create(Argument<string> folder, Option<string?> expert)
    {
        expert.Description = "The expert of the configuration whose readers are checked.";
        expert.Required = true;
        var image = new Option<string>("--image") { Description = "The picture: PNG, JPEG, TIFF or BMP.", Required = true };
        var truth = new Option<string>("--truth")
        {
            Description = "The right mask, of the picture's size: any value but 0 where the study has one class, else its labels from 1.",
            Required = true,
        };
        var region = new Option<string?>("--region") { Description = "A mask of the region that is asked about; without it the whole picture." };
        var model = new Option<string?>("--model") { Description = "The mask that readers begin with where the study's arm is shown." };
        var name = new Option<string?>("--name") { Description = "What readers see it called; by default the picture's name." };
        var command = new Command("check", "Adds a region whose right answer is known: every reader is asked about it once, unannounced.")
        {
            folder,
            expert,
            image,
            truth,
            region,
            model,
            name,
        };
        command.SetAction(parsed =>
        {
            using var study = Study.Open(parsed.GetValue(folder)!);
            var known = new KnownRegion(parsed.GetValue(image)!, parsed.GetValue(truth)!)
            {
                Region = parsed.GetValue(region),
                Model = parsed.GetValue(model),
                Name = parsed.GetValue(name),
            };
            try
            {
                known.AddTo(study, parsed.GetValue(expert)!);
            }
            catch (Exception e) when (e is ImageFileException or IOException or UnauthorizedAccessException)
            {
                throw new DataException(e.Message, e);
            }
            Console.WriteLine($"Every reader of {parsed.GetValue(expert)} is asked about it once; ./deferredseg study status shows how near they come.");
            return ExitCode.Ok;
        });
        return command;
    }
}
