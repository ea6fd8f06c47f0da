using DeferredSeg.Abstractions.Backbones;

namespace Backbones.NnUnet.Plans;

/// <summary>A folder as nnU-Net leaves it after training: plans.json, dataset.json, and fold_0, fold_1, … with a checkpoint each.</summary>
internal sealed class TrainedFolder
{
    private const string Prefix = "fold_";

    private readonly string _folder;
    private readonly string _checkpoint;

    /// <param name="plans">Its plans.json.</param>
    /// <param name="checkpoint">The name of a fold's file of weights.</param>
    /// <exception cref="ArgumentException">Plans or dataset.json are missing or not as expected.</exception>
    public TrainedFolder(string plans, string checkpoint)
    {
        (_folder, _checkpoint) = (Path.GetDirectoryName(plans)!, checkpoint);
        Plans = PlansFile.Read(plans);
        Dataset = DatasetLabels.Read(Path.Combine(_folder, "dataset.json"));
    }

    /// <summary>The plans.</summary>
    public PlansFile Plans { get; }

    /// <summary>Channels and labels.</summary>
    public DatasetLabels Dataset { get; }

    /// <summary>The checkpoints of folds.</summary>
    /// <param name="wanted">The folds by number, or <c>all</c>; null for all that are there.</param>
    /// <exception cref="ArgumentException">There is none, or one has no checkpoint.</exception>
    public IReadOnlyList<string> Checkpoints(IReadOnlyList<string>? wanted)
    {
        string[] present =
        [
            .. Directory.EnumerateDirectories(_folder, Prefix + "*").Select(folder => Path.GetFileName(folder)[Prefix.Length..]).Order(StringComparer.Ordinal),
        ];
        if (present.Length == 0)
            throw new ArgumentException(
                $"{_folder} has no folder of a fold; expected fold_0 or others, each with {_checkpoint}. Name the folder that holds them, such as "
                    + $"nnUNetTrainer__nnUNetPlans__3d_fullres."
            );
        if (wanted?.Except(present).FirstOrDefault() is { } missing)
            throw new ArgumentException($"folds names {missing}, and {_folder} has the folds {string.Join(", ", present)}; expected one of these.");
        // What nnU-Net leaves of cross-validation; a fold over all cases counts where nothing else is there.
        IReadOnlyList<string> folds =
            wanted is { Count: > 0 } ? wanted
            : present.Length > 1 ? [.. present.Where(fold => fold != "all")]
            : present;
        List<string> files = [.. folds.Select(fold => Path.Combine(_folder, Prefix + fold, _checkpoint))];
        if (files.FirstOrDefault(file => !File.Exists(file)) is not { } without)
            return files;
        string[] others =
        [
            .. Directory
                .EnumerateFiles(Path.GetDirectoryName(without)!, "checkpoint_*.pth")
                .Select(file => Path.GetFileName(file))
                .Order(StringComparer.Ordinal),
        ];
        throw new ArgumentException(
            $"{without} is not there; expected the weights of the fold"
                + (others.Length > 0 ? $". There is {string.Join(" and ", others)}, which the option checkpoint may name" : "")
                + ". Finish its training, or leave the fold out: folds."
        );
    }
}
