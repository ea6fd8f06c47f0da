using System.Text;
using VerifyTests.Scrubbing;

namespace VerifyTests;

/// <summary>How one verification names its files and cleans its text.</summary>
public class VerifySettings
{
    /// <summary>Starts with the defaults.</summary>
    public VerifySettings()
    {
    }

    internal VerifySettings(VerifySettings? other)
    {
        if (other is null)
            return;
        Directory = other.Directory;
        FileName = other.FileName;
        MethodName = other.MethodName;
        TypeName = other.TypeName;
        Parameters = other.Parameters;
        ParametersText = other.ParametersText;
        Scrubbers.AddRange(other.Scrubbers);
        Appended.AddRange(other.Appended);
        AcceptsChanges = other.AcceptsChanges;
    }

    internal string? Directory { get; private set; }

    internal string? FileName { get; private set; }

    internal string? MethodName { get; private set; }

    internal string? TypeName { get; private set; }

    internal object?[]? Parameters { get; private set; }

    internal string? ParametersText { get; private set; }

    /// <summary>In the order in which they run: the last one added first.</summary>
    internal List<Scrubber> Scrubbers { get; } = [];

    internal List<KeyValuePair<string, object>> Appended { get; } = [];

    internal bool AcceptsChanges { get; private set; }

    /// <summary>Puts the files into a folder.</summary>
    /// <param name="directory">An absolute path, or one relative to the test's source file.</param>
    public void UseDirectory(string directory) => Directory = directory;

    /// <summary>Names the files altogether.</summary>
    /// <param name="fileName">The part before <c>.verified.</c></param>
    /// <exception cref="InvalidOperationException">A type, method or parameters were named as well.</exception>
    public void UseFileName(string fileName)
    {
        FileName = fileName;
        RequireOneWayOfNaming();
    }

    /// <summary>Names the method part of the files.</summary>
    /// <param name="name">Instead of the test method's name.</param>
    /// <exception cref="InvalidOperationException">A file name was set.</exception>
    public void UseMethodName(string name)
    {
        MethodName = name;
        RequireOneWayOfNaming();
    }

    /// <summary>Names the type part of the files.</summary>
    /// <param name="name">Instead of the test class's name.</param>
    /// <exception cref="InvalidOperationException">A file name was set.</exception>
    public void UseTypeName(string name)
    {
        TypeName = name;
        RequireOneWayOfNaming();
    }

    /// <summary>Adds arguments of the test to the files' name, as <c>_name=value</c>.</summary>
    /// <param name="parameters">The first arguments of the test method, in its order.</param>
    /// <exception cref="InvalidOperationException">A file name was set.</exception>
    public void UseParameters(params object?[] parameters)
    {
        Parameters = parameters;
        RequireOneWayOfNaming();
    }

    /// <summary>Adds a text to the files' name where the arguments would be.</summary>
    /// <param name="parametersText">The text, without the leading underscore.</param>
    /// <exception cref="InvalidOperationException">A file name was set.</exception>
    public void UseTextForParameters(string parametersText)
    {
        ParametersText = parametersText;
        RequireOneWayOfNaming();
    }

    /// <summary>Adds a change to the text before it is compared. The last one added runs first, global ones at the end.</summary>
    /// <param name="scrubber">Changes the text in place.</param>
    public void AddScrubber(Action<StringBuilder> scrubber) => Scrubbers.Insert(0, (text, _) => scrubber(text));

    /// <summary>Removes lines.</summary>
    /// <param name="stringToMatch">A line with one of these goes; upper and lower case are the same.</param>
    public void ScrubLinesContaining(params string[] stringToMatch) => Scrubbers.Insert(0, Lines.Without(stringToMatch));

    /// <summary>Replaces lines.</summary>
    /// <param name="replaceLine">Gives the new line, or null to remove it.</param>
    public void ScrubLinesWithReplace(Func<string, string?> replaceLine) => Scrubbers.Insert(0, Lines.Replaced(replaceLine));

    /// <summary>Replaces identifiers such as <c>0f8fad5b-d9cb-469f-a165-70867728950e</c> by <c>Guid_1</c>, <c>Guid_2</c> and so on.</summary>
    public void ScrubInlineGuids() => Scrubbers.Insert(0, InlineGuids.Scrub);

    /// <summary>Replaces the machine's name by <c>TheMachineName</c>.</summary>
    public void ScrubMachineName() => Scrubbers.Insert(0, Words.Replaced(Environment.MachineName, "TheMachineName"));

    /// <summary>Replaces the user's name by <c>TheUserName</c>.</summary>
    public void ScrubUserName() => Scrubbers.Insert(0, Words.Replaced(Environment.UserName, "TheUserName"));

    /// <summary>Verifies a named value together with the target, which then becomes the member <c>target</c> of an object.</summary>
    /// <param name="name">The member's name.</param>
    /// <param name="data">The value.</param>
    public void AppendValue(string name, object data) => Appended.Add(new(name, data));

    /// <summary>Starts no program that shows the difference. None is ever started here.</summary>
    public void DisableDiff()
    {
    }

    /// <summary>Accepts whatever is received as the new verified file.</summary>
    /// <param name="includeBuildServer">Whether also where a build server runs the tests.</param>
    public void AutoVerify(bool includeBuildServer = true) => AcceptsChanges = includeBuildServer || !BuildServer.IsPresent;

    private void RequireOneWayOfNaming()
    {
        if (FileName is not null && (MethodName ?? TypeName ?? ParametersText ?? (object?)Parameters) is not null)
            throw new InvalidOperationException($"The file name '{FileName}' is set together with a type, method or parameters; UseFileName replaces them all. Use one way of naming.");
    }
}
