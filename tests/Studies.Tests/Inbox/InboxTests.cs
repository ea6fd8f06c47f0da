using DeferredSeg.Abstractions.Experts;
using DeferredSeg.Formats.Images;
using DeferredSeg.Formats.Tensors;
using DeferredSeg.Formats.Volumes;
using DeferredSeg.Studies.Inbox;
using DeferredSeg.Studies.Tests.Store;

namespace DeferredSeg.Studies.Tests.Inbox;

public sealed class InboxTests : IDisposable
{
    private readonly TemporaryStudy _folder = new();
    private readonly Study _study;
    private readonly InboxFolder _inbox;
    private string _question = "";

    public InboxTests()
    {
        _study = Asked.Create(_folder);
        _inbox = new(_study, _folder.Path + "-inbox");
    }

    public void Dispose()
    {
        _study.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void QuestionsAreFilesAndATemplateThatWasNotTouchedStillWaits()
    {
        var own = Ask();
        var image = ImageFile.Read(Path.Combine(own, "image.png"));
        Assert.Equal((16, 12, 10), (image.BitDepth, image.Height, image.Width));
        Assert.Equal(Asked.Question("k").Image.Samples, image.Samples);
        Assert.Equal(15, ImageFile.Read(Path.Combine(own, "region.png")).Samples.Count(value => value == 255));
        // The model stays hidden.
        Assert.All(ImageFile.Read(Path.Combine(own, "mask.png")).Samples, value => Assert.Equal(0, value));
        Assert.True(File.Exists(Path.Combine(_folder.Path + "-inbox", "README.txt")));
        Assert.Empty(_inbox.Collect());
        Assert.Equal(ExpertStatus.Pending, Status);
        Assert.Equal(1, _inbox.Deal());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(255)]
    [InlineData(7)]
    public void AnySingleValueIsTheClassAndWhatIsPaintedElsewhereDoesNotCount(int value)
    {
        var own = Ask();
        Paint(own, "mask.png", at => at % 10 >= 4 ? value : 0);
        _inbox.Collect();
        var answer = _study.Questions.Find(_question).Answer!;
        Assert.Equal(9, answer.Mask.Values.Sum(one => one));
        Assert.Null(answer.Seconds);
        var kept = _study.Answers.List().Single();
        Assert.Equal(answer.Mask.Values, _study.Answers.Replay(kept)!.Values);
        // Sealed is sealed.
        Paint(own, "mask.png", _ => 0);
        _inbox.Collect();
        Assert.Equal(9, _study.Questions.Find(_question).Answer!.Mask.Values.Sum(one => one));
    }

    [Fact]
    public void WhatLiesOutsideOfTheRegionAloneStillWaitsAndIsTold()
    {
        var own = Ask();
        Paint(own, "mask.png", at => at < 10 ? 1 : 0);
        Assert.Contains("nothing is painted within the region", Assert.Single(_inbox.Collect()));
        Assert.Equal(ExpertStatus.Pending, Status);
    }

    [Theory]
    [InlineData("done")]
    [InlineData("done.txt")]
    public void DoneSaysThatThereIsNothingToMark(string marker)
    {
        File.WriteAllText(Path.Combine(Ask(), marker), "");
        _inbox.Collect();
        Assert.All(_study.Questions.Find(_question).Answer!.Mask.Values, value => Assert.Equal(0, value));
    }

    [Fact]
    public void ProposalsAreAcceptedOrRejectedByMarkers()
    {
        File.WriteAllText(Path.Combine(Ask(ExpertTask.Judge), "accept"), "");
        _inbox.Collect();
        Assert.True(_study.Questions.Find(_question).Answer!.Accepted);
    }

    [Fact]
    public void WhoWouldNotJudgeSaysWhy()
    {
        File.WriteAllText(Path.Combine(Ask(), "decline.txt"), "out of focus\n");
        _inbox.Collect();
        Assert.Equal("out of focus", _study.Questions.Find(_question).Reason);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public void AMaskSavedAsNiftiBesideTheTemplateIsTaken(int direction)
    {
        var own = Ask();
        Nifti(own, new([1, 1, 1], [direction, 0, 0, 0, 0, direction, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1]), 12);
        _inbox.Collect();
        Assert.Equal(15, _study.Questions.Find(_question).Answer!.Mask.Values.Sum(one => one));
    }

    [Fact]
    public void WhatIsNoMaskOfThisImageIsRefusedAndNamed()
    {
        var own = Ask();
        Nifti(own, new([1, 1, 1], [-1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1]), 12);
        Assert.Contains("mirrored", Refused());
        Nifti(own, new([1, 1, 1]), 11);
        Assert.Contains("10 x 12 x 1", Refused());
        File.Delete(Path.Combine(own, "mask.nii.gz"));
        ImageFile.Write(Path.Combine(own, "mask.png"), new(6, 5, 1, 8, new ushort[30]));
        Assert.Contains("12 by 10", Refused());
        Paint(own, "mask.png", at => at);
        Assert.Contains("grey edges", Refused());
        Paint(own, "mask.png", at => at % 10 >= 4 ? 1 : 0);
        Paint(own, "mask.bmp.png", at => at % 10 >= 5 ? 1 : 0);
        Assert.Contains("several masks", Assert.Throws<StudyException>(() => _inbox.Collect()).Message);
        File.WriteAllText(Path.Combine(own, "done"), "");
        File.WriteAllText(Path.Combine(own, "reject"), "");
        Assert.Contains("done and reject", Assert.Throws<StudyException>(() => _inbox.Collect()).Message);
        File.Delete(Path.Combine(own, "done"));
        Assert.Contains("nothing is proposed", Assert.Throws<StudyException>(() => _inbox.Collect()).Message);
        Assert.Equal(ExpertStatus.Pending, Status);

        string Refused() => Assert.Throws<ImageFileException>(() => _inbox.Collect()).Message;
    }

    [Fact]
    public void ARegionThatAReaderHasOpenIsLeftToThem()
    {
        var own = Ask();
        var ada = _study.Readers.Add("Ada").Id;
        var claim = _study.Work.Claim(ada)!;
        File.WriteAllText(Path.Combine(own, "done"), "");
        Assert.Contains("another reader has this region", Assert.Single(_inbox.Collect()));
        _study.Work.Seal(ada, claim.AssignmentId, claim.Fence, 0);
        Assert.Empty(_inbox.Collect());
    }

    private ExpertStatus Status => _study.Questions.Find(_question).Status;

    private string Ask(ExpertTask task = ExpertTask.Annotate)
    {
        _question = _study.Questions.Submit("../reader 1", Asked.Question("k", task: task, caseId: "../x/y"));
        _inbox.Deal();
        var own = _inbox.FolderOf(_study.Questions.List().Single());
        Assert.StartsWith(_folder.Path + "-inbox", Path.GetFullPath(own));
        return own;
    }

    private static void Paint(string own, string file, Func<int, int> value) =>
        ImageFile.Write(Path.Combine(own, file), new(12, 10, 1, 8, [.. Enumerable.Range(0, 120).Select(at => (ushort)value(at))]));

    private static void Nifti(string own, VolumeGeometry geometry, int rows)
    {
        var values = new byte[10 * rows];
        Array.Fill(values, (byte)1);
        NiftiWriter.Write(Path.Combine(own, "mask.nii.gz"), new TensorInfo("m", TensorDType.UInt8, 1, rows, 10), geometry, (_, stream) => stream.Write(values));
    }
}
