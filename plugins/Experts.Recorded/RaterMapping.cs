namespace Experts.Recorded;

/// <summary>Which of the recorded raters an expert is.</summary>
public enum RaterMapping
{
    /// <summary>The same rater or person in every case, named by <c>rater</c> or <c>person</c>.</summary>
    Fixed,

    /// <summary>Slot k of a permutation of the persons that is drawn anew for every case: for data whose order of raters is not one person each.</summary>
    Shuffled,

    /// <summary>Person r of all, so that the reference is made of the others; a run over all rotations r has every person once.</summary>
    LeaveOneOut,
}
