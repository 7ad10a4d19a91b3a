using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using Voting.Rules.Log;
using Voting.Server.Ballots;
using Voting.Server.Contests;
using Voting.Server.Http;
using Voting.Server.Ledger;

namespace Voting.Server.Pages;

/// <summary>
/// What a voter takes home of a ballot: the answer of the vote, which holds the line and its signed proof; the proof alone; a
/// link to check the line with, as a picture.
/// </summary>
public static class BallotReceipt
{
    public static void MapReceipts(this IEndpointRouteBuilder pages)
    {
        pages.MapGet("/c/{slug}/b/{ballotId}/receipt.json", GetAnswer);
        pages.MapGet("/c/{slug}/b/{ballotId}/receipt.txt", GetProof);
        pages.MapGet("/c/{slug}/b/{ballotId}/qr.svg", GetQr);
    }

    /// <returns>The JSON of the vote's answer, on one line: no line end can get lost while it is copied.</returns>
    public static string Text(RecordedBallot ballot) => JsonSerializer.Serialize(BallotAnswer.Of(ballot), WireJson.Options);

    /// <returns><c>/c/{slug}/verify#i={index}&amp;h={leaf hash, base64url}</c>: the end after # is not sent to any server.</returns>
    public static string Link(Contest contest, long index, byte[] leaf) =>
        $"/c/{contest.Slug}/verify#i={index}&h={Base64Url.EncodeToString(MerkleTree.LeafHash(leaf))}";

    public static Task<IResult> GetAnswer(
        string slug, string ballotId, HttpContext http, ContestDirectory contests, LedgerStore ledger) =>
        FileAsync(slug, ballotId, http, contests, ledger, ballot => (Text(ballot), "application/json", "receipt.json"));

    public static Task<IResult> GetProof(
        string slug, string ballotId, HttpContext http, ContestDirectory contests, LedgerStore ledger) =>
        FileAsync(slug, ballotId, http, contests, ledger, ballot => (ballot.Receipt, "text/plain; charset=utf-8", "tlog-proof.txt"));

    public static async Task<IResult> GetQr(
        string slug, string ballotId, HttpContext http, ContestDirectory contests, LedgerStore ledger)
    {
        if (contests.FindListed(slug) is not { } contest || await ledger.FindAsync(contest.Id, ballotId) is not { } ballot)
            return Page.Error(http, "not-found");
        return QrCode.Of(http, Link(contest, ballot.LogIndex, ballot.Leaf), "no-store");
    }

    private static async Task<IResult> FileAsync(
        string slug, string ballotId, HttpContext http, ContestDirectory contests, LedgerStore ledger,
        Func<RecordedBallot, (string Text, string Type, string Name)> content)
    {
        if (contests.FindListed(slug) is not { } contest || await ledger.FindAsync(contest.Id, ballotId) is not { } ballot)
            return Page.Error(http, "not-found");
        var (text, type, name) = content(ballot);
        http.Response.Headers.CacheControl = "no-store";
        return Results.File(Encoding.UTF8.GetBytes(text), type, $"{slug}-{ballot.LogIndex}.{name}");
    }
}
