namespace Compat.TorchSharp.Tests.Operators;

/// <summary>Special functions by series and recurrences.</summary>
internal static class Special
{
    /// <summary>The error function by its Maclaurin series with positive terms: erf(x) = 2/sqrt(pi) exp(-x²) sum 2^n x^(2n+1) / (2n+1)!!.</summary>
    public static double Erf(double x)
    {
        double term = x, sum = x;
        for (var n = 1; Math.Abs(term) > 1e-18 * Math.Abs(sum) && n < 500; n++) sum += term *= 2 * x * x / (2 * n + 1);
        return 2 / Math.Sqrt(Math.PI) * Math.Exp(-x * x) * sum;
    }

    /// <summary>The inverse of the error function by Newton's method.</summary>
    public static double ErfInv(double y)
    {
        var x = 0.0;
        for (var i = 0; i < 50; i++) x -= (Erf(x) - y) / (2 / Math.Sqrt(Math.PI) * Math.Exp(-x * x));
        return x;
    }

    /// <summary>log |gamma(x)|: the recurrence up to large arguments, Stirling's series there.</summary>
    public static double LogGamma(double x)
    {
        var shift = 0.0;
        for (; x < 20; x++) shift += Math.Log(Math.Abs(x));
        var series = 1 / (12 * x) - 1 / (360 * Math.Pow(x, 3)) + 1 / (1260 * Math.Pow(x, 5)) - 1 / (1680 * Math.Pow(x, 7));
        return (x - 0.5) * Math.Log(x) - x + 0.5 * Math.Log(2 * Math.PI) + series - shift;
    }

    /// <summary>The derivative of log gamma, the same way.</summary>
    public static double Digamma(double x)
    {
        var shift = 0.0;
        for (; x < 20; x++) shift += 1 / x;
        var series = 1 / (12 * x * x) - 1 / (120 * Math.Pow(x, 4)) + 1 / (252 * Math.Pow(x, 6)) - 1 / (240 * Math.Pow(x, 8));
        return Math.Log(x) - 1 / (2 * x) - series - shift;
    }

    public static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));
}
