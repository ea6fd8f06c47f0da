namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>What can be called with 2 inputs.</summary>
        public interface IModule<T1, T2, TResult>
        {
            TResult call(T1 input1, T2 input2);
        }

        /// <summary>A module of 2 inputs. Write <see cref="forward"/>, use <see cref="call"/>: only that runs the hooks.</summary>
        public abstract class Module<T1, T2, TResult> : HookableModule<Func<Module<T1, T2, TResult>, T1, T2, (T1, T2)?>, Func<Module<T1, T2, TResult>, T1, T2, TResult, TResult>>, IModule<T1, T2, TResult>
        {
            protected Module(string name)
                : base(name)
            {
            }

            public abstract TResult forward(T1 input1, T2 input2);

            public TResult call(T1 input1, T2 input2)
            {
                foreach (var hook in PreHooks)
                {
                    if (hook(this, input1, input2) is { } changed) (input1, input2) = changed;
                }
                var result = forward(input1, input2);
                foreach (var hook in PostHooks)
                {
                    if (hook(this, input1, input2, result) is { } changed) result = changed;
                }
                return result;
            }
        }
    }
}
