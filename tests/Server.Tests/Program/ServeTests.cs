using System.Net;
using System.Text.RegularExpressions;
using DeferredSeg.Studies.Readers;

namespace DeferredSeg.Server.Tests.Program;

public sealed class ServeTests
{
    [SkippableTheory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task ItInvitesAnOwnerLoadsNoNetworkAndStopsCleanly(string signal)
    {
        Skip.If(ServedProgram.File is null || !OperatingSystem.IsLinux(), "the program was not built, or this is no Linux");
        Heavy.Only(signal == "INT");
        using var study = new ServedStudy().Ask("a", 3);
        using var program = new ServedProgram(study.Study.Folder);
        await program.Ready();
        while (!program.Said.Contains("Ctrl-C", StringComparison.Ordinal))
            await Task.Delay(20);
        var invitation = Regex.Match(program.Said, "#invite=([0-9a-f]{64})").Groups[1].Value;
        using var handler = new SocketsHttpHandler { UseCookies = false };
        var browser = new ApiClient(handler, program.Address);
        Assert.Equal(
            HttpStatusCode.OK,
            (
                await browser.Begin(
                    new
                    {
                        name = "Eve",
                        password = "long enough",
                        invitation,
                    }
                )
            ).Status
        );
        Assert.Equal(ReaderRole.Owner, study.Study.Readers.Named("Eve")!.Role);
        Assert.Equal(3, (await browser.Get("work")).Json.GetArrayLength());
        Assert.DoesNotContain("libtorch_cpu", program.Loaded, StringComparison.Ordinal);
        Assert.DoesNotContain("libLibTorchSharp", program.Loaded, StringComparison.Ordinal);
        Assert.Equal(0, program.Stop(signal));
    }

    [SkippableFact]
    public void AFolderThatHoldsNoStudyIsRefusedAndStaysAsItIs()
    {
        Skip.If(ServedProgram.File is null, "the program was not built");
        var folder = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        using var process = System.Diagnostics.Process.Start(
            new System.Diagnostics.ProcessStartInfo(ServedProgram.File!, ["serve", "--study", folder]) { RedirectStandardError = true }
        )!;
        var said = process.StandardError.ReadToEnd();
        process.WaitForExit();

        Assert.Equal(4, process.ExitCode);
        Assert.Contains("holds no study", said, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder));
    }
}
