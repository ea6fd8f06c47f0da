using DeferredSeg.Formats.Bytes;
using DeferredSeg.Formats.Errors;
using DeferredSeg.Formats.PyTorch.Values;

namespace DeferredSeg.Formats.PyTorch.StateDicts;

/// <summary>Decides which part of a saved object is the state dict; the rule is told at <see cref="WeightFileOptions.Root"/>.</summary>
internal static class StateDictChoice
{
    private const string BareTensorName = "tensor";

    /// <summary>In the order in which they are tried.</summary>
    private static readonly string[] _wellKnownKeys =
    [
        "state_dict",
        "model_state_dict",
        "model",
        "network_weights",
        "net",
        "network",
        "weights",
        "params",
        "ema",
        "model_ema",
    ];

    public static StateDict Choose(PickleValue root, string? chosen, ByteSource source)
    {
        StateDictFlattening flattening = new(source);
        if (chosen is not null)
            AddBeneath(flattening, root, Find(root, chosen, source));
        else if (root is PickleTensor)
            flattening.Add(BareTensorName, root);
        else if (root is PickleDictionary dictionary && WellKnown(dictionary) is { } wellKnown)
            AddBeneath(flattening, root, wellKnown);
        else
            flattening.Add("", root);
        return flattening.Result;
    }

    private static PickleDictionary? WellKnown(PickleDictionary root) =>
        _wellKnownKeys
            .Select(key => root.TryGet(key, out PickleValue? value) ? value as PickleDictionary : null)
            .FirstOrDefault(value => value is not null && Holds(value, node => node is PickleTensor));

    private static bool Holds(PickleValue value, Func<PickleValue, bool> wanted) =>
        wanted(value)
        || value switch
        {
            PickleDictionary dictionary => dictionary.Entries.Any(entry => Holds(entry.Value, wanted)),
            PickleSequence sequence => sequence.Items.Any(item => Holds(item, wanted)),
            _ => false,
        };

    /// <summary>A key may itself contain dots, so at every level the whole rest of the path is tried as a key first.</summary>
    private static PickleValue Find(PickleValue root, string path, ByteSource source)
    {
        PickleValue at = root;
        for (string rest = path; rest.Length > 0; )
        {
            if (at is not PickleDictionary dictionary)
                throw source.Refuse(null, $"the root {Quoted.Text(path)} leads into {at.Kind}, which has no keys");
            if (dictionary.TryGet(rest, out PickleValue? whole))
                return whole;
            int dot = rest.IndexOf('.');
            string first = dot < 0 ? rest : rest[..dot];
            if (!dictionary.TryGet(first, out PickleValue? next))
                throw source.Refuse(
                    null,
                    $"the root {Quoted.Text(path)} is not there: no key {Quoted.Text(first)}; there are {Quoted.List([.. dictionary.Entries.Select(entry => StateDictFlattening.KeyText(entry.Key))])}"
                );
            at = next;
            rest = dot < 0 ? "" : rest[(dot + 1)..];
        }

        return at;
    }

    private static void AddBeneath(StateDictFlattening flattening, PickleValue root, PickleValue part)
    {
        flattening.Add(part is PickleTensor ? BareTensorName : "", part);
        if (root is PickleDictionary dictionary)
            foreach ((PickleValue key, PickleValue value) in dictionary.Entries)
                if (!Holds(value, node => ReferenceEquals(node, part)))
                    flattening.Ignore(StateDictFlattening.KeyText(key), value);
    }
}
