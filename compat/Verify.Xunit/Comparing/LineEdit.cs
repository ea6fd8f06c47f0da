namespace VerifyTests.Comparing;

/// <summary>A line of a difference.</summary>
/// <param name="Sign">Blank for an equal line, <c>-</c> for one of the verified text alone, <c>+</c> for one of the received text alone.</param>
/// <param name="Text">The line.</param>
/// <param name="VerifiedLine">Where the verified text is, counted from 1.</param>
/// <param name="ReceivedLine">Where the received text is, counted from 1.</param>
internal sealed record LineEdit(char Sign, string Text, int VerifiedLine, int ReceivedLine);
