namespace Voting.Server.Tests.Http;

public enum Who
{
    Nobody,
    Voter,
    Expert,
    ExpertElsewhere,
    Auditor,
    AuditorElsewhere,
    Organizer,
    OrganizerElsewhere,
    FirstOrganizer,
}

public enum Verdict
{
    Opens,
    SignIn,
    NotAllowed,
    Fault,
}

/// <summary>Who may come to which route. "Elsewhere" is who has nothing to do with this contest but something with another one.</summary>
public static class RoleExpectations
{
    /// <summary>What a route is, as far as roles go.</summary>
    public enum Door
    {
        Public,

        /// <summary>Whoever has the link; this one is made up, and asks everybody for a right one.</summary>
        Link,

        /// <summary>Experts of this contest.</summary>
        Panel,

        /// <summary>Organizers and auditors of this contest.</summary>
        Reads,

        /// <summary>Organizers of this contest.</summary>
        Changes,

        /// <summary>Everybody with an account; what is shown is their own.</summary>
        Account,

        /// <summary>Organizers of any contest.</summary>
        Creates,
    }

    public static IReadOnlySet<string> EndsSessions { get; } = new HashSet<string>
    {
        "DELETE /api/session", "DELETE /api/session/all", "POST /organizer/sign-out", "POST /panel/sign-out", "POST /organizer/account/sign-out-everywhere",
    };

    public static IReadOnlyDictionary<string, Door> Doors { get; } = new (Door Door, string Routes)[]
    {
        (Door.Public, """
            GET /
            GET /api/contests
            GET /api/contests/{slug}
            POST /api/contests/{slug}/ballots
            GET /api/contests/{slug}/challenge
            GET /api/contests/{slug}/entries
            GET /api/contests/{slug}/entries/{number}
            GET /api/contests/{slug}/leaderboard
            GET /api/contests/{slug}/objections
            POST /api/contests/{slug}/objections
            GET /api/contests/{slug}/voter
            POST /api/contests/{slug}/voter/phone
            POST /api/contests/{slug}/voter/phone/code
            POST /api/contests/{slug}/voter/code
            GET /c/{slug}/voter
            POST /c/{slug}/voter/phone
            GET /c/{slug}/voter/phone
            POST /c/{slug}/voter/phone/code
            GET /c/{slug}/voter/phone/code
            POST /c/{slug}/voter/code
            GET /c/{slug}/voter/code
            POST /c/{slug}/voter/forget
            GET /c/{slug}/voter/forget
            GET /c/{slug}/voter/wechat
            GET /c/{slug}/voter/wechat/return
            GET /c/{slug}/code/{code}
            GET /c/{slug}/privacy
            GET /api/contests/{slug}/review
            GET /api/contests/{slug}/ballots/{ballotId}
            POST /api/session
            DELETE /api/session
            DELETE /api/session/all
            GET /c/{slug}
            GET /c/{slug}/b/{ballotId}
            GET /c/{slug}/b/{ballotId}/qr.svg
            GET /c/{slug}/b/{ballotId}/receipt.json
            GET /c/{slug}/b/{ballotId}/receipt.txt
            GET /c/{slug}/board
            GET /c/{slug}/e/{number:int}/picture.png
            GET /c/{slug}/e/{number:int}/picture.svg
            GET /c/{slug}/e/{number}
            GET /c/{slug}/objections
            POST /c/{slug}/objections
            GET /c/{slug}/qr.svg
            GET /c/{slug}/results
            GET /c/{slug}/results/{number}
            GET /c/{slug}/results/{number}/certificate
            GET /c/{slug}/results/{number}/qr.svg
            GET /c/{slug}/review
            GET /c/{slug}/rules
            GET /c/{slug}/screen
            GET /c/{slug}/verify
            POST /c/{slug}/vote
            GET /c/{slug}/vote
            GET /error/{status:int?}
            GET /health/live
            GET /health/ready
            GET /hubs/leaderboard
            GET /hubs/leaderboard/negotiate
            GET /log/{slug}/bundle
            GET /log/{slug}/checkpoint
            GET /log/{slug}/entries.json
            GET /log/{slug}/proof
            GET /log/{slug}/result.json
            GET /log/{slug}/rules.json
            GET /log/{slug}/texts.json
            GET /log/{slug}/tile/{level}/{**tile}
            GET /log/{slug}/vkey
            GET /metrics
            GET /openapi/{documentName}.json
            GET /organizer
            POST /organizer
            POST /organizer/code
            POST /organizer/sign-out
            GET /panel
            GET /api/contests/{slug}/amendments
            POST /panel/sign-out
            """),
        (Door.Link, """
            GET /invitation/{token}
            POST /invitation/{token}
            """),
        (Door.Panel, """
            GET /api/panel/{slug}
            PUT /api/panel/{slug}/entries/{number:int}
            POST /api/panel/{slug}/entries/{number:int}/abstention
            POST /api/panel/{slug}/entries/{number:int}/recusal
            POST /api/panel/{slug}/submission
            GET /panel/{slug}
            GET /panel/{slug}/submission
            POST /panel/{slug}/submission
            GET /panel/{slug}/e/{number:int}
            POST /panel/{slug}/e/{number:int}
            POST /panel/{slug}/e/{number:int}/abstention
            POST /panel/{slug}/e/{number:int}/recusal
            """),
        (Door.Reads, """
            GET /api/organizer/contests/{slug}
            GET /api/organizer/contests/{slug}/audit
            GET /api/organizer/contests/{slug}/experts
            GET /api/organizer/contests/{slug}/export.xlsx
            GET /api/organizer/contests/{slug}/export/{table}.csv
            GET /api/organizer/contests/{slug}/objections
            GET /api/organizer/contests/{slug}/people
            GET /api/organizer/contests/{slug}/codes
            GET /organizer/c/{slug}/codes
            GET /api/organizer/contests/{slug}/review
            GET /api/organizer/contests/{slug}/review/rows.csv
            GET /organizer/c/{slug}
            GET /organizer/c/{slug}/objections
            GET /organizer/c/{slug}/people
            GET /organizer/c/{slug}/review
            GET /api/organizer/contests/{slug}/analysis
            GET /api/organizer/contests/{slug}/experts/coverage
            GET /organizer/c/{slug}/analysis
            GET /organizer/c/{slug}/amend
            GET /organizer/c/{slug}/withdraw
            GET /organizer/c/{slug}/experts
            GET /organizer/c/{slug}/ceremony
            """),
        (Door.Changes, """
            POST /api/organizer/contests/{slug}/entries/import
            POST /api/organizer/contests/{slug}/experts
            PUT /api/organizer/contests/{slug}/experts/{id:long}/assignment
            POST /api/organizer/contests/{slug}/experts/{id:long}/exclusion
            POST /api/organizer/contests/{slug}/experts/{id:long}/invitation
            POST /api/organizer/contests/{slug}/experts/{id:long}/unlock
            POST /api/organizer/contests/{slug}/objections/{id:long}/answer
            POST /api/organizer/contests/{slug}/people
            POST /api/organizer/contests/{slug}/codes
            POST /api/organizer/contests/{slug}/codes/revocation
            POST /organizer/c/{slug}/codes
            POST /organizer/c/{slug}/codes/revocation
            DELETE /api/organizer/contests/{slug}/people/{name}
            POST /api/organizer/contests/{slug}/phase
            POST /api/organizer/contests/{slug}/review
            POST /api/organizer/contests/{slug}/review/scan
            POST /api/organizer/contests/{slug}/review/{id:long}/approval
            DELETE /api/organizer/contests/{slug}/review/{id:long}
            POST /organizer/c/{slug}/import
            POST /organizer/c/{slug}/objections
            POST /organizer/c/{slug}/people
            POST /organizer/c/{slug}/people/remove
            POST /organizer/c/{slug}/phase
            POST /organizer/c/{slug}/review
            POST /organizer/c/{slug}/review/scan
            POST /organizer/c/{slug}/review/{id:long}/approval
            POST /organizer/c/{slug}/review/{id:long}/decline
            POST /api/organizer/contests/{slug}/experts/assignment
            POST /api/organizer/contests/{slug}/experts/assignment/import
            POST /api/organizer/contests/{slug}/experts/{id:long}/substitution
            POST /organizer/c/{slug}/amend
            POST /organizer/c/{slug}/withdraw
            POST /organizer/c/{slug}/experts
            POST /organizer/c/{slug}/experts/assignment
            POST /organizer/c/{slug}/experts/assignment/import
            POST /organizer/c/{slug}/experts/coverage
            POST /organizer/c/{slug}/experts/{id:long}/invitation
            POST /organizer/c/{slug}/experts/{id:long}/assignment
            POST /organizer/c/{slug}/experts/{id:long}/substitution
            POST /organizer/c/{slug}/experts/{id:long}/unlock
            POST /organizer/c/{slug}/experts/{id:long}/exclusion
            PATCH /api/organizer/contests/{slug}
            POST /api/organizer/contests/{slug}/entries/{number}/withdrawal
            POST /organizer/c/{slug}/ceremony
            POST /api/organizer/contests/{slug}/ceremony
            POST /api/organizer/contests/{slug}/publication
            """),
        (Door.Account, """
            GET /api/organizer/contests
            PUT /api/session/password
            GET /organizer/account
            POST /organizer/account/password
            POST /organizer/account/sign-out-everywhere
            POST /organizer/account/two-step
            POST /organizer/account/two-step/confirmation
            POST /organizer/account/two-step/off
            GET /organizer/entries-sample.csv
            """),
        (Door.Creates, """
            POST /api/organizer/contests
            GET /organizer/new
            POST /organizer/new
            """),
    }.SelectMany(door => door.Routes.Split('\n').Select(route => KeyValuePair.Create(route, door.Door))).ToDictionary();

    public static Verdict Of(string route, Who who)
    {
        var isPage = route.Contains(" /organizer", StringComparison.Ordinal);
        return (Doors[route], who) switch
        {
            (Door.Public, _) => Verdict.Opens,
            (Door.Link, _) => Verdict.SignIn,
            (_, Who.Nobody or Who.Voter) => Verdict.SignIn,
            (Door.Panel, Who.Expert) => Verdict.Opens,
            // Experts have no account: a page asks them for one.
            (_, Who.Expert or Who.ExpertElsewhere) => isPage ? Verdict.SignIn : Verdict.NotAllowed,
            (Door.Reads, Who.Auditor or Who.Organizer or Who.FirstOrganizer) => Verdict.Opens,
            (Door.Changes, Who.Organizer or Who.FirstOrganizer) => Verdict.Opens,
            (Door.Creates, Who.Organizer or Who.OrganizerElsewhere or Who.FirstOrganizer) => Verdict.Opens,
            (Door.Account, _) => Verdict.Opens,
            _ => Verdict.NotAllowed,
        };
    }
}
