namespace DeferredSeg.Host.Plugins;

/// <summary>Where plugins lie: a folder with one folder each.</summary>
public static class PluginFolder
{
    /// <summary>The environment variable that names the folder.</summary>
    public const string Variable = "DEFERREDSEG_PLUGINS";

    /// <summary>The folder that the environment names, else <c>plugins</c> beside the program, else the build's.</summary>
    public static string Locate()
    {
        var named = Environment.GetEnvironmentVariable(Variable);
        if (!string.IsNullOrEmpty(named))
            return Path.GetFullPath(named);
        var beside = Path.Combine(AppContext.BaseDirectory, "plugins");
        return Directory.Exists(beside) ? beside : Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "..", "plugins"));
    }
}
