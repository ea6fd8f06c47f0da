using System.CommandLine;
using DeferredSeg.Archive;
using DeferredSeg.Archive.Items;
using DeferredSeg.Archive.Results;
using DeferredSeg.Host.Commands.Evaluate.Shared;
using DeferredSeg.Host.Commands.Route.Archives;
using DeferredSeg.Host.Plugins.Isolation;

namespace DeferredSeg.Host.Commands.Workers;

/// <summary>Makes what does the work of orders: as if the order's words had been typed here.</summary>
/// <param name="lent">What the command itself made, which serves until it breaks; null where there is none.</param>
internal sealed class OrderedWork(IArchiveRouter? lent = null) : IArchiveRouters
{
    private IArchiveRouter? _lent = lent;

    /// <inheritdoc/>
    public IArchiveRouter Open(ArchiveOrder order)
    {
        if (_lent is { } lent)
        {
            _lent = null;
            return lent;
        }
        WorkOrders.Enter(order);
        return order.Words[0] == "evaluate" ? CaseMeasurer.Open(order.Words) : ArchiveRouter.Open(order.Words);
    }

    /// <inheritdoc/>
    public ItemFault Fault(Exception exception)
    {
        var (code, message) = ExitCode.Of(exception);
        return new(message, code);
    }

    /// <summary>
    /// Whether an exception is about one item, and what does the work is as good as before: the item's data are not right, or a plugin died at it whose next
    /// call has a fresh process.
    /// </summary>
    /// <param name="exception">The exception.</param>
    public static bool IsOfItem(Exception exception) =>
        exception is PluginCallException { GoesOn: true } || (ExitCode.Of(exception).Code == ExitCode.Data && !FullDisk.Is(exception));

    /// <summary>The words of an order as a command reads them.</summary>
    /// <param name="command">The command.</param>
    /// <param name="words">The order's words, the command's name first.</param>
    /// <exception cref="ConfigurationException">It does not take them.</exception>
    public static ParseResult Parse(Command command, IReadOnlyList<string> words)
    {
        var parsed = command.Parse([.. words.Skip(1)]);
        return parsed.Errors.Count == 0
            ? parsed
            : throw new ConfigurationException($"the words are not understood: {parsed.Errors[0].Message} Expected the same program on every machine.");
    }
}
