namespace DeferredSeg.Host.Configuration.Settings;

/// <summary>Whose objective is taken.</summary>
public enum LossPreset
{
    /// <summary>The paper's, with the wrong experts' term kept from running to minus infinity.</summary>
    Paper,

    /// <summary>That of the authors' published scripts, to compare with what they trained.</summary>
    Official,
}
