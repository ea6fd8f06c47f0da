namespace Fixture.Contracts;

/// <summary>What host and plugin share.</summary>
public interface IAnswer
{
    /// <summary>Says which private library, or which native one, answered.</summary>
    string Answer();
}
