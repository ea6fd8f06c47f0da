namespace Wrappers.Passes;

/// <summary>In which orientations a network sees each image.</summary>
/// <param name="Symmetries">flips: as it is and mirrored along each axis and both, 4 passes. dihedral: those with quarter turns, 8 passes.</param>
/// <param name="Answer">
/// mean: the mean of the passes answers. first: the pass of the image as it is does, with its features, and the others tell only how far answers lie apart,
/// as a deferral head may want to know.
/// </param>
public sealed record TestTimeOptions(Symmetries Symmetries = Symmetries.Flips, PassAnswer Answer = PassAnswer.Mean);

/// <summary>Which answer several passes give.</summary>
public enum PassAnswer
{
    /// <summary>The mean of their probabilities.</summary>
    Mean,

    /// <summary>That of the first, the image as it is.</summary>
    First,
}

/// <summary>Orientations of an image.</summary>
public enum Symmetries
{
    /// <summary>As it is, mirrored along rows, along columns, and along both: 4.</summary>
    Flips,

    /// <summary>All symmetries of the square: the flips, and each after a quarter turn: 8.</summary>
    Dihedral,
}

/// <summary>How several networks answer together; their mean has no choice yet.</summary>
public sealed record EnsembleOptions;
