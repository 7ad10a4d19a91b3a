using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.WebUtilities;
using Voting.Server.Ballots;
using Voting.Server.Contests;
using Voting.Server.Http;
using Voting.Server.Voters;

namespace Voting.Server.Pages;

/// <summary>A ballot as a page's form sends it.</summary>
/// <param name="Entries">Entry numbers; one a card, more where a ballot needs more.</param>
/// <param name="At">The list the form stood in, so that the voter comes back to it.</param>
/// <param name="Proof">From the page that asked for it.</param>
public sealed record BallotForm(IReadOnlyList<int> Entries, string Nonce, EntrySearch At, BallotProof Proof)
{
    private const int Limit = 8 * 1024;
    private const int LongestNonce = 40;

    /// <summary>
    /// The page's nonce and the choice: pressing twice is a repeat, another choice on the same page another ballot.
    /// </summary>
    public string Key => Entries.Count == 1
        ? $"{Nonce}-{Entries[0].ToString(CultureInfo.InvariantCulture)}"
        : $"{Nonce}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(string.Join(',', Entries))))[..16]}";

    /// <returns>The form, or the code of the problem with it.</returns>
    public static async Task<(BallotForm? Form, string? ProblemCode)> ReadAsync(HttpContext http)
    {
        if (!IsForm(http.Request.ContentType))
            return (null, "unsupported-media-type");
        if (await RequestBody.ReadAsync(http, Limit) is not { } bytes)
            return (null, "body-too-large");

        var fields = QueryHelpers.ParseQuery(Encoding.UTF8.GetString(bytes));
        var nonce = fields.TryGetValue("key", out var keys) ? keys.ToString() : "";
        if (nonce.Length is < IdempotencyKey.FirstContactLength or > LongestNonce || !IdempotencyKey.IsWellFormed(nonce))
            return (null, "bad-request");

        var entries = new List<int>();
        foreach (var text in fields.TryGetValue("entry", out var chosen) ? chosen : [])
        {
            if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
                return (null, "bad-request");
            entries.Add(number);
        }

        var at = ListAddress.Parse(fields.TryGetValue("at", out var list) ? list.ToString() : null);
        var proof = new BallotProof(Text("altcha"), Text("ticket"));
        return (new BallotForm([.. entries.Distinct().Order()], nonce, at, proof), null);

        string Text(string name) => fields.TryGetValue(name, out var values) ? values.ToString() : "";
    }

    private static bool IsForm(string? contentType) =>
        contentType?.Split(';')[0].Trim().Equals("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase) == true;
}
