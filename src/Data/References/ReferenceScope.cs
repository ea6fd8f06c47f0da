namespace DeferredSeg.Data.References;

/// <summary>Of whom a reference is made.</summary>
public enum ReferenceScope
{
    /// <summary>For each case of those who are not one of the experts, nor the same person with another tool.</summary>
    Others,

    /// <summary>Of all, the experts included: what an expert is measured by is then in part their own.</summary>
    All,
}
