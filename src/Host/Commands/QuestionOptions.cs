using System.CommandLine;
using DeferredSeg.Host.Runs;

namespace DeferredSeg.Host.Commands;

/// <summary><c>--study</c> and <c>--inbox</c>: where people are asked.</summary>
internal sealed class QuestionOptions
{
    private readonly Option<string?> _study = new("--study")
    {
        Description = "The folder of a study in which people are asked (experts of the source human); it is made where it is not there.",
    };
    private readonly Option<string?> _inbox = new("--inbox")
    {
        Description =
            "A folder for who paints in a program of their own: image, region and a template mask of each question are written there, and masks that were "
            + "painted are read. Without --study the study lies in it too.",
    };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Options.Add(_study);
        command.Options.Add(_inbox);
    }

    /// <summary>Whether anything is named.</summary>
    public bool IsGiven(System.CommandLine.Parsing.CommandResult result) => result.GetResult(_study) is not null || result.GetResult(_inbox) is not null;

    /// <summary>Opens what is named; null where nothing is.</summary>
    /// <inheritdoc cref="QuestionPlace.Open"/>
    public QuestionPlace? Open(ParseResult parsed) => QuestionPlace.Open(parsed.GetValue(_study), parsed.GetValue(_inbox));
}
