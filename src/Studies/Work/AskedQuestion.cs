using DeferredSeg.Abstractions.Experts;
using DeferredSeg.Studies.Questions;
using DeferredSeg.Studies.Store;
using Microsoft.Data.Sqlite;

namespace DeferredSeg.Studies.Work;

/// <summary>A question as it is asked by an assignment: in a second answer it is painted, and begins with the first.</summary>
internal static class AskedQuestion
{
    /// <param name="connection">The caller's transaction.</param>
    /// <param name="id">The question.</param>
    /// <param name="kind">The assignment's kind.</param>
    public static StudyQuestion Of(SqliteConnection connection, string id, string kind)
    {
        var question = QuestionRows.Read(connection, id);
        if (kind != AssignmentRows.Second)
            return question;
        var (mask, abstained) = connection.Rows(
            "SELECT mask, abstained FROM answers WHERE question_id = $id AND kind = 'answer'",
            row => (row.TextOrNull("mask"), row.Number("abstained") == 1),
            ("id", id)
        )[0];
        // Whoever was undecided has left the region to the model.
        return question with { Task = ExpertTask.Annotate, Proposals = [], Before = abstained ? question.Model : Blobs.Mask(connection, mask) };
    }
}
