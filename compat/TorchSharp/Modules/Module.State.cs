namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public partial class Module
        {
            /// <summary>Parameters and persistent buffers by their dotted names. The tensors are the module's own, not copies.</summary>
            public virtual Dictionary<string, Tensor> state_dict(Dictionary<string, Tensor>? destination = null, string? prefix = null)
            {
                destination ??= [];
                var start = string.IsNullOrEmpty(prefix) ? "" : prefix + ".";
                foreach (var (name, parameter) in _internal_params) destination.TryAdd(start + name, parameter);
                foreach (var (name, (buffer, persistent)) in _internal_buffers)
                {
                    if (persistent) destination.TryAdd(start + name, buffer);
                }
                foreach (var (name, module) in named_children()) module.state_dict(destination, start + name);
                return destination;
            }

            /// <summary>Copies values by name into this module's own tensors.</summary>
            /// <returns>The names this module has and the source lacks, and the other way round.</returns>
            /// <exception cref="InvalidOperationException">strict, and the names differ.</exception>
            public virtual (IList<string> missing_keys, IList<string> unexpected_keys) load_state_dict(Dictionary<string, Tensor> source, bool strict = true, IList<string>? skip = null)
            {
                var own = state_dict();
                var missing = own.Keys.Where(key => !source.ContainsKey(key) && !Skipped(key)).ToList();
                var unexpected = source.Keys.Where(key => !own.ContainsKey(key) && !Skipped(key)).ToList();
                if (strict && missing.Count + unexpected.Count > 0)
                    throw new InvalidOperationException("The loaded state_dict is not identical to the target dictionary. " + Told("missing", missing) + Told("unexpected", unexpected));
                using var frozen = no_grad();
                foreach (var (key, target) in own)
                {
                    if (source.TryGetValue(key, out var value) && !Skipped(key)) target.copy_(value);
                }
                return (missing, unexpected);

                bool Skipped(string key) => skip is not null && skip.Contains(key);
            }

            private static string Told(string what, List<string> keys) => keys.Count == 0 ? "" : $"{keys.Count} {what}: {string.Join(", ", keys.Take(10))}{(keys.Count > 10 ? ", ..." : "")}. ";
        }
    }
}
