using System.CommandLine;
using DeferredSeg.Data.Masks;

namespace DeferredSeg.Host.Commands;

/// <summary>
/// <c>--values</c>, <c>--ignore</c> and <c>--place</c>: what the values of masks mean and where their pixels lie, as <c>dataset:masks</c> has them.
/// </summary>
internal sealed class MaskOptions
{
    private readonly Option<MaskValues> _values = new("--values")
    {
        Description =
            "What the values of masks are: auto (labels where that is certain; 0 and one other value, or a few whole numbers), labels (whatever they are), "
            + "threshold (grey edges, cut at half the range) or soft (probabilities, cut at one half).",
        DefaultValueFactory = _ => MaskValues.Auto,
    };
    private readonly Option<int?> _ignore = new("--ignore") { Description = "The value of pixels that nobody judged, for example 255." };
    private readonly Option<MaskPlace> _place = new("--place")
    {
        Description =
            "How volumes (NIfTI) that lie otherwise are compared: aligned (mirrored and exchanged axes are laid alike, all else is refused), resample (by "
            + "the affines, nearest label) or voxels (headers do not count).",
        DefaultValueFactory = _ => MaskPlace.Aligned,
    };

    public MaskOptions() =>
        _ignore.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && int.TryParse(result.Tokens[0].Value, out var value) && value is < 1 or > ushort.MaxValue)
                result.AddError($"--ignore is {value}; expected a value from 1 to {ushort.MaxValue}.");
        });

    /// <summary>Adds the options to a command.</summary>
    /// <param name="command">The command.</param>
    /// <param name="withPlace">Whether it compares volumes.</param>
    public void AddTo(Command command, bool withPlace = true)
    {
        command.Options.Add(_values);
        command.Options.Add(_ignore);
        if (withPlace)
            command.Options.Add(_place);
    }

    /// <summary>What was typed.</summary>
    public MaskSettings Read(ParseResult parsed) =>
        new(
            parsed.GetValue(_values),
            parsed.GetValue(_ignore),
            parsed.CommandResult.Command.Options.Contains(_place) ? parsed.GetValue(_place) : MaskPlace.Aligned
        );
}
