namespace VerifyTests;

/// <summary>Whether a build server runs the tests.</summary>
internal static class BuildServer
{
    private static readonly string[] _variables = ["CI", "TF_BUILD", "GITHUB_ACTIONS", "GITLAB_CI", "JENKINS_URL", "TEAMCITY_VERSION"];

    public static bool IsPresent { get; } = _variables.Any(name => !string.IsNullOrEmpty(Environment.GetEnvironmentVariable(name)));
}
