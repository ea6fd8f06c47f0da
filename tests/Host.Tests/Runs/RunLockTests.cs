using DeferredSeg.Host.Runs;
using DeferredSeg.Host.Tests.Commands.Train;

namespace DeferredSeg.Host.Tests.Runs;

public sealed class RunLockTests : TrainCase
{
    [Fact]
    public void A_folder_is_held_by_one_and_let_go_whole()
    {
        using (RunLock.Take(At()))
            Assert.Contains($"is being trained by process {Environment.ProcessId}", Assert.Throws<DataException>(() => RunLock.Take(At())).Message);

        Assert.Empty(Directory.EnumerateFileSystemEntries(At()));
        RunLock.Take(At()).Dispose();
    }

    [Fact]
    public void Who_cannot_write_into_a_folder_does_not_hold_it_either()
    {
        var writer = Directory.CreateDirectory(At(".writer")).FullName;
        var error = Assert.Throws<DataException>(() => RunLock.Take(At()));
        Directory.Delete(writer);

        Assert.Contains("could not be written", error.Message);
        RunLock.Take(At()).Dispose();
    }

    [Fact]
    public void A_training_that_is_refused_lets_its_folder_go()
    {
        var folder = At("run");
        var configuration = Configuration(folder, json => json["training"]!["epochs"] = 1);
        Assert.Equal(0, Train(configuration).ExitCode);

        var refused = Train(configuration);

        Assert.Equal(ExitCode.Data, refused.ExitCode);
        Assert.Contains("holds a run already", refused.Error);
        Assert.DoesNotContain(Directory.EnumerateFiles(folder), file => Path.GetFileName(file) is ".lock" or ".writer");
        RunLock.Take(folder).Dispose();
    }
}
