namespace Voting.Server.Pages;

/// <summary>
/// The steps of the check that <c>Client/_check.ts</c> makes, and every way each of them can end: the page holds a text for
/// each, <c>check.{step}.{end}</c>, and the script shows the right one.
/// </summary>
public static class VerifySteps
{
    public static IReadOnlyList<(string Step, IReadOnlyList<string> Ends)> All { get; } =
    [
        ("read", ["read", "fetched", "empty", "not-a-receipt", "not-a-link", "truncated", "index-differs", "no-proof", "outside"]),
        ("log", ["this-log", "same-key", "no-pinned-key", "no-key", "key-differs", "other-log"]),
        ("signature", ["signed", "no-line", "wrong"]),
        ("leaf", ["ballot", "no-ballot", "hidden", "unknown", "other-leaf", "changed", "not-canonical", "other-contest"]),
        ("inclusion", ["included", "no-hash", "path-wrong", "other-line", "not-included", "tiles-missing"]),
        ("today", ["signed", "not-signed", "shrunk", "tiles-missing", "unreachable"]),
        ("consistency", ["same", "grown", "fork", "tiles-differ", "tiles-missing", "unreachable"]),
    ];

    /// <summary>What stands on top: <c>verdict.{name}</c> and, for what to do next, <c>verdict.{name}.text</c>.</summary>
    public static IReadOnlyList<string> Verdicts { get; } =
        ["checking", "proven", "proven-line", "not-shown", "not-compared", "unreadable", "refused", "alarm", "unreachable"];
}
