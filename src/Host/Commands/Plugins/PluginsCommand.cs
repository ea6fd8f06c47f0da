using System.CommandLine;

namespace DeferredSeg.Host.Commands.Plugins;

/// <summary><c>plugins</c>: what is there, and why something is not.</summary>
internal static class PluginsCommand
{
    public static Command Create() =>
        new("plugins", "Shows, explains, checks and starts plugins.")
        {
            PluginsListCommand.Create(),
            PluginsInfoCommand.Create(),
            PluginsDoctorCommand.Create(),
            PluginsValidateCommand.Create(),
            PluginsNewCommand.Create(),
            PluginsFeedCommand.Create(),
        };
}
