using DeferredSeg.Abstractions.Experts;
using DeferredSeg.Studies;
using DeferredSeg.Studies.Inbox;

namespace DeferredSeg.Host.Runs;

/// <summary>Where questions to people wait during a command: a study, and where one is wanted an inbox of files.</summary>
internal sealed class QuestionPlace : IDisposable
{
    private readonly Study _study;
    private readonly string? _inbox;

    private QuestionPlace(Study study, string? inbox) => (_study, _inbox) = (study, inbox);

    /// <summary>What the experts are given.</summary>
    public IQuestionStore Store => _study.Questions;

    /// <summary>Opens a study, which is made where it is not there, and takes in what lies answered in the inbox.</summary>
    /// <param name="study">The study's folder; null where the inbox holds it.</param>
    /// <param name="inbox">The inbox; null without.</param>
    /// <returns>Null where neither is named.</returns>
    /// <exception cref="StudyException">The study cannot be opened, or files contradict each other.</exception>
    /// <exception cref="Formats.Images.ImageFileException">A mask in the inbox cannot be taken.</exception>
    public static QuestionPlace? Open(string? study, string? inbox)
    {
        if ((study ?? inbox) is not { } folder)
            return null;
        var place = new QuestionPlace(Study.OpenOrCreate(folder), inbox);
        try
        {
            if (inbox is not null)
                foreach (var note in new InboxFolder(place._study, inbox).Collect())
                    Console.Error.WriteLine(note);
            return place;
        }
        catch
        {
            place.Dispose();
            throw;
        }
    }

    /// <summary>Writes the files of what waits now, and says what waits and what is to be done.</summary>
    /// <param name="pending">How many questions of this command wait.</param>
    /// <returns>Null where nothing waits.</returns>
    public WaitingQuestions? Wait(int pending)
    {
        if (_inbox is not null)
            new InboxFolder(_study, _inbox).Deal();
        if (pending == 0)
            return null;
        var waiting = _study.Questions.List().Where(question => question.Status == ExpertStatus.Pending).ToList();
        return new(
            pending,
            _study.Folder,
            _inbox,
            waiting.GroupBy(question => question.Expert).ToDictionary(group => group.Key, group => group.Count(), StringComparer.Ordinal)
        );
    }

    public void Dispose() => _study.Dispose();
}

/// <summary>What people have yet to answer.</summary>
/// <param name="Questions">Questions of this command.</param>
/// <param name="Study">The study that they are in.</param>
/// <param name="Inbox">Where their files lie; null where there are none.</param>
/// <param name="Experts">All that wait in the study, by expert.</param>
internal sealed record WaitingQuestions(int Questions, string Study, string? Inbox, IReadOnlyDictionary<string, int> Experts)
{
    /// <summary>What is to be done, for a person.</summary>
    public string Sentence =>
        $"{Questions} question{(Questions == 1 ? " waits" : "s wait")} for an answer in the study {Study} "
        + $"({string.Join(", ", Experts.OrderBy(one => one.Key, StringComparer.Ordinal).Select(one => $"{one.Key} {one.Value}"))}). "
        + (Inbox is null ? $"./deferredseg serve --study {Study} asks people in the browser. " : $"Paint the masks in {Inbox}; the README.txt there says how. ")
        + "Then type the same again.";
}
