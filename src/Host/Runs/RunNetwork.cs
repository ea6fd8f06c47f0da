using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Experts;
using DeferredSeg.Data;
using DeferredSeg.Data.Datasets;
using DeferredSeg.Data.Datasets.Volumes;
using DeferredSeg.Data.Prepared;
using DeferredSeg.Data.References;
using DeferredSeg.Engine.Evaluation;
using DeferredSeg.Engine.Systems.Volumes;
using DeferredSeg.Engine.Training;
using DeferredSeg.Host.Configuration;
using DeferredSeg.Host.Plugins;
using DeferredSeg.Host.Plugins.Isolation;
using DeferredSeg.Host.Runs;

namespace DeferredSeg.Host.Runs;

/// <summary>One network of a run, made, with its data: as its configuration says, before or after training.</summary>
internal sealed class RunNetwork : IDisposable
{
    private readonly DatasetSettings _settings;

    private RunNetwork(RunMember member, DatasetSettings settings, IDataset dataset, ConfiguredSystem system)
    {
        (Member, _settings, Dataset, System) = (member, settings, dataset, system);
        Split = DatasetSplit.Of(dataset.Cases, settings.Split ?? new());
    }

    public RunMember Member { get; }

    public IDataset Dataset { get; }

    public DatasetSplit Split { get; }

    public ConfiguredSystem System { get; }

    /// <summary>The dataset's settings.</summary>
    public DatasetSettings Settings => _settings;

    /// <summary>How the network is trained.</summary>
    public TrainingOptions Options => Member.Experiment.Settings.Training ?? new();

    /// <summary>Opens the dataset and makes networks and experts.</summary>
    /// <param name="member">Which.</param>
    /// <param name="plugins">The plugins present.</param>
    /// <param name="grid">On which grid experts are asked: recorded masks are laid on it.</param>
    /// <param name="questions">Where people are asked; null where nobody can be.</param>
    /// <exception cref="ConfigurationException">A setting is not right, or network and dataset do not fit.</exception>
    /// <exception cref="DatasetException">The dataset is not as described.</exception>
    /// <exception cref="PluginException">A plugin cannot be used.</exception>
    /// <param name="decides">Whether cases are decided on and measured, for which slices may be taken as whole volumes.</param>
    public static RunNetwork Open(
        RunMember member,
        PluginHost plugins,
        EvaluationGrid grid = EvaluationGrid.Network,
        IQuestionStore? questions = null,
        bool decides = false
    )
    {
        var settings = DatasetConfiguration.Read(member.Experiment.Layers);
        if (settings is { Source: null, Folder: null or "" })
            throw new ConfigurationException(
                "$.dataset has neither a folder nor a source; expected where the images are, or for a generated set \"dataset\": { \"source\": \"phantom\" }."
            );
        var dataset = DatasetOpening.Open(settings);
        var deferral = (member.Experiment.Settings.Training ?? new()).Deferral;
        var system = ConfiguredSystem.Create(
            member.Experiment,
            plugins,
            backbone =>
            {
                if (backbone.Description.Input.SpatialAxes == 3 || (decides && settings.Volumes?.Cases == VolumeCases.Volumes))
                    dataset = new WholeVolumes(DatasetOpening.Open(WholeVolumes.Of(settings)));
                return grid == EvaluationGrid.Native ? dataset.Raters : Raters(dataset, settings, backbone);
            },
            deferral,
            questions
        );
        try
        {
            Require(system.Backbone.Description, dataset.Description);
            RequireNoPrompts(system.Backbone.Description, settings);
            // With native masks nobody has asked yet whether the backbone prepares images.
            ConfiguredPreprocessing.Of(system.Backbone, settings.Preparation);
            return new(member, settings, dataset, system);
        }
        catch
        {
            system.Dispose();
            throw;
        }
    }

    /// <summary>The cases of one part, ready for the network.</summary>
    /// <param name="part">Which.</param>
    /// <param name="expertSeed">The seed with which experts will be asked: a reference is made of the raters who are no experts then.</param>
    /// <exception cref="ConfigurationException">The reference cannot be made as the configuration says.</exception>
    /// <exception cref="DatasetException">The part is empty, or the preparation does not fit the network.</exception>
    public PreparedCases Cases(SplitPart part, long expertSeed)
    {
        var cases = Split[part];
        if (cases.Count == 0)
            throw new DatasetException(
                $"The split leaves no case for {DatasetSplit.Name(part)}; expected one or more. Look at dataset:split, "
                    + "for example with ./deferredseg data split."
            );
        return new(
            Dataset,
            cases,
            _settings.Preparation ?? new(),
            System.Backbone.Description.Input,
            References(expertSeed),
            Prompts(),
            ConfiguredPreprocessing.Of(System.Backbone, _settings.Preparation)
        );
    }

    /// <summary>Images of one part as they lie in the dataset and as the network gets them, without their truth.</summary>
    /// <param name="part">Which.</param>
    /// <param name="most">How many at most, evenly spread over the part.</param>
    /// <param name="cancellation">Stops between images.</param>
    /// <exception cref="DatasetException">The preparation does not fit the network or an image.</exception>
    public IEnumerable<(DatasetCase Case, PreparedImage Prepared)> Images(SplitPart part, int most, CancellationToken cancellation)
    {
        var preparation = new ImagePreparation(
            _settings.Preparation ?? new(),
            System.Backbone.Description.Input,
            ConfiguredPreprocessing.Of(System.Backbone, _settings.Preparation)
        );
        var cases = Split[part];
        for (var i = 0; i < Math.Min(most, cases.Count); i++)
        {
            cancellation.ThrowIfCancellationRequested();
            var one = Dataset.Load(cases[(int)((long)i * cases.Count / Math.Min(most, cases.Count))].Id);
            // What a network of two axes sees of a volume are its slices.
            if (one.Slices is { } slices && System.Backbone.Description.Input.SpatialAxes == 2)
                one = Dataset.Load(slices[slices.Count / 2].Id);
            yield return (one, preparation.Prepare(one));
        }
    }

    /// <summary>How references are made, with the experts as they are drawn by a seed.</summary>
    /// <exception cref="ConfigurationException">It contradicts itself or asks for what the dataset has not.</exception>
    public CaseReferences References(long expertSeed)
    {
        IRecordedExpert[] recorded = [.. System.Experts.OfType<IRecordedExpert>()];
        try
        {
            return new(Dataset, Member.Experiment.Settings.Reference, caseId => [.. recorded.Select(expert => expert.Origin(caseId, expertSeed))]);
        }
        catch (ArgumentException e)
        {
            throw new ConfigurationException($"$.reference: {e.Message}", e);
        }
    }

    /// <summary>How volumes are cut for a network of three axes; null for one of two.</summary>
    /// <exception cref="ArgumentException">The configured patch is none that the network takes.</exception>
    public TileRule? Tiles => TiledMaps.Rule(System.Backbone.Description, System.Backbone.Tiles, Options.Patch);

    /// <summary>The prompts of cases: what the dataset's settings ask for and the network takes.</summary>
    public PromptSource Prompts() => new(_settings, System.Backbone.Description.Prompts, Member.Seed);

    /// <summary>The recorded raters' masks, laid on the network's grid; null where the dataset has none.</summary>
    public IRaterMasks? Raters() => Raters(Dataset, _settings, System.Backbone);

    public void Dispose() => System.Dispose();

    private static IRaterMasks? Raters(IDataset dataset, DatasetSettings settings, GuardedBackbone backbone) =>
        new PreparedCases(
            dataset,
            dataset.Cases,
            settings.Preparation ?? new(),
            backbone.Description.Input,
            new(dataset),
            null,
            ConfiguredPreprocessing.Of(backbone, settings.Preparation)
        ).Raters(GeometricVariant.None);

    /// <summary>Refuses prompts for networks of three axes, which would not be given any.</summary>
    /// <exception cref="ConfigurationException">The settings ask for prompts that the network takes.</exception>
    private static void RequireNoPrompts(BackboneDescription network, DatasetSettings settings)
    {
        var isAsked = settings.Boxes is { From: not BoxSource.None } || settings.Points is { From: not PointSource.None };
        if (network.Input.SpatialAxes == 3 && network.Prompts != PromptKinds.None && isAsked)
            throw new ConfigurationException(
                $"The backbone {network.Id} is a network of three axes, and prompts are given to networks of images alone. Leave $.dataset.boxes and "
                    + "$.dataset.points out."
            );
    }

    /// <summary>Refuses a network and a dataset with other classes.</summary>
    /// <exception cref="ConfigurationException">They differ; the message says how.</exception>
    public static void Require(BackboneDescription network, DatasetDescription dataset)
    {
        if (network.Classes == dataset.Classes.Count && network.ClassKind == dataset.ClassKind)
            return;
        throw new ConfigurationException(
            $"The backbone {network.Id} gives {network.Classes} {Kind(network.ClassKind)} classes and the dataset {dataset.Name} has {dataset.Classes.Count} "
                + $"{Kind(dataset.ClassKind)} ({string.Join(", ", dataset.Classes)}). Let $.backbone.options and $.dataset.classes agree."
        );
    }

    private static string Kind(ClassKind kind) => kind == ClassKind.Exclusive ? "exclusive" : "independent";
}
