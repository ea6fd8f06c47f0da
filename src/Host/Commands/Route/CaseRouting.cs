using DeferredSeg.Abstractions.Cases;
using DeferredSeg.Abstractions.Experts;
using DeferredSeg.Abstractions.Heads;
using DeferredSeg.Deferral.Metrics;
using DeferredSeg.Deferral.Regions;
using DeferredSeg.Deferral.Routing.Policies;
using DeferredSeg.Deferral.Routing;
using DeferredSeg.Deferral.Snapshots;
using DeferredSeg.Formats.Images;
using DeferredSeg.Host.Configuration.Settings;
using DeferredSeg.Host.Configuration;
using DeferredSeg.Host.Systems;
using DeferredSeg.Reporting.Pictures;
using DeferredSeg.Training.Deferred;
using DeferredSeg.Training.Experts;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace DeferredSeg.Host.Commands.Route;

/// <summary>One image: from routing logits to decisions, questions, answers and the system's mask.</summary>
internal sealed class CaseRouting
{
    private readonly string _name;
    private readonly DeferralSystem _system;
    private readonly Experiment _experiment;
    private readonly Tensor? _target;
    private readonly ImagePlanes _image;
    private readonly Tensor _routing;
    private readonly Tensor? _predictor;
    private readonly Tensor _logits;
    private readonly Tensor _decision;
    private readonly Tensor _margin;
    private readonly RoutingParameterisation _parameterisation;
    private readonly byte[] _mask;

    public CaseRouting(string name, DeferralSystem system, Experiment experiment, Tensor image, Tensor? target, DeferredOutput result)
    {
        (_name, _system, _experiment, _target) = (name, system, experiment, target);
        _image = ShownImage.Of(image);
        // Results outlive the network's outputs, which are freed after each image.
        _logits = result.Segmentation.Logits.cpu().clone();
        _routing = result.Deferral.RoutingLogits.cpu().clone();
        _predictor = result.Deferral.PredictorLogit?.cpu().clone();
        if (!_logits.shape[2..].SequenceEqual([_image.Height, _image.Width])) throw new DataException($"{name}: the network's logits are [{string.Join(", ", _logits.shape)}] for an image of {_image.Height} by {_image.Width} pixels; routing needs logits of the image's size.");
        _parameterisation = system.Segmentor.Head.Describe().Parameterisation;
        var plan = Decide(experiment.Settings.Routing ?? new());
        (_decision, _margin) = (plan.Decision, plan.Margin);
        _mask = ModelMasks.Of(_logits, system.Backbone.Description.ClassKind).bytes.ToArray();
        ModelMask = (byte[])_mask.Clone();
    }

    private byte[] ModelMask { get; }

    private int Classes => (int)_logits.shape[1];

    private int Routings => (int)_decision.shape[0];

    private int Pixels => _image.Height * _image.Width;

    /// <summary>What is saved, each with the image as its first size.</summary>
    public IEnumerable<(string Name, Tensor Value)> Tensors
    {
        get
        {
            yield return ("logits", _logits);
            yield return ("routing_logits", _routing);
            yield return ("routing_prob", RoutingProbabilities.Of(_routing.squeeze(0), _parameterisation).unsqueeze(0));
            if (_predictor is not null) yield return ("predictor_logit", _predictor);
            yield return ("decision", _decision.unsqueeze(0));
            yield return ("margin", _margin.unsqueeze(0));
            yield return ("model_mask", Mask(ModelMask));
            yield return ("system_mask", Mask(_mask));
        }
    }

    /// <summary>Asks the experts and takes their answers into the system's mask.</summary>
    public RoutedCase Ask(CancellationToken cancellation)
    {
        var loads = RoutingLoads.Hard(_decision, _system.Panel.Experts.Count).data<double>().ToArray();
        List<RoutedExpert> experts = [.. _system.Panel.Experts.Select((expert, j) => Ask(expert, j, loads[j + 1], cancellation))];
        return new(_name, loads[0], experts, [.. Enumerable.Range(0, Routings).SelectMany(Regions)], Dice(ModelMask), Dice(_mask));
    }

    /// <summary>Writes the picture and the text of each routing.</summary>
    public void WriteFiles(string folder)
    {
        TextFile.Write(Path.Combine(folder, _name + ".routing.txt"), RoutingSnapshot.Of(_routing, _predictor, new() { Ties = (_experiment.Settings.Routing ?? new()).Ties, Maps = Math.Max(_image.Height, _image.Width) <= RoutingSnapshot.LargestMap }));
        for (var r = 0; r < Routings; r++)
            ImageFile.Write(Path.Combine(folder, $"{_name}.routing{(Routings == 1 ? "" : FormattableString.Invariant($"-{r}"))}.png"), RoutingPicture.Of(Decisions(r), _image.Height, _image.Width, ShownImage.Raster(_image)));
    }

    /// <summary>A routing for each class is decided as if each were an image: budgets and capacities are over all of them.</summary>
    private RoutingPlan Decide(RoutingSettings settings)
    {
        var logits = _routing.squeeze(0);
        try
        {
            return settings.Policy(_system.Panel.Experts).Decide(logits, _parameterisation, _predictor?.expand(logits.shape[0], 1, logits.shape[2], logits.shape[3]));
        }
        catch (ArgumentException e)
        {
            throw new ConfigurationException($"$.routing cannot be followed for {_name}: {e.Message}", e);
        }
    }

    private RoutedExpert Ask(ExpertDescriptor expert, int j, double load, CancellationToken cancellation)
    {
        var region = new byte[Pixels];
        for (var r = 0; r < Routings; r++)
        {
            var decisions = Decisions(r);
            for (var i = 0; i < Pixels; i++) if (decisions[i] == j + 1) region[i] = 1;
        }
        if (!region.Contains((byte)1)) return new(expert.Id, load, "not-asked", null, false);
        var question = new ExpertRequest
        {
            Key = _name,
            Case = new(_name),
            Image = _image,
            Classes = Classes,
            Region = new(_image.Height, _image.Width, 1, region),
            GroundTruth = expert.NeedsGroundTruth && _target is not null ? new(_image.Height, _image.Width, Classes, _target.bytes.ToArray()) : null,
            Seed = _experiment.Settings.Seed,
        };
        var reply = _system.Panel.Ask(j, question, cancellation);
        if (reply.Status == ExpertStatus.Answered) Take(question, reply.Answer!, j + 1);
        return new(expert.Id, load, reply.Status.ToString().ToLowerInvariant(), reply.Reason, expert.NeedsGroundTruth && question.GroundTruth is not null);
    }

    private void Take(ExpertRequest question, ExpertAnswer answer, int channel)
    {
        var decided = ExpertPanel.Decided(question, answer).Values;
        for (var k = 0; k < Classes; k++)
        {
            var decisions = Decisions(Routings == 1 ? 0 : k);
            for (var i = 0; i < Pixels; i++) if (decisions[i] == channel && decided[i] == 1) _mask[k * Pixels + i] = answer.Mask.Values[k * Pixels + i];
        }
    }

    private IEnumerable<RoutedRegion> Regions(int routing) =>
        ConnectedRegions.Of(Decisions(routing), _image.Height, _image.Width, Connectivity.Four).Where(region => region.Channel > 0)
            .Select(region => new RoutedRegion(_system.Panel.Experts[region.Channel - 1].Id, region.Pixels, region.Top, region.Left, region.Bottom, region.Right));

    private long[] Decisions(int routing)
    {
        using var one = _decision[routing].contiguous();
        return one.data<long>().ToArray();
    }

    private double? Dice(byte[] mask) => _target is null ? null : Overlap.Between(mask, _target.bytes).Dice;

    private Tensor Mask(byte[] values) => torch.tensor(values, [1, Classes, _image.Height, _image.Width], torch.ScalarType.Byte);
}
