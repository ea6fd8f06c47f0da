using DeferredSeg.Archive;
using DeferredSeg.Engine.Weights;
using DeferredSeg.Formats;
using DeferredSeg.Formats.Images;
using DeferredSeg.Host.Commands.Evaluate.Shared;
using DeferredSeg.Host.Plugins;
using DeferredSeg.Studies;

namespace DeferredSeg.Host;

/// <summary>The exit codes of the command line; scripts may rely on them.</summary>
public static class ExitCode
{
    /// <summary>It was done.</summary>
    public const int Ok = 0;

    /// <summary>It failed for a reason that none of the others names.</summary>
    public const int Failure = 1;

    /// <summary>The command line was not understood.</summary>
    public const int Usage = 2;

    /// <summary>The configuration is not right.</summary>
    public const int Configuration = 3;

    /// <summary>The data are missing or unreadable.</summary>
    public const int Data = 4;

    /// <summary>A plugin is missing, was refused or failed.</summary>
    public const int Plugin = 5;

    /// <summary>Experts have yet to answer; the same command takes it up again.</summary>
    public const int Pending = 6;

    /// <summary>Ctrl-C.</summary>
    public const int Interrupted = 130;

    /// <summary>What a command's exception means for whoever typed it: an exit code and one message.</summary>
    internal static (int Code, string Message) Of(Exception e) =>
        e switch
        {
            OperationCanceledException => (Interrupted, "Interrupted."),
            ConfigurationException => (Configuration, e.Message),
            StudyException or DataException or WeightFileException or ImageFileException or CheckpointException or RefusedWorkerException => (Data, e.Message),
            PluginException => (Plugin, e.Message),
            BadItemException { InnerException: PluginException } => (Plugin, e.Message),
            BadItemException => (Data, e.Message),
            FailedCasesException failed => (failed.Code, e.Message),
            FileNotFoundException or DirectoryNotFoundException or UnauthorizedAccessException or IOException => (Data, e.Message),
            _ => (Failure, e.Message),
        };
}

/// <summary>A configuration is missing, unreadable or not right. The message names what was found and how to mend it.</summary>
public sealed class ConfigurationException(string message, Exception? cause = null) : Exception(message, cause);

/// <summary>Data are missing or not as expected. The message names the file, what was found and how to mend it.</summary>
public sealed class DataException(string message, Exception? cause = null) : Exception(message, cause);
