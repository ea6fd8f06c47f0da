namespace Backbones.CeNet.Options;

/// <summary>The authors' settings for a data set: <see cref="CeNetOptions.ScaleFactors"/> and <see cref="CeNetOptions.Heads"/>.</summary>
public enum Configuration
{
    /// <summary>The network's own defaults: scales .8 and .4; 2, 2 and 2 heads.</summary>
    Default,

    /// <summary>
    /// Synapse multi-organ CT: scales .8 and .4; 16, 8 and 8 heads. The authors' test command uses the scales 1, .75 and .5, to which no weight
    /// belongs.
    /// </summary>
    Synapse,

    /// <summary>ACDC cardiac MRI: scales 1 and .5; 4, 4 and 4 heads.</summary>
    Acdc,

    /// <summary>Skin lesions: scales 1, .75 and .5; 2, 2 and 2 heads.</summary>
    Skin,
}
