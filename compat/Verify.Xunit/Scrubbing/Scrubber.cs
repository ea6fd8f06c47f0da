using System.Text;

namespace VerifyTests.Scrubbing;

/// <summary>Changes text in place before it is compared.</summary>
/// <param name="text">The text.</param>
/// <param name="placeholders">Names for values that differ between runs.</param>
internal delegate void Scrubber(StringBuilder text, Placeholders placeholders);
