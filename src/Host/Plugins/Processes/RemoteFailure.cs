using DeferredSeg.Abstractions.Options;
using DeferredSeg.Formats;
using DeferredSeg.Host.Plugins.Isolation;
using StreamJsonRpc;
using StreamJsonRpc.Protocol;

namespace DeferredSeg.Host.Plugins.Processes;

/// <summary>What went wrong in a plugin's process, as this process would have thrown it.</summary>
internal static class RemoteFailure
{
    /// <summary>The exception of a message.</summary>
    public static Exception Of(RemoteRpcException error)
    {
        var message = error.Message;
        var type = ((error as RemoteInvocationException)?.DeserializedErrorData as CommonErrorData)?.TypeName;
        return type switch
        {
            _ when type == typeof(ArgumentException).FullName => new ArgumentException(message),
            _ when type == typeof(OptionException).FullName => new ArgumentException(message),
            _ when type == typeof(ArgumentOutOfRangeException).FullName => new ArgumentOutOfRangeException(null, message),
            _ when type == typeof(NotFiniteInputException).FullName => new PlainRefusalException(message),
            _ when type == typeof(ConfigurationException).FullName => new ConfigurationException(message),
            _ when type == typeof(DataException).FullName || type == typeof(WeightFileException).FullName || type == typeof(FileNotFoundException).FullName =>
                new DataException(message),
            _ when type == typeof(PluginFaultException).FullName => new PluginFaultException(message),
            _ when type == typeof(CallFaultException).FullName => CallFaultException.Parse(message),
            _ when type == typeof(PluginException).FullName => new PluginException(message),
            _ => new ThrownElsewhereException(type is null ? "an exception" : type[(type.LastIndexOf('.') + 1)..], message),
        };
    }

    /// <summary>Whether a message tells the user what to mend, and no plugin is at fault.</summary>
    public static bool IsTold(Exception error) => error is ConfigurationException or DataException or WeightFileException or PluginException;

    /// <summary>What a plugin's process throws for what its own host threw.</summary>
    public static Exception ToTell(Exception error) => error is PluginCallException call ? new CallFaultException(call.Call, call.Fault) : error;
}

/// <summary>A refusal whose message stands for itself.</summary>
internal sealed class PlainRefusalException(string message) : ArgumentException(message);

/// <summary>A plugin threw in its own process.</summary>
/// <param name="type">The exception's type, without its namespace.</param>
/// <param name="message">Its message.</param>
internal sealed class ThrownElsewhereException(string type, string message) : Exception(message)
{
    public string Type { get; } = type;
}

/// <summary>A call that a plugin's process made of the plugin by itself went wrong, such as Describe when a backbone was made.</summary>
/// <param name="call">The call.</param>
/// <param name="fault">What went wrong, a sentence.</param>
internal sealed class CallFaultException(string call, string fault) : Exception($"{call}\n{fault}")
{
    public string Call { get; } = call;

    public string Fault { get; } = fault;

    public static CallFaultException Parse(string message) => message.Split('\n', 2) is [var call, var fault] ? new(call, fault) : new("Create", message);
}
