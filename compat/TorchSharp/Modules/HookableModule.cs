namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>A module whose calls can be watched and changed: pre-hooks see the input, post-hooks input and output.</summary>
        public class HookableModule<TPreHook, TPostHook> : Module
        {
            private readonly Dictionary<string, TPreHook> _preHooks = [];
            private readonly Dictionary<string, TPostHook> _postHooks = [];

            protected HookableModule(string name)
                : base(name)
            {
            }

            private protected IReadOnlyCollection<TPreHook> PreHooks => _preHooks.Values;

            private protected IReadOnlyCollection<TPostHook> PostHooks => _postHooks.Values;

            public HookRemover register_forward_pre_hook(TPreHook hook)
            {
                var key = Guid.NewGuid().ToString();
                _preHooks.Add(key, hook);
                return new HookRemover(this, key);
            }

            public HookRemover register_forward_hook(TPostHook hook)
            {
                var key = Guid.NewGuid().ToString();
                _postHooks.Add(key, hook);
                return new HookRemover(this, key);
            }

            /// <summary>Takes its hook away again.</summary>
            public class HookRemover
            {
                private readonly HookableModule<TPreHook, TPostHook> _module;
                private readonly string _key;

                public HookRemover(HookableModule<TPreHook, TPostHook> module, string key)
                {
                    _module = module;
                    _key = key;
                }

                public void remove()
                {
                    _module._preHooks.Remove(_key);
                    _module._postHooks.Remove(_key);
                }
            }
        }
    }
}
