using System.Runtime.CompilerServices;
using VerifyXunit;

namespace VerifyTests;

/// <summary>A verification that starts when it is awaited or returned; until then it can be told how to name its files.</summary>
public class SettingsTask
{
    private readonly Func<string?, object?[]?, Task> _verify;
    private string? _directory;
    private object?[]? _parameters;
    private Task? _task;

    internal SettingsTask(Func<string?, object?[]?, Task> verify) => _verify = verify;

    /// <summary>Lets a test method return the verification.</summary>
    /// <param name="settingsTask">The verification, which starts now.</param>
    public static implicit operator Task(SettingsTask settingsTask) =>
        settingsTask._task ??= settingsTask._verify(settingsTask._directory, settingsTask._parameters);

    /// <summary>Starts the verification.</summary>
    /// <returns>What <c>await</c> needs.</returns>
    public TaskAwaiter GetAwaiter() => ((Task)this).GetAwaiter();

    /// <summary>Where the files lie, instead of beside the test's source.</summary>
    /// <param name="directory">A path; a relative one counts from the source's folder.</param>
    /// <returns>This verification.</returns>
    public SettingsTask UseDirectory(string directory)
    {
        _directory = directory;
        return this;
    }

    /// <summary>Tells the cases of a theory apart: its arguments, in its order, become part of the files' names.</summary>
    /// <param name="parameters">The arguments that the test got.</param>
    /// <returns>This verification.</returns>
    public SettingsTask UseParameters(params object?[] parameters)
    {
        _parameters = parameters;
        return this;
    }
}
