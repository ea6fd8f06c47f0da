namespace DeferredSeg.Data.Resizing;

/// <summary>Resizes planes without new values: each pixel takes the one beneath its centre. For masks and decisions.</summary>
public static class NearestPixels
{
    /// <summary>Resizes planes.</summary>
    /// <param name="values"><c>[planes, height, width]</c>, row by row.</param>
    /// <param name="planes">How many planes.</param>
    /// <param name="height">Rows, at least 1.</param>
    /// <param name="width">Columns, at least 1.</param>
    /// <param name="newHeight">Rows of the result, at least 1.</param>
    /// <param name="newWidth">Columns of the result, at least 1.</param>
    /// <returns><c>[planes, newHeight, newWidth]</c>; a copy where the size stays.</returns>
    /// <exception cref="ArgumentException">A size is below 1, or the values are not as many as the sizes say.</exception>
    public static T[] Resize<T>(ReadOnlySpan<T> values, int planes, int height, int width, int newHeight, int newWidth)
    {
        if (planes < 1 || height < 1 || width < 1 || newHeight < 1 || newWidth < 1)
            throw new ArgumentException($"{planes} planes of {height} by {width} pixels cannot become {newHeight} by {newWidth}; every size is at least 1.");
        if (values.Length != (long)planes * height * width)
            throw new ArgumentException(
                $"There are {values.Length} values; {planes} planes of {height} by {width} pixels need {(long)planes * height * width}."
            );
        var result = new T[planes * newHeight * newWidth];
        for (var row = 0; row < planes * newHeight; row++)
        {
            var source = values.Slice((row / newHeight * height + Index(row % newHeight, newHeight, height)) * width, width);
            for (var x = 0; x < newWidth; x++)
                result[row * newWidth + x] = source[Index(x, newWidth, width)];
        }
        return result;
    }

    /// <summary>
    /// Which of <paramref name="from"/> pixels lies beneath the centre of pixel <paramref name="index"/> of <paramref name="to"/>: floor((index + 1/2)
    /// · from / to), in whole numbers.
    /// </summary>
    internal static int Index(int index, int to, int from) => (int)((2L * index + 1) * from / (2L * to));
}
