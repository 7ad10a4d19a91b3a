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

    Exit code: 0 it holds, 1 it does not, 2 wrong use.
    """;

try
{
    return args switch
    {
        ["receipt", .. var rest] => ReceiptCommand.Run(new CommandLine(rest, "--leaf", "--vkey")),
        _ => await VerifyCommand.RunAsync(new CommandLine(args, "--vkey", "--since")),
    };
}
catch (UsageException wrong)
{
    return WrongUse($"{wrong.Message}\n\n{Usage}");
}
catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
{
    return WrongUse(failure.Message);
}

static int WrongUse(string message)
{
    Console.Error.WriteLine(message);
    return 2;
}
