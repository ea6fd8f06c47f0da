namespace Compat.TorchSharp.Tests.Operators;

/// <summary>
/// An operator of a table: the inputs it is given, its definition in plain C#, and every form in which TorchSharp offers it
/// (method, function, operator, in place). All forms must agree with the definition.
/// </summary>
internal sealed record Row(string Name, In[] Inputs, Func<Nd[], Nd[]> Definition, Func<Tensor[], Tensor[]>[] Forms)
{
    /// <summary>False for operators without a derivative.</summary>
    public bool Smooth { get; init; } = true;

    /// <summary>The types of the results; float64 where nothing is said.</summary>
    public ScalarType[] Types { get; init; } = [];

    public double Tolerance { get; init; } = 1e-10;

    public static Row Of(string name, In a, Func<Nd, Nd> definition, params Func<Tensor, Tensor>[] forms) =>
        new(name, [a], x => [definition(x[0])], [.. forms.Select(f => (Func<Tensor[], Tensor[]>)(x => [f(x[0])]))]);

    public static Row Of(string name, In a, In b, Func<Nd, Nd, Nd> definition, params Func<Tensor, Tensor, Tensor>[] forms) =>
        new(name, [a, b], x => [definition(x[0], x[1])], [.. forms.Select(f => (Func<Tensor[], Tensor[]>)(x => [f(x[0], x[1])]))]);

    public static Row Of(string name, In a, In b, In c, Func<Nd, Nd, Nd, Nd> definition, params Func<Tensor, Tensor, Tensor, Tensor>[] forms) =>
        new(name, [a, b, c], x => [definition(x[0], x[1], x[2])], [.. forms.Select(f => (Func<Tensor[], Tensor[]>)(x => [f(x[0], x[1], x[2])]))]);

    /// <summary>Several results.</summary>
    public static Row Lists(string name, In a, Func<Nd, Nd[]> definition, params Func<Tensor, Tensor[]>[] forms) =>
        new(name, [a], x => definition(x[0]), [.. forms.Select(f => (Func<Tensor[], Tensor[]>)(x => f(x[0])))]);

    public static Row Any(string name, In[] inputs, Func<Nd[], Nd> definition, params Func<Tensor[], Tensor>[] forms) =>
        new(name, inputs, x => [definition(x)], [.. forms.Select(f => (Func<Tensor[], Tensor[]>)(x => [f(x)]))]);

    /// <summary>An elementwise function of one number.</summary>
    public static Row Map(string name, Func<double, double> f, In a, params Func<Tensor, Tensor>[] forms) => Of(name, a, x => x.Map(f), forms);

    /// <summary>An elementwise function of two numbers, the second broadcast.</summary>
    public static Row Map(string name, Func<double, double, double> f, In a, In b, params Func<Tensor, Tensor, Tensor>[] forms) =>
        Of(name, a, b, (x, y) => Nd.Elementwise(v => f(v[0], v[1]), x, y), forms);

    /// <summary>Without a derivative, with results of these types.</summary>
    public Row Gives(params ScalarType[] types) => this with { Smooth = false, Types = types };

    public Row Within(double tolerance) => this with { Tolerance = tolerance };

    public override string ToString() => Name;
}
