using System.CommandLine;

namespace DeferredSeg.Host.Commands.Data;

/// <summary><c>data</c>: datasets.</summary>
internal static class DataCommand
{
    public static Command Create() =>
        new("data", "Inspects, divides, converts and generates datasets.")
        {
            DataInspectCommand.Create(),
            DataSplitCommand.Create(),
            DataConvertCommand.Create(),
            DataPhantomCommand.Create(),
        };
}
