using System.Reflection;
using System.Runtime.ExceptionServices;

namespace DeferredSeg.PluginKit.Trials;

/// <summary>A call of a plugin: what it throws and a null that it returns become failures that name the call.</summary>
internal static class Guarded
{
    public static T Call<T>(string call, Func<T?> body)
        where T : class
    {
        try
        {
            return body() ?? throw new CheckFailure(call, "it returned null", $"a {typeof(T).Name}", "Return one, or throw with a message that says why not.");
        }
        catch (Exception e) when (e is not CheckFailure)
        {
            throw Thrown(call, e);
        }
    }

    public static void Call(string call, Action body)
    {
        try
        {
            body();
        }
        catch (Exception e) when (e is not CheckFailure)
        {
            throw Thrown(call, e);
        }
    }

    /// <summary>Fails unless a call throws an <see cref="ArgumentException"/>, which is returned.</summary>
    public static ArgumentException Refused(string call, Action body, string mend)
    {
        var thrown = Caught(body);
        return thrown as ArgumentException
            ?? throw new CheckFailure(
                call,
                thrown is null ? "it was taken" : $"it threw {thrown.GetType().Name}: {thrown.Message}",
                "an ArgumentException",
                mend
            );
    }

    /// <summary>The exception of a call that must throw, or null where it returned.</summary>
    public static Exception? Caught(Action body)
    {
        try
        {
            body();
            return null;
        }
        catch (Exception e)
        {
            return e is TargetInvocationException { InnerException: { } inner } ? inner : e;
        }
    }

    /// <summary>Rethrows what the body threw on another thread.</summary>
    public static void Rethrow(Exception? exception)
    {
        if (exception is not null)
            ExceptionDispatchInfo.Throw(exception);
    }

    private static CheckFailure Thrown(string call, Exception e)
    {
        var cause = e is TargetInvocationException { InnerException: { } inner } ? inner : e;
        return new(
            call,
            $"it threw {cause.GetType().Name}: {cause.Message}",
            "no exception",
            "Mend what the message says; inputs that the contract allows must be taken."
        );
    }
}
