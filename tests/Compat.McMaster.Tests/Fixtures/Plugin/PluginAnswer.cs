using Fixture.Contracts;
using Fixture.Library;

namespace Fixture.Plugin;

public sealed class PluginAnswer : IAnswer
{
    public string Answer() => $"library {Wisdom.Version}";
}
