namespace DeferredSeg.PluginKit;

/// <summary>The contract is broken. The message has the same four parts always: the call, what was found, what is expected, how to mend it.</summary>
internal sealed class CheckFailure(string call, string found, string expected, string mend) : Exception($"{call}: {found}; expected {expected}. {mend}");
