namespace Backbones.CeNet.Options;

/// <summary>How two maps of one size become one.</summary>
public enum MergeMode
{
    /// <summary>Channels beside channels.</summary>
    Cat,

    /// <summary>The sum.</summary>
    Add,
}
