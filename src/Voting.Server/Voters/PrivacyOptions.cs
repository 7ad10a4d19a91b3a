namespace Voting.Server.Voters;

/// <summary>Section <c>Voters:Privacy</c>.</summary>
public sealed class PrivacyOptions
{
    /// <summary>Whom voters can ask about their data, as the privacy pages name it: a person or office, with address or mail.</summary>
    public string Contact { get; set; } = "";
}
