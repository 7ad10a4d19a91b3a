namespace Voting.Server.Voters;

/// <summary>Section <c>Voters:WeChat</c>: the organizer's official account (a service account with web authorization).</summary>
public sealed class WeChatOptions
{
    /// <summary>Empty = nobody can be known by WeChat.</summary>
    public string AppId { get; set; } = "";

    public string Secret { get; set; } = "";

    /// <summary>Where browsers are sent to; the path is WeChat's.</summary>
    public string AuthorizeUrl { get; set; } = "https://open.weixin.qq.com";

    /// <summary>Where codes are exchanged, from server to server.</summary>
    public string ApiUrl { get; set; } = "https://api.weixin.qq.com";

    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(5);

    public bool IsConfigured => AppId.Length > 0;

    public bool IsUsable() =>
        AppId.Length == 0 == (Secret.Length == 0) && IsAddress(AuthorizeUrl) && IsAddress(ApiUrl)
        && Timeout > TimeSpan.Zero && Timeout <= TimeSpan.FromMinutes(1);

    private static bool IsAddress(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "https" or "http";
}
