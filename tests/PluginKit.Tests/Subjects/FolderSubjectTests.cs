using DeferredSeg.PluginKit.Subjects;

namespace DeferredSeg.PluginKit.Tests.Subjects;

public sealed class FolderSubjectTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("plugin-kit-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_folder_without_manifest_is_refused()
    {
        var e = Assert.Throws<ArgumentException>(() => new FolderSubject(_folder));
        Assert.Contains($"{Path.Combine(_folder, "plugin.json")} is not there", e.Message);
    }

    [Theory]
    [InlineData("nothing")]
    [InlineData("{}")]
    [InlineData("""{ "id": "A", "version": "1", "entry": "A.dll", "contributions": [ { "kind": "brain", "id": "B" } ] }""")]
    public void A_file_that_is_no_manifest_is_refused(string text)
    {
        File.WriteAllText(Path.Combine(_folder, "plugin.json"), text);
        var e = Assert.Throws<ArgumentException>(() => new FolderSubject(_folder));
        Assert.Contains("is not a plugin manifest", e.Message);
        Assert.Contains("\"contributions\"", e.Message);
    }

    [Fact]
    public void A_missing_entry_is_a_failed_check()
    {
        File.WriteAllText(Path.Combine(_folder, "plugin.json"), """{ "id": "A", "version": "1", "entry": "A.dll", "contributions": [] }""");
        using var subject = new FolderSubject(_folder);
        var results = ConformanceSuite.Run(subject);
        Assert.Equal(("plugin/contributions", CheckOutcome.Failed), (results[0].Check, results[0].Outcome));
        Assert.Contains("A.dll is not there", results[0].Message);
    }

    [Fact]
    public void An_unloaded_plugin_cannot_be_used()
    {
        using var subject = new FolderSubject(Path.Combine(Folders.FaultPlugins, "Sound.Backbone"));
        Assert.Equal(CheckOutcome.Passed, subject.Unload(collections: 20).Outcome);
        Assert.Throws<ObjectDisposedException>(() => subject.Registered);
    }
}
