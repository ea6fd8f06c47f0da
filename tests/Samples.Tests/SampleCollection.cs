namespace Samples.Tests;

/// <summary>The tests that share one build of the sample.</summary>
[CollectionDefinition(Name)]
public sealed class SampleCollection : ICollectionFixture<BuiltSample>
{
    public const string Name = "sample";
}
