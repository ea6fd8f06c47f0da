using DeferredSeg.Abstractions.Cases;
using DeferredSeg.Abstractions.Options;
using DeferredSeg.Abstractions.Randomness;
using DeferredSeg.Data.Datasets;

namespace DeferredSeg.Data;

/// <summary>Cases in three parts, of which no two share a patient or a case.</summary>
/// <remarks>
/// Patients are put in the order of a random number that follows from the seed and the patient's name alone. By shares, the first
/// round(share · patients) are the test, the next the validation, and a share above 0 is at least one patient; with folds, patient i of that order is
/// in fold i mod folds.
/// </remarks>
public sealed record DatasetSplit
{
    /// <summary>Takes the parts.</summary>
    /// <param name="train">Cases to fit weights, in the dataset's order.</param>
    /// <param name="validation">Cases to choose by; may be empty.</param>
    /// <param name="test">Cases to report; may be empty.</param>
    /// <exception cref="DatasetException">A patient is in two parts, or a case is there twice.</exception>
    public DatasetSplit(IReadOnlyList<CaseInfo> train, IReadOnlyList<CaseInfo> validation, IReadOnlyList<CaseInfo> test)
    {
        (Train, Validation, Test) = (train, validation, test);
        Dictionary<string, SplitPart> partOf = new(StringComparer.Ordinal);
        HashSet<string> ids = new(StringComparer.Ordinal);
        List<string> problems = [];
        foreach (var part in Enum.GetValues<SplitPart>())
        {
            foreach (var one in this[part])
            {
                if (!ids.Add(one.Id))
                    problems.Add($"the case '{one.Id}' is there twice; expected each once.");
                else if (!partOf.TryAdd(one.Patient, part) && partOf[one.Patient] != part)
                    problems.Add(
                        $"the patient '{one.Patient}' is in {Name(partOf[one.Patient])} and, with the case '{one.Id}', in {Name(part)}; "
                            + "expected one part for all cases of a patient."
                    );
            }
        }
        if (problems.Count > 0)
            throw new DatasetException("The split", problems);
    }

    /// <summary>Cases to fit weights.</summary>
    public IReadOnlyList<CaseInfo> Train { get; }

    /// <summary>Cases to choose by.</summary>
    public IReadOnlyList<CaseInfo> Validation { get; }

    /// <summary>Cases to report.</summary>
    public IReadOnlyList<CaseInfo> Test { get; }

    /// <summary>A part.</summary>
    public IReadOnlyList<CaseInfo> this[SplitPart part] =>
        part switch
        {
            SplitPart.Train => Train,
            SplitPart.Validation => Validation,
            SplitPart.Test => Test,
            _ => throw new ArgumentOutOfRangeException(nameof(part), part, "There is no such part."),
        };

    /// <summary>Divides cases.</summary>
    /// <param name="cases">All cases of a dataset.</param>
    /// <param name="settings">How.</param>
    /// <exception cref="DatasetException">The settings contradict each other, there are too few patients, or a list is not right.</exception>
    public static DatasetSplit Of(IReadOnlyList<CaseInfo> cases, SplitSettings settings)
    {
        if (settings.Check().ToList() is { Count: > 0 } wrong)
            throw new DatasetException("The settings of the split", wrong);
        if (settings.File is { Length: > 0 } file)
            return SplitFile.Read(file, cases);
        string[] patients =
        [
            .. cases
                .Select(one => one.Patient)
                .Distinct(StringComparer.Ordinal)
                .OrderBy(patient => StableRandom.Of(settings.Seed, "split", patient).Bits(0))
                .ThenBy(patient => patient, StringComparer.Ordinal),
        ];
        HashSet<string> test,
            validation;
        if (settings.Folds > 1)
        {
            if (patients.Length < settings.Folds)
                throw new DatasetException(
                    $"There are {patients.Length} patients for {settings.Folds} folds; expected one or more for each. Choose fewer folds."
                );
            test = [.. patients.Where((_, index) => index % settings.Folds == settings.Fold)];
            string[] others = [.. patients.Where(patient => !test.Contains(patient))];
            validation = [.. others.Take(Count(settings.Validation, others.Length))];
        }
        else
        {
            var tested = Count(settings.Test, patients.Length);
            test = [.. patients.Take(tested)];
            validation = [.. patients.Skip(tested).Take(Count(settings.Validation, patients.Length))];
        }
        var split = new DatasetSplit(
            [.. cases.Where(one => !test.Contains(one.Patient) && !validation.Contains(one.Patient))],
            [.. cases.Where(one => validation.Contains(one.Patient))],
            [.. cases.Where(one => test.Contains(one.Patient))]
        );
        return split.Train.Count > 0
            ? split
            : throw new DatasetException(
                $"Of {patients.Length} patients, {test.Count} are for the test and {validation.Count} for validation: "
                    + "nobody is left to train on. Lower split:test or split:validation, or check how patients are named."
            );
    }

    /// <summary>A part's name as files and configurations write it.</summary>
    public static string Name(SplitPart part) => part.ToString().ToLowerInvariant();

    private static int Count(double share, int patients) => share > 0 ? Math.Max(1, (int)Math.Round(share * patients, MidpointRounding.AwayFromZero)) : 0;
}

/// <summary>What cases are used for.</summary>
public enum SplitPart
{
    /// <summary>To fit weights.</summary>
    Train,

    /// <summary>To choose when to stop and where to cut.</summary>
    Validation,

    /// <summary>To report numbers, once.</summary>
    Test,
}

/// <summary>How patients are divided. All images of a patient are in one part.</summary>
/// <param name="Validation">The share of patients for validation; with folds, of those that are not tested.</param>
/// <param name="Test">The share of patients for the test; not with folds.</param>
/// <param name="Folds">Cross-validation: so many groups of patients, one of which is the test; 0 for none.</param>
/// <param name="Fold">Which fold is the test, from 0.</param>
/// <param name="Seed">Which of all divisions; the same seed gives the same parts, whatever else runs.</param>
/// <param name="File">A JSON file with the lists train, validation and test of case ids or patients; then shares and folds say nothing.</param>
public sealed record SplitSettings(
    [OptionRange(0, 1)] double Validation = 0.15,
    [OptionRange(0, 1)] double Test = 0.15,
    [OptionRange(0, 1000)] int Folds = 0,
    [OptionRange(0, 999)] int Fold = 0,
    long Seed = 0,
    string? File = null
) : IOptionChecks
{
    /// <inheritdoc/>
    public IEnumerable<string> Check()
    {
        if (Folds == 0 && Validation + Test >= 1)
            yield return FormattableString.Invariant(
                $"validation is {Validation} and test is {Test}; expected a sum below 1, so that something is left to train on."
            );
        if (Folds == 1)
            yield return "folds is 1; expected 0, or 2 and more.";
        if (Folds > 1 && Fold >= Folds)
            yield return $"fold is {Fold} and folds is {Folds}; expected a fold from 0 to {Folds - 1}.";
        if (Folds > 1 && Validation >= 1)
            yield return FormattableString.Invariant($"validation is {Validation}; expected below 1, so that something is left to train on.");
    }
}
