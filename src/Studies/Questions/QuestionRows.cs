using System.Text.Json;
using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Cases;
using DeferredSeg.Abstractions.Experts;
using DeferredSeg.Studies.Store;
using Microsoft.Data.Sqlite;

namespace DeferredSeg.Studies.Questions;

/// <summary>Reads questions of the database.</summary>
internal static class QuestionRows
{
    public static StudyQuestion Read(SqliteConnection connection, string id)
    {
        var found = connection.Rows(
            "SELECT * FROM questions WHERE id = $id",
            row => new
            {
                Question = new StudyQuestion(
                    id,
                    row.Text("question_key"),
                    row.Text("expert"),
                    new(row.Text("case_id"), row.Text("patient"), JsonSerializer.Deserialize<Geometry>(row.Text("geometry"))!),
                    Enum.Parse<ExpertTask>(row.Text("task")),
                    (int)row.Number("classes"),
                    Enum.Parse<ClassKind>(row.Text("class_kind")),
                    null!,
                    Box(row)
                )
                {
                    Worth = row.RealOrNull("worth"),
                    Followed = JsonSerializer.Deserialize<int[]>(row.Text("followed"))!,
                    Round = (int)row.Number("round"),
                },
                Image = row.Text("image"),
                Region = row.TextOrNull("region"),
                Model = row.TextOrNull("model"),
                Proposals = JsonSerializer.Deserialize<string[]>(row.Text("proposals"))!,
            },
            ("id", id)
        );
        if (found is not [var one])
            throw new ArgumentException($"The study has no question '{id}'.", nameof(id));
        return one.Question with
        {
            Image = Blobs.Image(connection, one.Image),
            Region = Blobs.Mask(connection, one.Region),
            Model = Blobs.Mask(connection, one.Model),
            Proposals = [.. one.Proposals.Select(hash => Blobs.Mask(connection, hash)!)],
        };
    }

    public static RegionBox Box(StudyRow row) =>
        new(
            (int)row.Number("box_top"),
            (int)row.Number("box_left"),
            (int)row.Number("box_bottom"),
            (int)row.Number("box_right"),
            (int)row.Number("box_slice"),
            (int)row.Number("pixels")
        );
}
