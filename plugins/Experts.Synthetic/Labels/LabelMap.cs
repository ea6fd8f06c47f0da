namespace Experts.Synthetic.Labels;

/// <summary>A mask with one label for each pixel.</summary>
/// <param name="Height">Rows H.</param>
/// <param name="Width">Columns W.</param>
/// <param name="Classes">How many labels there are, at least 2; 0 is the background, all others are foreground.</param>
/// <param name="Labels"><c>[H, W]</c>, row by row, each 0 up to and without <paramref name="Classes"/>.</param>
internal sealed record LabelMap(int Height, int Width, int Classes, int[] Labels);
