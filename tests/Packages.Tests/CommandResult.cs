namespace Packages.Tests;

/// <summary>What a command printed, both streams together, and how it ended.</summary>
internal sealed record CommandResult(int ExitCode, string Output)
{
    public CommandResult Succeeded()
    {
        Assert.True(ExitCode == 0, Output);
        return this;
    }
}
