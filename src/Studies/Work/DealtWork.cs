using DeferredSeg.Abstractions.Randomness;
using DeferredSeg.Studies.Questions;
using DeferredSeg.Studies.Store;
using Microsoft.Data.Sqlite;

namespace DeferredSeg.Studies.Work;

/// <summary>What is given to a reader besides regions that wait for an answer, to see how far they agree with themselves and with what is known.</summary>
internal static class DealtWork
{
    /// <summary>Some of what was answered comes again later, unannounced.</summary>
    public static void AddRepeat(SqliteConnection connection, StudySettings settings, Held held, string readerId)
    {
        if (held.Kind != AssignmentRows.Answer || StableRandom.Of(settings.Seed, "repeat", held.QuestionId).Uniform(0) >= settings.Repeats)
            return;
        var due = AnswerRows.Count(connection, readerId) + settings.RepeatAfter;
        var position = StudyQuestions.Position(settings, held.QuestionId, "repeat", readerId);
        AssignmentRows.Add(connection, held.QuestionId, AssignmentRows.Repeat, readerId, due, position);
    }

    /// <summary>Gives a reader the regions of known truth that they have not been given.</summary>
    public static void DealChecks(StudyDatabase database, StudySettings settings, string readerId)
    {
        var missing = database.Read(connection => WorkRows.MissingChecks(connection, readerId));
        if (missing.Count == 0)
            return;
        database.Write(connection =>
        {
            foreach (var question in missing)
                AssignmentRows.Add(connection, question, AssignmentRows.Check, readerId, 0, StudyQuestions.Position(settings, question, "check", readerId));
            return 0;
        });
    }
}
