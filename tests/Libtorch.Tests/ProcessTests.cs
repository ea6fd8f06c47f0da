using TorchSharp;

namespace DeferredSeg.Libtorch.Tests;

public sealed class ProcessTests
{
    [Fact]
    public void The_threads_are_those_that_were_asked_for() =>
        Assert.Equal(Environment.GetEnvironmentVariable(LibtorchProcess.ThreadsVariable) is { Length: > 0 } set ? int.Parse(set) : 1, torch.get_num_threads());

    [Fact]
    public void What_computes_has_a_name() => Assert.Matches(@"^TorchSharp \d+\.\d+\.\d+ over libtorch \d+\.\d+", LibtorchBuild.Version);

    [Fact]
    public void A_program_for_the_cpu_says_how_to_get_one_for_cuda() =>
        Assert.Contains("-p:TorchDevice=cuda", LibtorchBuild.WhyNoCuda, StringComparison.Ordinal);
}
