using System.CommandLine;

namespace DeferredSeg.Host.Commands.Config;

/// <summary><c>config</c>: what a configuration says, where it comes from, and whether it is right.</summary>
internal static class ConfigCommand
{
    public static Command Create() =>
        new("config", "Shows, checks and describes configurations.")
        {
            ConfigShowCommand.Create(),
            ConfigValidateCommand.Create(),
            ConfigSchemaCommand.Create(),
        };
}
