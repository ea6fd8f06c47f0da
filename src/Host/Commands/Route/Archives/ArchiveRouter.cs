using DeferredSeg.Archive;
using DeferredSeg.Host.Commands.Route.Images;

namespace DeferredSeg.Host.Commands.Route.Archives;

/// <summary>Routes items of an archive exactly as <c>route</c> does images, into the folder that it is given.</summary>
/// <param name="prepared">What the order says.</param>
/// <param name="images">Images and the system that routes them.</param>
/// <param name="isLent">Whether both are somebody else's.</param>
internal sealed class ArchiveRouter(PreparedRoute prepared, RoutedSource images, bool isLent) : IArchiveRouter
{
    // An item that could not be read where archives are listed has no content to be known by.
    private const string Unread = "unread-";

    private readonly ItemRouting _routing = new(images.System, images.Experiment, images.Source, images.Weights, prepared.Check, prepared.Files);
    private RouteState? _state;
    private (ImageSource Source, Dictionary<string, RoutedItem> Items)? _listed;

    /// <inheritdoc/>
    public ArchiveIdentity Identity => new(ArchiveOrders.Program, _routing.Configuration, _routing.Weights);

    /// <inheritdoc/>
    public string Mark => RouteState.CaseFile;

    /// <summary>What the output holds already.</summary>
    /// <exception cref="DataException">Results of another configuration or of other weights.</exception>
    public RouteState State => _state ??= RouteState.Open(prepared.Output, _routing.Configuration, _routing.Weights);

    /// <inheritdoc/>
    public void RequireOutput() => _ = State;

    /// <summary>The items that are not complete. It may be read on another thread: it has the images read anew.</summary>
    /// <param name="source">The images.</param>
    /// <param name="kept">Is told of each that is complete.</param>
    public IEnumerable<ArchiveItem> Open(ImageSource source, Action kept)
    {
        foreach (var item in source.Items)
        {
            string hash;
            try
            {
                hash = ItemRouting.Read(source, item).Fingerprint;
            }
            catch (UnroutableException)
            {
                hash = Unread + ArchiveOrders.Hash(item.Name);
            }
            var one = new ArchiveItem(item.Name, hash);
            if (IsComplete(one))
                kept();
            else
                yield return one;
        }
    }

    /// <inheritdoc/>
    public bool IsComplete(ArchiveItem item) => State.Complete(item.Name, item.Hash, prepared.Files) is not null;

    /// <inheritdoc/>
    public IReadOnlyList<string> Stale(string folder) => RouteState.Stale(folder);

    /// <inheritdoc/>
    public void Route(ArchiveItem item, string folder, CancellationToken cancellation)
    {
        try
        {
            var (source, one) = Find(item.Name);
            var read = ItemRouting.Read(source, one);
            if (read.Fingerprint != item.Hash && !item.Hash.StartsWith(Unread, StringComparison.Ordinal))
                throw new BadItemException(
                    $"{one.Source ?? item.Name} holds something else than when the archive was listed; expected files that stay as they are while they are "
                        + "routed, and the same on every machine. Type the same again."
                );
            var result = _routing.Route(read, () => folder, _ => { }, cancellation);
            RouteState.SaveIn(folder, read.Fingerprint, prepared.Files, result);
        }
        catch (UnroutableException e)
        {
            throw new BadItemException(e.Message, e);
        }
    }

    public void Dispose()
    {
        if (isLent)
            return;
        images.Dispose();
        prepared.Dispose();
    }

    // Images may have come since this listed them.
    private (ImageSource Source, RoutedItem Item) Find(string name)
    {
        _listed ??= Listed(images.Source);
        if (!_listed.Value.Items.TryGetValue(name, out var item))
        {
            _listed = Listed(prepared.Source());
            if (!_listed.Value.Items.TryGetValue(name, out item))
                throw new BadItemException($"{name} is not among the images that this machine sees; expected the same folders on every machine.");
        }
        return (_listed.Value.Source, item);
    }

    private static (ImageSource, Dictionary<string, RoutedItem>) Listed(ImageSource source) =>
        (source, source.Items.ToDictionary(item => item.Name, StringComparer.Ordinal));
}

/// <summary>Makes routers of orders: as if the order's words had been typed here.</summary>
internal sealed class ArchiveRouters : IArchiveRouters
{
    private ArchiveRouter? _lent;

    /// <param name="lent">The router that the command itself made, which serves until it breaks; null where there is none.</param>
    public ArchiveRouters(ArchiveRouter? lent = null) => _lent = lent;

    /// <inheritdoc/>
    public IArchiveRouter Open(ArchiveOrder order)
    {
        if (_lent is { } lent)
        {
            _lent = null;
            return lent;
        }
        ArchiveOrders.Enter(order);
        var options = new RouteOptions();
        var parsed = RouteCommand.Create(options).Parse([.. order.Words.Skip(1)]);
        if (parsed.Errors.Count > 0)
            throw new ConfigurationException(
                $"The order of {order.Coordinator} is not understood: {parsed.Errors[0].Message} Expected the same program on every machine."
            );
        var prepared = PreparedRoute.Read(options, parsed);
        try
        {
            var images = prepared.Images(questions: null);
            try
            {
                return new ArchiveRouter(prepared, images, isLent: false);
            }
            catch
            {
                images.Dispose();
                throw;
            }
        }
        catch
        {
            prepared.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public string Message(Exception exception) => ExitCode.Of(exception).Message;
}
