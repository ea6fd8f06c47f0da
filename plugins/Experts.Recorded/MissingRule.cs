namespace Experts.Recorded;

/// <summary>What a slot or rotation does where persons left no mask for a case. One who declined to judge is never passed over: that is an answer.</summary>
public enum MissingRule
{
    /// <summary>Places stay as they are: who is missing declines.</summary>
    Keep,

    /// <summary>
    /// Only those who left something are counted, in the same order. Slots of one case are still different persons, and the last slots decline.
    /// </summary>
    Skip,
}
