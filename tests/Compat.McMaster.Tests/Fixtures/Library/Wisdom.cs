namespace Fixture.Library;

/// <summary>The private library of the plugins; the two versions differ in their assembly version alone.</summary>
public sealed class Wisdom
{
    public static string Version => typeof(Wisdom).Assembly.GetName().Version!.ToString(2);
}
