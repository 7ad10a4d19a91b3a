namespace Voting.Server.Demo;

/// <summary>Section <c>Demo</c>.</summary>
public sealed class DemoOptions
{
    /// <summary>Makes the demo contest at the first start; on in Development unless set.</summary>
    public bool? Enabled { get; set; }
}
