using DeferredSeg.Abstractions.Cases;
using DeferredSeg.Abstractions.Experts;
using DeferredSeg.Deferral.Metrics;
using DeferredSeg.Deferral.Routing;
using DeferredSeg.Deferral.Snapshots;
using DeferredSeg.Formats.Images;
using DeferredSeg.Host.Configuration;
using DeferredSeg.Host.Configuration.Settings;
using DeferredSeg.Host.Systems;
using DeferredSeg.Reporting.Pictures;
using DeferredSeg.Training.Deferred;
using DeferredSeg.Training.Experts;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace DeferredSeg.Host.Commands.Route;

/// <summary>One image of a network's input space: from routing logits to decisions, questions, answers and the system's mask.</summary>
internal sealed class CaseRouting
{
    private readonly string _name;
    private readonly DeferralSystem _system;
    private readonly Experiment _experiment;
    private readonly Tensor? _target;
    private readonly ImagePlanes _image;
    private readonly NetworkDecision _network;
    private readonly byte[] _mask;

    public CaseRouting(string name, DeferralSystem system, Experiment experiment, Tensor image, Tensor? target, DeferredOutput result)
    {
        (_name, _system, _experiment, _target) = (name, system, experiment, target);
        _image = ShownImage.Of(image);
        _network = NetworkDecision.Of(name, system, Settings, result, _image.Height, _image.Width);
        _mask = (byte[])_network.ModelMask.Clone();
    }

    private RoutingSettings Settings => _experiment.Settings.Routing ?? new();

    private int Pixels => _image.Height * _image.Width;

    /// <summary>What is saved, each with the image as its first size.</summary>
    public IEnumerable<(string Name, Tensor Value)> Tensors
    {
        get
        {
            yield return ("logits", _network.Logits);
            yield return ("routing_logits", _network.Routing);
            yield return ("routing_prob", _network.Probabilities.unsqueeze(0));
            if (_network.Predictor is { } predictor) yield return ("predictor_logit", predictor);
            yield return ("decision", _network.Plan.Decision.unsqueeze(0));
            yield return ("margin", _network.Plan.Margin.unsqueeze(0));
            yield return ("model_mask", Mask(_network.ModelMask));
            yield return ("system_mask", Mask(_mask));
        }
    }

    /// <summary>Asks the experts and takes their answers into the system's mask.</summary>
    public RoutedCase Ask(CancellationToken cancellation)
    {
        var loads = RoutingLoads.Hard(_network.Plan.Decision, _system.Panel.Experts.Count).data<double>().ToArray();
        var soft = _network.SoftLoads();
        List<RoutedExpert> experts = [.. _system.Panel.Experts.Select((expert, j) => Ask(expert, j, loads[j + 1], soft[j + 1], cancellation))];
        string[] names = [.. _system.Panel.Experts.Select(expert => expert.Id)];
        var regions = Enumerable.Range(0, _network.Routings).SelectMany(r => RoutedRegions.Of(_network.Decisions(r), _network.Margins(r), _image.Height, _image.Width, names, Settings.Connectivity, _network.Routings == 1 ? null : r));
        return new(_name, loads[0], soft[0], experts, [.. regions], Dice(_network.ModelMask), Dice(_mask));
    }

    /// <summary>Writes the picture and the text of each routing.</summary>
    public void WriteFiles(string folder)
    {
        TextFile.Write(Path.Combine(folder, _name + ".routing.txt"), RoutingSnapshot.Of(_network.Routing, _network.Predictor, new() { Ties = Settings.Ties, Maps = Math.Max(_image.Height, _image.Width) <= RoutingSnapshot.LargestMap }));
        for (var r = 0; r < _network.Routings; r++)
            ImageFile.Write(Path.Combine(folder, $"{_name}.routing{(_network.Routings == 1 ? "" : FormattableString.Invariant($"-{r}"))}.png"), RoutingPicture.Of(_network.Decisions(r), _image.Height, _image.Width, ShownPicture.Of(_image)));
    }

    private RoutedExpert Ask(ExpertDescriptor expert, int j, double load, double soft, CancellationToken cancellation)
    {
        var region = new byte[Pixels];
        for (var r = 0; r < _network.Routings; r++)
        {
            var decisions = _network.Decisions(r);
            for (var i = 0; i < Pixels; i++) if (decisions[i] == j + 1) region[i] = 1;
        }
        if (!region.Contains((byte)1)) return new(expert.Id, load, soft, "not-asked", null, false, 0, 0);
        var question = new ExpertRequest
        {
            Key = _name,
            Case = new(_name),
            Image = _image,
            Classes = _network.Classes,
            Region = new(_image.Height, _image.Width, 1, region),
            GroundTruth = expert.NeedsGroundTruth && _target is not null ? new(_image.Height, _image.Width, _network.Classes, _target.bytes.ToArray()) : null,
            Seed = _experiment.Settings.Seed,
        };
        var reply = _system.Panel.Ask(j, question, cancellation);
        if (reply.Status == ExpertStatus.Answered) Take(question, reply.Answer!, j + 1);
        return new(expert.Id, load, soft, reply.Status.ToString().ToLowerInvariant(), reply.Reason, expert.NeedsGroundTruth && question.GroundTruth is not null, 1, reply.Status == ExpertStatus.Pending ? 1 : 0);
    }

    private void Take(ExpertRequest question, ExpertAnswer answer, int channel)
    {
        var decided = ExpertPanel.Decided(question, answer).Values;
        for (var k = 0; k < _network.Classes; k++)
        {
            var decisions = _network.Decisions(_network.Routings == 1 ? 0 : k);
            for (var i = 0; i < Pixels; i++) if (decisions[i] == channel && decided[i] == 1) _mask[k * Pixels + i] = answer.Mask.Values[k * Pixels + i];
        }
    }

    private double? Dice(byte[] mask) => _target is null ? null : Overlap.Between(mask, _target.bytes).Dice;

    private Tensor Mask(byte[] values) => torch.tensor(values, [1, _network.Classes, _image.Height, _image.Width], torch.ScalarType.Byte);
}
