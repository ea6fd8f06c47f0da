namespace VerifyTests;

/// <summary>Whether a build server runs the tests.</summary>
internal static class BuildServer
{
    private static readonly string[] Variables = ["CI", "TF_BUILD", "GITHUB_ACTIONS", "GITLAB_CI", "JENKINS_URL", "TEAMCITY_VERSION"];

    public static bool IsPresent { get; } = Variables.Any(name => !string.IsNullOrEmpty(Environment.GetEnvironmentVariable(name)));
}
