namespace Experts.Recorded;

/// <summary>Which mask of a person with several tools is used. A tool with which the person left nothing for a case is passed over.</summary>
public enum ToolRule
{
    /// <summary>The first by <c>tools</c>; without it by the order under <c>persons</c>, else the dataset's.</summary>
    Preferred,

    /// <summary>Drawn for every case and person from the seed, the case and the person alone.</summary>
    Drawn,
}
