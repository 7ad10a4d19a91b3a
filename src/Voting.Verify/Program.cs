using System.Net;
using Voting.Verify;

const string Usage = """
    Voting.Verify <address-or-zip> [--vkey <vkey>] [--since <checkpoint-file>]

      Recounts a contest from what its organizer published, without trusting anybody.
      <address-or-zip>  the contest's page (https://…/c/…), its log (https://…/log/…), or a downloaded bundle
      --vkey            the log's verifier key, from a place you trust; may be repeated
      --since           a checkpoint that you kept: the log must continue it; may be repeated

    Voting.Verify receipt <receipt-file> [--leaf <leaf-file>] --vkey <vkey>

      Checks, without any network, that a leaf is in the log as the receipt says.
      <receipt-file>  the receipt (c2sp.org/tlog-proof@v1), or the whole JSON answer of the vote
      --leaf          the leaf's bytes; not needed when the answer is given
      --vkey          the log's verifier key, from a place you trust

    Voting.Verify witness --state <directory> --key <file> --listen <address> --log <vkey> [--name <name>]

      Watches over logs for others: cosigns each new checkpoint of a log that only grew since the last one (C2SP tlog-witness).
      --state   where it remembers what it has cosigned; keep it, and give it to no second witness
      --key     its own key; made, under the --name, when there is none
      --listen  such as http://127.0.0.1:5090
      --log     a verifier key of a log it looks after; may be repeated

    Voting.Verify signals <rows.csv> [--out <held.csv>]

      Runs the signal rules once more over the rows that an organizer exported, and prints what they find.
      <rows.csv>  columns index,at,channel,voter,entries,address,network,device,knownSince
      --out       a line for each ballot of each finding, to compare with what was held

    Exit code: 0 it holds (signals: no ballot to hold), 1 it does not (some to hold), 2 wrong use or no such file.
    """;

try
{
    return args switch
    {
        ["receipt", .. var rest] => ReceiptCommand.Run(new CommandLine(rest, "--leaf", "--vkey")),
        ["witness", .. var rest] => await WitnessCommand.RunAsync(new CommandLine(rest, "--state", "--key", "--listen", "--log", "--name")),
        ["signals", .. var rest] => SignalsCommand.Run(new CommandLine(rest, "--out")),
        _ => await VerifyCommand.RunAsync(new CommandLine(args, "--vkey", "--since")),
    };
}
catch (UsageException wrong)
{
    return WrongUse($"{wrong.Message}\n\n{Usage}");
}
catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or HttpListenerException)
{
    return WrongUse(failure.Message);
}

static int WrongUse(string message)
{
    Console.Error.WriteLine(message);
    return 2;
}
