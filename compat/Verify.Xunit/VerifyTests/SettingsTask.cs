using System.Runtime.CompilerServices;
using System.Text;

namespace VerifyTests;

/// <summary>A verification that starts when it is awaited; until then it can be told how. Every method returns this task.</summary>
public class SettingsTask
{
    private readonly VerifySettings _settings;
    private readonly Func<VerifySettings, Task> _run;
    private Task? _task;

    internal SettingsTask(VerifySettings? settings, Func<VerifySettings, Task> run)
    {
        _settings = new VerifySettings(settings);
        _run = run;
    }

    /// <summary>Lets a test method return the verification.</summary>
    /// <param name="settingsTask">The verification, which starts now.</param>
    public static implicit operator Task(SettingsTask settingsTask) => settingsTask._task ??= settingsTask._run(settingsTask._settings);

    /// <summary>Starts the verification.</summary>
    /// <returns>What <c>await</c> needs.</returns>
    public TaskAwaiter GetAwaiter() => ((Task)this).GetAwaiter();

    /// <inheritdoc cref="VerifySettings.UseDirectory"/>
    public SettingsTask UseDirectory(string directory) => With(settings => settings.UseDirectory(directory));

    /// <inheritdoc cref="VerifySettings.UseFileName"/>
    public SettingsTask UseFileName(string fileName) => With(settings => settings.UseFileName(fileName));

    /// <inheritdoc cref="VerifySettings.UseMethodName"/>
    public SettingsTask UseMethodName(string name) => With(settings => settings.UseMethodName(name));

    /// <inheritdoc cref="VerifySettings.UseTypeName"/>
    public SettingsTask UseTypeName(string name) => With(settings => settings.UseTypeName(name));

    /// <inheritdoc cref="VerifySettings.UseParameters"/>
    public SettingsTask UseParameters(params object?[] parameters) => With(settings => settings.UseParameters(parameters));

    /// <inheritdoc cref="VerifySettings.UseTextForParameters"/>
    public SettingsTask UseTextForParameters(string parametersText) => With(settings => settings.UseTextForParameters(parametersText));

    /// <inheritdoc cref="VerifySettings.AddScrubber"/>
    public SettingsTask AddScrubber(Action<StringBuilder> scrubber) => With(settings => settings.AddScrubber(scrubber));

    /// <inheritdoc cref="VerifySettings.ScrubLinesContaining"/>
    public SettingsTask ScrubLinesContaining(params string[] stringToMatch) => With(settings => settings.ScrubLinesContaining(stringToMatch));

    /// <inheritdoc cref="VerifySettings.ScrubLinesWithReplace"/>
    public SettingsTask ScrubLinesWithReplace(Func<string, string?> replaceLine) => With(settings => settings.ScrubLinesWithReplace(replaceLine));

    /// <inheritdoc cref="VerifySettings.ScrubInlineGuids"/>
    public SettingsTask ScrubInlineGuids() => With(settings => settings.ScrubInlineGuids());

    /// <inheritdoc cref="VerifySettings.ScrubMachineName"/>
    public SettingsTask ScrubMachineName() => With(settings => settings.ScrubMachineName());

    /// <inheritdoc cref="VerifySettings.ScrubUserName"/>
    public SettingsTask ScrubUserName() => With(settings => settings.ScrubUserName());

    /// <inheritdoc cref="VerifySettings.AppendValue"/>
    public SettingsTask AppendValue(string name, object data) => With(settings => settings.AppendValue(name, data));

    /// <inheritdoc cref="VerifySettings.DisableDiff"/>
    public SettingsTask DisableDiff() => With(settings => settings.DisableDiff());

    /// <inheritdoc cref="VerifySettings.AutoVerify"/>
    public SettingsTask AutoVerify(bool includeBuildServer = true) => With(settings => settings.AutoVerify(includeBuildServer));

    private SettingsTask With(Action<VerifySettings> set)
    {
        set(_settings);
        return this;
    }
}
