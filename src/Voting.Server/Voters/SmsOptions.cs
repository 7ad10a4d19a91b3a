using System.Text.RegularExpressions;

namespace Voting.Server.Voters;

/// <summary>Section <c>Voters:Sms</c>: the HTTP gateway that sends messages, and what may be spent on it.</summary>
public sealed class SmsOptions
{
    /// <summary>Where a message is posted; empty = no messages can be sent.</summary>
    public string Url { get; set; } = "";

    /// <summary>Further headers, e.g. <c>Authorization</c>.</summary>
    public IDictionary<string, string> Headers { get; set; } = new Dictionary<string, string>();

    /// <summary>
    /// The body, in which <c>{phone}</c> (+8613…), <c>{number}</c> (without the country), <c>{code}</c> and <c>{text}</c> are
    /// replaced, escaped as the content type asks for.
    /// </summary>
    public string Body { get; set; } = """{"phone":"{phone}","code":"{code}","text":"{text}"}""";

    /// <summary><c>application/json</c> or <c>application/x-www-form-urlencoded</c>.</summary>
    public string ContentType { get; set; } = "application/json";

    /// <summary>Text that the answer to a message that was taken holds; empty = the status decides.</summary>
    public string Accepted { get; set; } = "";

    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Which numbers get messages, a regular expression over the international form; mainland China's mobiles by default.</summary>
    public string Numbers { get; set; } = @"\+861[3-9][0-9]{9}";

    /// <summary>Country of numbers that are typed without one.</summary>
    public string Country { get; set; } = "86";

    /// <summary>Messages a day (UTC) in all.</summary>
    public int DailyLimit { get; set; } = 2000;

    /// <summary>Messages an address (IPv4) or /64 network (IPv6) may ask for in an hour.</summary>
    public int AddressLimit { get; set; } = 60;

    public bool IsGatewayUsable() => Url.Length == 0
        || (Uri.TryCreate(Url, UriKind.Absolute, out var address) && address.Scheme is "https" or "http");

    public bool AreNumbersUsable()
    {
        try
        {
            _ = new Regex(Numbers, RegexOptions.NonBacktracking);
            return Numbers.Length > 0;
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            return false;
        }
    }

    public bool AreLimitsUsable() =>
        DailyLimit >= 0 && AddressLimit > 0 && Timeout > TimeSpan.Zero && Timeout <= TimeSpan.FromMinutes(1)
        && Country.Length is >= 1 and <= 3 && Country.All(char.IsAsciiDigit)
        && ContentType is "application/json" or "application/x-www-form-urlencoded";
}
