using DeferredSeg.Data.Datasets.Files;
using DeferredSeg.Data.Datasets.Settings;
using DeferredSeg.Data.Datasets.Volumes;
using DeferredSeg.Data.Phantom;

namespace DeferredSeg.Data.Datasets;

/// <summary>Opens a dataset of any source.</summary>
public static class DatasetOpening
{
    /// <summary>Lists the cases; images are read later, one at a time.</summary>
    /// <param name="settings">The settings, those of the folder's own dataset.json included.</param>
    /// <exception cref="DatasetException">Something is not as described; the message names what was found, what is expected and the nearest names.</exception>
    /// <exception cref="DeferredSeg.Formats.Images.ImageFileException">A file that had to be read is damaged.</exception>
    public static IDataset Open(DatasetSettings settings)
    {
        if (settings.Check().Concat(settings.Classes?.Check() ?? []).ToList() is { Count: > 0 } problems)
            throw new DatasetException("The description of the dataset", problems);
        return (settings.Source ?? Found(settings)) switch
        {
            DatasetSource.Phantom => new PhantomDataset(settings.Phantom ?? new(), settings.Name),
            DatasetSource.Volumes => new VolumeDataset(settings),
            _ => new FolderDataset(settings),
        };
    }

    private static DatasetSource Found(DatasetSettings settings)
    {
        var images = DatasetLayout.Find(settings).Images;
        return new FileIndex(images, FileIndex.Volumes).Ids.Any() && !new FileIndex(images, FileIndex.Pictures).Ids.Any()
            ? DatasetSource.Volumes
            : DatasetSource.Images;
    }
}
