using Voting.Rules.Log;
using Voting.Verify;

const string Usage = """
    Voting.Verify receipt <receipt-file> [--leaf <leaf-file>] --vkey <vkey>

      Checks, without any network, that a leaf is in the log as the receipt says.
      <receipt-file>  the receipt (c2sp.org/tlog-proof@v1), or the whole JSON answer of the vote
      --leaf          the leaf's bytes; not needed when the answer is given
      --vkey          the log's verifier key, from a place you trust

    Exit code: 0 proven, 1 not proven, 2 wrong use.
    """;

string? leafFile = null, vkey = null;
if (args is not ["receipt", var receiptFile, .. var options] || options.Length % 2 != 0)
    return WrongUse(Usage);
for (var i = 0; i < options.Length; i += 2)
{
    switch (options[i])
    {
        case "--leaf" when leafFile is null: leafFile = options[i + 1]; break;
        case "--vkey" when vkey is null: vkey = options[i + 1]; break;
        default: return WrongUse($"Unknown or repeated: {options[i]}\n\n{Usage}");
    }
}
if (vkey is null)
    return WrongUse($"--vkey is missing\n\n{Usage}");
if (VerifierKey.TryParse(vkey.Trim()) is not { } key)
    return WrongUse("--vkey is not a verifier key: name+id+base64");

try
{
    var receipt = File.ReadAllBytes(receiptFile);
    var leaf = leafFile is null ? null : File.ReadAllBytes(leafFile);
    var check = ReceiptCheck.Run(receipt, leaf, key);
    Console.WriteLine(check.Report);
    return check.IsProven ? 0 : 1;
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
