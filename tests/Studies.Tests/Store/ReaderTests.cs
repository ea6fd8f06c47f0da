using System.Text;
using DeferredSeg.Studies.Readers;

namespace DeferredSeg.Studies.Tests.Store;

public class ReaderTests
{
    [Fact]
    public void AForgottenReaderLeavesAnswersAndNoTraceOfTheirName()
    {
        using var folder = new TemporaryStudy();
        const string Name = "Theodora Quellenhofer";
        using (var study = Asked.Create(folder))
        {
            var id = study.Questions.Submit("e", Asked.Question("k"));
            study.Questions.Submit("e", Asked.Question("l"));
            var reader = study.Readers.Add(Name, contact: "quellenhofer@example.org", password: "secret words");
            var session = study.Readers.Begin(reader.Id, TimeSpan.FromHours(1));
            var claim = study.Work.Claim(reader.Id)!;
            study.Work.Append(reader.Id, claim.AssignmentId, claim.Fence, 0, "w", [Asked.Brush(3, 3)]);
            study.Work.Seal(reader.Id, claim.AssignmentId, claim.Fence, 1);
            var held = study.Work.Claim(reader.Id)!;
            study.Readers.Forget(reader.Id);
            Assert.Null(study.Readers.OfSession(session));
            Assert.Null(study.Readers.Named(Name));
            Assert.Null(study.Readers.Find(reader.Id)!.Name);
            Assert.Single(study.Answers.List());
            Assert.Throws<StudyException>(() => study.Work.Claim(reader.Id));
            Assert.Equal(held.AssignmentId, study.Work.Claim(study.Readers.Add("Bob").Id)!.AssignmentId);
            Assert.Throws<StudyException>(() => study.Readers.Forget(reader.Id));
            Assert.Equal(id.Length, study.Answers.List()[0].QuestionId.Length);
        }
        foreach (var file in Directory.EnumerateFiles(folder.Path))
            Assert.DoesNotContain("uellenhofer", Encoding.Latin1.GetString(File.ReadAllBytes(file)));
    }

    [Fact]
    public void AnInvitationServesOnceAndRunsOut()
    {
        using var folder = new TemporaryStudy();
        using var study = Asked.Create(folder);
        var token = study.Readers.Invite(ReaderRole.Reviewer, "e", TimeSpan.FromHours(1));
        var late = study.Readers.Invite(ReaderRole.Reader, null, TimeSpan.FromHours(1));
        var reader = study.Readers.Accept(token, "Ada");
        Assert.Equal((ReaderRole.Reviewer, "e"), (reader.Role, reader.Expert));
        Assert.Throws<StudyException>(() => study.Readers.Accept(token, "Eve"));
        folder.Clock.Turn(3601);
        Assert.Throws<StudyException>(() => study.Readers.Accept(late, "Eve"));
        // Secrets are kept as hashes.
        Assert.DoesNotContain(token, Encoding.Latin1.GetString(File.ReadAllBytes(Path.Combine(folder.Path, "study.db-wal"))));
    }

    [Fact]
    public void SessionsAndPasswords()
    {
        using var folder = new TemporaryStudy();
        using var study = Asked.Create(folder);
        var reader = study.Readers.Add("Ada", password: "secret words");
        study.Readers.Add("Bob");
        Assert.Equal(reader, study.Readers.WithPassword("Ada", "secret words"));
        Assert.Null(study.Readers.WithPassword("Ada", "other words"));
        Assert.Null(study.Readers.WithPassword("Bob", ""));
        Assert.Null(study.Readers.WithPassword("Eve", ""));
        var token = study.Readers.Begin(reader.Id, TimeSpan.FromMinutes(1));
        Assert.Equal(reader, study.Readers.OfSession(token));
        folder.Clock.Turn(61);
        Assert.Null(study.Readers.OfSession(token));
        var other = study.Readers.Begin(reader.Id, TimeSpan.FromMinutes(1));
        study.Readers.End(other);
        Assert.Null(study.Readers.OfSession(other));
        Assert.Throws<StudyException>(() => study.Readers.Add(" Ada "));
    }
}
