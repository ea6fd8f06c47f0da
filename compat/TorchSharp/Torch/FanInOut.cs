namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class init
        {
            /// <summary>Which fan scales an initialisation.</summary>
            public enum FanInOut
            {
                FanIn = 0,
                FanOut = 1,
            }
        }
    }
}
