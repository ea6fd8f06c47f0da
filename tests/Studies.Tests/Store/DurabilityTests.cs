using System.Diagnostics;
using System.Globalization;
using DeferredSeg.Studies.Work;
using Microsoft.Data.Sqlite;

namespace DeferredSeg.Studies.Tests.Store;

public class DurabilityTests
{
    [Fact]
    public void AStudyOfTheFirstVersionIsBroughtUpToDate()
    {
        using var folder = new TemporaryStudy();
        string id;
        using (var study = Asked.Create(folder))
            id = study.Questions.Submit("e", Asked.Question("k"));
        using (var connection = new SqliteConnection($"Data Source={Path.Combine(folder.Path, Study.FileName)};Pooling=False"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "ALTER TABLE questions DROP COLUMN followed; DELETE FROM schema_version WHERE version = 2";
            command.ExecuteNonQuery();
        }
        using var opened = Study.Open(folder.Path, folder.Clock);
        Assert.Empty(opened.Questions.Read(id).Followed);
        opened.Questions.Submit("e", Asked.Question("k2", top: 7) with { Followed = [0] });
        Assert.Equal([0], opened.Questions.Read(opened.Questions.List().Single(one => one.Id != id).Id).Followed);
    }

    [Fact]
    public async Task NoAcknowledgedWriteIsLostWhenTheProcessIsKilled()
    {
        using var folder = new TemporaryStudy();
        string reader;
        using (var study = Study.Create(folder.Path, new()))
        {
            study.Questions.Submit("e", Asked.Question("k"));
            reader = study.Readers.Add("Ada").Id;
        }
        var acknowledged = 0L;
        foreach (var after in (int[])[3, 40, 17])
        {
            using var writer = Process.Start(
                new ProcessStartInfo(Environment.ProcessPath ?? "dotnet", ["exec", typeof(DurabilityTests).Assembly.Location, folder.Path, reader])
                {
                    RedirectStandardOutput = true,
                }
            )!;
            for (var i = 0; i < after; i++)
                acknowledged = long.Parse((await writer.StandardOutput.ReadLineAsync())!, CultureInfo.InvariantCulture);
            writer.Kill();
            await writer.WaitForExitAsync();
            // What it had written on its last breath counts too.
            while (await writer.StandardOutput.ReadLineAsync() is { } line)
                acknowledged = long.TryParse(line, CultureInfo.InvariantCulture, out var further) ? further : acknowledged;
            using var study = Study.Open(folder.Path);
            var draft = study.Work.Claim(reader)!;
            Assert.InRange(draft.Version, acknowledged, acknowledged + 1);
            Assert.Equal(Enumerable.Range(0, (int)draft.Version).Select(i => i % 7), draft.Strokes.Select(stroke => stroke.Radius));
        }
        Assert.True(acknowledged >= 60);
    }

    [Fact]
    public void ACopyMadeWhileOthersWriteOpensElsewhere()
    {
        using var folder = new TemporaryStudy();
        using var study = Asked.Create(folder);
        study.Questions.Submit("e", Asked.Question("k"));
        var ada = study.Readers.Add("Ada").Id;
        var claim = study.Work.Claim(ada)!;
        var going = true;
        var writer = new Thread(() =>
        {
            for (var version = 0L; Volatile.Read(ref going); )
                version = study.Work.Append(ada, claim.AssignmentId, claim.Fence, version, $"w{version}", [Asked.Brush(3, 3)]);
        });
        writer.Start();
        SpinWait.SpinUntil(() => study.Work.Draft(ada, claim.AssignmentId).Count > 5);
        var copy = folder.Path + "-copy";
        study.Backup(copy);
        Volatile.Write(ref going, false);
        writer.Join();
        Assert.Throws<StudyException>(() => study.Backup(copy));
        using var again = Study.Open(copy, folder.Clock);
        var draft = again.Work.Draft(ada, claim.AssignmentId);
        Assert.InRange(draft.Count, 6, study.Work.Draft(ada, claim.AssignmentId).Count);
        Assert.Equal(again.Answers.Events().Count(one => one.Kind == "stroke"), draft.Count);
        // Nothing in a study says where it lies.
        Assert.DoesNotContain(folder.Path, System.Text.Encoding.Latin1.GetString(File.ReadAllBytes(Path.Combine(copy, Study.FileName))));
    }

    [Fact]
    public void SealedAnswersAndTheLogCannotBeChanged()
    {
        using var folder = new TemporaryStudy();
        using var study = Asked.Create(folder);
        study.Questions.Submit("e", Asked.Question("k"));
        var ada = study.Readers.Add("Ada").Id;
        var claim = study.Work.Claim(ada)!;
        study.Work.Seal(ada, claim.AssignmentId, claim.Fence, 0);
        using var connection = new SqliteConnection($"Data Source={Path.Combine(folder.Path, Study.FileName)}");
        connection.Open();
        foreach (var sql in (string[])["UPDATE answers SET confidence = 1", "DELETE FROM answers", "UPDATE events SET body = 'x'", "DELETE FROM events"])
        {
            using var command = connection.CreateCommand();
            command.CommandText = sql;
            Assert.Throws<SqliteException>(() => command.ExecuteNonQuery());
        }
    }

    [Fact]
    public void AStudyOfALaterVersionAndAFileThatIsNoneAreRefused()
    {
        using var folder = new TemporaryStudy();
        Asked.Create(folder).Dispose();
        using (var connection = new SqliteConnection($"Data Source={Path.Combine(folder.Path, Study.FileName)};Pooling=False"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "INSERT INTO schema_version VALUES (99)";
            command.ExecuteNonQuery();
        }
        Assert.Contains("version 99", Assert.Throws<StudyException>(() => Study.Open(folder.Path)).Message);
        Assert.Throws<StudyException>(() => Study.Create(folder.Path, new()));
        File.WriteAllText(Path.Combine(folder.Path, Study.FileName), new string('x', 5000));
        Assert.Contains("cannot be opened as a study", Assert.Throws<StudyException>(() => Study.Open(folder.Path)).Message);
        Assert.Throws<StudyException>(() => Study.Open(folder.Path + "-nowhere"));
    }
}

/// <summary>A process that writes strokes until it is killed, and says each version that was acknowledged.</summary>
internal static class Writer
{
    public static void Main(string[] args)
    {
        using var study = Study.Open(args[0]);
        var claim = study.Work.Claim(args[1])!;
        for (var version = claim.Version; ; )
        {
            version = study.Work.Append(args[1], claim.AssignmentId, claim.Fence, version, $"w{version}", [Asked.Brush(3, 3, (int)(version % 7))]);
            Console.Out.WriteLine(version);
            Console.Out.Flush();
        }
    }
}
