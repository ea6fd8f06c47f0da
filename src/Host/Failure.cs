using DeferredSeg.Engine.Weights;
using DeferredSeg.Formats;
using DeferredSeg.Formats.Images;
using DeferredSeg.Host.Plugins;

namespace DeferredSeg.Host;

/// <summary>What a command's exception means for whoever typed it: an exit code and one message.</summary>
internal static class Failure
{
    public static (int Code, string Message) Of(Exception e) =>
        e switch
        {
            OperationCanceledException => (ExitCode.Interrupted, "Interrupted."),
            ConfigurationException => (ExitCode.Configuration, e.Message),
            DataException or WeightFileException or ImageFileException or CheckpointException => (ExitCode.Data, e.Message),
            PluginException => (ExitCode.Plugin, e.Message),
            FileNotFoundException or DirectoryNotFoundException or UnauthorizedAccessException or IOException => (ExitCode.Data, e.Message),
            _ => (ExitCode.Failure, e.Message),
        };
}
