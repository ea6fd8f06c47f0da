using System.Globalization;
using System.Security.Cryptography;
using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Cases;
using DeferredSeg.Abstractions.Experts;
using DeferredSeg.Formats.Images;
using DeferredSeg.Studies.Inbox;

namespace DeferredSeg.Studies.Questions;

/// <summary>A region whose right answer is known, as files: what readers are checked with.</summary>
/// <param name="Image">The picture (PNG, JPEG, TIFF, BMP).</param>
/// <param name="Truth">The right mask, in the values that the study's inbox has: any but 0 for a single class, else the labels from 1.</param>
public sealed record KnownRegion(string Image, string Truth)
{
    /// <summary>A mask of the region that is asked about; null for the whole image.</summary>
    public string? Region { get; init; }

    /// <summary>The mask that a study of the arm shown begins with; null for none.</summary>
    public string? Model { get; init; }

    /// <summary>What readers see it called; null for the image's name without its ending.</summary>
    public string? Name { get; init; }

    /// <summary>Adds it to a study: every reader of the expert is asked about it once and unannounced.</summary>
    /// <param name="study">The study, whose classes it has: those of its questions, or one.</param>
    /// <param name="expert">Whose readers are checked.</param>
    /// <returns>The question's name; the same where the same was added before.</returns>
    /// <exception cref="ImageFileException">A file is no picture, or no mask of it.</exception>
    /// <exception cref="StudyException">Nothing is asked about: the region is empty.</exception>
    public string AddTo(Study study, string expert)
    {
        var like = study.Questions.List().FirstOrDefault() is { } known ? study.Questions.Read(known.Id) : null;
        var (image, name) = (Picture(), Name ?? Path.GetFileNameWithoutExtension(Image));
        var question = new StudyQuestion(
            "",
            "",
            expert,
            new(name),
            ExpertTask.Annotate,
            like?.Classes ?? 1,
            like?.ClassKind ?? ClassKind.Multilabel,
            image,
            RegionBox.Of(null, image.Grid)
        );
        var region = Region is null ? null : InboxFiles.Read(Region, question with { Classes = 1, ClassKind = ClassKind.Multilabel });
        if (region?.Values.Contains((byte)1) == false)
            throw new StudyException($"{Region} is empty, so that nothing is asked; expected a mask of the region, or none for the whole image.");
        var truth = InboxFiles.Read(Truth, question);
        return study.Questions.AddCheck(
            expert,
            new()
            {
                Key = $"check/{name}/{Hash()}",
                Case = question.Case,
                Image = image,
                Classes = question.Classes,
                ClassKind = question.ClassKind,
                Region = region,
                Model = Model is null ? null : InboxFiles.Read(Model, question),
            },
            truth
        );
    }

    private ImagePlanes Picture()
    {
        var image = ImageFile.Read(Image);
        // Transparency is nothing to look at.
        var (channels, pixels) = (image.Channels >= 3 ? 3 : 1, image.Height * image.Width);
        var samples = new ushort[channels * pixels];
        for (var i = 0; i < samples.Length; i++)
            samples[i] = image.Samples[i % pixels * image.Channels + i / pixels];
        var isDeep = image.BitDepth == 16;
        return new(new(image.Height, image.Width), channels, [.. samples.Select(value => (byte)(isDeep ? value >> 8 : value))], isDeep ? samples : null);
    }

    private string Hash()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (file, place) in ((string?[])[Image, Truth, Region, Model]).Select((file, place) => (file, place)))
        {
            hash.AppendData(System.Text.Encoding.UTF8.GetBytes(place.ToString(CultureInfo.InvariantCulture)));
            if (file is not null)
                hash.AppendData(SHA256.HashData(File.ReadAllBytes(file)));
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset())[..24];
    }
}
